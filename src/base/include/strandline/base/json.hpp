#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace strandline {

/// A JSON value within I-JSON (RFC 7493): strings are valid UTF-8, numbers are finite doubles and integers
/// within ±2^53, no object has a name twice. Members keep the order they were given in;
/// the canonical form sorts them.
class Json {
public:
    using Array = std::vector<Json>;
    using Member = std::pair<std::string, Json>;
    using Members = std::vector<Member>;

    /// Values nested deeper than this are refused by `parse`, and broken promises elsewhere.
    static constexpr int depth_limit = 256;

    Json() = default;  // null
    Json(std::nullptr_t) {}
    Json(bool value) : value_(value) {}
    Json(double value);         // finite
    Json(std::int64_t value);   // within ±2^53
    Json(std::uint64_t value);  // up to 2^53
    Json(int value) : Json(static_cast<std::int64_t>(value)) {}
    Json(unsigned value) : Json(static_cast<std::uint64_t>(value)) {}
    Json(std::string value);  // valid UTF-8
    Json(std::string_view value) : Json(std::string(value)) {}
    Json(const char* value) : Json(std::string(value)) {}
    static Json array(Array items = {});
    static Json object(Members members = {});

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_bool() const { return std::holds_alternative<bool>(value_); }
    bool is_number() const { return std::holds_alternative<double>(value_); }
    bool is_string() const { return std::holds_alternative<std::string>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    bool is_object() const { return std::holds_alternative<Members>(value_); }
    bool is_integer() const;  // a number without fraction within ±2^53

    // Asked only of the kind they name.
    bool boolean() const { return std::get<bool>(value_); }
    double number() const { return std::get<double>(value_); }
    std::int64_t integer() const;
    const std::string& string() const { return std::get<std::string>(value_); }
    const Array& items() const { return std::get<Array>(value_); }
    Array& items() { return std::get<Array>(value_); }
    const Members& members() const { return std::get<Members>(value_); }

    void push_back(Json item);  // arrays; null becomes an array
    /// Adds or replaces a member; null becomes an object.
    Json& set(std::string name, Json value);
    /// The member, or nullptr when absent or not an object.
    const Json* find(std::string_view name) const;
    /// The member that must be there.
    const Json& at(std::string_view name) const;

    bool operator==(const Json& other) const;  // objects whatever the order of members

    /// Parses RFC 8259 text strictly: one value, no BOM, no duplicate names, no lone surrogates, no invalid
    /// UTF-8, no number that overflows, no integer beyond ±2^53 whose digits a double would change (those
    /// that `canonical` writes are read back). Errors name file, line and column; `name` is the file's name
    /// in them.
    static Result<Json> parse(std::string_view text, std::string_view name = "JSON");

    /// RFC 8785 canonical form: the bytes that are hashed.
    std::string canonical() const;
    /// Indented for people, members in their order, a line end at the end.
    std::string pretty() const;
    /// On one line, members in their order.
    std::string compact() const;

private:
    std::variant<std::monostate, bool, double, std::string, Array, Members> value_;
};

/// A double as ECMAScript writes it (RFC 8785, section 3.2.2.3): "1e+21", "0.000001", "-0" as "0".
std::string es6_number(double finite);

bool is_valid_utf8(std::string_view bytes);

}  // namespace strandline
