#include "cost/cost_report.hpp"

#include <cmath>

namespace strandline::process {

Result<void> write_cash_flow(const Plant& plant, const CashFlow& flow, Sink& sink) {
    sink.write(
        "year\tcapital\tworking_capital\tdepreciation\tloan\tloan_interest\tloan_payment\tloan_principal\t"
        "fixed_cost\tvariable_cost\tsales\tsalvage\ttaxed\ttax\tnet_earnings\tcash_flow\tdiscount_"
        "factor\tnet_present\t"
        "cumulative\tcurrency\n");
    for (const CashFlowYear& y : flow.years) {
        sink.write(format("{}", plant.finance.first_year + y.year));
        for (const double each :
             {y.capital, y.working_capital, y.depreciation, y.loan, y.loan_interest, y.loan_payment,
              y.loan_principal, y.fixed_cost, y.variable_cost, y.sales, y.salvage, y.taxed, y.tax,
              y.net_earnings, y.cash_flow, y.discount_factor, y.net_present, y.cumulative})
            sink.write(format("\t{:.10g}", told(each)));
        sink.write(format("\t{}\n", plant.currency));
    }
    return sink.status();
}

Result<void> write_breakdown(const Plant& plant, const PlantCosts& costs, Sink& sink) {
    sink.write("group\titem\tamount_per_batch\tunit\tper_year\tper_kg\tshare\tcurrency\n");
    const auto row = [&](std::string_view group, std::string_view item, const CostLine* line, double yearly) {
        const std::string amount = line && !line->unit.empty() ? format("{:.6g}", line->amount) : "";
        const double kg = costs.production > 0 ? yearly / costs.production : 0;
        sink.write(format("{}\t{}\t{}\t{}\t{:.8g}\t{}\t{}\t{}\n", group, item, amount, line ? line->unit : "",
                          told(yearly), costs.production > 0 ? format("{:.6g}", kg) : "",
                          costs.cost_per_kg > 0 ? format("{:.6g}", kg / costs.cost_per_kg) : "",
                          plant.currency));
    };
    double lines = 0;
    for (const CostLine& line : costs.lines) {
        row(name(line.group), line.name, &line, line.per_year);
        lines += line.per_year;
    }
    if (!(costs.production > 0)) return sink.status();
    const double stated = costs.finance.variable_operating_cost + costs.finance.fixed_operating_cost;
    if (std::fabs(stated - lines) > 1e-9 * std::fabs(stated))
        row(name(CostGroup::upkeep), "operating costs as [finance] states them, less the lines", nullptr,
            stated - lines);
    row(name(CostGroup::capital), "fixed and working capital as an annuity", nullptr,
        costs.per_kg[static_cast<std::size_t>(CostGroup::capital)] * costs.production);
    return sink.status();
}

Result<void> write_spread(const Plant& plant, const PlantSpread& spread, Sink& sink) {
    sink.write("result\tprobability\tvalue\tunit\n");
    if (!spread.drawn()) return sink.status();
    const bool by_mass = plant.has_process || plant.finance.production.stated();
    for (std::size_t i = 0; i < plant_results; ++i) {
        const auto result = static_cast<PlantResult>(i);
        const OutcomeSummary& of = spread.summary(result);
        if (of.counted == 0) continue;
        const std::string unit = result == PlantResult::npv   ? plant.currency
                                 : result == PlantResult::irr ? std::string("1/a")
                                                              : plant.currency + (by_mass ? "/kg" : "/a");
        const auto row = [&](double probability, double value) {
            sink.write(format("{}\t{}\t{:.6g}\t{}\n", name(result), probability, value, unit));
        };
        row(0.05, of.p05);
        row(0.1, of.p10);
        row(0.25, of.p25);
        row(0.5, of.median);
        row(0.75, of.p75);
        row(0.9, of.p90);
        row(0.95, of.p95);
    }
    return sink.status();
}

}  // namespace strandline::process
