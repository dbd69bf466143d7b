#include "check/unit_reader.hpp"
#include "feed/feed_settings.hpp"
#include "feed/model_units.hpp"

#include <strandline/base/text.hpp>
#include <strandline/process/equations.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

using domain::KineticModel;
using formats::SettingsDocument;
using formats::SettingsTable;

/// `of_model` is [model], where it is.
void time_unit(const SettingsTable& root, const std::optional<SettingsTable>& of_model, KineticModel& model) {
    const std::vector<std::string> known{"s", "min", "h", "d"};
    const auto stated = stated_time_unit(model);
    const SettingsTable& settings = of_model ? *of_model : root;
    if (of_model && of_model->has("time")) {
        const std::string unit = settings.choice("time", known);
        if (stated && *stated != unit)
            settings.refuse(Error::input("process.time_unit", "the model states another unit of its time")
                                .at(settings.place("time"))
                                .expected("{}, as the SBML file says", *stated)
                                .found("{}", unit)
                                .mend("leave `time` out of [model]"));
        if (!stated) set_time_unit(model, unit);
    } else if (!stated && !domain::find_unit(model, model.time_units)) {
        settings.refuse(Error::input("process.time_unit", "the model does not say what its unit of time is")
                            .expected("time = \"h\" in [model], or timeUnits in the SBML file")
                            .mend("say whether it is s, min, h or d"));
        set_time_unit(model, "h");
    }
}

}  // namespace

std::set<std::string, std::less<>> quantity_names(const KineticModel& model) {
    std::set<std::string, std::less<>> names;
    for (const auto& one : model.compartments) names.insert(one.id);
    for (const auto& one : model.species) names.insert(one.id);
    for (const auto& one : model.parameters) names.insert(one.id);
    for (const auto& one : model.reactions) names.insert(one.id);
    for (const auto& reaction : model.reactions)
        for (const auto* side : {&reaction.reactants, &reaction.products})
            for (const auto& one : *side)
                if (!one.id.empty()) names.insert(one.id);
    return names;
}

namespace {

/// A parameter of the model that a rule gives its value, or its rate of change from 0.
void add_quantity(KineticModel& model, const std::string& id, domain::Formula formula,
                  domain::KineticRule::Kind kind) {
    UnitReader units(model);
    auto unit = units.of(formula);
    domain::KineticParameter made{.id = id, .name = {}, .value = {}, .constant = false, .units = {}};
    if (kind == domain::KineticRule::Kind::rate) {
        made.value = 0;
        const auto time = units.named(model.time_units);
        if (unit && time) unit = *unit * *time;
    }
    if (unit) {
        made.units = "unit of " + id;
        model.units[made.units] = *unit;
    }
    model.parameters.push_back(std::move(made));
    model.rules.push_back({kind, id, std::move(formula)});
}

void add_quantities(const SettingsTable& table, domain::KineticRule::Kind kind, KineticModel& model) {
    auto known = quantity_names(model);
    for (const std::string& id : table.names()) {
        domain::Formula formula = table.formula(id);
        if (!is_quantity_id(id))
            table.refuse(
                Error::input("process.define_name", "'{}' cannot be the id of a quantity", printable(id))
                    .at(table.place(id))
                    .expected("letters, digits and _, the first no digit"));
        else if (!known.insert(id).second)
            table.refuse(Error::input("process.define_name", "the model has a quantity '{}' already", id)
                             .at(table.place(id))
                             .expected("a new name")
                             .mend("choose another name"));
        else
            add_quantity(model, id, std::move(formula), kind);
    }
}

}  // namespace

bool is_quantity_id(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || digit(c); });
}

std::string named_file(const SettingsDocument& document, std::string_view table) {
    const auto found = document.root().table_if(table);
    if (!found || !found->has("file")) return {};
    const std::string name = found->text("file");
    return name.empty() ? name : document.beside(name);
}

void carry_what_events_set(KineticModel& model) {
    const auto has_rule = [&](const std::string& id) {
        return std::ranges::any_of(model.rules, [&](const auto& rule) { return rule.variable == id; });
    };
    std::set<std::string> moved;
    for (const auto& event : model.events)
        for (const auto& each : event.assignments) {
            const auto here = [&](const auto& one) { return one.id == each.variable; };
            const bool known =
                std::ranges::any_of(model.parameters, here) || std::ranges::any_of(model.compartments, here);
            if (known && !has_rule(each.variable)) moved.insert(each.variable);
        }
    for (const std::string& id : moved)
        model.rules.push_back({domain::KineticRule::Kind::rate, id, domain::Formula::of(0.0)});
}

void extend_model(const SettingsDocument& document, KineticModel& model) {
    const auto settings = document.root().table_if("model");
    time_unit(document.root(), settings, model);
    if (const auto table = document.root().table_if("define"))
        add_quantities(*table, domain::KineticRule::Kind::assignment, model);
    if (const auto table = document.root().table_if("integral"))
        add_quantities(*table, domain::KineticRule::Kind::rate, model);
}

}  // namespace strandline::process
