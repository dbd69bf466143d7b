#include <strandline/base/json.hpp>

#include "json_members.hpp"
#include "utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace strandline {

namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t longest_excerpt = 65536;  // a longer line is not kept in an error

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Reads one JSON text. Each step returns false after it has put an error into `error_`.
class Parser {
public:
    Parser(std::string_view text, std::string_view name) : text_(text), name_(name) {}

    Result<Json> parse() {
        Json result;
        if (!check_encoding() || !value(result) || !only_space_left()) return fail(std::move(*error_));
        return result;
    }

private:
    struct Span {
        std::size_t begin = 0, length = 0;
    };

    // --- places and errors

    Place place(std::size_t offset, std::size_t length = 1) const {
        offset = std::min(offset, text_.size());
        const std::string_view before = text_.substr(0, offset);
        const std::size_t line_begin = before.rfind('\n') == npos ? 0 : before.rfind('\n') + 1;
        std::size_t line_end = std::min(text_.find('\n', line_begin), text_.size());
        if (line_end > line_begin && line_end > offset && text_[line_end - 1] == '\r') --line_end;
        Place at{.file = std::string(name_)};
        at.line = std::count(before.begin(), before.end(), '\n') + 1;
        at.column = static_cast<std::int64_t>(offset - line_begin) + 1;
        const std::size_t room = line_end > offset ? line_end - offset : 1;
        at.length = static_cast<std::int64_t>(std::max<std::size_t>(1, std::min(length, room)));
        if (offset - line_begin < longest_excerpt)
            at.source_line = text_.substr(line_begin, std::min(line_end - line_begin, longest_excerpt));
        return at;
    }

    bool refuse(Error error) {
        error_ = std::move(error);
        return false;
    }

    /// What stands at `offset`, for "found".
    std::string seen(std::size_t offset) const {
        if (offset >= text_.size()) return "the end of the text";
        const std::string_view rest = text_.substr(offset);
        if (is_word(rest[0]))
            return std::string(rest.substr(0, std::min<std::size_t>(word_length(offset), 40)));
        const std::string_view sequence =
            rest.substr(0, std::max<std::size_t>(1, utf8_sequence_length(rest)));
        return format("'{}'", printable(sequence));
    }

    std::size_t word_length(std::size_t offset) const {
        std::size_t end = offset;
        while (end < text_.size() && is_word(text_[end])) ++end;
        return end - offset;
    }

    bool refuse_truncated(std::size_t opened, std::string_view what) {
        return refuse(Error::input("json.truncated", "the text ends inside {}", what)
                          .at(place(text_.size()))
                          .also_at(place(opened))
                          .expected("its closing '{}'", text_[opened] == '{'   ? '}'
                                                        : text_[opened] == '[' ? ']'
                                                                               : '"')
                          .found("the end of the text")
                          .mend("close it, or fetch the file again: it may be cut off"));
    }

    // --- the text as a whole

    bool check_encoding() {
        if (text_.starts_with("\xEF\xBB\xBF"))
            return refuse(
                Error::input("json.bom", "the text begins with a byte order mark")
                    .at(place(0, 3))
                    .expected("JSON without one (RFC 8259, section 8.1)")
                    .mend("remove the first three bytes (EF BB BF), or save as \"UTF-8 without BOM\""));
        if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
            return refuse(Error::input("json.utf8", "the text is UTF-16")
                              .at(place(0, 2))
                              .expected("UTF-8")
                              .mend("save it as UTF-8 without BOM"));
        const std::size_t bad = first_invalid_utf8(text_);
        if (bad == npos) return true;
        return refuse(Error::input("json.utf8", "the bytes are not valid UTF-8")
                          .at(place(bad))
                          .expected("UTF-8 (RFC 3629)")
                          .found("byte {:02X}", static_cast<unsigned char>(text_[bad]))
                          .mend("save it as UTF-8; it may be Latin-1, or cut inside a character"));
    }

