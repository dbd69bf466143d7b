#include "estimate/estimated_system.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr std::size_t lanes = numerics::Program::lanes;

bool goes_side_by_side(const Equations& equations) {
    return equations.events.empty() && equations.algebraic_rows.empty() && equations.mass.empty() &&
           equations.relaxation.empty() && !equations.state_ids.empty();
}

std::shared_ptr<const numerics::Program> program(const Equations& equations, std::span<const Node> nodes) {
    return std::make_shared<const numerics::Program>(equations.graph, nodes, equations.input_count());
}

std::vector<std::string> held_names(const Equations& equations) {
    std::vector<std::string> names;
    for (const auto& [id, quantity] : equations.quantities)
        if (quantity.place && quantity.place->kind == Place::Kind::held) names.push_back(id);
    return names;
}

Error not_held(const Equations& equations, const std::string& id, std::string_view what) {
    const std::vector<std::string> known = held_names(equations);
    return Error::input("process.estimate", "'{}' is no {} of the model", printable(id), what)
        .expected("a parameter that no rule and no reaction changes")
        .found("'{}'", printable(id))
        .candidates(nearest(id, known))
        .mend("correct the id; 'strandline process check' tells what the model has");
}

}  // namespace

std::size_t EstimatedSystem::input_of(const Place& place) const {
    const Equations& equations = system_->equations();
    return place.kind == Place::Kind::state ? equations.state_input(place.index)
                                            : equations.held_input(place.index);
}

const Quantity* EstimatedSystem::at_place(const Place& place, std::string* id) const {
    for (const auto& [name, quantity] : system_->equations().quantities)
        if (quantity.place && *quantity.place == place) {
            *id = name;
            return &quantity;
        }
    return nullptr;
}

Result<void> EstimatedSystem::add_states() {
    const Equations& equations = system_->equations();
    for (std::uint32_t i = 0; i < equations.state_ids.size(); ++i) {
        const Place place{Place::Kind::state, i};
        std::string id = equations.state_ids[i];
        const Quantity* const quantity = at_place(place, &id);
        const bool scaled = quantity && !equations.graph.is_constant(quantity->scale, 1);
        if (scaled) scales_.push_back(quantity->scale);
        ids_.push_back(std::move(id));
        kept_.push_back({place, scaled});
    }
    states_ = ids_.size();
    return {};
}

Result<void> EstimatedSystem::add_held(const std::string& id) {
    if (std::ranges::find(ids_, id) != ids_.end()) return {};
    const Equations& equations = system_->equations();
    const auto found = equations.quantities.find(id);
    if (found == equations.quantities.end() || !found->second.place ||
        found->second.place->kind != Place::Kind::held)
        return fail(not_held(equations, id, "state or parameter that can be estimated"));
    const bool scaled = !equations.graph.is_constant(found->second.scale, 1);
    if (scaled) scales_.push_back(found->second.scale);
    ids_.push_back(id);
    kept_.push_back({*found->second.place, scaled});
    return {};
}

/// What events change must travel with the points.
Result<void> EstimatedSystem::add_assigned() {
    for (const EventEquations& event : system_->equations().events)
        for (const auto& assignment : event.assignments) {
            if (assignment.place.kind == Place::Kind::state) continue;
            std::string id;
            if (at_place(assignment.place, &id)) STRANDLINE_CHECK(add_held(id));
        }
    return {};
}

Result<void> EstimatedSystem::compile(const Wanted& wanted) {
    const Equations& equations = system_->equations();
    for (const std::string& id : wanted.inputs) {
        const auto found = equations.quantities.find(id);
        if (found == equations.quantities.end() || !found->second.place ||
            found->second.place->kind != Place::Kind::held ||
            !equations.graph.is_constant(found->second.scale, 1))
            return fail(not_held(equations, id, "parameter that can follow a column"));
        input_places_.push_back(found->second.place->index);
    }
    rates_ = program(equations, equations.rates);
    scale_values_ = program(equations, scales_);
    signals_ = program(equations, wanted.signals);
    outputs_ = program(equations, wanted.outputs);
    std::vector<Node> triggers;
    for (const EventEquations& event : equations.events) triggers.push_back(event.trigger);
    triggers_ = program(equations, triggers);
    signal_count_ = wanted.signals.size();
    output_count_ = wanted.outputs.size();
    return {};
}

