#include "design/design_certificates.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/strain/certificate.hpp>
#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr double growth_given_up = 1e-8;  // of the growth: what linear programs leave open
constexpr double value_given_up = 1e-6;   // of the value, of 1 where it is smaller

double room(double value) { return value_given_up * std::max(1.0, std::abs(value)); }

FluxExpression negative(FluxExpression terms) {
    for (domain::Term& term : terms) term.coefficient = -term.coefficient;
    return terms;
}

/// The second claim only where the first one holds.
template <class Second>
std::string both(const Certificate& first, Second&& second) {
    if (!first.certified) return "no: " + first.reason;
    const Certificate other = second();
    return other.certified ? "yes" : "no: " + other.reason;
}

std::string certify(const FluxModel& model, const DesignTask& task, const DesignMeasure& measure,
                    std::span<const std::int32_t> stopped) {
    const double growth = measure.growth * (1 - growth_given_up);
    const FluxRegion at_best = {{model.objective, growth, infinity, "growth"}};
    if (task.method == DesignMethod::optknock)
        return both(
            certify_at_most(model, {}, stopped, model.objective, measure.growth + room(measure.growth)), [&] {
                return certify_reaches(model, at_best, stopped, task.product,
                                       measure.product - room(measure.product));
            });
    const Certificate grows = certify_reaches(model, {}, stopped, model.objective, growth);
    if (task.method == DesignMethod::robustknock)
        return both(grows, [&] {
            return certify_at_most(model, at_best, stopped, negative(task.product),
                                   room(measure.product) - measure.product);
        });
    const FluxRegion without = {{task.product, -infinity, task.min_product, "product"}};
    return both(grows, [&] {
        return measure.free_growth ? certify_at_most(model, without, stopped, model.objective,
                                                     *measure.free_growth + room(*measure.free_growth))
                                   : certify_infeasible(model, without, stopped);
    });
}

}  // namespace

std::vector<std::string> certify_designs(const FluxModel& model, const DesignTask& task,
                                         const std::vector<BuiltDesign>& designs, Context& context) {
    const GeneEffects effects(*model.network);
    std::vector<std::string> made(designs.size());
    parallel_for(designs.size(), context.threads(), [&](std::size_t i) {
        if (context.cancelled()) return;
        const std::vector<std::int32_t>& knocked = designs[i].knockouts;
        made[i] = certify(model, task, designs[i].measure,
                          task.by_genes ? effects.dead_reactions(knocked) : knocked);
    });
    return made;
}

}  // namespace strandline::strain
