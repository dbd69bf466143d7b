#include "settings/settings_tree.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>
#include <strandline/formats/json_pointer.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::formats {
namespace {

using Kind = SettingsTable::Node::Kind;

struct Money {
    std::string unit;  // what the amount is for, as UCUM: "1/kg"
    double factor = 1;
};

/// "kUSD/a" as 1000 times "1/a".
std::optional<Money> money_unit(std::string_view unit, std::string_view currency) {
    for (const auto& [prefix, factor] : {std::pair{"", 1.0}, {"k", 1e3}, {"M", 1e6}}) {
        const std::string word = prefix + std::string(currency);
        if (unit.starts_with(word)) return Money{"1" + std::string(unit.substr(word.size())), factor};
    }
    return {};
}

std::string for_people(std::string_view unit, std::string_view currency) {
    return unit.starts_with('$') ? std::string(currency) + std::string(unit.substr(1)) : std::string(unit);
}

std::string example_of(std::string_view unit, std::string_view currency) {
    return unit == "1" ? "0.5" : format("\"1.5 {}\"", for_people(unit, currency));
}

std::string shown(const Allowed& allowed) {
    if (std::isfinite(allowed.least) && std::isfinite(allowed.most))
        return format("{}{} to {}", allowed.above_least ? "above " : "", allowed.least, allowed.most);
    if (std::isfinite(allowed.most)) return format("at most {}", allowed.most);
    return format("{} {}", allowed.above_least ? "above" : "at least", allowed.least);
}

}  // namespace

std::optional<double> SettingsTable::in_unit(const Node& node, double value, std::string_view written,
                                             std::string_view unit) const {
    const std::string& currency = state_->currency;
    Money from{std::string(written), 1}, to{std::string(unit), 1};
    if (unit.starts_with('$')) {
        to.unit = "1" + std::string(unit.substr(1));
        const auto money = money_unit(written, currency);
        if (!money) {
            refuse(Error::input("settings.unit", "{} is in '{}'", node.path, written)
                       .at(node.place)
                       .expected("money: {}", example_of(unit, currency)));
            return {};
        }
        from = *money;
    }
    auto source = Unit::parse(from.unit.empty() ? "1" : from.unit);
    if (!source) {
        Error error = std::move(source).error();
        refuse(std::move(error.at(node.place)));
        return {};
    }
    const auto target = Unit::parse(to.unit);
    STRANDLINE_ASSERT(target);  // units asked for are ours
    const auto converted = convert(value * from.factor, *source, *target);
    if (!converted) {
        refuse(Error::input("settings.unit", "{} is in '{}'", node.path, written.empty() ? "1" : written)
                   .at(node.place)
                   .expected("a unit that can be converted to {}: {}", for_people(unit, currency),
                             example_of(unit, currency)));
        return {};
    }
    return *converted;
}

std::optional<double> SettingsTable::read_number(const Node& node, std::string_view unit) const {
    const std::string& currency = state_->currency;
    if (node.kind == Kind::number) {
        if (unit == "1" && std::isfinite(node.number)) return node.number;
        if (!std::isfinite(node.number))
            refuse(Error::input("settings.type", "{} is not a finite number", node.path).at(node.place));
        else
            refuse(Error::input("settings.unit", "{} has no unit", node.path)
                       .at(node.place)
                       .expected("a number with its unit in quotation marks, such as {}",
                                 example_of(unit, currency))
                       .mend("write \"{} {}\" if that is what is meant", node.number,
                             for_people(unit, currency)));
        return {};
    }
    if (node.kind != Kind::text) {
        refuse_kind(node, format("a quantity such as {}", example_of(unit, currency)));
        return {};
    }
    const auto written = parse_quantity(node.text);
    if (!written || !std::isfinite(written->value)) {
        refuse(Error::input("settings.type", "{} is no quantity: \"{}\"", node.path, node.text)
                   .at(node.place)
                   .expected("a number and its unit, such as {}", example_of(unit, currency)));
        return {};
    }
    if (written->unit.empty() && unit != "1") {
        refuse(Error::input("settings.unit", "{} has no unit", node.path)
                   .at(node.place)
                   .expected("such as {}", example_of(unit, currency)));
        return {};
    }
    return in_unit(node, written->value, written->unit, unit);
}

