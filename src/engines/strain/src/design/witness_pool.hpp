#pragma once

#include "design/design_program.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// Flux states that every design worth having must stop, wherever their growth is above what such a design
/// may leave. Asked a million times, so it is kept by column: which states make use of it.
class WitnessPool {
public:
    explicit WitnessPool(const DesignSpace& space) : space_(&space), users_(space.kill_sets.size()) {}

    void add(DesignState state);
    /// All of another, in its order.
    void add(const WitnessPool& other);
    std::size_t size() const { return growth_.size(); }

    /// States whose growth is above `limit` and that use none of `columns`.
    DesignMarks running(double limit, std::span<const std::int32_t> columns) const;
    /// Whether one of `states` uses none of `columns`.
    bool any_runs(const DesignMarks& states, std::span<const std::int32_t> columns) const;

    const DesignMarks& support(std::int32_t state) const { return support_[static_cast<std::size_t>(state)]; }
    /// Elements that have a part in stopping some column of the state.
    const DesignMarks& elements(std::int32_t state) const {
        return elements_[static_cast<std::size_t>(state)];
    }
    /// Adds to each element the number of states that it has a part in stopping.
    void count_use(std::vector<int>& by_element) const;

private:
    const DesignSpace* space_;
    std::vector<double> growth_, product_;
    std::vector<DesignMarks> support_, elements_;
    std::vector<DesignMarks> users_;  // by column: states
};

/// Elements that have a part in stopping some of these columns.
DesignMarks elements_against(const DesignSpace& space, const DesignMarks& support);

}  // namespace strandline::strain
