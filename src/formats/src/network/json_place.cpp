#include "json_place.hpp"

#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <string>

namespace strandline::formats {
namespace {

/// Steps over the values of a text that is known to be valid JSON.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::size_t at() {
        skip_space();
        return at_;
    }

    /// Past the next string, which it returns as it is written.
    std::string_view string() {
        skip_space();
        const std::size_t begin = ++at_;
        while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        const std::size_t end = std::min(at_, text_.size());
        if (at_ < text_.size()) ++at_;
        return text_.substr(std::min(begin, end), end - std::min(begin, end));
    }

    void value() {
        skip_space();
        int depth = 0;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                string();
            } else {
                if (c == '{' || c == '[') ++depth;
                if (c == '}' || c == ']') {
                    if (depth == 0) return;
                    --depth;
                }
                if (c == ',' && depth == 0) return;
                ++at_;
            }
            if (depth == 0 && at_ < text_.size() && std::string_view(",]}").find(text_[at_]) != text_.npos)
                return;
        }
    }

    bool take(char c) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool enter_member(std::string_view name) {
        if (!take('{') || (skip_space(), at_ < text_.size() && text_[at_] == '}')) return false;
        do {
            const bool found = string() == name;
            take(':');
            if (found) return true;
            value();
        } while (take(','));
        return false;
    }

    bool enter_item(std::size_t index) {
        if (!take('[')) return false;
        for (std::size_t i = 0; i < index; ++i) {
            value();
            if (!take(',')) return false;
        }
        return true;
    }

private:
    void skip_space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
            ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Place text_place(std::string_view text, std::string_view file, std::size_t offset, std::size_t length) {
    offset = std::min(offset, text.size());
    const std::string_view before = text.substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
    std::string_view line = text.substr(begin, text.find('\n', offset) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return place_in_line(std::string(file), std::ranges::count(before, '\n') + 1, line,
                         static_cast<std::int64_t>(offset - begin) + 1, static_cast<std::int64_t>(length));
}

Place json_place(std::string_view text, std::string_view file, const JsonPath& path) {
    Scanner scanner(text);
    std::size_t reached = scanner.at();
    for (const auto& step : path) {
        const bool entered = std::holds_alternative<std::size_t>(step)
                                 ? scanner.enter_item(std::get<std::size_t>(step))
                                 : scanner.enter_member(std::get<std::string_view>(step));
        if (!entered) break;
        reached = scanner.at();
    }
    const std::size_t begin = reached;
    scanner = Scanner(text.substr(begin));
    scanner.value();
    const std::size_t length = std::min(scanner.at(), text.substr(begin).find('\n'));
    return text_place(text, file, begin, length);
}

}  // namespace strandline::formats
