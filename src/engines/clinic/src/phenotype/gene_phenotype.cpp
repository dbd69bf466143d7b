#include <strandline/clinic/phenotype.hpp>

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>

namespace strandline::clinic {
namespace {

using domain::DiplotypePhenotype;
using domain::PgxGenotype;

// Rules of the field that no table tells.

/// Each variant has its own effect: phenotype by the two alleles of the least function (CPIC on DPYD, RYR1).
constexpr std::array<std::string_view, 2> least_function_genes = {"DPYD", "RYR1"};
/// Named by variants, not by stars: one variant beside the reference is told as "(heterozygous)".
constexpr std::array<std::string_view, 4> told_by_variant_genes = {"CACNA1S", "CFTR", "DPYD", "RYR1"};
/// CPIC's statins: SLCO1B1 without a star allele is answered by this variant alone.
constexpr std::string_view single_variant_gene = "SLCO1B1", single_variant = "rs4149056";

constexpr std::string_view no_result_word = "No Result", not_available = "n/a";

void append_present_alleles(const domain::PgxKnowledge& knowledge, const std::string& gene,
                            std::vector<std::string>& into) {
    for (const auto& guideline : knowledge.guidelines)
        for (const auto& recommendation : guideline.recommendations) {
            const auto key = recommendation.lookup.find(gene);
            if (key == recommendation.lookup.end()) continue;
            const std::string& text = key->second;
            const std::size_t end = std::min(text.find(" positive"), text.find(" negative"));
            if (end != std::string::npos && text.starts_with('*')) into.push_back(text.substr(0, end));
        }
    std::ranges::sort(into);
    const auto twice = std::ranges::unique(into);
    into.erase(twice.begin(), twice.end());
}

/// The allele that one position alone tells from the reference.
const domain::NamedAllele* allele_of_position(const domain::GeneDefinition& definition, std::size_t position,
                                              std::uint8_t base) {
    for (const domain::NamedAllele& allele : definition.alleles) {
        if (base == 0 && allele.reference) return &allele;
        if (base == 0 || allele.reference) continue;
        const auto said = std::ranges::count_if(allele.cells, [](std::uint32_t cell) { return cell != 0; });
        if (said == 1 && allele.cells[position] == std::uint32_t{1} << base) return &allele;
    }
    return nullptr;
}

std::optional<NamedDiplotype> by_single_variant(const domain::GeneDefinition& definition,
                                                std::span<const PgxGenotype> genotypes) {
    const auto found = std::ranges::find(definition.positions, single_variant, &domain::PgxPosition::rsid);
    const auto at = static_cast<std::size_t>(found - definition.positions.begin());
    if (found == definition.positions.end() || at >= genotypes.size()) return std::nullopt;
    const PgxGenotype& genotype = genotypes[at];
    if (genotype.is_missing() || genotype.is_haploid()) return std::nullopt;
    NamedDiplotype made;
    for (const std::uint8_t base :
         {std::min(genotype.first, genotype.second), std::max(genotype.first, genotype.second)}) {
        if (base > found->alts.size()) return std::nullopt;
        const auto* allele = allele_of_position(definition, at, base);
        if (!allele) return std::nullopt;
        made.strands.push_back(allele->name);
    }
    return made;
}

}  // namespace

std::string_view words(PhenotypeRemark remark) {
    switch (remark) {
    case PhenotypeRemark::structural_variants_unknown:
        return "deletions, copies and hybrids of the gene were not looked for: the phenotype may differ";
    case PhenotypeRemark::single_variant_instead:
        return "no diplotype fits; the recommendation rests on rs4149056 alone";
    case PhenotypeRemark::outside_replaces_matcher:
        return "an outside call replaces the call from the genotypes";
    case PhenotypeRemark::told_phenotype_differs:
        return "the phenotype or score told with an outside call is not that of its alleles";
    case PhenotypeRemark::suballele_as_allele:
        return "a suballele was taken as its allele";
    }
    return {};
}

GenePhenotyper::GenePhenotyper(const domain::PgxKnowledge& knowledge, std::string_view gene) : gene_(gene) {
    const auto definition = std::ranges::find(knowledge.definitions, gene, &domain::GeneDefinition::gene);
    if (definition != knowledge.definitions.end()) definition_ = &*definition;
    const auto table = std::ranges::find(knowledge.phenotypes, gene, &domain::PhenotypeTable::gene);
    if (table != knowledge.phenotypes.end()) table_ = &*table;
    least_function_ = std::ranges::find(least_function_genes, gene) != least_function_genes.end();
    told_by_variant_ = std::ranges::find(told_by_variant_genes, gene) != told_by_variant_genes.end();
    reference_ = "Reference";
    if (definition_)
        for (const domain::NamedAllele& allele : definition_->alleles) {
            order_.emplace(allele.name, order_.size());
            if (allele.reference) reference_ = allele.name;
        }
    if (!table_) append_present_alleles(knowledge, gene_, present_alleles_);
    for (std::size_t i = 0; table_ && i < table_->alleles.size(); ++i) {
        const std::string& name = table_->alleles[i];
        index_.emplace(name, i);
        order_.emplace(name, order_.size());
        // Names of G6PD are joined by a slash in one table and by a comma in the definition.
        if (const std::size_t slash = name.find('/'); slash != std::string::npos)
            index_.emplace(name.substr(0, slash) + ", " + name.substr(slash + 1), i);
        if (!table_->functions[i].activity.empty()) has_scores_ = true;
    }
}

const domain::AlleleFunction* GenePhenotyper::function_of(std::string_view allele) const {
    const auto found = index_.find(std::string(allele));
    return found == index_.end() ? nullptr : &table_->functions[found->second];
}

std::string GenePhenotyper::label(const NamedDiplotype& diplotype) const {
    const auto& strands = diplotype.strands;
    if (!told_by_variant_ || strands.size() != 2) return join(strands, "/");
    const bool first = strands[0] == reference_, second = strands[1] == reference_;
    if (first && second) return "Reference/Reference";
    if (first || second) return strands[first ? 1 : 0] + " (heterozygous)";
    return join(strands, "/");
}

DiplotypeMeaning GenePhenotyper::no_result() const {
    const bool one_strand = table_ && !table_->singles.empty();
    DiplotypeMeaning made{.diplotype = one_strand ? "Unknown" : "Unknown/Unknown", .reason = "not called"};
    if (!table_ && present_alleles_.empty()) return made;
    made.phenotype = no_result_word;
    if (has_scores_) made.activity_score = no_result_word;
    made.lookup_keys.emplace_back(no_result_word);
    return made;
}

DiplotypeMeaning GenePhenotyper::without_entry(std::string diplotype, std::vector<std::string> alleles,
                                               std::string reason) const {
    DiplotypeMeaning made{
        .diplotype = std::move(diplotype), .alleles = std::move(alleles), .reason = std::move(reason)};
    if (!table_) return made;
    made.phenotype = not_available;
    made.lookup_keys.emplace_back(not_available);
    if (!has_scores_) return made;
    made.activity_score = not_available;
    for (const DiplotypePhenotype& result : table_->results)
        if (result.activity_score == not_available) made.phenotype = result.phenotype;
    return made;
}

DiplotypeMeaning GenePhenotyper::meaning_of(const NamedDiplotype& diplotype) const {
    std::vector<std::size_t> alleles;
    for (const std::string& strand : diplotype.strands)
        if (const auto known = index_.find(strand); known != index_.end()) alleles.push_back(known->second);
    const DiplotypePhenotype* result = nullptr;
    if (alleles.size() == diplotype.strands.size()) {
        if (alleles.size() == 2) result = table_->of_pair(alleles[0], alleles[1]);
        if (alleles.size() == 1) result = table_->of_single(alleles[0]);
    }
    const bool strands_missing = diplotype.strands.size() == 1 && (!table_ || table_->singles.empty());
    if (!result)
        return without_entry(label(diplotype), diplotype.strands,
                             strands_missing ? "one of two strands is not told"
                             : table_        ? format("the table of {} does not have it", gene_)
                                             : format("there is no table of {}", gene_));
    return {.diplotype = label(diplotype),
            .alleles = diplotype.strands,
            .phenotype = result->phenotype,
            .activity_score = result->activity_score,
            .lookup_keys = {result->lookup_key}};
}

bool is_blind_to_structure(const GenePhenotype& phenotype) {
    return std::ranges::find(phenotype.remarks, PhenotypeRemark::structural_variants_unknown) !=
           phenotype.remarks.end();
}

GenePhenotype GenePhenotyper::of_names(const NamedCall& call) const {
    GenePhenotype made{.gene = gene_, .origin = CallOrigin::matcher};
    for (const NamedDiplotype& diplotype : call.diplotypes) made.source.push_back(label(diplotype));
    for (const std::string& variant : call.variants)
        if (std::ranges::find(made.source, variant) == made.source.end()) made.source.push_back(variant);
    if (made.source.empty()) {
        made.origin = CallOrigin::none;
        made.recommended.push_back(call.instead ? meaning_of(*call.instead) : no_result());
        made.source.push_back(no_result().diplotype);
        if (call.instead) made.remarks.push_back(PhenotypeRemark::single_variant_instead);
        return made;
    }
    if (least_function_) {
        made.recommended.push_back(least_function(call));
        return made;
    }
    for (const NamedDiplotype& diplotype : call.diplotypes) made.recommended.push_back(meaning_of(diplotype));
    if (gene_ == "CYP2D6") made.remarks.push_back(PhenotypeRemark::structural_variants_unknown);
    return made;
}

GenePhenotype GenePhenotyper::of_call(const GeneCall& call, std::span<const PgxGenotype> genotypes) const {
    if (call.reason == NotCalled::nothing_seen) return {.gene = gene_};
    NamedCall named;
    if (call.called()) {
        for (const DiplotypeCall& diplotype : call.diplotypes) {
            NamedDiplotype& made = named.diplotypes.emplace_back();
            made.strands.push_back(call.haplotypes[diplotype.first].name);
            if (diplotype.second != DiplotypeCall::none)
                made.strands.push_back(call.haplotypes[diplotype.second].name);
        }
        for (const std::uint32_t allele : call.variants)
            named.variants.push_back(definition_->alleles[allele].name);
    }
    if (named.diplotypes.empty() && gene_ == single_variant_gene && definition_)
        named.instead = by_single_variant(*definition_, genotypes);
    return of_names(named);
}

std::string told(const DiplotypeMeaning& meaning) {
    return format("{} => {} => {} => {}", meaning.diplotype, meaning.phenotype,
                  meaning.activity_score.empty() ? "null" : meaning.activity_score,
                  join(meaning.lookup_keys, "; "));
}

}  // namespace strandline::clinic
