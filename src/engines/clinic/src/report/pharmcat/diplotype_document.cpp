#include "report/pharmcat/diplotype_document.hpp"

#include "report/pharmcat/run_document.hpp"
#include "report/pharmcat/variant_document.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace strandline::clinic {
namespace {

constexpr std::string_view unknown_allele = "Unknown";

/// "Unknown/Unknown" has two, "Unknown" one.
std::vector<std::string> unknown_alleles(const std::string& label) {
    return std::vector<std::string>(label.find('/') == std::string::npos ? 1 : 2,
                                    std::string(unknown_allele));
}

ToldDiplotype of_meaning(const DiplotypeMeaning& meaning, bool outside) {
    ToldDiplotype made{.alleles = meaning.alleles, .meaning = meaning, .outside = outside};
    if (made.alleles.empty() && !outside) made.alleles = unknown_alleles(meaning.diplotype);
    return made;
}

bool is_combination(const HaplotypeCall& haplotype) {
    return haplotype.alleles.size() != 1 || !haplotype.parts.empty();
}

bool lists_components(const GeneOfSample& gene) {
    return gene.answer.call && gene.answer.call->lists_variants &&
           gene.answer.phenotype.origin == CallOrigin::matcher;
}

}  // namespace

GeneDiplotypes::GeneDiplotypes(const domain::PgxKnowledge& knowledge, const GeneOfSample& gene)
    : gene_(gene), phenotyper_(knowledge, gene.gene) {
    if (gene.answer.phenotype.origin == CallOrigin::matcher && gene.answer.call)
        take_call();
    else
        take_meanings();
}

/// What the matcher called, and what is recommended by.
void GeneDiplotypes::take_call() {
    const GeneCall& call = *gene_.answer.call;
    const GenePhenotype& phenotype = gene_.answer.phenotype;
    for (std::size_t i = 0; i < call.diplotypes.size(); ++i) {
        const DiplotypeCall& diplotype = call.diplotypes[i];
        const HaplotypeCall& first = call.haplotypes[diplotype.first];
        ToldDiplotype& made = source_.emplace_back();
        made.alleles = {first.name};
        made.combination = is_combination(first);
        if (diplotype.second != DiplotypeCall::none) {
            made.alleles.push_back(call.haplotypes[diplotype.second].name);
            made.combination |= is_combination(call.haplotypes[diplotype.second]);
        }
        made.score = diplotype.score;
        made.meaning = call.lists_variants ? phenotyper_.meaning_of({.strands = made.alleles})
                                           : phenotype.recommended[i];
    }
    for (const std::uint32_t allele : component_alleles(false))
        if (call.diplotypes.empty()) source_.push_back(component(allele));
    if (!call.lists_variants) {
        recommended_ = source_;
        return;
    }
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        ToldDiplotype& made = recommended_.emplace_back(of_meaning(meaning, false));
        made.lists_sources = true;
        made.inferred = std::ranges::none_of(
            source_, [&](const ToldDiplotype& source) { return source.alleles == made.alleles; });
    }
}

/// What others called, or that there is no call.
void GeneDiplotypes::take_meanings() {
    const bool outside = gene_.answer.phenotype.origin == CallOrigin::outside;
    const GenePhenotype nothing = phenotyper_.of_nothing();
    const std::vector<DiplotypeMeaning>& known = gene_.answer.phenotype.recommended;
    for (const DiplotypeMeaning& meaning : known.empty() ? nothing.recommended : known)
        recommended_.push_back(of_meaning(meaning, outside));
    if (outside || known.empty() || known.front().alleles.empty()) {
        source_ = recommended_;
        take_told_labels();
        return;
    }
    // One variant stands in for a gene that is not called.
    source_.push_back(of_meaning(nothing.recommended.front(), false));
    for (ToldDiplotype& made : recommended_) made.inferred = made.lists_sources = true;
}

