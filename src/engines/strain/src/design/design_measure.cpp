#include "design/design_measure.hpp"

#include "cutsets/region_oracle.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

constexpr double nothing = 1e-7;
constexpr int digits_after_the_first = 6;

bool is_solved(FluxStatus status) {
    return status == FluxStatus::optimal || status == FluxStatus::zero_growth;
}

Result<double> solved(const Judge::Optimum& found) {
    if (!is_solved(found.status))
        return fail(Error::fault("strain.solver", "a design could not be judged: the linear program is {}",
                                 word(found.status)));
    return found.value;
}

}  // namespace

double DesignMeasure::value(DesignMethod method) const {
    if (method != DesignMethod::growth_coupled) return product;
    return growth - free_growth.value_or(0);
}

std::string_view DesignMeasure::coupling() const {
    if (product_min <= nothing) return "none";
    if (!free_growth) return "strong";
    return *free_growth <= nothing ? "holistic" : "weak";
}

std::optional<double> DesignMeasure::yield() const {
    if (uptake <= nothing) return std::nullopt;
    return product / uptake;
}

Result<DesignMeasure> measure_design(const FluxModel& model, const DesignTask& task, FluxExpression uptake,
                                     std::span<const std::int32_t> knocked) {
    DesignMeasure made;
    Judge judge(model);
    const Judge::Optimum growth = judge.growth(knocked);
    if (growth.status == FluxStatus::infeasible) return made;
    STRANDLINE_TRY(made.growth, solved(growth));
    made.grows = true;
    FluxRegion best = {
        {model.objective, made.growth * (1 - design_growth_slack), numerics::infinity, "growth"}};
    Judge at_best(model, best);
    STRANDLINE_TRY(made.product_min, solved(at_best.optimum(task.product, false, knocked)));
    STRANDLINE_TRY(made.product_max, solved(at_best.optimum(task.product, true, knocked)));
    const bool most = task.method == DesignMethod::optknock;
    made.product = most ? made.product_max : made.product_min;
    const double room = nothing * std::max(1.0, std::abs(made.product));
    best.push_back({task.product, made.product - room, made.product + room, "product"});
    if (!uptake.empty()) {
        STRANDLINE_TRY(made.uptake, solved(Judge(model, best).optimum(uptake, true, knocked)));
    }
    for (const FluxRegion& region : task.protect) {
        const RegionQuestion question = question_of(region);
        const Judge::Optimum kept = Judge(model, question.others).optimum(question.function, true, knocked);
        if (kept.status == FluxStatus::solver_failure) return fail(solved(kept).error());
        const bool empty =
            kept.status == FluxStatus::infeasible ||
            (is_solved(kept.status) && !question.function.empty() && !question.reached_by(kept.value));
        made.keeps_protected = made.keeps_protected && !empty;
    }
    Judge without(model, {{task.product, -numerics::infinity, task.min_product, "product"}});
    const Judge::Optimum free = without.growth(knocked);
    if (free.status != FluxStatus::infeasible) { STRANDLINE_TRY(made.free_growth, solved(free)); }
    return made;
}

bool is_allowed(const DesignMeasure& measure, const DesignTask& task) {
    constexpr double slack = 1e-5;
    return measure.grows && measure.keeps_protected && measure.growth >= task.min_growth * (1 - slack);
}

double design_number(double value) {
    if (!std::isfinite(value)) return value;
    if (std::abs(value) < nothing) return 0;
    char text[32];
    const auto [end, slip] =
        std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits_after_the_first);
    std::from_chars(text, end, value);
    return value;
}

}  // namespace strandline::strain
