#include <strandline/base/units.hpp>
#include <strandline/operation/param.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::operation {

namespace {

/// Shortest digits that read back as the same number.
std::string shown(double value) { return es6_number(value); }

Error wrong(const Param& param, std::string_view what) {
    return Error::input("parameter.value", "parameter {}: {}", param.name, what);
}

Result<Json> in_range(const Param& param, double value) {
    if ((param.least && value < *param.least) || (param.most && value > *param.most)) {
        const std::string unit = param.unit_name.empty() ? "" : " " + param.unit_name;
        return fail(wrong(param, "out of range")
                        .expected("{} to {}{}", shown(*param.least), shown(*param.most), unit)
                        .found("{}{}", shown(value), unit)
                        .mend("choose a value inside the range"));
    }
    return Json(value);
}

Result<Json> integer_from(const Param& param, double value) {
    if (value != std::floor(value) || std::abs(value) > 9007199254740992.0)
        return fail(wrong(param, "not a whole number").expected("a whole number").found("{}", shown(value)));
    return in_range(param, value);
}

/// A number, with a unit where the parameter has one.
Result<Json> quantity_from(const Param& param, std::string_view text) {
    auto read = parse_quantity(text);
    if (!read && param.unit_name.empty())
        return fail(wrong(param, "not a number")
                        .expected("a number, as in 0.5 or 1e3")
                        .found("'{}'", text)
                        .mend("write digits"));
    STRANDLINE_TRY(const WrittenQuantity written, std::move(read));
    if (written.unit.empty()) return in_range(param, written.value);
    if (param.unit_name.empty())
        return fail(wrong(param, "has no unit")
                        .expected("a plain number")
                        .found("{}", text)
                        .mend("leave the unit out"));
    STRANDLINE_TRY(const Unit from, Unit::parse(written.unit));
    STRANDLINE_TRY(const Unit to, Unit::parse(param.unit_name));
    if (!from.commensurable(to))
        return fail(wrong(param, format("wrong unit '{}'", written.unit))
                        .expected("a quantity in {}, or in a unit that converts to it", param.unit_name)
                        .found("{}", text));
    STRANDLINE_TRY(const double value, convert(written.value, from, to));
    return in_range(param, value);
}

Result<Json> choice_from(const Param& param, std::string_view text) {
    if (std::ranges::find(param.choices, text) != param.choices.end()) return Json(text);
    for (const std::string& choice : param.choices)
        if (lower(choice) == lower(text)) return Json(choice);
    return fail(wrong(param, format("unknown value '{}'", text))
                    .expected("one of {}", join(param.choices, ", "))
                    .candidates(nearest(text, param.choices)));
}

Param named(std::string name, ParamType type) {
    Param param;
    param.name = std::move(name);
    param.type = type;
    return param;
}

}  // namespace

Result<Json> Param::parse(std::string_view text) const {
    switch (type) {
    case ParamType::integer: {
        std::int64_t value = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failed != std::errc{} || end != text.data() + text.size())
            return fail(wrong(*this, "not a whole number").expected("a whole number").found("'{}'", text));
        return integer_from(*this, static_cast<double>(value));
    }
    case ParamType::number:
        return quantity_from(*this, text);
    case ParamType::choice:
        return choice_from(*this, text);
    case ParamType::flag:
        if (text == "true") return Json(true);
        if (text == "false") return Json(false);
        return fail(
            wrong(*this, "is a switch").expected("--{} alone, or true or false", name).found("'{}'", text));
    case ParamType::text:
        if (!is_valid_utf8(text)) return fail(wrong(*this, "not valid UTF-8").found("'{}'", printable(text)));
        return Json(text);
    }
    return fail(Error::fault("parameter.type", "unknown type of parameter {}", name));
}

Result<Json> Param::check(const Json& value) const {
    if (is_repeated && value.is_array()) {
        Json kept = Json::array();
        Param one = *this;
        one.is_repeated = false;
        for (const Json& item : value.items()) {
            STRANDLINE_TRY(Json checked, one.check(item));
            kept.push_back(std::move(checked));
        }
        return kept;
    }
    const auto not_a = [&](std::string_view kind) {
        return fail(
            wrong(*this, format("not a {}", kind)).expected("a {}", kind).found("{}", value.compact()));
    };
    switch (type) {
    case ParamType::integer:
        return value.is_number() ? integer_from(*this, value.number()) : not_a("whole number");
    case ParamType::number:
        if (value.is_number()) return in_range(*this, value.number());
        return value.is_string() ? quantity_from(*this, value.string()) : not_a("number");
    case ParamType::flag:
        return value.is_bool() ? Result<Json>(value) : not_a("true or false");
    case ParamType::choice:
        if (value.is_number())
            return choice_from(*this, es6_number(value.number()));  // choices such as 3 and 5
        return value.is_string() ? choice_from(*this, value.string()) : not_a("text");
    case ParamType::text:
        return value.is_string() ? Result<Json>(value) : not_a("text");
    }
    return fail(Error::fault("parameter.type", "unknown type of parameter {}", name));
}

Param integer(std::string name, std::int64_t default_value) {
    Param param = named(std::move(name), ParamType::integer);
    param.default_value = Json(default_value);
    param.value_name = "N";
    return param;
}

Param number(std::string name, double default_value) {
    Param param = named(std::move(name), ParamType::number);
    param.default_value = Json(default_value);
    param.value_name = "X";
    return param;
}

Param text(std::string name, std::string default_value) {
    Param param = text(std::move(name));
    param.default_value = Json(std::move(default_value));
    return param;
}

Param text(std::string name) {
    Param param = named(std::move(name), ParamType::text);
    param.value_name = "TEXT";
    return param;
}

Param choice(std::string name, std::string default_value, std::vector<std::string> choices) {
    Param param = named(std::move(name), ParamType::choice);
    param.default_value = Json(std::move(default_value));
    param.choices = std::move(choices);
    param.value_name = "NAME";
    return param;
}

Param flag(std::string name) {
    Param param = named(std::move(name), ParamType::flag);
    param.default_value = Json(false);
    return param;
}

}  // namespace strandline::operation
