#include "dynamic/culture_program.hpp"

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using numerics::infinity;
using Place = numerics::LexicographicProgram::Place;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// The objective of the model's file, as a function that grows with growth.
std::vector<domain::Term> growth_terms(const FluxModel& model) {
    if (model.network->active_objective < 0) return model.objective;
    return model.network->objectives[at(model.network->active_objective)].terms;
}

}  // namespace

CultureProgram::CultureProgram(const FluxModel& model, const CulturePlan& plan) {
    small_ = compress(opened(model, plan));
    infeasible_ = small_.infeasible;
    if (infeasible_) return;
    numerics::LinearProgram program;
    add_rows(program);
    add_columns(program);
    program.objective.assign(program.lower.size(), 0);
    find_moving(program);
    const std::vector<domain::Term> growth = growth_terms(model);
    growth_ = terms_of(growth);
    for (const TrackedExchange& tracked : plan.tracked)
        exchange_.push_back(terms_of(std::vector<domain::Term>{{tracked.reaction, 1.0}}));
    for (const std::int32_t reaction : plan.fluxes)
        flux_.push_back(terms_of(std::vector<domain::Term>{{reaction, 1.0}}));
    program_.emplace(program, objectives(model, plan));
}

/// The model with uptake open as wide as it may ever be.
FluxModel CultureProgram::opened(const FluxModel& model, const CulturePlan& plan) {
    FluxModel open = model;
    const auto limit = [&](std::int32_t reaction, double most) {
        const double coefficient = model.network->reactions[at(reaction)].terms.front().coefficient;
        const double sign = coefficient < 0 ? 1 : -1;
        limited_.push_back({reaction, sign, std::abs(coefficient)});
        double& lower = open.lower[at(reaction)];
        double& upper = open.upper[at(reaction)];
        (sign > 0 ? lower : upper) = -sign * most;
        if (sign > 0 ? upper < 0 : lower > 0) (sign > 0 ? upper : lower) = 0;
    };
    for (const TrackedExchange& tracked : plan.tracked)
        limit(tracked.reaction, tracked.uptake ? infinity : 0.0);
    const std::int32_t oxygen = plan.aeration.oxygen;
    const bool tracked =
        std::ranges::find(plan.tracked, oxygen, &TrackedExchange::reaction) != plan.tracked.end();
    if (oxygen >= 0 && !tracked && std::isfinite(plan.aeration.anaerobic_from)) limit(oxygen, infinity);
    return open;
}

/// Every row an equation: what a row leaves open is a column of its own.
void CultureProgram::add_rows(numerics::LinearProgram& program) const {
    program.matrix.rows = small_.matrix.rows;
    program.row_lower.assign(small_.row_lower.size(), 0);
    program.row_upper = program.row_lower;
}

void CultureProgram::add_column(numerics::LinearProgram& program, std::int32_t compressed, double sign,
                                double lower, double upper) {
    const auto row = small_.matrix.rows_of(compressed);
    const auto value = small_.matrix.values_of(compressed);
    for (std::size_t k = 0; k < row.size(); ++k) program.matrix.add(row[k], sign * value[k]);
    program.matrix.end_column();
    pieces_[at(compressed)].push_back({static_cast<std::int32_t>(program.lower.size()), sign});
    program.lower.push_back(lower + 0.0);
    program.upper.push_back(upper + 0.0);
}

void CultureProgram::add_columns(numerics::LinearProgram& program) {
    pieces_.resize(at(small_.columns()));
    std::vector<bool> split(at(small_.columns()), false);
    for (const Limited& limited : limited_)
        if (const std::int32_t column = small_.share[at(limited.reaction)].column; column >= 0)
            split[at(column)] = true;
    const auto unmet = [&](std::int32_t column, double sign, double need) {
        shortfall_.emplace_back(static_cast<std::int32_t>(program.lower.size()), 1 / need);
        add_column(program, column, sign, 0, need);
    };
    for (std::int32_t j = 0; j < small_.columns(); ++j) {
        const double lower = small_.lower[at(j)], upper = small_.upper[at(j)];
        if (split[at(j)]) {
            add_column(program, j, 1, std::max(lower, 0.0), std::max(upper, 0.0));
            add_column(program, j, -1, std::max(-upper, 0.0), std::max(-lower, 0.0));
        } else {
            add_column(program, j, 1, lower, upper);
        }
        if (lower > 0) unmet(j, -1, lower);
        if (upper < 0) unmet(j, 1, -upper);
    }
    for (std::size_t i = 0; i < small_.row_lower.size(); ++i) {
        if (small_.row_lower[i] == 0 && small_.row_upper[i] == 0) continue;
        program.matrix.add(static_cast<std::int32_t>(i), -1);
        program.matrix.end_column();
        program.lower.push_back(small_.row_lower[i]);
        program.upper.push_back(small_.row_upper[i]);
    }
    // Shares are of the whole need, so that they add up to at most 1.
    for (auto& [column, share] : shortfall_) share /= static_cast<double>(shortfall_.size());
}