Result<EstimatedSystem> EstimatedSystem::make(Equations equations, Wanted wanted) {
    if (!equations.delayed.empty() || !equations.draws.empty())
        return fail(Error::input("process.estimate", "the model {}",
                                 equations.delayed.empty() ? "draws random numbers" : "looks back by delay()")
                        .expected("equations whose future depends on the present alone")
                        .mend("write chance as `noise` in the settings, and lags as further states"));
    EstimatedSystem made;
    made.side_by_side_ = goes_side_by_side(equations);
    made.model_time_per_hour_ = wanted.model_time_per_hour;
    made.system_ = std::make_shared<const CompiledSystem>(std::move(equations), std::vector<Node>{}, false);
    STRANDLINE_CHECK(made.add_states());
    for (const std::string& id : wanted.parameters) STRANDLINE_CHECK(made.add_held(id));
    STRANDLINE_CHECK(made.add_assigned());
    STRANDLINE_CHECK(made.compile(wanted));
    return made;
}

void EstimatedSystem::put_inputs(std::span<const double> values, std::span<double> held) const {
    for (std::size_t i = 0; i < std::min(values.size(), input_places_.size()); ++i)
        if (!std::isnan(values[i])) held[input_places_[i]] = values[i];
}

PointBlocks EstimatedSystem::blocks(double time, std::span<const double> held,
                                    std::span<const double> points) const {
    const std::size_t n = size(), count = points.size() / n;
    PointBlocks made;
    made.inputs = equations().input_count();
    made.states = equations().state_ids.size();
    made.blocks = (count + lanes - 1) / lanes;
    made.values.assign(made.blocks * made.inputs * lanes, 0.0);
    for (std::size_t p = 0; p < made.blocks * lanes; ++p) {
        const double* const point = &points[std::min(p, count - 1) * n];
        made.at(p, 0) = time;
        for (std::size_t i = 0; i < held.size(); ++i) made.at(p, equations().held_input(i)) = held[i];
        for (std::size_t i = 0; i < n; ++i) made.at(p, input_of(kept_[i].place)) = point[i];
    }
    if (scales_.empty()) return made;
    std::vector<double> scales(scales_.size() * lanes);
    for (std::size_t b = 0; b < made.blocks; ++b) {
        scale_values_->evaluate_lanes(&made.values[b * made.inputs * lanes], scales.data());
        std::size_t next = 0;
        for (const Kept& kept : kept_) {
            if (!kept.scaled) continue;
            for (std::size_t l = 0; l < lanes; ++l)
                made.at(b * lanes + l, input_of(kept.place)) *= scales[next * lanes + l];
            ++next;
        }
    }
    return made;
}

void EstimatedSystem::take(PointBlocks& blocks, std::span<double> points) const {
    const std::size_t n = size(), count = points.size() / n;
    std::vector<double> scales(scales_.size() * lanes);
    for (std::size_t b = 0; b < blocks.blocks; ++b) {
        if (!scales_.empty())
            scale_values_->evaluate_lanes(&blocks.values[b * blocks.inputs * lanes], scales.data());
        for (std::size_t l = 0; l < lanes && b * lanes + l < count; ++l) {
            std::size_t next = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double value = blocks.at(b * lanes + l, input_of(kept_[i].place));
                if (kept_[i].scaled) value /= scales[next++ * lanes + l];
                points[(b * lanes + l) * n + i] = value;
            }
        }
    }
}

bool EstimatedSystem::one_by_one(double from, double to, PointBlocks& blocks, std::size_t points) const {
    const std::size_t held = equations().held_ids.size(), events = equations().events.size();
    std::vector<double> inputs(blocks.inputs), triggers(events);
    for (std::size_t p = 0; p < points; ++p) {
        for (std::size_t i = 0; i < blocks.inputs; ++i) inputs[i] = blocks.at(p, i);
        inputs[0] = from;
        SystemState state;
        state.time = from;
        state.states.assign(inputs.begin() + 1, inputs.begin() + 1 + static_cast<std::ptrdiff_t>(states_));
        state.held.assign(inputs.begin() + 1 + static_cast<std::ptrdiff_t>(states_),
                          inputs.begin() + 1 + static_cast<std::ptrdiff_t>(states_ + held));
        if (events > 0) triggers_->evaluate(inputs.data(), triggers.data());
        for (const double trigger : triggers) state.triggers.push_back(trigger != 0 && !std::isnan(trigger));
        const Trajectory made =
            simulate(*system_, std::move(state), std::span(&to, 1), {.relative = 1e-6, .absolute = 1e-9}, {});
        if (made.failure) return false;
        for (std::size_t i = 0; i < states_; ++i)
            blocks.at(p, equations().state_input(i)) = made.end.states[i];
        for (std::size_t i = 0; i < held; ++i) blocks.at(p, equations().held_input(i)) = made.end.held[i];
        blocks.at(p, 0) = to;
    }
    for (std::size_t p = points; p < blocks.blocks * lanes; ++p)
        for (std::size_t i = 0; i < blocks.inputs; ++i) blocks.at(p, i) = blocks.at(points - 1, i);
    return true;
}

