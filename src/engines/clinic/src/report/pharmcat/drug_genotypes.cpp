#include "report/pharmcat/drug_genotypes.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <string_view>

namespace strandline::clinic {
namespace {

using domain::PgxGuideline;

std::vector<const GeneDiplotypes*> genes_of(const PgxGuideline& guideline, const DiplotypesOfGenes& genes) {
    std::vector<const GeneDiplotypes*> made;
    for (const std::string& gene : guideline.genes)
        if (const auto found = genes.find(gene); found != genes.end() && !found->second.recommended().empty())
            made.push_back(&found->second);
    return made;
}

/// Guidance's word for a gene of which nothing is known, whatever was called.
constexpr std::string_view not_known = "Unknown/Unknown";

/// Whether `rest` names one diplotype of each of `genes`, which then are the end of `choice`. Names may hold
/// the comma that parts them (G6PD).
bool read_choice(std::string_view rest, std::span<const GeneDiplotypes* const> genes,
                 DiplotypeChoice& choice) {
    if (genes.empty()) return rest.empty();
    constexpr std::string_view between = ", ";
    const GeneOfSample& gene = genes.front()->gene();
    const bool is_known = has_result(gene.answer.phenotype);
    for (const ToldDiplotype& diplotype : genes.front()->recommended()) {
        const std::string name =
            format("{} {}", gene.gene, is_known ? std::string_view(diplotype.meaning.diplotype) : not_known);
        if (!rest.starts_with(name)) continue;
        std::string_view after = rest.substr(name.size());
        if (genes.size() > 1) {
            if (!after.starts_with(between)) continue;
            after.remove_prefix(between.size());
        }
        choice.push_back(&diplotype);
        if (read_choice(after, genes.subspan(1), choice)) return true;
        choice.pop_back();
    }
    return false;
}

/// Diplotypes of one gene that are looked up alike.
DiplotypeChoice alike(const GeneDiplotypes& gene, const ToldDiplotype& one, bool by_alleles) {
    DiplotypeChoice made;
    for (const ToldDiplotype& other : gene.recommended())
        if (&other == &one || (other.meaning.phenotype == one.meaning.phenotype &&
                               other.meaning.lookup_keys == one.meaning.lookup_keys &&
                               other.meaning.activity_score == one.meaning.activity_score &&
                               (!by_alleles || other.alleles == one.alleles)))
            made.push_back(&other);
    return made;
}

/// One of each list, in every way; no more than fit.
void add_product(const std::vector<DiplotypeChoice>& lists, DiplotypeChoices& into) {
    std::vector<std::size_t> at(lists.size());
    std::size_t count = 1;
    for (const DiplotypeChoice& list : lists) count *= list.size();
    const std::size_t room =
        std::max<std::size_t>(1, most_choices - std::min(most_choices, into.choices.size()));
    for (std::size_t made = 0; made < std::min(count, room); ++made) {
        DiplotypeChoice& choice = into.choices.emplace_back();
        for (std::size_t g = 0; g < lists.size(); ++g) choice.push_back(lists[g][at[g]]);
        for (std::size_t g = lists.size(); g-- > 0;) {
            if (++at[g] < lists[g].size()) break;
            at[g] = 0;
        }
    }
    into.left_out += count - std::min(count, room);
}

}  // namespace

DiplotypeChoices choices_because(const PgxGuideline& guideline, const std::vector<std::string>& because,
                                 const DiplotypesOfGenes& genes) {
    DiplotypeChoices made{.genes = genes_of(guideline, genes)};
    for (const std::string& reason : because) {
        DiplotypeChoice choice;
        if (!read_choice(reason, made.genes, choice)) continue;
        std::vector<DiplotypeChoice> lists;
        for (std::size_t g = 0; g < choice.size(); ++g)
            lists.push_back(
                alike(*made.genes[g], *choice[g], asks_for_alleles(guideline, made.genes[g]->gene().gene)));
        add_product(lists, made);
    }
    return made;
}

DiplotypeChoices all_choices(const PgxGuideline& guideline, const DiplotypesOfGenes& genes) {
    DiplotypeChoices made{.genes = genes_of(guideline, genes)};
    std::vector<DiplotypeChoice> lists;
    for (const GeneDiplotypes* gene : made.genes) {
        DiplotypeChoice& list = lists.emplace_back();
        for (const ToldDiplotype& diplotype : gene->recommended()) list.push_back(&diplotype);
    }
    if (!lists.empty()) add_product(lists, made);
    return made;
}

}  // namespace strandline::clinic