void CultureProgram::find_moving(const numerics::LinearProgram& program) {
    moving_of_column_.assign(program.lower.size(), -1);
    for (std::size_t e = 0; e < limited_.size(); ++e) {
        const auto& [column, ratio] = small_.share[at(limited_[e].reaction)];
        if (column < 0) continue;
        // Uptake u = -sign * ratio * x * per_flux <= capacity bounds x on the side where u is positive.
        const double direction = -limited_[e].uptake_sign * ratio;
        const Piece& piece = pieces_[at(column)][direction > 0 ? 0 : 1];
        std::int32_t& index = moving_of_column_[at(piece.column)];
        if (index < 0) {
            index = static_cast<std::int32_t>(moving_.size());
            moving_.push_back({piece.column, program.upper[at(piece.column)], {}});
        }
        moving_[at(index)].capacities.emplace_back(e, 1 / (std::abs(ratio) * limited_[e].per_flux));
    }
}

CultureProgram::Terms CultureProgram::terms_of(std::span<const domain::Term> reactions) const {
    Terms made;
    for (const domain::Term& term : compressed_terms(small_, reactions))
        for (const Piece& piece : pieces_[at(term.index)])
            made.emplace_back(piece.column, piece.sign * term.coefficient);
    return made;
}

std::vector<CultureProgram::Terms> CultureProgram::objectives(const FluxModel& model,
                                                              const CulturePlan& plan) const {
    std::vector<Terms> made;
    const auto add = [&](Terms terms, double sign) {
        for (auto& [column, coefficient] : terms) coefficient *= sign;
        if (!terms.empty()) made.push_back(std::move(terms));
    };
    add(shortfall_, -1);
    add(terms_of(model.objective), model.maximise ? 1 : -1);
    if (growth_terms(model) != model.objective) add(growth_, 1);
    for (const FluxExpression& expression : plan.lexicographic) add(terms_of(expression), 1);
    // From the last to the first, so that of substrates that would do as well the first is taken up.
    for (auto tracked = plan.tracked.rbegin(); tracked != plan.tracked.rend(); ++tracked) {
        const std::int32_t column = small_.share[at(tracked->reaction)].column;
        if (column < 0) continue;
        add({{pieces_[at(column)][0].column, 1.0}, {pieces_[at(column)][1].column, 1.0}}, -1);
    }
    for (const Terms& flux : flux_) add(flux, 1);
    return made;
}

void CultureProgram::bounds_of(std::span<const double> capacity, std::vector<double>& bounds) const {
    bounds.resize(moving_.size());
    for (std::size_t k = 0; k < moving_.size(); ++k) {
        bounds[k] = moving_[k].most;
        for (const auto& [index, factor] : moving_[k].capacities)
            bounds[k] = std::min(bounds[k], factor * capacity[index]);
    }
}

numerics::LpStatus CultureProgram::solve(std::span<const double> bounds) {
    for (std::size_t k = 0; k < moving_.size(); ++k) {
        auto& program = *program_;
        const std::int32_t column = moving_[k].column;
        program.set_bounds(column, std::min(program.lower(column), bounds[k]), bounds[k]);
    }
    return program_->solve();
}

FluxMap CultureProgram::map(std::span<const double> bounds) const {
    const numerics::LexicographicProgram& program = *program_;
    FluxMap made;
    std::vector<std::vector<double>> responses;
    for (std::size_t k = 0; k < moving_.size(); ++k) {
        if (program.place(moving_[k].column) != Place::upper) continue;
        made.standing.push_back(static_cast<std::int32_t>(k));
        responses.push_back(program.response(moving_[k].column));
    }
    const auto map = [&](const Terms& terms) { return map_of(terms, responses, bounds, made.standing); };
    made.growth = map(growth_);
    made.shortfall = map(shortfall_);
    for (const Terms& terms : exchange_) made.exchange.push_back(map(terms));
    for (const Terms& terms : flux_) made.flux.push_back(map(terms));
    const auto columns = static_cast<std::int32_t>(moving_of_column_.size());
    for (std::int32_t j = 0; j < columns; ++j) {
        if (program.place(j) != Place::basic) continue;
        FluxMap::Basic basic;
        basic.value = map({{j, 1.0}});
        basic.lower = program.lower(j);
        basic.upper = program.upper(j);
        basic.moving = moving_of_column_[at(j)];
        // What no moving bound moves cannot leave its bounds.
        const bool moves = basic.moving >= 0 ||
                           std::ranges::any_of(basic.value.slope, [](double slope) { return slope != 0; });
        if (moves) made.basics.push_back(std::move(basic));
    }
    return made;
}

BoundMap CultureProgram::map_of(const Terms& terms, std::span<const std::vector<double>> responses,
                                std::span<const double> bounds,
                                std::span<const std::int32_t> standing) const {
    BoundMap made;
    made.slope.assign(standing.size(), 0);
    for (const auto& [column, coefficient] : terms) {
        made.base += coefficient * program_->value(column);
        for (std::size_t k = 0; k < standing.size(); ++k)
            made.slope[k] += coefficient * responses[k][at(column)];
    }
    for (std::size_t k = 0; k < standing.size(); ++k) made.base -= made.slope[k] * bounds[at(standing[k])];
    return made;
}

}  // namespace strandline::strain