    bool only_space_left() {
        skip_space();
        if (at_ == text_.size()) return true;
        return refuse(Error::input("json.trailing", "there is more text after the JSON value")
                          .at(place(at_))
                          .expected("the end of the text")
                          .found("{}", seen(at_))
                          .mend("remove it; several values go into one array"));
    }

    void skip_space() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

    // --- values

    bool value(Json& out) {
        skip_space();
        if (at_ == text_.size())
            return refuse(Error::input("json.empty", "there is no JSON value")
                              .at(place(at_))
                              .expected("an object, array, string, number, true, false or null")
                              .found("the end of the text")
                              .mend("give a value; the least is null or {{}}"));
        switch (text_[at_]) {
        case '{':
            return nested([&] { return object(out); });
        case '[':
            return nested([&] { return array(out); });
        case '"':
            return string_value(out);
        case 't':
            return keyword("true", true, out);
        case 'f':
            return keyword("false", false, out);
        case 'n':
            return keyword("null", nullptr, out);
        default:
            break;
        }
        if (text_[at_] == '-' || is_digit(text_[at_])) return number(out);
        return not_a_value();
    }

    template <class Read>
    bool nested(Read read) {
        if (depth_ == Json::depth_limit)
            return refuse(Error::input("json.depth", "arrays and objects are nested too deeply")
                              .at(place(at_))
                              .expected("at most {} levels", Json::depth_limit)
                              .mend("make the structure flatter"));
        ++depth_;
        const bool good = read();
        --depth_;
        return good;
    }

    bool keyword(std::string_view word, Json meaning, Json& out) {
        if (text_.substr(at_, word_length(at_)) != word) return not_a_value();
        at_ += word.size();
        out = std::move(meaning);
        return true;
    }

    /// The usual slips, each with its own way to mend it.
    bool not_a_value() {
        const bool is_signed = text_[at_] == '-' || text_[at_] == '+';
        const std::size_t length = word_length(at_ + is_signed) + is_signed;
        const std::string_view word = text_.substr(at_, std::max<std::size_t>(1, length));
        const std::string small = lower(word.substr(is_signed && word.size() > 1));
        const auto error = [&](std::string code, std::string_view what) {
            return Error::input(std::move(code), "{}", what)
                .at(place(at_, word.size()))
                .expected("a JSON value")
                .found("{}", length > 0 ? printable(word.substr(0, 40)) : seen(at_));
        };
        if (small == "nan" || small == "inf" || small == "infinity")
            return refuse(
                error("json.number", "JSON numbers are finite").mend("use null, or leave the member out"));
        if (small == "none" || small == "nil" || small == "undefined" || small == "na")
            return refuse(error("json.value", "this is not a JSON value").mend("write null"));
        if (small == "true" || small == "false" || small == "null")
            return refuse(
                error("json.value", "this is not a JSON value").mend("write it in small letters: {}", small));
        if (text_[at_] == '\'')
            return refuse(
                error("json.value", "strings stand in double quotes").mend("write \"…\" instead of '…'"));
        if (text_[at_] == '/' || text_[at_] == '#')
            return refuse(error("json.value", "JSON has no comments").mend("remove the comment"));
        if (text_[at_] == '+' || text_[at_] == '.') return malformed_number(at_);
        if (length > 0)
            return refuse(error("json.value", "this is not a JSON value")
                              .candidates(nearest(word, {"true", "false", "null"}))
                              .mend("put a text in double quotes: \"{}\"", printable(word.substr(0, 40))));
        return refuse(
            error("json.value", "this is not a JSON value").mend("put a value here, or remove what is here"));
    }

    // --- arrays and objects