std::optional<double> SettingsTable::read_given(const SettingsTable& form, const Node& node,
                                                std::string_view unit, Figure& figure) const {
    const std::string from = form.text("from"), at = form.text("at"), written = form.text_or("unit", "1");
    const auto json = state_->given.find(from);
    if (json == state_->given.end()) {
        std::vector<std::string> names;
        for (const auto& [name, value] : state_->given) names.push_back(name);
        refuse(Error::input("settings.from", "there is no result '{}' to take {} from", from, node.path)
                   .at(form.place("from"))
                   .expected("{}", names.empty() ? std::string("a number, since no results were given")
                                                 : "one of " + join(names, ", "))
                   .mend("give it with --{}", from.substr(0, from.find('.')))
                   .candidates(nearest(from, names)));
        return {};
    }
    const Json* value = at_pointer(json->second, at);
    if (!value || !value->is_number()) {
        const std::vector<std::string> pointers = pointers_in(json->second, true);
        refuse(Error::input("settings.from", "{} of '{}' is {}", at, from, value ? "no number" : "not there")
                   .at(form.place("at"))
                   .expected("a JSON pointer to a number, such as {}",
                             pointers.empty() ? "/growth" : pointers.front())
                   .candidates(nearest(at, pointers)));
        return {};
    }
    if (figure.source.empty()) figure.source = format("{} {}", from, at);
    return in_unit(node, value->number(), written, unit);
}

void SettingsTable::read_spread(const SettingsTable& form, Figure& figure) const {
    const Node* spread = form.ask("spread");
    const Node* low = form.ask("low");
    const Node* high = form.ask("high");
    figure.distribution = form.choice_or("distribution", low || high || spread ? "triangular" : "",
                                         {"triangular", "uniform", "normal", "lognormal"});
    if (spread) {
        const double share = form.quantity("spread", "1", {.least = 0});
        figure.low = figure.value - share * std::abs(figure.value);
        figure.high = figure.value + share * std::abs(figure.value);
        if (low || high)
            refuse(Error::input("settings.spread", "{} has both spread and low or high", figure.path)
                       .at(figure.place));
        return;
    }
    if (!low && !high) return;
    if (!low || !high) {
        refuse(Error::input("settings.spread", "{} has only one of low and high", figure.path)
                   .at(figure.place)
                   .expected("both, or spread"));
        return;
    }
    figure.low = read_number(*low, figure.unit);
    figure.high = read_number(*high, figure.unit);
    const bool known = figure.low && figure.high && std::isfinite(figure.value);
    if (known && !(*figure.low <= figure.value && figure.value <= *figure.high))
        refuse(Error::input("settings.spread", "{}: {} is not between {} and {}", figure.path, figure.value,
                            *figure.low, *figure.high)
                   .at(figure.place)
                   .expected("low <= value <= high"));
}

Figure SettingsTable::read_figure(const Node& node, std::string_view unit, const Allowed& allowed) const {
    Figure figure;
    figure.path = node.path;
    figure.place = node.place;
    figure.unit = unit;
    std::optional<double> value;
    if (node.kind == Kind::table) {
        const SettingsTable form(state_, &node);
        figure.source = form.text_or("source", "");
        value = form.has("from") ? read_given(form, node, unit, figure) : [&]() -> std::optional<double> {
            const Node* written = form.demand("value", "a number with its unit");
            return written ? read_number(*written, unit) : std::nullopt;
        }();
        if (value) figure.value = *value;
        read_spread(form, figure);
    } else {
        value = read_number(node, unit);
        if (value) figure.value = *value;
    }
    const auto refused = [&](double number) {
        return number < allowed.least || number > allowed.most ||
               (allowed.above_least && number == allowed.least);
    };
    for (const auto& number : {value, figure.low, figure.high})
        if (number && refused(*number)) {
            refuse(Error::input("settings.range", "{} is {}{}", node.path, *number,
                                unit == "1" ? "" : " " + for_people(unit, state_->currency))
                       .at(node.place)
                       .expected("{}{}", shown(allowed),
                                 unit == "1" ? "" : " " + for_people(unit, state_->currency)));
            break;
        }
    return figure;
}

Figure SettingsTable::figure(std::string_view name, std::string_view unit, Allowed allowed) const {
    const Node* node = demand(name, example_of(unit, state_->currency));
    return node ? read_figure(*node, unit, allowed) : Figure{};
}

std::optional<Figure> SettingsTable::figure_if(std::string_view name, std::string_view unit,
                                               Allowed allowed) const {
    if (!ask(name)) return {};
    return figure(name, unit, allowed);
}

double SettingsTable::quantity(std::string_view name, std::string_view unit, Allowed allowed) const {
    return figure(name, unit, allowed).value;
}

double SettingsTable::quantity_or(std::string_view name, std::string_view unit, double otherwise,
                                  Allowed allowed) const {
    return ask(name) ? quantity(name, unit, allowed) : otherwise;
}

std::optional<double> SettingsTable::quantity_if(std::string_view name, std::string_view unit,
                                                 Allowed allowed) const {
    if (!ask(name)) return {};
    return quantity(name, unit, allowed);
}

std::vector<double> SettingsTable::quantities(std::string_view name, std::string_view unit,
                                              Allowed allowed) const {
    const Node* node =
        demand(name, format("a list of quantities such as [{0}, {0}]", example_of(unit, state_->currency)));
    std::vector<double> values;
    if (!node) return values;
    if (node->kind != Kind::list) return {read_figure(*node, unit, allowed).value};
    for (const Node& item : node->items) values.push_back(read_figure(item, unit, allowed).value);
    return values;
}

}  // namespace strandline::formats
