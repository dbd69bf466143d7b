#include "adjoint/path_items.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>

namespace strandline::process {

using Items = RecordedPath::Items;

Items::Items(const CompiledSystem::Parts& of)
    : parts(of),
      states_(static_cast<std::uint32_t>(of.equations.state_ids.size())),
      shift_(states_ + static_cast<std::uint32_t>(of.equations.held_ids.size())),
      slots_(shift_ + 1) {}

std::uint32_t Items::reserve(std::size_t count) {
    const std::uint32_t first = slots_;
    slots_ += static_cast<std::uint32_t>(count);
    return first;
}

void Items::add(Item item) {
    items.push_back(std::move(item));
    open_ = false;
}

void Items::stand_still() {
    close();
    if (!still_) add(Assignment{{shift_}, {}});
    still_ = true;
}

void Items::shift_by(std::vector<Derivative> derivatives) {
    stand_still();
    if (derivatives.empty()) return;
    add(Assignment{{shift_}, std::move(derivatives)});
    still_ = false;
}

void Items::shift_from(std::uint32_t slot) {
    add(Assignment{{shift_}, {{0, slot, 1}}});
    still_ = false;
}

void Items::move(std::span<const double> velocity, double sign) {
    if (!still_) add(Motion{{velocity.begin(), velocity.end()}, sign});
}

std::vector<RecordedPath::Derivative> Items::derivatives(const Derivatives& of, const double* inputs,
                                                         bool moving,
                                                         std::span<const double> velocity) const {
    std::vector<double> values(of.entries.size());
    of.values.evaluate(inputs, values.data());
    std::vector<Derivative> made;
    for (std::size_t e = 0; e < values.size(); ++e) {
        const auto [expression, input] = of.entries[e];
        if (values[e] == 0) continue;
        if (input > 0 || (moving && !still_)) made.push_back({expression, slot(input), values[e]});
        if (input > 0 && input <= velocity.size() && !still_)
            made.push_back({expression, shift_, values[e] * velocity[input - 1]});
    }
    return made;
}

void Items::begin_stretch(double time, std::span<const double> inputs, bool frozen) {
    add(Stretch{{}, time, time, {inputs.begin(), inputs.end()}, frozen, {}});
    open_ = true;
}

void Items::step(const numerics::Integrator& integrator) {
    STRANDLINE_ASSERT(open_);
    integrator.record(std::get<Stretch>(items.back()).recording);
}

void Items::arrive(double time) {
    if (open_) std::get<Stretch>(items.back()).end = time;
}

void Items::look(double time, const double* inputs) {
    Look made{moments++, time, derivatives(parts.observed_by, inputs, false)};
    if (open_)
        std::get<Stretch>(items.back()).looks.push_back(std::move(made));
    else
        add(std::move(made));
}

RecordedPath::RecordedPath(const CompiledSystem& system) : items_(std::make_unique<Items>(system.parts())) {}
RecordedPath::RecordedPath(RecordedPath&&) noexcept = default;
RecordedPath& RecordedPath::operator=(RecordedPath&&) noexcept = default;
RecordedPath::~RecordedPath() = default;

void RecordedPath::start(std::vector<std::uint32_t> values, std::vector<Derivative> derivatives) {
    items_->add(Items::Beginning{std::move(values), std::move(derivatives)});
}

void RecordedPath::assign(std::vector<std::uint32_t> values, std::vector<Derivative> derivatives) {
    items_->add(Items::Assignment{std::move(values), std::move(derivatives)});
}

std::size_t RecordedPath::moments() const { return items_->moments; }

void RecordedPath::forget_moment() {
    --items_->moments;
    for (auto item = items_->items.rbegin(); item != items_->items.rend(); ++item) {
        if (auto* stretch = std::get_if<Items::Stretch>(&*item); stretch && !stretch->looks.empty()) {
            stretch->looks.pop_back();
            return;
        }
        if (std::holds_alternative<Items::Look>(*item)) {
            items_->items.erase(std::next(item).base());
            items_->close();
            return;
        }
    }
}

std::string without_adjoint(const CompiledSystem& system) {
    const CompiledSystem::Parts& parts = system.parts();
    const Equations& equations = parts.equations;
    if (parts.lags.size() > 0) return "it uses delay()";
    if (!equations.relaxation.empty()) return "it has fast reactions";
    if (!equations.algebraic_rows.empty() || !equations.mass.empty()) return "it has algebraic rules";
    if (!equations.draws.empty()) return "it draws random numbers";
    return {};
}

}  // namespace strandline::process
