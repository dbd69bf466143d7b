#include "therapy/condition_truth.hpp"

#include "phenotype/activity_score.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

namespace strandline::clinic {
namespace {

using domain::ResultWord;
using Kind = ResultWord::Kind;

Truth inverse(Truth truth) {
    return truth == Truth::yes ? Truth::no : truth == Truth::no ? Truth::yes : Truth::unknown;
}

Truth of_phenotype(const ResultWord& word, const domain::PgxPossibleResult& result) {
    if (result.phenotype == word.name ||
        std::ranges::find(result.lookup_keys, word.name) != result.lookup_keys.end())
        return Truth::yes;
    return is_without_meaning(result.phenotype) ? Truth::unknown : Truth::no;
}

Truth of_score(const ResultWord& word, const domain::PgxPossibleResult& result) {
    const auto score = ActivityScore::parse(result.activity_score);
    if (!score) return Truth::unknown;
    const double low = score->value;
    const double high = score->at_least ? std::numeric_limits<double>::infinity() : low;
    const auto is_below = [&](double value) {
        return value < word.least || (word.above_least && value == word.least);
    };
    const auto is_above = [&](double value) {
        return value > word.most || (word.below_most && value == word.most);
    };
    if (is_above(low) || is_below(high)) return Truth::no;
    return !is_below(low) && !is_above(high) ? Truth::yes : Truth::unknown;
}

/// "*4x2" is *4; the words of a strand: "[*6 + *14]", "*68+*4", "*1".
std::vector<std::string> alleles_of_strand(std::string_view strand) {
    std::string plain(strand);
    std::erase_if(plain, [](char c) { return c == '[' || c == ']'; });
    std::vector<std::string> alleles;
    std::size_t begin = 0;
    // HGVS names have a + of their own (c.1905+1G>A): one between alleles has blanks or is before a star.
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (plain[i] != '+') continue;
        const bool is_between = (i + 1 < plain.size() && (plain[i + 1] == '*' || plain[i + 1] == ' '));
        if (!is_between) continue;
        alleles.emplace_back(trim(std::string_view(plain).substr(begin, i - begin)));
        begin = i + 1;
    }
    alleles.emplace_back(trim(std::string_view(plain).substr(begin)));
    for (std::string& allele : alleles)
        if (const std::size_t copies = allele.find('x');
            allele.starts_with('*') && copies != std::string::npos)
            allele.resize(copies);
    return alleles;
}

bool carries(std::string_view diplotype, const std::string& allele) {
    constexpr std::string_view one_copy = " (heterozygous)";
    if (diplotype.ends_with(one_copy)) diplotype.remove_suffix(one_copy.size());
    return std::ranges::any_of(split(diplotype, '/'), [&](std::string_view strand) {
        const std::vector<std::string> alleles = alleles_of_strand(strand);
        return std::ranges::find(alleles, allele) != alleles.end();
    });
}

/// HLA is told allele by allele, and one that is not told is open. Of other genes the diplotype tells it all.
Truth of_allele(const std::string& allele, const ResultInHand& result) {
    const auto& keys = result.possible->lookup_keys;
    const auto says = [&](std::string_view what) {
        return std::ranges::find(keys, format("{} {}", allele, what)) != keys.end();
    };
    if (says("positive")) return Truth::yes;
    if (says("negative")) return Truth::no;
    const std::string& diplotype = result.possible->diplotype;
    const bool is_told = !diplotype.empty() && diplotype.find("Unknown") == std::string::npos;
    if (result.gene->gene.starts_with("HLA-") || !is_told) return Truth::unknown;
    // Where strands are not known (DPYD, RYR1) every variant seen stands in the call.
    const bool lists_variants = result.gene->source.size() != result.gene->possible.size();
    if (carries(diplotype, allele)) return Truth::yes;
    if (lists_variants)
        for (const std::string& seen : result.gene->source)
            if (carries(seen, allele)) return Truth::yes;
    return Truth::no;
}

}  // namespace

bool is_without_meaning(std::string_view phenotype) {
    constexpr std::array<std::string_view, 6> words = {"",        "No Result",     "n/a",
                                                       "Unknown", "Indeterminate", "null"};
    return std::ranges::find(words, phenotype) != words.end();
}

bool is_no_result(const domain::PgxPossibleResult& result) {
    const bool is_named = !result.diplotype.empty() && !result.diplotype.starts_with("Unknown");
    return !is_named && is_without_meaning(result.phenotype);
}

Truth truth_of(const ResultWord& word, const ResultInHand& result) {
    if (!result.possible) return Truth::unknown;
    switch (word.kind) {
    case Kind::phenotype:
        return of_phenotype(word, *result.possible);
    case Kind::score:
        return of_score(word, *result.possible);
    case Kind::carries:
        return of_allele(word.name, result);
    case Kind::lacks:
        return inverse(of_allele(word.name, result));
    }
    return Truth::unknown;
}

Truth truth_of(const domain::GeneCondition& condition, const ResultInHand& result) {
    Truth made = Truth::no;
    for (const ResultWord& word : condition.any_of) made = std::max(made, truth_of(word, result));
    return made;
}

bool asks_score(const domain::GeneCondition& condition) {
    return std::ranges::any_of(condition.any_of,
                               [](const ResultWord& word) { return word.kind == Kind::score; });
}

bool answers_whatever_comes(const domain::GeneCondition& condition) {
    return std::ranges::all_of(condition.any_of,
                               [](const ResultWord& word) { return word.kind != Kind::phenotype; });
}

}  // namespace strandline::clinic
