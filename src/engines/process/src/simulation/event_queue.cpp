#include "simulation/event_queue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace strandline::process {

EventQueue::EventQueue(const Equations& equations, std::vector<std::uint8_t> triggers, std::uint64_t seed)
    : equations_(equations), triggers_(std::move(triggers)), seed_(seed) {
    if (!triggers_.empty()) return;
    for (const EventEquations& event : equations.events) triggers_.push_back(event.initially_true);
}

std::vector<std::uint32_t> EventQueue::look(std::span<const double> triggers) {
    std::vector<std::uint32_t> risen;
    for (std::uint32_t i = 0; i < triggers.size(); ++i) {
        const bool now = triggers[i] != 0 && !std::isnan(triggers[i]);
        if (now && !triggers_[i]) risen.push_back(i);
        if (!now && triggers_[i] && !equations_.events[i].persistent)
            std::erase_if(pending_, [&](const PendingEvent& one) { return one.event == i; });
        triggers_[i] = now;
    }
    return risen;
}

double EventQueue::next_time() const {
    double next = std::numeric_limits<double>::infinity();
    for (const PendingEvent& one : pending_) next = std::min(next, one.time);
    return next;
}

bool EventQueue::take_due(double time, const std::function<double(std::uint32_t)>& priority,
                          PendingEvent& taken) {
    // Sums of times and delays are not exact: what differs by rounding is at one time.
    const double due = time + 1e-13 * std::abs(time);
    std::vector<std::size_t> first;
    double highest = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < pending_.size(); ++i) {
        if (pending_[i].time > due) continue;
        const double here = priority(pending_[i].event);
        if (here > highest) first.clear();
        if (here >= highest) {
            highest = here;
            first.push_back(i);
        }
    }
    if (first.empty()) return false;
    std::size_t chosen = first.front();
    if (first.size() > 1) {
        if (!random_) random_.emplace(seed_);
        chosen = first[(*random_)() % first.size()];
    }
    taken = std::move(pending_[chosen]);
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(chosen));
    return true;
}

}  // namespace strandline::process
