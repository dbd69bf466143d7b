#include <strandline/base/text.hpp>
#include <strandline/clinic/recommendation.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

constexpr int same_alleles = 4, same_meaning = 3, same_score = 2;

bool has_key(const DiplotypeMeaning& meaning, std::string_view key) {
    return std::ranges::find(meaning.lookup_keys, key) != meaning.lookup_keys.end();
}

bool is_diplotype(std::string_view key) { return key.starts_with('*') && key.find("/*") != key.npos; }

bool has_alleles(const DiplotypeMeaning& meaning, std::string_view key) {
    const auto slash = key.find('/');
    const std::string_view one = key.substr(0, slash), other = key.substr(slash + 1);
    const auto& has = meaning.alleles;
    return has.size() == 2 && ((has[0] == one && has[1] == other) || (has[0] == other && has[1] == one));
}

/// "1511 and 1502": both alleles of HLA are present.
bool has_all_present(const DiplotypeMeaning& meaning, std::string_view key) {
    constexpr std::string_view between = " and ";
    const auto at = key.find(between);
    if (at != 4 || key.size() != 8 + between.size()) return false;
    for (const std::string_view digits : {key.substr(0, 4), key.substr(4 + between.size())})
        if (!has_key(meaning, format("*{}:{} positive", digits.substr(0, 2), digits.substr(2)))) return false;
    return true;
}

}  // namespace

int fit_of_key(std::string_view key, const DiplotypeMeaning& meaning) {
    if (meaning.lookup_keys.empty()) return 0;
    if (is_diplotype(key)) return has_alleles(meaning, key) ? same_alleles : 0;
    if (has_key(meaning, key) || key == meaning.phenotype) return same_meaning;
    if (has_all_present(meaning, key)) return same_alleles;
    const auto label = key.find(" (");
    if (label == key.npos || !key.ends_with(')') || key.substr(0, label) != meaning.activity_score) return 0;
    return key.substr(label + 2, key.size() - label - 3) == meaning.phenotype ? same_meaning : same_score;
}

}  // namespace strandline::clinic
