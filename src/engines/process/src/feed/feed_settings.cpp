#include "feed/feed_settings.hpp"
#include "check/model_check.hpp"
#include "check/unit_reader.hpp"
#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using domain::KineticModel;
using formats::SettingsDocument;
using formats::SettingsTable;

class FeedReader {
public:
    FeedReader(const SettingsDocument& document, const KineticModel& model)
        : root_(document.root()), model_(model), units_(model), names_(quantity_names(model)) {}

    FeedSettings read() {
        const auto time = units_.named(model_.time_units);
        made_.hours = time ? time->factor / 3600 : 1;
        read_model();
        read_end();
        read_controls();
        read_objective();
        for (const auto& [name, table] : root_.named_tables("constraint")) read_limit(name, table);
        read_ensemble();
        read_output();
        read_options();
        return std::move(made_);
    }

private:
    std::string unit_of_name(std::string_view id) const {
        const auto unit = units_.of_name(id);
        return unit ? ucum_text(*unit).value_or("1") : "1";
    }

    /// What an error has been told of already is not looked into.
    static void pass_over(const SettingsTable& table, std::initializer_list<std::string_view> entries) {
        for (const std::string_view entry : entries) table.has(entry);
    }

    /// An unknown name is told when the expression meets the model.
    bool knows_all(const domain::Formula& formula) const {
        bool known = true;
        each_part(formula, [&](const domain::Formula& part) {
            known &= part.op != domain::Formula::Op::name || names_.contains(part.name);
        });
        return known;
    }

    NamedExpression expression(const SettingsTable& table, std::string_view entry, std::string name) {
        NamedExpression made{std::move(name), table.formula(entry), {}, table.place(entry)};
        const auto unit = units_.of(made.formula);
        const auto remarks = units_.remarks();
        if (!remarks.empty())
            table.refuse(Error::input("process.feed_unit", "units do not fit: {}", join(remarks, "; "))
                             .at(made.place)
                             .mend("'process check' tells the units of the model"));
        made.unit = model_unit("process.feed_unit", table, unit);
        return made;
    }

    void read_model() {
        const auto table = root_.table_if("model");
        if (!table) return;
        table->has("file"), table->has("time");
        const auto set = table->table_if("set");
        if (!set) return;
        std::vector<std::string> known;
        for (const Setting& each : settings(model_)) known.push_back(each.id);
        for (const std::string& id : set->names()) {
            pass_over(*set, {id});
            if (std::ranges::find(known, id) != known.end()) {
                made_.given.emplace_back(id, set->quantity(id, unit_of_name(id)));
                continue;
            }
            set->refuse(Error::input("process.set", "nothing in the model that can be set is called '{}'",
                                     printable(id))
                            .at(set->place(id))
                            .expected("a species, parameter, compartment or stoichiometry without a rule")
                            .candidates(nearest(id, known)));
        }
    }

    void read_end() {
        const SettingsTable end = root_.table("end");
        const auto time = [&](std::string_view name) {
            return end.quantity(name, "h", formats::positive) / made_.hours;
        };
        const bool free = end.has("least") || end.has("most");
        const bool fixed = end.has("time");
        if (fixed && free)
            end.refuse(Error::input("process.feed_end", "the end is fixed and free at once")
                           .at(end.place("time"))
                           .expected("either time, or least and most"));
        if (free && !fixed) {
            made_.end_lower = time("least");
            made_.end_upper = time("most");
            if (made_.end_lower > made_.end_upper)
                end.refuse(reversed("least", "most").at(end.place("least")));
        } else {
            made_.end_lower = made_.end_upper = time("time");
        }
        pieces_ = static_cast<std::int32_t>(end.integer_or("pieces", 0, 1, 1000));
    }

    static Error reversed(std::string_view least, std::string_view most) {
        return Error::input("process.feed_bounds", "`{}` is above `{}`", least, most)
            .expected("bounds in their order")
            .mend("exchange them, if that is what is meant");
    }