    /// After an item: true when `close` or a comma was read, `more` tells which.
    bool comma_or(char close, std::size_t opened, std::string_view what, bool& more) {
        skip_space();
        if (at_ == text_.size()) return refuse_truncated(opened, what);
        more = text_[at_] == ',';
        if (!more && text_[at_] != close)
            return refuse(Error::input("json.comma", "a comma or the end of {} is missing", what)
                              .at(place(at_))
                              .also_at(place(opened))
                              .expected("',' or '{}'", close)
                              .found("{}", seen(at_))
                              .mend("put a comma between two of its items, or close it with '{}'", close));
        const std::size_t comma = at_++;
        if (!more) return true;
        skip_space();
        if (at_ == text_.size()) return refuse_truncated(opened, what);
        if (text_[at_] != close) return true;
        return refuse(Error::input("json.comma", "a comma stands before the end of {}", what)
                          .at(place(comma))
                          .expected("no comma after the last item")
                          .mend("remove the comma"));
    }

    bool array(Json& out) {
        const std::size_t opened = at_++;
        Json::Array items;
        skip_space();
        if (at_ == text_.size()) return refuse_truncated(opened, "an array");
        bool more = !next_is(']');
        if (!more) ++at_;
        while (more) {
            if (!value(items.emplace_back()) || !comma_or(']', opened, "an array", more)) return false;
        }
        out = Json::array(std::move(items));
        return true;
    }

    bool object(Json& out) {
        const std::size_t opened = at_++;
        Json::Members members;
        std::vector<Span> names;  // where each name stands
        skip_space();
        if (at_ == text_.size()) return refuse_truncated(opened, "an object");
        bool more = !next_is('}');
        if (!more) ++at_;
        while (more) {
            auto& [name, member] = members.emplace_back();
            if (!member_name(name, names.emplace_back())) return false;
            skip_space();
            if (at_ == text_.size()) return refuse_truncated(opened, "an object");
            if (!value(member) || !comma_or('}', opened, "an object", more)) return false;
        }
        if (const auto duplicate = find_duplicate_name(members))
            return refuse_duplicate(members[duplicate->second].first, names[duplicate->first],
                                    names[duplicate->second]);
        out = Json::object(std::move(members));
        return true;
    }

    bool refuse_duplicate(std::string_view name, const Span& first, const Span& second) {
        return refuse(
            Error::input("json.duplicate", "the name \"{}\" is there twice in one object", printable(name))
                .at(place(second.begin, second.length))
                .also_at(place(first.begin, first.length))
                .expected("each name once")
                .mend("keep one of the two members"));
    }

    /// The name of a member and its colon.
    bool member_name(std::string& name, Span& span) {
        if (!next_is('"'))
            return refuse(Error::input("json.name", "the name of a member is missing")
                              .at(place(at_, word_length(at_)))
                              .expected("a name in double quotes")
                              .found("{}", seen(at_))
                              .mend("write \"name\": value"));
        const std::size_t begin = at_;
        if (!string(name)) return false;
        span = {begin, at_ - begin};
        skip_space();
        if (next_is(':')) {
            ++at_;
            return true;
        }
        return refuse(Error::input("json.colon", "a colon is missing after the name \"{}\"", printable(name))
                          .at(place(at_))
                          .also_at(place(span.begin, span.length))
                          .expected("':'")
                          .found("{}", seen(at_))
                          .mend("write \"name\": value"));
    }

    // --- strings

    bool string_value(Json& out) {
        std::string text;
        if (!string(text)) return false;
        out = Json(std::move(text));
        return true;
    }

    bool string(std::string& out) {
        const std::size_t opened = at_++;
        for (;;) {
            const std::size_t plain = at_;
            while (at_ < text_.size() && !ends_plain_run(text_[at_])) ++at_;
            out.append(text_.substr(plain, at_ - plain));
            if (at_ == text_.size()) return refuse_truncated(opened, "a string");
            if (text_[at_] == '"') break;
            if (text_[at_] != '\\') return refuse_control_character(opened);
            if (!escape(out)) return false;
        }
        ++at_;
        return true;
    }

    static bool ends_plain_run(char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    }

