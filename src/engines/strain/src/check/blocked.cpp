#include <strandline/numerics/linear_program.hpp>
#include <strandline/strain/certificate.hpp>
#include <strandline/strain/check.hpp>
#include <strandline/strain/compression.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-9;
constexpr double surely = 1e-6;  // what tolerances leave as flux is below; in between fractions decide
constexpr double open_bound = 1000;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// What stands for infinity where a bound is needed: beyond every bound of the model.
double beyond(const CompressedModel& model) {
    double most = open_bound;
    for (const auto* bounds : {&model.lower, &model.upper})
        for (const double bound : *bounds)
            if (std::isfinite(bound)) most = std::max(most, 10 * std::abs(bound));
    return most;
}

enum class Flow { none, doubtful, some };

/// Finds flux for as many columns at once as it can (after Vlassis, Pacheco & Sauter, PLoS Computational
/// Biology 10:e1003424, 2014): the sum of all that have none yet is pushed up, then down, and only what that
/// leaves is asked alone.
class FluxFinder {
public:
    explicit FluxFinder(numerics::LinearProgram program)
        : solver_(std::move(program)), flows_(at(solver_.columns()), Flow::none) {}

    /// By column; nothing when there is no flux state or the solver failed.
    std::optional<std::vector<Flow>> run(Context& context) {
        if (!solve({}, true)) return std::nullopt;
        for (const bool up : {true, false}) {
            if (!push(one_way(up), up)) return std::nullopt;
            for (const std::int32_t j : one_way(up))
                if (!met_[at(j)]) done_[at(j)] = true;
        }
        if (!push(unknown(), true) || !push(unknown(), false)) return std::nullopt;
        const std::vector<std::int32_t> left = unknown();
        for (std::size_t k = 0; k < left.size() && !context.cancelled(); ++k)
            for (const bool up : {true, false})
                if (flows_[at(left[k])] != Flow::some && !ask_alone(left[k], up)) return std::nullopt;
        return flows_;
    }

private:
    std::vector<std::int32_t> unknown() const {
        std::vector<std::int32_t> made;
        for (std::int32_t j = 0; j < solver_.columns(); ++j)
            if (flows_[at(j)] != Flow::some && !done_[at(j)]) made.push_back(j);
        return made;
    }

    /// Of one sign: when their sum is zero, so is each.
    std::vector<std::int32_t> one_way(bool up) const {
        std::vector<std::int32_t> made = unknown();
        std::erase_if(made, [&](std::int32_t j) { return up ? solver_.lower(j) < 0 : solver_.upper(j) > 0; });
        return made;
    }

    bool push(std::vector<std::int32_t> columns, bool up) {
        for (;;) {
            if (columns.empty()) return true;
            if (!solve(columns, up)) return false;
            const std::size_t before = columns.size();
            std::erase_if(columns, [&](std::int32_t j) { return flows_[at(j)] == Flow::some; });
            if (columns.size() == before) return true;
        }
    }

    bool solve(const std::vector<std::int32_t>& columns, bool up) {
        solver_.clear_objective();
        for (const std::int32_t j : columns) solver_.set_objective(j, 1);
        solver_.set_maximise(up);
        if (solver_.solve(columns.empty() ? numerics::LpMethod::dual : numerics::LpMethod::primal) !=
            numerics::LpStatus::optimal)
            return false;
        for (std::int32_t j = 0; j < solver_.columns(); ++j)
            if (const double flux = std::abs(solver_.value(j)); flux > surely)
                flows_[at(j)] = Flow::some;
            else if (flux > nothing)
                met_[at(j)] = true;
        return true;
    }

    bool ask_alone(std::int32_t column, bool up) {
        if (!solve({column}, up)) return false;
        if (flows_[at(column)] == Flow::none && std::abs(solver_.value(column)) > nothing)
            flows_[at(column)] = Flow::doubtful;
        return true;
    }

    numerics::LpSolver solver_;
    std::vector<Flow> flows_;
    std::vector<bool> met_ = std::vector<bool>(flows_.size(), false);   // with a little flux
    std::vector<bool> done_ = std::vector<bool>(flows_.size(), false);  // proved to have none
};

/// By column; a doubtful one is blocked when fractions prove that a reaction of it is.
std::vector<bool> decided(const FluxModel& model, const CompressedModel& small,
                          const std::vector<Flow>& flows) {
    std::optional<Certifier> certifier;
    std::vector<bool> made;
    for (std::size_t j = 0; j < flows.size(); ++j) {
        made.push_back(flows[j] != Flow::none);
        if (flows[j] != Flow::doubtful) continue;
        if (!certifier) certifier.emplace(model);
        const std::int32_t reaction = small.members[j].front();
        const auto never = [&](double sign) {
            return certifier->at_most({}, std::vector<domain::Term>{{reaction, sign}}, 0).certified;
        };
        made[j] = !(never(1) && never(-1));
    }
    return made;
}

}  // namespace

std::optional<std::vector<std::int32_t>> blocked_reactions(const FluxModel& model, Context& context) {
    const CompressedModel small = compress(model);
    if (small.infeasible) return std::nullopt;
    numerics::LinearProgram program = linear_program(small);
    const double limit = beyond(small);
    for (std::size_t j = 0; j < program.lower.size(); ++j) {
        program.lower[j] = std::max(program.lower[j], -limit);
        program.upper[j] = std::min(program.upper[j], limit);
    }
    const auto flows = FluxFinder(std::move(program)).run(context);
    if (!flows) return std::nullopt;
    const std::vector<bool> flowing = decided(model, small, *flows);
    std::vector<std::int32_t> made;
    for (std::int32_t j = 0; j < model.reactions(); ++j)
        if (const std::int32_t column = small.share[at(j)].column; column < 0 || !flowing[at(column)])
            made.push_back(j);
    return made;
}

FluxModel with_open_exchanges(FluxModel model) {
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const domain::Reaction& reaction = model.network->reactions[at(j)];
        const auto starts = [&](const char* prefix) { return reaction.id.starts_with(prefix); };
        if (!is_exchange(reaction) || starts("DM_") || starts("SK_") || starts("sink_")) continue;
        model.lower[at(j)] = std::min(model.lower[at(j)], -open_bound);
        model.upper[at(j)] = std::max(model.upper[at(j)], open_bound);
    }
    return model;
}

FluxModel without_exchanges(FluxModel model) {
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const std::vector<domain::Term>& terms = model.network->reactions[at(j)].terms;
        const auto consumed = std::ranges::count_if(terms, [](const auto& t) { return t.coefficient < 0; });
        const bool is_open = consumed == 0 || consumed == std::ssize(terms);
        model.lower[at(j)] = is_open ? 0 : std::min(model.lower[at(j)], 0.0);
        model.upper[at(j)] = is_open ? 0 : std::max(model.upper[at(j)], 0.0);
    }
    return model;
}

}  // namespace strandline::strain
