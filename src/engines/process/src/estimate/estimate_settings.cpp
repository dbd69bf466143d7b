#include "estimate/estimate_settings.hpp"

#include "check/unit_reader.hpp"
#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <limits>

namespace strandline::process {
namespace {

using formats::SettingsTable;

class EstimateReader {
public:
    EstimateReader(const formats::SettingsDocument& document, const domain::KineticModel& model)
        : root_(document.root()), model_(model), units_(model) {}

    EstimateSettings read() {
        read_model();
        read_run();
        for (const auto& [id, table] : root_.named_tables("state")) read_known(id, table, false);
        for (const auto& [id, table] : root_.named_tables("parameter")) read_known(id, table, true);
        for (const auto& [id, table] : root_.named_tables("input")) read_input(id, table);
        for (const auto& [name, table] : root_.named_tables("signal")) read_signal(name, table);
        for (const auto& [name, table] : root_.named_tables("output"))
            made_.outputs.push_back({name, model_unit("process.estimate_unit", table, {}),
                                     table.formula("expression"), table.place("expression")});
        for (const auto& [name, table] : root_.named_tables("soft_sensor")) read_soft_sensor(name, table);
        made_.off_gas = read_off_gas(root_);
        made_.balance = read_balance(root_);
        read_alarms();
        if (made_.signals.empty())
            root_.refuse(Error::input("process.estimate_signal", "nothing is measured")
                             .at(root_.place())
                             .expected("[signal.NAME] with column, expression and sd")
                             .mend("say which column of the run tells what of the model"));
        return std::move(made_);
    }

private:
    void read_model() {
        const auto table = root_.table_if("model");
        if (!table) return;
        table->has("file"), table->has("time");
        if (const auto set = table->table_if("set"))
            for (const std::string& id : set->names()) {
                const auto unit = units_.of_name(id);
                made_.given.emplace_back(id, set->quantity(id, unit ? ucum_text(*unit).value_or("1") : "1"));
            }
    }

    void read_run() {
        const auto table = root_.table_if("run");
        const auto hours = [&](std::string_view name, double otherwise) {
            return table ? table->quantity_or(name, "h", otherwise, formats::positive) : otherwise;
        };
        made_.step = hours("step", 0.1);
        made_.report = hours("report", 0.5);
        made_.late = hours("late", 48);
    }

    void read_known(const std::string& id, const SettingsTable& table, bool parameter) {
        KnownQuantity made{.id = id,
                           .unit = model_unit("process.estimate_unit", table, units_.of_name(id)),
                           .mean = {},
                           .lower = 0,
                           .upper = 0,
                           .parameter = parameter,
                           .place = table.place()};
        constexpr double infinite = std::numeric_limits<double>::infinity();
        made.mean = table.quantity_if("mean", made.unit);
        made.deviation = parameter ? table.quantity("sd", made.unit, formats::not_negative)
                                   : table.quantity_or("sd", made.unit, 0, formats::not_negative);
        made.noise = table.quantity_or("noise", made.unit, 0, formats::not_negative);
        made.relative_noise = table.quantity_or("relative_noise", "1", 0, formats::not_negative);
        made.lower = table.quantity_or("lower", made.unit, 0);
        made.upper = table.quantity_or("upper", made.unit, infinite);
        if (made.lower > made.upper || (made.mean && (*made.mean < made.lower || *made.mean > made.upper)))
            table.refuse(
                Error::input("process.estimate_bounds", "the mean of {} is not within its bounds", id)
                    .at(table.place(table.has("mean") ? "mean" : "upper"))
                    .expected("lower <= mean <= upper; lower is 0 where nothing is said")
                    .found("{} in {} to {}", made.mean ? format("{}", *made.mean) : "no mean", made.lower,
                           made.upper));
        made_.quantities.push_back(std::move(made));
    }

