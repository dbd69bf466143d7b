#include "report/page/guideline_text.hpp"

#include "report/page/markup.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <vector>

namespace strandline::clinic {
namespace {

using Piece = MarkupReader::Piece;

constexpr std::size_t deepest = 16;

/// The tag that stands for one of the source's; empty where it is dropped and its content kept.
std::string_view kept(std::string_view tag) {
    if (tag == "b") return "strong";
    if (tag == "i") return "em";
    // Headings of the page are h1 to h4: those of a text stand below.
    if (tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6') return "h5";
    for (const std::string_view one : {"p", "ul", "ol", "li", "br", "strong", "em", "sub", "sup", "a",
                                       "table", "thead", "tbody", "tr", "th", "td"})
        if (tag == one) return one;
    return {};
}

bool is_block(std::string_view tag) {
    return tag == "p" || tag == "ul" || tag == "ol" || tag == "table" || tag == "h5";
}

bool is_link(std::string_view address) {
    return (address.starts_with("https://") || address.starts_with("http://")) &&
           std::ranges::all_of(address, [](char c) { return c > 0x20 && c != 0x7F; });
}

/// Writes tags so that each is closed, in turn and where it may stand.
class SafeMarkup {
public:
    void text(const std::string& plain) { made_ += escaped(plain); }

    void open(const MarkupReader& reader) {
        const std::string_view tag = kept(reader.tag());
        if (tag.empty() || open_.size() >= deepest || !may_stand(tag)) return;
        if (tag == "br") {
            made_ += "<br>";
            return;
        }
        if (tag == "a" && !is_link(reader.attribute("href"))) return;
        close_unclosed(tag);
        made_ += opening(tag, reader);
        open_.push_back(tag);
    }

    void close(std::string_view tag) {
        const auto found = std::ranges::find(open_.rbegin(), open_.rend(), tag);
        if (tag.empty() || found == open_.rend()) return;
        const auto depth = static_cast<std::size_t>(open_.rend() - found) - 1;
        while (open_.size() > depth) close_last();
    }

    std::string done() {
        while (!open_.empty()) close_last();
        return std::move(made_);
    }

private:
    bool is_open(std::string_view tag) const { return std::ranges::find(open_, tag) != open_.end(); }

    bool may_stand(std::string_view tag) const {
        if (tag == "li") return is_open("ul") || is_open("ol");
        if (tag == "a") return !is_open("a");
        if (tag == "table") return !is_open("table");
        if (tag == "tr" || tag == "th" || tag == "td" || tag == "thead" || tag == "tbody")
            return is_open("table");
        return true;
    }

    /// Tags that HTML lets one leave open until the next of their kind.
    void close_unclosed(std::string_view next) {
        if (is_block(next)) close("p");
        if (next == "li") {
            const auto list = std::ranges::find_if(open_.rbegin(), open_.rend(), [](std::string_view tag) {
                return tag == "li" || tag == "ul" || tag == "ol";
            });
            if (list != open_.rend() && *list == "li") close("li");
        }
        const bool row = next == "tr" || next == "thead" || next == "tbody";
        if (row || next == "td" || next == "th") {
            close("td");
            close("th");
        }
        if (row) close("tr");
        if (next == "tbody") close("thead");
    }

    static std::string opening(std::string_view tag, const MarkupReader& reader) {
        if (tag == "table") return "<div class=\"scroll\"><table>";
        if (tag == "th") return "<th scope=\"col\">";
        if (tag == "ol") {
            const std::string start = reader.attribute("start");
            const bool number = !start.empty() && start.size() < 4 &&
                                std::ranges::all_of(start, [](char c) { return c >= '0' && c <= '9'; });
            return number ? format("<ol start=\"{}\">", start) : "<ol>";
        }
        if (tag == "a") {
            return format("<a href=\"{}\" rel=\"noopener noreferrer\">", escaped(reader.attribute("href")));
        }
        return format("<{}>", tag);
    }

    void close_last() {
        made_ += format("</{}>", open_.back());
        if (open_.back() == "table") made_ += "</div>";
        open_.pop_back();
    }

    std::string made_;
    std::vector<std::string_view> open_;
};

std::string safe_markup(std::string_view source) {
    MarkupReader reader(source);
    SafeMarkup made;
    for (Piece piece = reader.next(); piece != Piece::end; piece = reader.next()) {
        if (piece == Piece::text) made.text(reader.text());
        if (piece == Piece::open) made.open(reader);
        if (piece == Piece::close) made.close(kept(reader.tag()));
    }
    std::string text = made.done();
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    return text;
}

/// Spaces and ends of lines in HTML are one space.
std::string with_single_spaces(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space)
            made += c;
        else if (made.empty() || made.back() != ' ')
            made += ' ';
    }
    return made;
}

/// Where the first heading stands; the end where there is none.
std::size_t first_heading(std::string_view source) {
    for (std::size_t at = source.find('<'); at != std::string_view::npos; at = source.find('<', at + 1))
        if (source.substr(at).size() > 3 && (source[at + 1] == 'h' || source[at + 1] == 'H') &&
            source[at + 2] >= '1' && source[at + 2] <= '6' &&
            (source[at + 3] == '>' || source[at + 3] == ' '))
            return at;
    return source.size();
}

}  // namespace

GuidelineText guideline_text(std::string_view source) {
    std::size_t heading = first_heading(source);
    // A text that begins with its heading has nothing above it.
    if (trim(advice_words(source.substr(0, heading))).empty()) heading = source.size();
    return {.advice = safe_markup(source.substr(0, heading)),
            .considerations = safe_markup(source.substr(heading))};
}

std::string advice_words(std::string_view source) {
    MarkupReader reader(source.substr(0, first_heading(source)));
    std::string words;
    for (Piece piece = reader.next(); piece != Piece::end; piece = reader.next()) {
        if (piece != Piece::text) {
            const std::string_view tag = kept(reader.tag());
            const bool inside = tag == "strong" || tag == "em" || tag == "sub" || tag == "sup" || tag == "a";
            if (!inside) words += '\n';
            continue;
        }
        words += with_single_spaces(reader.text());
    }
    std::string line;
    for (const std::string_view block : split(words, '\n')) {
        const std::string_view text = trim(block);
        if (text.empty()) continue;
        // Items of a list seldom end in a stop.
        const bool ends =
            line.empty() || std::string_view(".:;,!?").find(line.back()) != std::string_view::npos;
        const bool begins = text.front() >= 'A' && text.front() <= 'Z';
        line += line.empty() ? "" : ends ? " " : begins ? ". " : "; ";
        line += text;
    }
    return line;
}

std::string first_words(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    const std::string_view head = text.substr(0, most);
    // A stop before a small letter ends no sentence: "(i.e. atorvastatin".
    for (std::size_t at = head.rfind(". "); at != std::string_view::npos && at > most / 3;
         at = head.rfind(". ", at - 1)) {
        const char next = text[at + 2];
        if ((next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9'))
            return std::string(head.substr(0, at + 1)) + " …";
    }
    const std::size_t word = head.rfind(' ');
    return std::string(head.substr(0, word == std::string_view::npos ? 0 : word)) + " …";
}

}  // namespace strandline::clinic
