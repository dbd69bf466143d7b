#include "pharmacogenes/pack_pairs.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace strandline::formats {
namespace {

using domain::PhenotypeTable;
using Exceptions = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// The most frequent value of each class; of equally frequent ones the lowest.
std::vector<std::uint64_t> most_frequent(std::span<const std::uint16_t> values,
                                         std::span<const std::uint64_t> class_of, std::size_t classes) {
    std::vector<std::map<std::uint16_t, std::size_t>> counts(classes);
    for (std::size_t i = 0; i < values.size(); ++i) ++counts[class_of[i]][values[i]];
    std::vector<std::uint64_t> rules(classes, PhenotypeTable::none);
    for (std::size_t c = 0; c < classes; ++c)
        if (!counts[c].empty())
            rules[c] =
                std::ranges::max_element(counts[c], {}, [](const auto& one) { return one.second; })->first;
    return rules;
}

Exceptions exceptions_of(std::span<const std::uint16_t> values, std::span<const std::uint64_t> class_of,
                         const std::vector<std::uint64_t>& rules) {
    Exceptions made;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] != rules[class_of[i]]) made.emplace_back(i, values[i]);
    return made;
}

std::vector<std::uint64_t> pair_classes(std::span<const std::uint64_t> function_of) {
    std::vector<std::uint64_t> made;
    made.reserve(function_of.size() * (function_of.size() + 1) / 2);
    for (std::size_t j = 0; j < function_of.size(); ++j)
        for (std::size_t i = 0; i <= j; ++i)
            made.push_back(PhenotypeTable::place(function_of[i], function_of[j]));
    return made;
}

bool apply(std::span<const std::uint64_t> class_of, const std::vector<std::uint64_t>& rules,
           const Exceptions& exceptions, std::size_t results, std::vector<std::uint16_t>& values) {
    const auto is_result = [&](std::uint64_t value) {
        return value < results || value == PhenotypeTable::none;
    };
    if (rules.empty()) return exceptions.empty();
    if (!std::ranges::all_of(rules, is_result)) return false;
    values.reserve(class_of.size());
    for (const std::uint64_t of : class_of) values.push_back(static_cast<std::uint16_t>(rules[of]));
    for (const auto& [place, value] : exceptions) {
        if (place >= values.size() || !is_result(value)) return false;
        values[place] = static_cast<std::uint16_t>(value);
    }
    return true;
}

}  // namespace

PairRules rules_of(const PhenotypeTable& table) {
    PairRules made;
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> known;
    for (const auto& function : table.functions) {
        const auto [at, is_new] = known.try_emplace(
            std::tuple(function.function, function.activity, function.lookup_key), made.functions.size());
        if (is_new) made.functions.push_back(function);
        made.function_of.push_back(at->second);
    }
    const std::size_t count = made.functions.size();
    if (!table.pairs.empty()) {
        const auto classes = pair_classes(made.function_of);
        made.pair_rules = most_frequent(table.pairs, classes, count * (count + 1) / 2);
        made.pair_exceptions = exceptions_of(table.pairs, classes, made.pair_rules);
    }
    if (!table.singles.empty()) {
        made.single_rules = most_frequent(table.singles, made.function_of, count);
        made.single_exceptions = exceptions_of(table.singles, made.function_of, made.single_rules);
    }
    return made;
}

bool follow(const PairRules& rules, PhenotypeTable& table) {
    const std::size_t count = rules.functions.size();
    const bool fits = rules.function_of.size() == table.alleles.size() &&
                      (rules.pair_rules.empty() || rules.pair_rules.size() == count * (count + 1) / 2) &&
                      (rules.single_rules.empty() || rules.single_rules.size() == count) &&
                      std::ranges::all_of(rules.function_of, [&](auto of) { return of < count; });
    if (!fits) return false;
    for (const std::uint64_t of : rules.function_of) table.functions.push_back(rules.functions[of]);
    const auto classes =
        rules.pair_rules.empty() ? std::vector<std::uint64_t>{} : pair_classes(rules.function_of);
    return apply(classes, rules.pair_rules, rules.pair_exceptions, table.results.size(), table.pairs) &&
           apply(rules.function_of, rules.single_rules, rules.single_exceptions, table.results.size(),
                 table.singles);
}

}  // namespace strandline::formats
