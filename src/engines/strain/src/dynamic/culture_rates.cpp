#include "dynamic/culture_rates.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

CultureRates::CultureRates(const FluxModel& model, const CulturePlan& plan, const FeedSchedule& feed)
    : plan_(plan), feed_(feed), oxygen_tracked_(plan.tracked.size()) {
    for (std::size_t i = 0; i < plan.tracked.size(); ++i) {
        const std::int32_t reaction = plan.tracked[i].reaction;
        release_.push_back(-model.network->reactions[at(reaction)].terms.front().coefficient);
        if (reaction == plan.aeration.oxygen) oxygen_tracked_ = i;
    }
    if (const std::int32_t oxygen = plan.aeration.oxygen; oxygen >= 0) {
        const double coefficient = model.network->reactions[at(oxygen)].terms.front().coefficient;
        oxygen_bound_ = std::abs(coefficient) *
                        std::max(0.0, coefficient < 0 ? -model.lower[at(oxygen)] : model.upper[at(oxygen)]);
    }
}

std::vector<double> CultureRates::initial_state() const {
    std::vector<double> made{plan_.biomass * plan_.volume};
    for (const TrackedExchange& tracked : plan_.tracked) made.push_back(tracked.initial * plan_.volume);
    made.push_back(0);
    return made;
}

std::vector<double> CultureRates::negligible() const {
    constexpr double small_amount = 1e-2;  // mmol/L
    std::vector<double> made{1e-3 * plan_.tolerance * plan_.biomass * plan_.volume + 1e-300};
    for (const TrackedExchange& tracked : plan_.tracked)
        made.push_back(plan_.tolerance * plan_.volume *
                       (tracked.uptake ? std::min(tracked.uptake->km, small_amount) : small_amount));
    made.push_back(plan_.tolerance * plan_.volume);
    return made;
}

double CultureRates::amount(std::size_t tracked, double volume, std::span<const double> state,
                            BelowZero below) const {
    const double c = state[tracked + 1] / volume;
    return below == BelowZero::none ? std::max(0.0, c) : c;
}

double CultureRates::concentration(std::size_t tracked, double time, std::span<const double> state) const {
    return amount(tracked, feed_.volume(time), state, BelowZero::none);
}

double CultureRates::capacity(std::size_t tracked, double volume, std::span<const double> state,
                              BelowZero below) const {
    const TrackedExchange& exchange = plan_.tracked[tracked];
    if (!exchange.uptake || (anaerobic_ && tracked == oxygen_tracked_)) return 0;
    const double c = amount(tracked, volume, state, below);
    double rate = exchange.uptake->vmax * c / (exchange.uptake->km + std::max(0.0, c));
    for (const UptakeInhibition& inhibition : exchange.uptake->inhibitions)
        rate *= inhibition.ki / (inhibition.ki + amount(inhibition.by, volume, state, BelowZero::none));
    return rate;
}

const std::vector<double>& CultureRates::bounds(const CultureProgram& program, double time,
                                                std::span<const double> state) {
    return bounds(program, time, state, BelowZero::none);
}

const std::vector<double>& CultureRates::bounds(const CultureProgram& program, double time,
                                                std::span<const double> state, BelowZero below) {
    const double volume = feed_.volume(time);
    capacity_.resize(program.capacities());
    for (std::size_t i = 0; i < plan_.tracked.size(); ++i) capacity_[i] = capacity(i, volume, state, below);
    if (capacity_.size() > plan_.tracked.size()) capacity_.back() = anaerobic_ ? 0 : oxygen_bound_;
    program.bounds_of(capacity_, bounds_);
    return bounds_;
}

const std::vector<double>& CultureRates::standing_bounds(const CultureProgram& program, double time,
                                                         std::span<const double> state, BelowZero below) {
    bounds(program, time, state, below);
    standing_.resize(map_.standing.size());
    for (std::size_t k = 0; k < standing_.size(); ++k) standing_[k] = bounds_[at(map_.standing[k])];
    return standing_;
}

void CultureRates::operator()(const CultureProgram& program, double time, std::span<const double> state,
                              std::span<double> rates) {
    const std::vector<double>& by = standing_bounds(program, time, state, BelowZero::straight);
    const double feed_rate = feed_.rate(time, phase_);
    const double biomass = state[0];
    rates[0] = (map_.growth.at(by) - plan_.decay * map_.shortfall.at(by)) * biomass;
    for (std::size_t i = 0; i < plan_.tracked.size(); ++i)
        rates[i + 1] = release_[i] * map_.exchange[i].at(by) * biomass + feed_rate * plan_.tracked[i].feed;
    rates[size() - 1] = 0;
    if (plan_.aeration.kla > 0 && oxygen_tracked_ < plan_.tracked.size()) {
        const double volume = feed_.volume(time);
        const double saturation = anaerobic_ ? 0 : plan_.aeration.saturation;
        const double transfer = plan_.aeration.kla * (saturation * volume - state[oxygen_tracked_ + 1]);
        rates[oxygen_tracked_ + 1] += transfer;
        rates[size() - 1] = transfer;
    }
}

double CultureRates::violation(const CultureProgram& program, double time, std::span<const double> state) {
    const std::vector<double>& by = standing_bounds(program, time, state, BelowZero::none);
    double most = 0;
    for (const FluxMap::Basic& basic : map_.basics) {
        const double value = basic.value.at(by);
        const double upper = basic.moving >= 0 ? bounds_[at(basic.moving)] : basic.upper;
        most = std::max({most, basic.lower - value, value - upper});
    }
    return most;
}

CulturePoint CultureRates::point(const CultureProgram& program, double time, std::span<const double> state) {
    const std::vector<double>& by = standing_bounds(program, time, state, BelowZero::none);
    CulturePoint made;
    made.time = time;
    made.volume = feed_.volume(time);
    made.biomass = state[0] / made.volume;
    made.growth = map_.growth.at(by);
    made.shortfall = map_.shortfall.at(by);
    for (std::size_t i = 0; i < plan_.tracked.size(); ++i) {
        made.concentration.push_back(concentration(i, time, state));
        made.exchange.push_back(map_.exchange[i].at(by));
    }
    for (const BoundMap& flux : map_.flux) made.flux.push_back(flux.at(by));
    return made;
}

}  // namespace strandline::strain