    void read_controls() {
        const auto tables = root_.named_tables("control");
        if (tables.empty())
            root_.refuse(Error::input("process.feed_control", "there is nothing to choose")
                             .expected("[control.ID] with lower and upper, for a parameter ID of the model")
                             .mend("name the feed rates that are to be found"));
        for (const auto& [id, table] : tables) read_control(id, table);
        made_.pieces = pieces_ == 0 ? 10 : pieces_;
    }

    void read_control(const std::string& id, const SettingsTable& table) {
        FeedControl made{.control = {.id = id}, .name = {}, .unit = {}, .place = table.place()};
        Control& control = made.control;
        if (!check_control(id, table)) {
            pass_over(table, {"name", "unit", "lower", "upper", "start", "profile", "rate_lower",
                              "rate_upper", "pieces"});
            return;
        }
        made.unit = model_unit("process.feed_unit", table, units_.of_name(id));
        made.name = table.text_or("name", id);
        if (!is_quantity_id(made.name) ||
            std::ranges::any_of(made_.controls, [&](const auto& other) { return other.name == made.name; }))
            table.refuse(
                Error::input("process.feed_name", "'{}' cannot name a column", printable(made.name))
                    .at(table.place("name"))
                    .expected("letters, digits and _, the first no digit; another for each control"));
        control.lower = table.quantity("lower", made.unit);
        control.upper = table.quantity("upper", made.unit);
        if (control.lower > control.upper) table.refuse(reversed("lower", "upper").at(table.place("lower")));
        control.start = table.quantity_if("start", made.unit);
        if (control.start && (*control.start < control.lower || *control.start > control.upper))
            table.refuse(Error::input("process.feed_bounds", "the first guess is outside of the bounds")
                             .at(table.place("start"))
                             .expected("{:.6g} to {:.6g} {}", control.lower, control.upper, made.unit)
                             .found("{:.6g}", *control.start));
        const std::string profile =
            table.choice_or("profile", "constant", {"constant", "linear", "exponential"});
        if (profile == "linear") control.profile = Profile::linear;
        if (profile == "exponential") read_rates(table, control);
        read_pieces(table);
        made_.controls.push_back(std::move(made));
    }

    void read_rates(const SettingsTable& table, Control& control) {
        control.profile = Profile::exponential;
        control.rate_lower = table.quantity_or("rate_lower", "1/h", 0) * made_.hours;
        control.rate_upper = table.quantity("rate_upper", "1/h") * made_.hours;
        if (control.rate_lower > control.rate_upper)
            table.refuse(reversed("rate_lower", "rate_upper").at(table.place("rate_upper")));
    }

    /// All controls change at the same times.
    void read_pieces(const SettingsTable& table) {
        const auto pieces = static_cast<std::int32_t>(table.integer_or("pieces", 0, 1, 1000));
        if (pieces == 0 && !table.has("pieces")) return;
        if (pieces_ != 0 && pieces != pieces_)
            table.refuse(Error::input("process.feed_pieces", "controls have different numbers of pieces")
                             .at(table.place("pieces"))
                             .expected("{}, as said before", pieces_)
                             .found("{}", pieces)
                             .mend("all controls change at the same times: say `pieces` once, in [end]"));
        pieces_ = pieces;
    }

    /// A parameter that nothing else sets once time has begun.
    bool check_control(const std::string& id, const SettingsTable& table) {
        const auto refuse = [&](std::string_view why) {
            table.refuse(Error::input("process.feed_control", "'{}' {}", printable(id), why)
                             .at(table.place())
                             .expected("a parameter of the model that no rule and no event sets")
                             .candidates(nearest(id, free_parameters())));
        };
        const auto here = [&](const auto& one) { return one.id == id; };
        if (std::ranges::none_of(model_.parameters, here)) {
            const bool other = units_.of_name(id) || std::ranges::any_of(model_.species, here) ||
                               std::ranges::any_of(model_.compartments, here) ||
                               std::ranges::any_of(model_.reactions, here);
            refuse(other ? "is no parameter of the model" : "is not in the model");
            return false;
        }
        if (!is_free(id)) {
            refuse("is set by a rule or an event of the model");
            return false;
        }
        return true;
    }

