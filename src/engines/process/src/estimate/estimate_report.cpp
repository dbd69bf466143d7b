#include "estimate/estimate_report.hpp"

#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

std::string number(double value) { return std::isfinite(value) ? format("{:.6g}", value) : ""; }

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

std::string column_name(const std::pair<std::string, std::string>& column) {
    const std::string unit = unit_suffix(column.second);
    return unit.empty() ? column.first : column.first + "_" + unit;
}

Json uncertain_json(const Uncertain& value, const std::string& unit) {
    Json made = Json::object();
    made.set("value", json_number(value.value)).set("sd", json_number(value.deviation));
    if (!unit.empty()) made.set("unit", unit);
    return made;
}

Json final_json(const EstimateReport& report) {
    Json made = Json::object();
    if (report.run.final_rows.empty()) return made;
    const EstimateRow& row = report.run.final_rows.back();
    const auto columns = report.columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::size_t n = row.quantities.size();
        made.set(columns[i].first,
                 uncertain_json(i < n ? row.quantities[i] : row.outputs[i - n], columns[i].second));
    }
    return made;
}

Json innovations_json(const EstimateRun& run) {
    Json made = Json::object();
    made.set("moments", run.used);
    made.set("mean_per_degree", run.degrees > 0 ? Json(run.normalised / run.degrees) : Json());
    made.set("share_within_95_percent",
             run.used > 0 ? Json(static_cast<double>(run.inside) / static_cast<double>(run.used)) : Json());
    return made;
}

Json alarms_json(const EstimateRun& run) {
    Json made = Json::array();
    for (const Alarm& alarm : run.alarms) {
        Json one = Json::object();
        one.set("from_h", alarm.from).set("to_h", alarm.to).set("test", alarm.test);
        one.set("at_fault", alarm.signal.empty() ? Json() : Json(alarm.signal));
        one.set("statistic", alarm.statistic).set("degrees", alarm.degrees).set("chance", alarm.chance);
        made.push_back(std::move(one));
    }
    return made;
}

Json soft_sensors_json(const EstimateReport& report) {
    Json made = Json::object();
    for (std::size_t s = 0; s < report.settings.soft_sensors.size(); ++s) {
        const auto& course = report.run.soft_sensors[s];
        Json one = Json::object(), times = Json::array(), biomass = Json::array(), biomass_sd = Json::array(),
             growth = Json::array(), growth_sd = Json::array();
        for (const GrowthEstimate& each : course) {
            times.push_back(each.time);
            biomass.push_back(json_number(each.biomass.value));
            biomass_sd.push_back(json_number(each.biomass.deviation));
            growth.push_back(json_number(each.rate.value));
            growth_sd.push_back(json_number(each.rate.deviation));
        }
        one.set("time_h", std::move(times)).set("biomass_g", std::move(biomass));
        one.set("biomass_sd_g", std::move(biomass_sd)).set("growth_rate_per_h", std::move(growth));
        one.set("growth_rate_sd_per_h", std::move(growth_sd));
        made.set(report.settings.soft_sensors[s].name, std::move(one));
    }
    return made;
}

Json texts_json(const std::vector<std::string>& texts) {
    Json made = Json::array();
    for (const std::string& text : texts) made.push_back(text);
    return made;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> EstimateReport::columns() const {
    std::vector<std::pair<std::string, std::string>> made;
    for (const std::string& id : estimation.problem.system.ids()) {
        const auto known = std::ranges::find(settings.quantities, id, &KnownQuantity::id);
        made.emplace_back(id, known == settings.quantities.end() ? "" : known->unit);
    }
    for (const SoughtOutput& output : settings.outputs) made.emplace_back(output.name, output.unit);
    return made;
}

Result<void> write_estimates(const EstimateReport& report, const std::vector<EstimateRow>& rows, Sink& sink) {
    sink.write("time_h");
    for (const auto& column : report.columns()) sink.write(format("\t{0}\t{0}_sd", column_name(column)));
    sink.write("\n");
    for (const EstimateRow& row : rows) {
        sink.write(number(row.time));
        for (const auto* list : {&row.quantities, &row.outputs})
            for (const Uncertain& each : *list)
                sink.write(format("\t{}\t{}", number(each.value), number(each.deviation)));
        sink.write("\n");
    }
    return sink.status();
}

Result<void> write_balance(const EstimateReport& report, Sink& sink) {
    sink.write("from_h\tto_h");
    const auto rates =
        report.settings.balance ? report.settings.balance->rates : std::vector<BalancedRateSettings>{};
    for (const auto& rate : rates)
        sink.write(format("\t{0}_measured_mol_per_h\t{0}_mol_per_h\t{0}_mol_per_h_sd", rate.name));
    sink.write("\tstatistic\tdegrees\tchance\tat_fault\n");
    for (const BalanceWindow& window : report.run.balance) {
        sink.write(format("{}\t{}", number(window.from), number(window.to)));
        for (std::size_t r = 0; r < rates.size(); ++r) {
            const auto& measured = window.measured[r];
            const auto& found = window.reconciled.rates[r];
            sink.write(format("\t{}\t{}\t{}", measured ? number(measured->value) : "",
                              found ? number(found->value) : "", found ? number(found->deviation) : ""));
        }
        sink.write(format("\t{}\t{}\t{}\t{}\n", number(window.reconciled.statistic),
                          window.reconciled.degrees, number(window.reconciled.chance), window.suspect));
    }
    return sink.status();
}

Json estimate_json(const EstimateReport& report) {
    const EstimateRun& run = report.run;
    Json made = Json::object(), readings = Json::object();
    readings.set("used", run.readings).set("missing", report.estimation.missing);
    readings.set("late", report.estimation.late).set("too_late", run.too_late);
    made.set("end_time_h", report.estimation.end).set("final", final_json(report));
    made.set("innovations", innovations_json(run)).set("alarms", alarms_json(run));
    made.set("readings", std::move(readings)).set("remarks", texts_json(run.remarks));
    made.set("moments", run.moments).set("moments_computed_live", run.computed_live);
    if (!report.settings.soft_sensors.empty()) made.set("soft_sensors", soft_sensors_json(report));
    return made;
}

}  // namespace strandline::process
