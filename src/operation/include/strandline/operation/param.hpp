#pragma once

#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::operation {

enum class ParamType { integer, number, text, choice, flag };

/// A setting of an operation. Values are JSON: integer, number (in `unit_name`), string, or boolean.
struct Param {
    std::string name;
    ParamType type = ParamType::text;
    std::optional<Json> default_value;  // absent: the parameter must be given, or is optional text
    std::optional<double> least, most;
    std::string unit_name;  // UCUM; values with a commensurable unit are converted to it
    std::vector<std::string> choices;
    std::string help_text;
    std::string value_name;  // how help calls the value: N, FILE, ID …
    bool is_required = false;
    bool is_positional = false;
    bool is_repeated = false;          // values gather in a JSON array
    std::vector<std::string> aliases;  // accepted, not listed: names that peers use

    Param&& range(double low, double high) && {
        least = low;
        most = high;
        return std::move(*this);
    }
    Param&& unit(std::string ucum) && {
        unit_name = std::move(ucum);
        return std::move(*this);
    }
    Param&& help(std::string line) && {
        help_text = std::move(line);
        return std::move(*this);
    }
    Param&& value(std::string word) && {
        value_name = std::move(word);
        return std::move(*this);
    }
    Param&& required() && {
        is_required = true;
        return std::move(*this);
    }
    Param&& positional() && {
        is_positional = true;
        return std::move(*this);
    }
    Param&& repeated() && {
        is_repeated = true;
        return std::move(*this);
    }
    Param&& alias(std::string other) && {
        aliases.push_back(std::move(other));
        return std::move(*this);
    }

    /// From words of the command line. Errors have no place; the caller knows it.
    Result<Json> parse(std::string_view text) const;
    /// From a typed value (a chain file, a web form): checks type and range, converts a quantity in text.
    Result<Json> check(const Json& value) const;
};

Param integer(std::string name, std::int64_t default_value);
Param number(std::string name, double default_value);
Param text(std::string name, std::string default_value);
Param text(std::string name);  // no default: absent unless given
Param choice(std::string name, std::string default_value, std::vector<std::string> choices);
Param flag(std::string name);  // false unless given

}  // namespace strandline::operation
