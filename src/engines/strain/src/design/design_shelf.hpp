#pragma once

#include <cstdint>
#include <vector>

namespace strandline::strain {

/// Elements (ascending) whose loss is worth `value`.
struct FoundDesign {
    std::vector<std::int32_t> elements;
    double growth = 0, value = 0;
};

/// The least value that is more than `value`.
double value_above(double value);

/// The best designs so far, best first, no more than are wanted. A design of which a part is worth as much
/// is not kept.
class DesignShelf {
public:
    DesignShelf(int wanted, double floor) : wanted_(static_cast<std::size_t>(wanted)), floor_(floor) {}

    void offer(FoundDesign design);
    void set_floor(double floor) { floor_ = floor; }
    bool full() const { return designs_.size() >= wanted_; }
    /// What a design must be worth to be kept.
    double threshold() const;
    const std::vector<FoundDesign>& designs() const { return designs_; }

private:
    std::size_t wanted_;
    double floor_;
    std::vector<FoundDesign> designs_;
};

}  // namespace strandline::strain
