#include "knowledge/compared_answers.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::GeneDefinition;
using domain::PgxGuideline;
using domain::PgxKnowledge;
using domain::PhenotypeTable;

template <class Facts>
const Facts* facts_of(const std::vector<Facts>& all, const std::string& gene) {
    const auto found = std::ranges::find(all, gene, &Facts::gene);
    return found == all.end() ? nullptr : &*found;
}

// Of when and from where facts are makes no answer.
GeneDefinition without_origin(GeneDefinition definition) {
    definition.source.clear();
    definition.version.clear();
    definition.build.clear();
    definition.modified.clear();
    return definition;
}
PhenotypeTable without_origin(PhenotypeTable table) {
    table.source.clear();
    table.version.clear();
    return table;
}
PgxGuideline without_origin(PgxGuideline guideline) {
    guideline.source.clear();
    guideline.version.clear();
    guideline.url.clear();
    guideline.revision = 0;
    guideline.citations.clear();
    return guideline;
}

template <class Facts>
bool is_alike(const Facts* one, const Facts* other) {
    if (!one || !other) return one == other;
    return *one == *other || without_origin(*one) == without_origin(*other);
}

/// Guidelines that one knowledge has not, or tells otherwise.
std::vector<const PgxGuideline*> changed_guidelines(const PgxKnowledge& one, const PgxKnowledge& other) {
    std::vector<const PgxGuideline*> made;
    for (const PgxGuideline& guideline : one.guidelines) {
        const auto same = std::ranges::find(other.guidelines, guideline.id, &PgxGuideline::id);
        if (same == other.guidelines.end() || !is_alike(&guideline, &*same)) made.push_back(&guideline);
    }
    return made;
}

std::vector<std::string> known_of(const PgxKnowledge& knowledge, const std::vector<std::string>& genes) {
    std::vector<std::string> made;
    std::ranges::set_intersection(known_genes(knowledge), genes, std::back_inserter(made));
    return made;
}

}  // namespace

GenesToCompare genes_to_compare(const PgxKnowledge& earlier, const PgxKnowledge& later) {
    std::set<std::string> differing, changed;
    for (const PgxKnowledge* knowledge : {&earlier, &later})
        for (const std::string& gene : known_genes(*knowledge)) {
            const GeneDefinition* definition = facts_of(earlier.definitions, gene);
            // What others call of a gene without alleles is read by the guidelines' own words.
            const bool is_same =
                is_alike(definition, facts_of(later.definitions, gene)) &&
                is_alike(facts_of(earlier.phenotypes, gene), facts_of(later.phenotypes, gene));
            if (!is_same) changed.insert(gene);
            if (!is_same || !definition) differing.insert(gene);
        }
    for (const auto& guidelines : {changed_guidelines(earlier, later), changed_guidelines(later, earlier)})
        for (const PgxGuideline* guideline : guidelines)
            changed.insert(guideline->genes.begin(), guideline->genes.end());
    std::set<std::string> needed = changed;
    for (const PgxKnowledge* knowledge : {&earlier, &later})
        for (const PgxGuideline& guideline : knowledge->guidelines)
            if (std::ranges::any_of(guideline.genes,
                                    [&](const std::string& gene) { return changed.contains(gene); }))
                needed.insert(guideline.genes.begin(), guideline.genes.end());
    GenesToCompare made{.needed = {needed.begin(), needed.end()}, .differing = {}};
    std::ranges::set_intersection(needed, differing, std::back_inserter(made.differing));
    return made;
}

Result<ComparedAnswers> compared_answers(std::span<const Source> files, const PgxKnowledge& earlier,
                                         const PgxKnowledge& later, const CohortQuestion& question,
                                         Context& context) {
    const GenesToCompare genes = genes_to_compare(earlier, later);
    ComparedAnswers made;
    STRANDLINE_TRY(made.before,
                   cohort_meanings(files, earlier, known_of(earlier, genes.needed), question, context));
    STRANDLINE_TRY(made.after,
                   cohort_meanings(files, later, known_of(later, genes.differing), question, context));
    for (const CohortMeanings::Gene& gene : made.before.genes)
        if (!std::ranges::binary_search(genes.differing, gene.name)) made.after.genes.push_back(gene);
    std::ranges::sort(made.after.genes, {}, &CohortMeanings::Gene::name);
    return made;
}

}  // namespace strandline::clinic
