#include "knowledge/cohort_meanings.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;
using domain::PgxOutsideCall;

/// Samples that are answered alike: a pattern of genotypes, and whose outside calls count.
struct SampleGroups {
    struct Example {
        std::uint32_t sample;
        std::uint32_t outside;
    };
    std::vector<std::uint32_t> of_sample;
    std::vector<Example> examples;
};

/// Calls by others of one gene: first those for every sample, then those of each sample that has its own,
/// with the former among them.
struct OutsideSets {
    std::vector<std::vector<PgxOutsideCall>> sets = {{}};
    std::unordered_map<std::string, std::uint32_t> of_sample;
};

OutsideSets outside_sets(const std::vector<PgxOutsideCall>& calls, const std::string& gene) {
    OutsideSets made;
    for (const PgxOutsideCall& call : calls)
        if (call.gene == gene && call.sample.empty()) made.sets[0].push_back(call);
    for (const PgxOutsideCall& call : calls) {
        if (call.gene != gene || call.sample.empty()) continue;
        const auto [set, is_new] =
            made.of_sample.try_emplace(call.sample, static_cast<std::uint32_t>(made.sets.size()));
        if (is_new) made.sets.push_back(made.sets[0]);
        made.sets[set->second].push_back(call);
    }
    return made;
}

SampleGroups groups_of(const std::vector<std::uint32_t>& pattern_of_sample,
                       const std::vector<std::string>& samples, const OutsideSets& outside) {
    constexpr std::uint32_t vacant = ~std::uint32_t{0};
    SampleGroups made;
    std::vector<std::uint32_t> of_pattern(samples.size(), vacant);  // of samples without calls of their own
    const auto add = [&](std::uint32_t sample, std::uint32_t set) {
        made.examples.push_back({sample, set});
        return static_cast<std::uint32_t>(made.examples.size() - 1);
    };
    for (std::uint32_t s = 0; s < samples.size(); ++s) {
        const auto own = outside.of_sample.find(samples[s]);
        if (own != outside.of_sample.end()) {
            made.of_sample.push_back(add(s, own->second));
            continue;
        }
        std::uint32_t& group = of_pattern[pattern_of_sample[s]];
        if (group == vacant) group = add(s, 0);
        made.of_sample.push_back(group);
    }
    return made;
}

/// Equal for equal answers: what is called, and what guidelines are looked up by.
std::string mark_of(const GenePhenotype& phenotype) {
    std::string mark;
    for (const std::string& each : phenotype.source) mark += each + '\n';
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        mark += '\t' + told(meaning);
        for (const std::string& allele : meaning.alleles) mark += '\n' + allele;
        for (const std::string& key : meaning.lookup_keys) mark += '\n' + key;
    }
    return mark;
}

/// Answers of groups become those of samples, each distinct one once.
void keep_distinct(std::vector<GenePhenotype> answers, const std::vector<std::uint32_t>& group_of_sample,
                   CohortMeanings::Gene& into) {
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::uint32_t> of_group;
    for (GenePhenotype& answer : answers) {
        const auto [place, is_new] =
            known.try_emplace(mark_of(answer), static_cast<std::uint32_t>(into.distinct.size()));
        if (is_new) into.distinct.push_back(std::move(answer));
        of_group.push_back(place->second);
    }
    for (const std::uint32_t group : group_of_sample) into.of_sample.push_back(of_group[group]);
}

void answer_gene(const GeneAnswerer& answerer, const formats::PgxGeneGenotypes* genotypes,
                 const std::vector<std::string>& samples, const OutsideSets& outside,
                 CohortMeanings::Gene& into, const Context& context) {
    const SampleGroups groups = groups_of(
        genotypes ? formats::patterns_of(*genotypes).of_sample : std::vector<std::uint32_t>(samples.size()),
        samples, outside);
    std::vector<GenePhenotype> answers(groups.examples.size());
    parallel_for(answers.size(), context.threads(), [&](std::size_t group) {
        const SampleGroups::Example& example = groups.examples[group];
        std::vector<PgxGenotype> seen;
        if (genotypes)
            for (const formats::PgxColumn& column : genotypes->columns)
                seen.push_back(column.at(example.sample));
        answers[group] = answerer.answer(seen, outside.sets[example.outside]).phenotype;
    });
    keep_distinct(std::move(answers), groups.of_sample, into);
}

}  // namespace

Result<CohortMeanings> cohort_meanings(const Source& source, const domain::PgxKnowledge& knowledge,
                                       const CohortQuestion& question, Context& context) {
    STRANDLINE_TRY(const std::vector<std::string> genes, asked_genes(knowledge, question));
    CohortMeanings made;
    std::vector<GeneAnswerer> answerers;
    std::vector<domain::GeneDefinition> definitions;
    std::vector<std::size_t> gene_of_definition;
    for (const std::string& gene : genes) {
        STRANDLINE_TRY(GeneAnswerer answerer, GeneAnswerer::make(knowledge, gene, question.match, false));
        if (answerer.has_definition()) {
            gene_of_definition.push_back(answerers.size());
            definitions.push_back(
                *std::ranges::find(knowledge.definitions, gene, &domain::GeneDefinition::gene));
        }
        answerers.push_back(std::move(answerer));
        made.genes.emplace_back().name = gene;
    }
    STRANDLINE_TRY(formats::PgxGenotypeReader reader,
                   formats::PgxGenotypeReader::open(source, definitions, question.read, context));
    made.samples = reader.samples();
    const auto answer = [&](std::size_t gene, const formats::PgxGeneGenotypes* genotypes) {
        answer_gene(answerers[gene], genotypes, made.samples, outside_sets(question.outside, genes[gene]),
                    made.genes[gene], context);
    };
    if (!definitions.empty())
        STRANDLINE_CHECK(reader.read(
            [&](const formats::PgxGeneGenotypes& genotypes) -> Result<void> {
                answer(gene_of_definition[genotypes.gene], &genotypes);
                return {};
            },
            context));
    for (std::size_t gene = 0; gene < genes.size(); ++gene)
        if (!answerers[gene].has_definition()) answer(gene, nullptr);
    made.report = reader.report();
    return made;
}

}  // namespace strandline::clinic
