#include <strandline/clinic/phenotype.hpp>

#include "phenotype/activity_score.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace strandline::clinic {
namespace {

constexpr std::string_view harmful = "Malignant Hyperthermia associated", harmless = "Normal function";

/// "[c.498G>A + c.2582A>G]" carries two.
std::vector<std::string> alleles_of_strand(std::string_view strand) {
    if (!strand.starts_with('[') || !strand.ends_with(']')) return {std::string(strand)};
    strand = strand.substr(1, strand.size() - 2);
    std::vector<std::string> alleles;
    constexpr std::string_view between = " + ";
    for (;;) {
        const std::size_t end = strand.find(between);
        alleles.emplace_back(strand.substr(0, end));
        if (end == std::string_view::npos) return alleles;
        strand.remove_prefix(end + between.size());
    }
}

}  // namespace

/// How little an allele does, least first: its activity where the gene has scores; otherwise whether it is
/// known to harm, not known to be harmless, or harmless.
int GenePhenotyper::function_rank(const std::string& allele) const {
    const domain::AlleleFunction* function = function_of(allele);
    if (has_scores_) {
        const auto score = function ? ActivityScore::parse(function->activity) : std::nullopt;
        return score ? static_cast<int>(score->value * 100 + 0.5) : 10000;
    }
    if (function && function->function == harmful) return 0;
    return function && function->function == harmless ? 2 : 1;
}

/// Where one of two alleles is not in the table and the other has one result with whatever partner.
std::string GenePhenotyper::certain_whatever_the_other(const std::vector<std::string>& pair) const {
    if (!table_) return {};
    for (const std::string& allele : pair) {
        const auto known = index_.find(allele);
        if (known == index_.end()) continue;
        const auto* first = table_->of_pair(known->second, 0);
        bool same = first != nullptr;
        for (std::size_t other = 1; same && other < table_->alleles.size(); ++other)
            same = table_->of_pair(known->second, other) == first;
        if (same) return first->phenotype;
    }
    return {};
}

DiplotypeMeaning GenePhenotyper::meaning_of_pair(std::vector<std::string> pair) const {
    std::ranges::stable_sort(pair, {}, [&](const std::string& allele) { return order_of(allele); });
    DiplotypeMeaning made = meaning_of({.strands = pair});
    if (made.reason.empty() || pair.size() != 2) return made;
    const std::string certain = certain_whatever_the_other(pair);
    if (certain.empty()) return made;
    made.phenotype = certain;
    made.lookup_keys = {certain};
    made.reason.clear();
    return made;
}

DiplotypeMeaning GenePhenotyper::least_function(const NamedCall& call) const {
    const auto by_rank = [&](const std::string& allele) { return function_rank(allele); };
    if (call.diplotypes.empty()) {
        std::vector<std::string> alleles = call.variants;
        if (alleles.size() == 1) alleles.push_back(reference_);
        std::ranges::stable_sort(alleles, {}, by_rank);
        alleles.resize(2);
        return meaning_of_pair(std::move(alleles));
    }
    std::vector<std::string> least;
    int least_rank = std::numeric_limits<int>::max();
    for (const NamedDiplotype& diplotype : call.diplotypes) {
        std::vector<std::string> pair;
        int rank = 0;
        for (const std::string& strand : diplotype.strands) {
            const std::vector<std::string> alleles = alleles_of_strand(strand);
            pair.push_back(*std::ranges::min_element(alleles, {}, by_rank));
            rank += function_rank(pair.back());
        }
        if (rank >= least_rank) continue;
        least_rank = rank;
        least = std::move(pair);
    }
    return meaning_of_pair(std::move(least));
}

}  // namespace strandline::clinic