    void read_input(const std::string& id, const SettingsTable& table) {
        FollowedInput made{.id = id,
                           .unit = model_unit("process.estimate_unit", table, units_.of_name(id)),
                           .column = {},
                           .place = table.place()};
        const std::string changes =
            table.choice_or("changes", "at row", {"at row", "midway", "previous row"});
        if (changes == "midway") made.changes = ChangeTime::midway;
        if (changes == "previous row") made.changes = ChangeTime::previous_row;
        made.of_feed = table.has("feed_column");
        made.column = table.text(made.of_feed ? "feed_column" : "column");
        made.place = table.place(made.of_feed ? "feed_column" : "column");
        made_.inputs.push_back(std::move(made));
    }

    void read_signal(const std::string& name, const SettingsTable& table) {
        MeasuredSignal made{.name = name,
                            .column = table.text_or("column", name),
                            .unit = {},
                            .expression = table.formula("expression"),
                            .noise = {},
                            .place = table.place(table.has("column") ? "column" : "expression")};
        made.unit = model_unit("process.estimate_unit", table, units_.of(made.expression));
        units_.remarks();
        made.noise.absolute = table.quantity_or("sd", made.unit, 0, formats::not_negative);
        made.noise.relative = table.quantity_or("relative_sd", "1", 0, formats::not_negative);
        if (!(made.noise.absolute > 0))
            table.refuse(Error::input("process.estimate_signal", "the signal {} has no noise", name)
                             .at(table.place())
                             .expected("sd above 0, in {}; relative_sd may be added", made.unit)
                             .mend("say how far a reading is from the truth, one standard deviation"));
        made.delay = table.quantity_or("delay", "h", 0, formats::not_negative);
        made.lateness = table.quantity_or("lateness", "h", 0, formats::not_negative);
        made_.signals.push_back(std::move(made));
    }

    void read_soft_sensor(const std::string& name, const SettingsTable& table) {
        SoftSensor made{.name = name,
                        .column = table.text("column"),
                        .unit = table.text("unit"),
                        .signal = {},
                        .biomass = {},
                        .place = table.place("column")};
        const std::string per_growth = "(" + made.unit + ").h/g", maintenance = "(" + made.unit + ")/g";
        if (const auto unit = Unit::parse(made.unit); !unit) {
            Error error = unit.error();
            table.refuse(std::move(error.at(table.place("unit"))));
            return;
        }
        made.signal.per_growth = {table.quantity("per_growth", per_growth, formats::positive),
                                  table.quantity_or("per_growth_sd", per_growth, 0, formats::not_negative)};
        made.signal.maintenance = {
            table.quantity_or("maintenance", maintenance, 0, formats::not_negative),
            table.quantity_or("maintenance_sd", maintenance, 0, formats::not_negative)};
        made.biomass = {table.quantity("biomass", "g", formats::positive),
                        table.quantity_or("biomass_sd", "g", 0, formats::not_negative)};
        made.begin = table.quantity_or("begin", "h", 0);
        made.deviation = table.quantity_or("sd", made.unit, 0, formats::not_negative);
        made.relative = table.quantity_or("relative_sd", "1", 0, formats::not_negative);
        made_.soft_sensors.push_back(std::move(made));
    }

    void read_alarms() {
        const auto table = root_.table_if("alarms");
        if (!table) return;
        made_.alarms.window = table->quantity_or("window", "h", 1, formats::positive);
        made_.alarms.begin = table->quantity_or("begin", "h", 0, formats::not_negative);
        made_.alarms_end_with_run = !table->has("run_length");
        made_.alarms.end = table->quantity_or("run_length", "h", 24, formats::positive);
        made_.alarms.false_alarm_chance =
            table->quantity_or("false_alarms", "1", 0.05, {.least = 1e-9, .most = 0.5});
    }

    SettingsTable root_;
    const domain::KineticModel& model_;
    UnitReader units_;
    EstimateSettings made_;
};

}  // namespace

EstimateSettings read_estimate_settings(const formats::SettingsDocument& document,
                                        const domain::KineticModel& model) {
    return EstimateReader(document, model).read();
}

}  // namespace strandline::process
