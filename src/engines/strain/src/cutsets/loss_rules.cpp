#include "cutsets/loss_rules.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace strandline::strain {
namespace {

using Kind = LossRule::Kind;
constexpr int never = 1000000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

bool has(std::span<const std::int32_t> lost, std::int32_t element) {
    return std::ranges::find(lost, element) != lost.end();
}

bool runs(const LossRule& rule, std::span<const std::int32_t> lost) {
    switch (rule.kind) {
    case Kind::always:
        return true;
    case Kind::element:
        return !has(lost, rule.element);
    case Kind::all_of:
        return std::ranges::all_of(rule.parts, [&](const LossRule& part) { return runs(part, lost); });
    case Kind::any_of:
        return std::ranges::any_of(rule.parts, [&](const LossRule& part) { return runs(part, lost); });
    }
    return true;
}

/// Of a rule that runs.
Elements killers_of(const LossRule& rule, std::span<const std::int32_t> lost) {
    Elements made;
    if (rule.kind == Kind::element) made.push_back(rule.element);
    if (rule.kind == Kind::all_of)
        for (const LossRule& part : rule.parts) {
            Elements joined;
            std::ranges::set_union(made, killers_of(part, lost), std::back_inserter(joined));
            made = std::move(joined);
        }
    if (rule.kind == Kind::any_of) {
        bool first = true;
        for (const LossRule& part : rule.parts) {
            if (!runs(part, lost)) continue;
            if (std::exchange(first, false)) {
                made = killers_of(part, lost);
            } else {
                Elements common;
                std::ranges::set_intersection(made, killers_of(part, lost), std::back_inserter(common));
                made = std::move(common);
            }
            if (made.empty()) break;
        }
    }
    return made;
}

void mentions(const LossRule& rule, Elements& into) {
    if (rule.kind == Kind::element) into.push_back(rule.element);
    for (const LossRule& part : rule.parts) mentions(part, into);
}

Elements elements_of(const LossRule& rule) {
    Elements made;
    mentions(rule, made);
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

/// 1, 2, or 3 for "three or more".
int least_losses_of(const LossRule& rule) {
    if (!killers_of(rule, {}).empty()) return 1;
    const Elements elements = elements_of(rule);
    if (!runs(rule, elements)) {
        for (const std::int32_t one : elements)
            if (!killers_of(rule, std::span(&one, 1)).empty()) return 2;
        return 3;
    }
    return never;
}

int cost_of(const LossRule& rule, std::span<const std::int32_t> lost, const Bits& free, const Bits& chosen) {
    switch (rule.kind) {
    case Kind::always:
        return 0;
    case Kind::element:
        if (has(lost, rule.element)) return never;
        return free.test(at(rule.element)) || chosen.test(at(rule.element)) ? 0 : 1;
    case Kind::all_of: {
        int sum = 0;
        for (const LossRule& part : rule.parts)
            sum = std::min(never, sum + cost_of(part, lost, free, chosen));
        return sum;
    }
    case Kind::any_of: {
        int best = never;
        for (const LossRule& part : rule.parts) best = std::min(best, cost_of(part, lost, free, chosen));
        return best;
    }
    }
    return 0;
}

void choose_of(const LossRule& rule, std::span<const std::int32_t> lost, const Bits& free, Bits& chosen) {
    if (rule.kind == Kind::element) chosen.set(at(rule.element));
    if (rule.kind == Kind::all_of)
        for (const LossRule& part : rule.parts) choose_of(part, lost, free, chosen);
    if (rule.kind == Kind::any_of) {
        const LossRule* best = nullptr;
        int least = never;
        for (const LossRule& part : rule.parts)
            if (const int cost = cost_of(part, lost, free, chosen); cost < least) {
                least = cost;
                best = &part;
            }
        if (best) choose_of(*best, lost, free, chosen);
    }
}

}  // namespace

LossRules::LossRules(std::vector<LossRule> rules, std::int32_t elements)
    : rules_(std::move(rules)), touched_(at(elements)) {
    for (std::size_t j = 0; j < rules_.size(); ++j) {
        for (const std::int32_t element : elements_of(rules_[j]))
            touched_[at(element)].push_back(static_cast<std::int32_t>(j));
        killers_.push_back(killers_of(rules_[j], {}));
        least_.push_back(least_losses_of(rules_[j]));
        plain_.push_back(elements_of(rules_[j]).size() == killers_.back().size());
    }
}

std::vector<std::int32_t> LossRules::stopped(std::span<const std::int32_t> lost) const {
    std::vector<std::int32_t> made;
    for (const std::int32_t element : lost)
        for (const std::int32_t column : touched_by(element))
            if (std::ranges::find(made, column) == made.end() && !runs(rules_[at(column)], lost))
                made.push_back(column);
    std::ranges::sort(made);
    return made;
}

Elements LossRules::killers(std::int32_t column, std::span<const std::int32_t> lost) const {
    return killers_of(rules_[at(column)], lost);
}

void LossRules::choose(std::int32_t column, std::span<const std::int32_t> lost, const Bits& free,
                       Bits& chosen) const {
    choose_of(rules_[at(column)], lost, free, chosen);
}

}  // namespace strandline::strain