    bool refuse_control_character(std::size_t opened) {
        const auto byte = static_cast<unsigned char>(text_[at_]);
        const std::string escaped = byte == '\n'   ? "\\n"
                                    : byte == '\t' ? "\\t"
                                    : byte == '\r' ? "\\r"
                                                   : format("\\u{:04x}", byte);
        return refuse(Error::input("json.string", "a string holds a bare {}",
                                   byte == '\n' || byte == '\r' ? "line end"
                                   : byte == '\t'               ? "tab"
                                                                : "control character")
                          .at(place(at_))
                          .also_at(place(opened))
                          .found("byte {:02X}", byte)
                          .mend("write it as {}, or close the string before it", escaped));
    }

    bool escape(std::string& out) {
        const std::size_t begin = at_;  // the backslash
        if (begin + 1 == text_.size()) {
            at_ = text_.size();
            return refuse_escape(begin, 1);
        }
        at_ += 2;
        switch (text_[begin + 1]) {
        case '"':
            out.push_back('"');
            return true;
        case '\\':
            out.push_back('\\');
            return true;
        case '/':
            out.push_back('/');
            return true;
        case 'b':
            out.push_back('\b');
            return true;
        case 'f':
            out.push_back('\f');
            return true;
        case 'n':
            out.push_back('\n');
            return true;
        case 'r':
            out.push_back('\r');
            return true;
        case 't':
            out.push_back('\t');
            return true;
        case 'u':
            return unicode_escape(begin, out);
        default:
            return refuse_escape(begin,
                                 1 + std::max<std::size_t>(1, utf8_sequence_length(text_.substr(begin + 1))));
        }
    }

    bool refuse_escape(std::size_t begin, std::size_t length) {
        return refuse(Error::input("json.escape", "a backslash begins no known escape")
                          .at(place(begin, length))
                          .expected("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
                          .found("{}", printable(text_.substr(begin, length)))
                          .mend("write a backslash itself as \\\\"));
    }

    /// Four hex digits at `offset`.
    std::optional<std::uint32_t> code_unit(std::size_t offset) const {
        const std::string_view digits = text_.substr(std::min(offset, text_.size()), 4);
        std::uint32_t unit = 0;
        const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
        if (digits.size() < 4 || status != std::errc() || end != digits.data() + 4) return std::nullopt;
        return unit;
    }

    bool unicode_escape(std::size_t begin, std::string& out) {
        const auto high = code_unit(begin + 2);
        if (!high) return refuse_escape(begin, 2);
        at_ = begin + 6;
        if (*high < 0xD800 || *high > 0xDFFF) {
            append_utf8(out, *high);
            return true;
        }
        const bool pair_follows = *high < 0xDC00 && text_.substr(at_, 2) == "\\u";
        const auto low = pair_follows ? code_unit(at_ + 2) : std::nullopt;
        if (!low || *low < 0xDC00 || *low > 0xDFFF)
            return refuse(Error::input("json.surrogate", "half of a surrogate pair stands alone")
                              .at(place(begin, 6))
                              .expected("a pair \\uD800-\\uDBFF, \\uDC00-\\uDFFF")
                              .found("{}", text_.substr(begin, 6))
                              .mend("write the character itself, or both halves"));
        at_ += 6;
        append_utf8(out, 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00));
        return true;
    }

    // --- numbers

    bool malformed_number(std::size_t begin) {
        std::size_t end = begin;
        while (end < text_.size() &&
               (is_word(text_[end]) || std::string_view("+-.").find(text_[end]) != npos))
            ++end;
        const std::string_view literal = text_.substr(begin, std::max<std::size_t>(1, end - begin));
        return refuse(Error::input("json.number", "this is not a JSON number")
                          .at(place(begin, literal.size()))
                          .expected("digits like 0, -1.5 or 6.02e23")
                          .found("{}", printable(literal.substr(0, 40)))
                          .mend("{}", number_advice(literal)));
    }