/// "*1x3" where the table has "*1x≥3"; "Normal Metabolizer (1.25)" where no alleles are told.
void GeneDiplotypes::take_told_labels() {
    const std::vector<std::string>& told = gene_.answer.phenotype.source;
    if (told.size() != source_.size()) return;
    for (std::size_t i = 0; i < told.size(); ++i) {
        source_[i].label = told[i];
        if (recommended_[i].meaning.diplotype.empty()) recommended_[i].label = told[i];
    }
}

std::int32_t GeneDiplotypes::score_of(std::uint32_t allele) const {
    const domain::NamedAllele& named = gene_.definition->alleles[allele];
    std::int32_t score = 0;
    for (std::size_t p = 0; p < named.cells.size() && p < gene_.genotypes.size(); ++p)
        score += named.cells[p] && !gene_.genotypes[p].is_missing();
    return score;
}

std::vector<std::uint32_t> GeneDiplotypes::component_alleles(bool on_both_strands) const {
    std::vector<std::uint32_t> found;
    if (!lists_components(gene_)) return found;
    const GeneCall& call = *gene_.answer.call;
    std::map<std::uint32_t, int> strands;
    for (const std::uint32_t allele : call.variants) ++strands[allele];
    for (const DiplotypeCall& diplotype : call.diplotypes) {
        std::map<std::uint32_t, int> of_this;
        for (const std::uint32_t allele : call.haplotypes[diplotype.first].alleles) ++of_this[allele];
        if (diplotype.second != DiplotypeCall::none)
            for (const std::uint32_t allele : call.haplotypes[diplotype.second].alleles) ++of_this[allele];
        for (const auto& [allele, count] : of_this) strands[allele] = std::max(strands[allele], count);
    }
    for (const auto& [allele, count] : strands)
        if (!on_both_strands || (count > 1 && !gene_.definition->alleles[allele].reference))
            found.push_back(allele);
    std::ranges::stable_sort(found, [&](std::uint32_t one, std::uint32_t other) {
        const auto& alleles = gene_.definition->alleles;
        if (alleles[one].reference != alleles[other].reference) return alleles[one].reference;
        return told_before(alleles[one].name, alleles[other].name);
    });
    return found;
}

ToldDiplotype GeneDiplotypes::component(std::uint32_t allele) const {
    const std::string& name = gene_.definition->alleles[allele].name;
    ToldDiplotype made{.alleles = {name}, .meaning = phenotyper_.meaning_of({.strands = {name}})};
    made.score = score_of(allele);
    // One allele of two has no score, which the field calls so.
    if (phenotyper_.has_scores()) made.meaning.phenotype = "Indeterminate";
    return made;
}

std::vector<ToldDiplotype> GeneDiplotypes::components() const {
    std::vector<ToldDiplotype> made;
    for (const std::uint32_t allele : component_alleles(false)) made.push_back(component(allele));
    return made;
}

std::vector<ToldDiplotype> GeneDiplotypes::homozygous_components() const {
    std::vector<ToldDiplotype> made;
    for (const std::uint32_t allele : component_alleles(true)) made.push_back(component(allele));
    return made;
}

bool GeneDiplotypes::is_reference(const std::string& name) const {
    if (!gene_.definition) return name == "Reference";
    return std::ranges::any_of(gene_.definition->alleles, [&](const domain::NamedAllele& allele) {
        return allele.reference && allele.name == name;
    });
}

Json GeneDiplotypes::allele_document(const std::string& name) const {
    const bool is_told = gene_.phenotypes && name != unknown_allele;
    const domain::AlleleFunction* function = is_told ? phenotyper_.function_of(name) : nullptr;
    Json::Members made;
    made.emplace_back("gene", gene_.gene);
    made.emplace_back("name", valid_text(name));
    made.emplace_back("function", !is_told   ? Json()
                                  : function ? text_or_null(function->function)
                                             : Json("Unassigned function"));
    made.emplace_back("reference", is_reference(name));
    made.emplace_back("activityValue", !is_told                                  ? Json()
                                       : function && !function->activity.empty() ? Json(function->activity)
                                                                                 : Json("n/a"));
    return Json::object(std::move(made));
}

