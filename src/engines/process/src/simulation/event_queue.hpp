#pragma once

#include "simulation/compiled_system.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <vector>

namespace strandline::process {

/// An event that was triggered and waits to be executed.
struct PendingEvent {
    std::uint32_t event = 0;
    double time = 0;                          // of execution
    std::vector<double> values;               // of the formulas, where they are those of the triggering
    std::vector<double> shift;                // d time / d direction
    std::vector<double> value_sensitivities;  // [k * assignments + i], with `values`
    std::uint32_t slot = 0;                   // of a path: d time, then d values
};

/// Triggers and what they set off: SBML Level 3 Version 2, section 4.11.
class EventQueue {
public:
    EventQueue(const Equations& equations, std::vector<std::uint8_t> triggers, std::uint64_t seed);

    /// Compares with what the triggers were. Those that became true are returned, in the model's order;
    /// what waits and is not persistent goes where its trigger became false.
    std::vector<std::uint32_t> look(std::span<const double> triggers);
    void add(PendingEvent event) { pending_.push_back(std::move(event)); }

    bool empty() const { return pending_.empty(); }
    double next_time() const;
    /// Takes out what is executed first of all that is due at a time: the highest priority of now, those
    /// without one last, equal ones in random order.
    bool take_due(double time, const std::function<double(std::uint32_t event)>& priority,
                  PendingEvent& taken);

    const std::vector<std::uint8_t>& triggers() const { return triggers_; }

private:
    const Equations& equations_;
    std::vector<std::uint8_t> triggers_;
    std::vector<PendingEvent> pending_;
    std::uint64_t seed_;
    std::optional<std::mt19937_64> random_;  // made when first needed: that takes as long as many steps
};

}  // namespace strandline::process
