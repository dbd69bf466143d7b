#include "design/design_shelf.hpp"

#include "design/kill_sets.hpp"

#include <strandline/strain/design.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {

double value_above(double value) { return value + design_value_step * std::max(1.0, std::abs(value)); }

double DesignShelf::threshold() const {
    return full() ? std::max(floor_, value_above(designs_.back().value)) : floor_;
}

void DesignShelf::offer(FoundDesign design) {
    if (design.value < threshold()) return;
    for (const FoundDesign& kept : designs_)
        if (is_within(kept.elements, design.elements) && design.value < value_above(kept.value)) return;
    std::erase_if(designs_, [&](const FoundDesign& kept) {
        return is_within(design.elements, kept.elements) && kept.value < value_above(design.value);
    });
    const auto place =
        std::ranges::find_if(designs_, [&](const FoundDesign& kept) { return kept.value < design.value; });
    designs_.insert(place, std::move(design));
    if (designs_.size() > wanted_) designs_.pop_back();
}

}  // namespace strandline::strain
