#include "cutsets/region_memory.hpp"

#include <algorithm>
#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

void RegionMemory::add(LivingState state) {
    for (const std::int32_t column : state.columns) hits_[at(column)].put(states_.size());
    states_.push_back(std::move(state));
}

void RegionMemory::add_cut(std::vector<std::int32_t> columns) {
    if (columns.empty()) {
        is_empty_ = true;
        return;
    }
    auto& list = cuts_[at(columns.front())];
    if (std::ranges::find(list, columns) == list.end()) list.push_back(std::move(columns));
}

bool RegionMemory::lives(std::span<const std::int32_t> closed) const {
    bool found = false;
    each_living(closed, [&](std::size_t) {
        found = true;
        return false;
    });
    return found;
}

const std::vector<std::int32_t>* RegionMemory::cut_within(std::span<const std::int32_t> closed) const {
    if (is_empty_) return &empty_cut_;
    for (const std::int32_t column : closed)
        for (const auto& cut : cuts_[at(column)])
            if (cut.size() <= closed.size() && std::ranges::includes(closed, cut)) return &cut;
    return nullptr;
}

LivingState living_state(const LossRules& rules, std::span<const std::int32_t> carrying, const Bits& absent,
                         bool checked) {
    LivingState made;
    made.column_bits = Bits(at(rules.columns()));
    made.killers = Bits(at(rules.elements()));
    made.checked = checked;
    constexpr int beyond_reach = 1000;
    for (const std::int32_t column : carrying) {
        if (rules.least_losses(column) > beyond_reach && !absent.test(at(column))) continue;
        made.columns.push_back(column);
        made.column_bits.set(at(column));
        for (const std::int32_t element : rules.killers(column)) made.killers.set(at(element));
    }
    made.size = static_cast<std::int32_t>(made.killers.count());
    return made;
}

}  // namespace strandline::strain