bool EstimatedSystem::propagate(double from, double to, std::span<const double> held,
                                std::span<double> points) const {
    // Pairs along states that are known exactly are the mean itself.
    const std::size_t n = size(), count = points.size() / n;
    std::vector<std::size_t> which(count, 0);
    std::vector<double> distinct(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(n));
    for (std::size_t p = 1; p < count; ++p) {
        const auto point = points.subspan(p * n, n);
        if (std::ranges::equal(point, points.first(n))) continue;
        which[p] = distinct.size() / n;
        distinct.insert(distinct.end(), point.begin(), point.end());
    }
    const double begin = from * model_time_per_hour_, end = to * model_time_per_hour_;
    PointBlocks made = blocks(begin, held, distinct);
    if (!side_by_side_ || !integrate_points(*rates_, begin, end, {}, made)) {
        made = blocks(begin, held, distinct);
        if (!one_by_one(begin, end, made, distinct.size() / n)) return false;
    }
    take(made, distinct);
    for (std::size_t p = 0; p < count; ++p)
        std::ranges::copy(std::span(distinct).subspan(which[p] * n, n),
                          points.begin() + static_cast<std::ptrdiff_t>(p * n));
    return true;
}

/// [outputs][8] block after block.
bool EstimatedSystem::evaluate(const numerics::Program& program, double hour, std::span<const double> held,
                               std::span<const double> points, std::vector<double>& values) const {
    const PointBlocks made = blocks(hour * model_time_per_hour_, held, points);
    values.resize(made.blocks * program.outputs() * lanes);
    for (std::size_t b = 0; b < made.blocks; ++b)
        program.evaluate_lanes(&made.values[b * made.inputs * lanes], &values[b * program.outputs() * lanes]);
    return true;
}

bool EstimatedSystem::signals(double hour, std::span<const double> held, std::span<const double> points,
                              std::span<const std::uint32_t> chosen, std::span<double> values) const {
    std::vector<double> all;
    if (!evaluate(*signals_, hour, held, points, all)) return false;
    for (std::size_t p = 0; p < points.size() / size(); ++p)
        for (std::size_t k = 0; k < chosen.size(); ++k)
            values[p * chosen.size() + k] = all[(p / lanes * signal_count_ + chosen[k]) * lanes + p % lanes];
    return true;
}

bool EstimatedSystem::outputs(double hour, std::span<const double> held, std::span<const double> points,
                              std::span<double> values) const {
    if (output_count_ == 0) return true;
    std::vector<double> all;
    if (!evaluate(*outputs_, hour, held, points, all)) return false;
    for (std::size_t p = 0; p < points.size() / size(); ++p)
        for (std::size_t k = 0; k < output_count_; ++k)
            values[p * output_count_ + k] = all[(p / lanes * output_count_ + k) * lanes + p % lanes];
    return true;
}

std::vector<double> EstimatedSystem::start(const SystemState& from) const {
    PointBlocks made;
    made.inputs = equations().input_count();
    made.states = states_;
    made.blocks = 1;
    made.values.assign(made.inputs * lanes, 0.0);
    for (std::size_t p = 0; p < lanes; ++p) {
        made.at(p, 0) = from.time;
        for (std::size_t i = 0; i < from.states.size(); ++i)
            made.at(p, equations().state_input(i)) = from.states[i];
        for (std::size_t i = 0; i < from.held.size(); ++i)
            made.at(p, equations().held_input(i)) = from.held[i];
    }
    std::vector<double> point(size());
    take(made, point);
    return point;
}

}  // namespace strandline::process