    static std::string number_advice(std::string_view literal) {
        const std::string_view digits = literal.substr(literal[0] == '-' || literal[0] == '+');
        const std::string small = lower(digits);
        if (small.starts_with("inf") || small.starts_with("nan"))
            return "JSON numbers are finite: use null, or leave the member out";
        if (literal[0] == '+') return "remove the plus sign";
        if (small.starts_with("0x")) return "write it in decimal digits";
        if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]))
            return "remove the zeros in front, or put it in double quotes if it is an identifier";
        if (digits.starts_with('.')) return "write 0 before the point";
        if (digits.ends_with('.')) return "write a digit after the point, or remove the point";
        return "put it in double quotes if it is a text";
    }

    std::size_t skip_digits() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        return at_ - begin;
    }

    bool number(Json& out) {
        const std::size_t begin = at_;
        if (next_is('-')) ++at_;
        const bool begins_with_zero = next_is('0');
        const std::size_t whole = skip_digits();
        bool good = whole == 1 || (whole > 1 && !begins_with_zero);
        bool is_whole = true;
        if (next_is('.')) {
            ++at_;
            is_whole = false;
            good = skip_digits() > 0 && good;
        }
        if (next_is('e') || next_is('E')) {
            ++at_;
            is_whole = false;
            if (next_is('+') || next_is('-')) ++at_;
            good = skip_digits() > 0 && good;
        }
        if (!good || (at_ < text_.size() && (is_word(text_[at_]) || text_[at_] == '.')))
            return malformed_number(begin);
        return number_of(text_.substr(begin, at_ - begin), begin, is_whole, out);
    }

    bool number_of(std::string_view literal, std::size_t begin, bool is_whole, Json& out) {
        double number = 0;
        const auto status = std::from_chars(literal.data(), literal.data() + literal.size(), number).ec;
        if (status == std::errc::result_out_of_range) {
            if (!is_tiny(literal)) return refuse_overflow(literal, begin);
            number = 0;  // nearer to 0 than to any other double
        }
        if (!std::isfinite(number)) return refuse_overflow(literal, begin);
        // Beyond 2^53 a double holds not every integer. Only the digits that the canonical form writes
        // for a double are let in: they lose nothing, and every canonical text can be read again.
        const bool may_lose = is_whole && literal.size() > 15 && std::abs(number) >= 9007199254740992.0;
        if (may_lose && es6_number(number) != literal)
            return refuse(Error::input("json.integer", "an integer is beyond what a double holds exactly")
                              .at(place(begin, literal.size()))
                              .expected("an integer within ±9007199254740992 (2^53; RFC 7493, section 2.2)")
                              .found("{}", literal.substr(0, 40))
                              .mend("give it as a string: \"{}\"", literal.substr(0, 40)));
        out = Json(number);
        return true;
    }

    /// Whether an out-of-range number is too small rather than too large, by the place of its first digit.
    static bool is_tiny(std::string_view literal) {
        const std::size_t e = literal.find_first_of("eE");
        const std::string_view mantissa = literal.substr(0, e);
        const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
        const std::size_t first = mantissa.find_first_of("123456789");
        if (first == npos) return true;
        if (e != npos) {
            const std::string_view exponent = literal.substr(e + 1);
            const std::size_t digit = exponent.find_first_of("123456789");
            if (digit != npos && exponent.size() - digit > 18) return exponent[0] == '-';
        }
        std::int64_t power = 0;
        if (e != npos) {
            const char* from = literal.data() + e + 1;
            if (*from == '+') ++from;
            std::from_chars(from, literal.data() + literal.size(), power);
        }
        return power + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) < 0;
    }

    bool refuse_overflow(std::string_view literal, std::size_t begin) {
        return refuse(Error::input("json.range", "a number is too large for a double")
                          .at(place(begin, literal.size()))
                          .expected("a number within ±1.7976931348623157e308")
                          .found("{}", literal.substr(0, 40))
                          .mend("give it as a string, or in another unit"));
    }

    std::string_view text_;
    std::string_view name_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Error> error_;
};

}  // namespace

Result<Json> Json::parse(std::string_view text, std::string_view name) { return Parser(text, name).parse(); }

}  // namespace strandline
