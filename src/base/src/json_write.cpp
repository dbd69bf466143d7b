#include <strandline/base/json.hpp>

#include "utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline {

namespace {

constexpr std::size_t line_width = 96;  // arrays of scalars up to this long stay on one line

/// Escapes what must be and nothing else (RFC 8785, section 3.2.2.2).
void write_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t plain = 0;
    const auto flush = [&](std::size_t end) { out.append(text.substr(plain, end - plain)); };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        flush(i);
        plain = i + 1;
        out.push_back('\\');
        switch (byte) {
        case '\b':
            out.push_back('b');
            break;
        case '\t':
            out.push_back('t');
            break;
        case '\n':
            out.push_back('n');
            break;
        case '\f':
            out.push_back('f');
            break;
        case '\r':
            out.push_back('r');
            break;
        case '"':
        case '\\':
            out.push_back(static_cast<char>(byte));
            break;
        default:
            out.append(byte < 0x10 ? "u000" : "u001");
            out.push_back("0123456789abcdef"[byte & 0xF]);
        }
    }
    flush(text.size());
    out.push_back('"');
}

void write_scalar(std::string& out, const Json& value) {
    if (value.is_null())
        out.append("null");
    else if (value.is_bool())
        out.append(value.boolean() ? "true" : "false");
    else if (value.is_number())
        out.append(es6_number(value.number()));
    else
        write_string(out, value.string());
}

bool is_scalar(const Json& value) { return !value.is_array() && !value.is_object(); }

enum class Order { given, sorted };

void write_line(std::string& out, const Json& value, Order order, int depth);

void write_member(std::string& out, const Json::Member& member, Order order, int depth) {
    write_string(out, member.first);
    out.push_back(':');
    write_line(out, member.second, order, depth);
}

void write_object(std::string& out, const Json::Members& members, Order order, int depth) {
    std::vector<const Json::Member*> in_order;
    in_order.reserve(members.size());
    for (const Json::Member& member : members) in_order.push_back(&member);
    if (order == Order::sorted)
        std::sort(in_order.begin(), in_order.end(), [](const Json::Member* a, const Json::Member* b) {
            return before_in_utf16(a->first, b->first);
        });
    out.push_back('{');
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        if (i > 0) out.push_back(',');
        write_member(out, *in_order[i], order, depth);
    }
    out.push_back('}');
}

void write_array(std::string& out, const Json::Array& items, Order order, int depth) {
    out.push_back('[');
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out.push_back(',');
        write_line(out, items[i], order, depth);
    }
    out.push_back(']');
}

/// Without any space. `depth` counts the arrays and objects round the value.
void write_line(std::string& out, const Json& value, Order order, int depth) {
    if (is_scalar(value)) return write_scalar(out, value);
    STRANDLINE_ASSERT(depth < Json::depth_limit);
    if (value.is_array()) return write_array(out, value.items(), order, depth + 1);
    write_object(out, value.members(), order, depth + 1);
}

void new_line(std::string& out, int depth) {
    out.push_back('\n');
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

/// "[1, 2, 3]", or nothing when it does not fit or holds arrays or objects.
std::string on_one_line(const Json::Array& items, int depth) {
    const std::size_t room =
        line_width - std::min<std::size_t>(line_width, static_cast<std::size_t>(depth) * 2);
    std::string line = "[";
    for (const Json& item : items) {
        if (!is_scalar(item) || line.size() > room) return {};
        if (line.size() > 1) line.append(", ");
        write_scalar(line, item);
    }
    line.push_back(']');
    return line.size() <= room ? line : std::string();
}

void write_pretty(std::string& out, const Json& value, int depth) {
    if (is_scalar(value)) return write_scalar(out, value);
    STRANDLINE_ASSERT(depth < Json::depth_limit);
    if (value.is_array()) {
        if (const std::string line = on_one_line(value.items(), depth); !line.empty()) {
            out.append(line);
            return;
        }
        out.push_back('[');
        bool first = true;
        for (const Json& item : value.items()) {
            if (!std::exchange(first, false)) out.push_back(',');
            new_line(out, depth + 1);
            write_pretty(out, item, depth + 1);
        }
        new_line(out, depth);
        out.push_back(']');
        return;
    }
    if (value.members().empty()) {
        out.append("{}");
        return;
    }
    out.push_back('{');
    bool first = true;
    for (const Json::Member& member : value.members()) {
        if (!std::exchange(first, false)) out.push_back(',');
        new_line(out, depth + 1);
        write_string(out, member.first);
        out.append(": ");
        write_pretty(out, member.second, depth + 1);
    }
    new_line(out, depth);
    out.push_back('}');
}

/// Shortest decimal digits d1 d2 … dk that read back as the number, which is 0.d1d2…dk * 10^point.
struct ShortestDecimal {
    std::string digits;
    int point = 0;
};

ShortestDecimal shortest_decimal(double positive) {
    char buffer[32];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, positive, std::chars_format::scientific).ptr;
    const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    const std::size_t e = text.find('e');
    ShortestDecimal decimal;
    for (const char c : text.substr(0, e))
        if (c != '.') decimal.digits.push_back(c);
    const char* exponent = text.data() + e + 1;
    if (*exponent == '+') ++exponent;
    int power = 0;
    std::from_chars(exponent, end, power);
    decimal.point = power + 1;
    return decimal;
}

}  // namespace

std::string es6_number(double finite) {
    STRANDLINE_ASSERT(std::isfinite(finite));
    if (finite == 0) return "0";
    const std::string sign = finite < 0 ? "-" : "";
    const auto [digits, point] = shortest_decimal(std::abs(finite));
    const int count = static_cast<int>(digits.size());
    const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
    // The cases of ECMA-262, Number::toString, in their order.
    if (count <= point && point <= 21) return sign + digits + zeros(point - count);
    if (0 < point && point <= 21) {
        const auto whole = static_cast<std::size_t>(point);
        return sign + digits.substr(0, whole) + "." + digits.substr(whole);
    }
    if (-6 < point && point <= 0) return sign + "0." + zeros(-point) + digits;
    const int power = point - 1;
    const std::string fraction = count > 1 ? "." + digits.substr(1) : std::string();
    return sign + digits[0] + fraction + (power < 0 ? "e-" : "e+") + std::to_string(std::abs(power));
}

std::string Json::canonical() const {
    std::string out;
    write_line(out, *this, Order::sorted, 0);
    return out;
}

std::string Json::compact() const {
    std::string out;
    write_line(out, *this, Order::given, 0);
    return out;
}

std::string Json::pretty() const {
    std::string out;
    write_pretty(out, *this, 0);
    out.push_back('\n');
    return out;
}

}  // namespace strandline