    bool is_free(std::string_view id) const {
        for (const auto& rule : model_.rules)
            if (rule.variable == id) return false;
        for (const auto& event : model_.events)
            for (const auto& each : event.assignments)
                if (each.variable == id) return false;
        return true;
    }

    std::vector<std::string> free_parameters() const {
        std::vector<std::string> ids;
        for (const auto& one : model_.parameters)
            if (is_free(one.id)) ids.push_back(one.id);
        return ids;
    }

    void read_objective() {
        const auto table = root_.table_if("objective");
        const bool most = table && table->has("maximise"), least = table && table->has("minimise");
        if (most == least) {
            root_.refuse(Error::input("process.feed_objective", "{}",
                                      most ? "the objective is to be maximised and minimised"
                                           : "there is no objective")
                             .at(table ? table->place() : root_.place())
                             .expected("[objective] with maximise = \"an expression\" or minimise")
                             .mend("say what is wanted at the end, as in maximise = \"product * V\""));
            return;
        }
        made_.maximise = most;
        made_.objective = expression(*table, most ? "maximise" : "minimise", "objective");
    }

    void read_limit(const std::string& name, const SettingsTable& table) {
        FeedLimit limit{.quantity = expression(table, "expression", name), .least = {}, .most = {}};
        if (!knows_all(limit.quantity.formula)) {
            pass_over(table, {"least", "most", "at"});
            made_.limits.push_back(std::move(limit));
            return;
        }
        limit.least = table.quantity_if("least", limit.quantity.unit);
        limit.most = table.quantity_if("most", limit.quantity.unit);
        limit.at_end_only = table.choice_or("at", "always", {"always", "end"}) == "end";
        if (!limit.least && !limit.most)
            table.refuse(Error::input("process.feed_bounds", "the constraint '{}' has no limit", name)
                             .expected("most = \"2 L\", or least, or both"));
        if (limit.least && limit.most && *limit.least > *limit.most)
            table.refuse(reversed("least", "most").at(table.place("least")));
        made_.limits.push_back(std::move(limit));
    }

    void read_ensemble() {
        const auto table = root_.table_if("ensemble");
        if (!table) return;
        table->has("file");
        made_.members = static_cast<std::size_t>(table->integer_or("members", 20, 1, 10000));
        made_.caution = table->quantity_or("caution", "1", 0);
    }

    void read_output() {
        const auto table = root_.table_if("output");
        if (!table) return;
        made_.quantities = table->texts("quantities");
        const std::vector<std::string> known(names_.begin(), names_.end());
        for (const std::string& id : made_.quantities)
            if (!names_.contains(id))
                table->refuse(
                    Error::input("process.variables", "nothing in the model is called '{}'", printable(id))
                        .at(table->place("quantities"))
                        .expected("ids of species, parameters, compartments or reactions")
                        .candidates(nearest(id, known)));
        made_.interval_h = table->quantity_or("interval", "h", made_.interval_h, {.least = 1.0 / 3600});
    }

    void read_options() {
        const auto table = root_.table_if("options");
        if (!table) return;
        FeedOptions& options = made_.options;
        options.tolerance = table->quantity_or("tolerance", "1", options.tolerance, {1e-12, 0.1});
        options.starts = static_cast<std::int32_t>(table->integer_or("starts", options.starts, 1, 1000));
        options.max_iterations = static_cast<std::int32_t>(
            table->integer_or("max_iterations", options.max_iterations, 1, 1'000'000));
        options.simulation.relative =
            table->quantity_or("relative_tolerance", "1", options.simulation.relative, {1e-13, 1e-2});
        options.simulation.absolute =
            table->quantity_or("absolute_tolerance", "1", options.simulation.absolute, {0, 1});
        made_.samples = static_cast<std::int32_t>(table->integer_or("samples", made_.samples, 0, 100));
    }

    SettingsTable root_;
    const KineticModel& model_;
    UnitReader units_;
    std::set<std::string, std::less<>> names_;
    FeedSettings made_;
    std::int32_t pieces_ = 0;
};

}  // namespace

FeedSettings read_feed_settings(const SettingsDocument& document, const KineticModel& model) {
    return FeedReader(document, model).read();
}

}  // namespace strandline::process