/// What the alleles of an outside call would have said, where the call's own word is another.
Json GeneDiplotypes::told_outside(const ToldDiplotype& diplotype, bool of_score) const {
    const auto& remarks = gene_.answer.phenotype.remarks;
    if (diplotype.alleles.empty() ||
        std::ranges::find(remarks, PhenotypeRemark::told_phenotype_differs) == remarks.end())
        return {};
    const DiplotypeMeaning by_alleles = phenotyper_.meaning_of({.strands = diplotype.alleles});
    const std::string &would_be = of_score ? by_alleles.activity_score : by_alleles.phenotype,
                      &is = of_score ? diplotype.meaning.activity_score : diplotype.meaning.phenotype;
    return would_be == is ? Json() : text_or_null(would_be);
}

Json GeneDiplotypes::document(const ToldDiplotype& diplotype) const {
    const DiplotypeMeaning& meaning = diplotype.meaning;
    const auto told = [&](auto member) {
        return diplotype.outside &&
               std::ranges::any_of(gene_.outside, [&](const auto& call) { return !(call.*member).empty(); });
    };
    const bool told_phenotype = told(&domain::PgxOutsideCall::phenotype),
               told_score = told(&domain::PgxOutsideCall::activity_score);
    Json key = Json::object();
    if (!diplotype.outside)
        for (const std::string& allele : diplotype.alleles)
            key.set(allele, static_cast<int>(std::ranges::count(diplotype.alleles, allele)));
    // A gene of present alleles has no word but its keys; one without any facts has none.
    const bool no_word = !gene_.phenotypes && (meaning.alleles.empty() || meaning.lookup_keys.empty());
    Json phenotypes = Json::array();
    if (!gene_.phenotypes && !no_word)
        phenotypes = texts(meaning.lookup_keys);
    else if (!no_word && !meaning.phenotype.empty())
        phenotypes.push_back(valid_text(meaning.phenotype));
    const auto& alleles = diplotype.alleles;
    Json::Members made;
    made.reserve(18);
    made.emplace_back("allele1", alleles.empty() ? Json() : allele_document(alleles[0]));
    made.emplace_back("allele2", alleles.size() < 2 ? Json() : allele_document(alleles[1]));
    made.emplace_back("gene", gene_.gene);
    made.emplace_back("matchScore", diplotype.score);
    made.emplace_back("phenotypes", std::move(phenotypes));
    made.emplace_back("outsidePhenotype", told_phenotype);
    made.emplace_back("outsidePhenotypeMismatch", told_phenotype ? told_outside(diplotype, false) : Json());
    made.emplace_back("activityScore", text_or_null(meaning.activity_score));
    made.emplace_back("outsideActivityScore", told_score);
    made.emplace_back("outsideActivityScoreMismatch", told_score ? told_outside(diplotype, true) : Json());
    made.emplace_back("variant",
                      diplotype.inferred && !lists_components(gene_) ? deciding_variant(gene_) : Json());
    made.emplace_back("lookupKey", texts(meaning.lookup_keys));
    made.emplace_back("label", valid_text(diplotype.label.empty() ? meaning.diplotype : diplotype.label));
    made.emplace_back("inferred", diplotype.inferred);
    made.emplace_back("inferredSourceDiplotypes", diplotype.lists_sources ? documents(source_) : Json());
    made.emplace_back("combination", diplotype.combination);
    made.emplace_back("diplotypeKey", std::move(key));
    if (!meaning.reason.empty()) made.emplace_back("reason", valid_text(meaning.reason));
    return Json::object(std::move(made));
}

Json GeneDiplotypes::documents(const std::vector<ToldDiplotype>& diplotypes) const {
    Json::Array made;
    made.reserve(diplotypes.size());
    for (const ToldDiplotype& diplotype : diplotypes) made.push_back(document(diplotype));
    return Json::array(std::move(made));
}

}  // namespace strandline::clinic
