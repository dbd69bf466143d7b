#include <strandline/base/error.hpp>
#include <strandline/base/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace strandline {

namespace {

constexpr std::size_t longest_shown_line = 120;

std::string where(const Place& place) {
    std::string text = printable(place.file);
    if (place.line > 0) text += format(":{}", place.line);
    if (place.line > 0 && place.column > 0) text += format(":{}", place.column);
    if (!place.record.empty()) text += format("{}{}", text.empty() ? "" : ": ", printable(place.record));
    return text;
}

/// Terminal columns that `text` takes, close enough for a caret: one for each code point.
std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    for (const char c : text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return columns;
}

/// Moves `at` back to the beginning of the UTF-8 sequence that it is in.
std::size_t at_code_point(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    return at;
}

/// The line with a caret under the place; a long line is cut round it.
std::string excerpt(const Place& place) {
    if (place.source_line.empty()) return {};
    const std::string_view line = place.source_line;
    const auto column = static_cast<std::size_t>(place.column > 0 ? place.column - 1 : 0);
    std::size_t begin = 0;
    if (line.size() > longest_shown_line && column > longest_shown_line / 2)
        begin = at_code_point(line, std::min(column, line.size()) - longest_shown_line / 2);
    const std::size_t end = at_code_point(line, std::min(line.size(), begin + longest_shown_line));
    const std::string margin = format("{:>5} | ", place.line > 0 ? std::to_string(place.line) : "");
    const std::string lead = begin > 0 ? "…" : "";
    std::string text =
        margin + lead + printable(line.substr(begin, end - begin)) + (end < line.size() ? "…" : "") + "\n";
    if (place.column <= 0) return text;
    // What stands before the caret is shown as it is in the line above, so that tabs line up.
    std::string before;
    for (const char c : lead + printable(line.substr(begin, std::min(column, line.size()) - begin)))
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) before += c == '\t' ? '\t' : ' ';
    const std::size_t marked_end =
        std::min(line.size(), column + static_cast<std::size_t>(std::max<std::int64_t>(place.length, 1)));
    const std::size_t marked =
        column < marked_end ? width(printable(line.substr(column, std::min(marked_end, end) - column))) : 1;
    text += std::string(margin.size() - 2, ' ') + "| " + before +
            std::string(std::max<std::size_t>(marked, 1), '^') + "\n";
    return text;
}

std::string one_as_text(const Error& error) {
    std::string text;
    const std::string place = where(error.place());
    if (!place.empty()) text += place + ": ";
    text += format("error[{}]: {}\n", error.code(), printable(error.what()));
    text += excerpt(error.place());
    if (error.also_place()) {
        text += format("  see also {}\n", where(*error.also_place()));
        text += excerpt(*error.also_place());
    }
    if (!error.expected().empty() && !error.found().empty())
        text += format("  expected {};  found {}\n", printable(error.expected()), printable(error.found()));
    else if (!error.expected().empty())
        text += format("  expected {}\n", printable(error.expected()));
    else if (!error.found().empty())
        text += format("  found {}\n", printable(error.found()));
    if (!error.candidates().empty())
        text += format("  did you mean: {}\n", printable(join(error.candidates(), ", ")));
    if (!error.mend().empty()) text += format("  mend: {}\n", printable(error.mend()));
    return text;
}

std::string valid_text(std::string_view text) {
    return is_valid_utf8(text) ? std::string(text) : printable(text);
}

Json place_as_json(const Place& place) {
    Json json = Json::object();
    if (!place.file.empty()) json.set("file", valid_text(place.file));
    if (place.line > 0) json.set("line", place.line);
    if (place.column > 0) json.set("column", place.column);
    if (place.length > 0) json.set("length", place.length);
    if (!place.record.empty()) json.set("record", valid_text(place.record));
    return json;
}

Json one_as_json(const Error& error) {
    Json json = Json::object({{"code", error.code()},
                              {"exit", static_cast<int>(error.exit())},
                              {"what", valid_text(error.what())}});
    if (const Json place = place_as_json(error.place()); !place.members().empty()) json.set("place", place);
    if (error.also_place()) json.set("also_place", place_as_json(*error.also_place()));
    if (!error.expected().empty()) json.set("expected", valid_text(error.expected()));
    if (!error.found().empty()) json.set("found", valid_text(error.found()));
    if (!error.mend().empty()) json.set("mend", valid_text(error.mend()));
    if (!error.candidates().empty()) {
        Json names = Json::array();
        for (const std::string& name : error.candidates()) names.push_back(valid_text(name));
        json.set("candidates", names);
    }
    return json;
}

}  // namespace

Error Error::from_errno(std::string code, int number, std::string_view doing, std::string_view path) {
    return Error::environment(std::move(code), "cannot {} {}: {}", doing, path, std::strerror(number));
}

void Errors::add(Error error) {
    if (full())
        ++dropped_;
    else
        kept_.push_back(std::move(error));
}

Error Errors::take() {
    STRANDLINE_ASSERT(any());
    Error first = std::move(kept_.front());
    for (std::size_t i = 1; i < kept_.size(); ++i) first.more_.push_back(std::move(kept_[i]));
    first.more_not_shown_ = dropped_;
    kept_.clear();
    dropped_ = 0;
    return first;
}

std::string render(const Error& error, ErrorForm form) {
    if (form == ErrorForm::json) {
        Json json = one_as_json(error);
        if (!error.more().empty()) {
            Json more = Json::array();
            for (const Error& next : error.more()) more.push_back(one_as_json(next));
            json.set("more", more);
        }
        if (error.more_not_shown() > 0) json.set("more_not_shown", error.more_not_shown());
        return json.compact();
    }
    std::string text = one_as_text(error);
    for (const Error& next : error.more()) text += one_as_text(next);
    if (error.more_not_shown() > 0)
        text += format("and {} like these\n", counted(error.more_not_shown(), "more error"));
    return text;
}

void assert_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr,
                 "strandline: a fault of ours: %s does not hold (%s:%d)\n"
                 "Nothing was recorded. Please report this with the command that you ran.\n",
                 condition, file, line);
    std::fflush(nullptr);
    std::_Exit(static_cast<int>(Exit::fault));
}

}  // namespace strandline
