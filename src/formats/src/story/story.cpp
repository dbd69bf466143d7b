#include <strandline/formats/story.hpp>

#include "story/story_text.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

using Kind = StoryBlock::Kind;

struct Line {
    std::string text;
    Place place;  // of its beginning
};

Result<std::vector<Line>> lines_of(const Source& source) {
    std::vector<Line> made;
    LineReader in(source);
    while (in.next()) {
        Place place = in.place(1);
        place.source_line = std::string(in.line());
        made.push_back({std::string(in.line()), std::move(place)});
    }
    STRANDLINE_CHECK(in.status());
    return made;
}

/// The rest of a line from `column`, from 0, on, without blanks around it.
struct Rest {
    std::string_view text;
    Place place;
};
Rest rest_of(const Line& line, std::size_t column) {
    const std::size_t begin = std::min(line.text.find_first_not_of(" \t", column), line.text.size());
    Place place = line.place;
    place.column = static_cast<std::int64_t>(begin) + 1;
    return {trim(std::string_view(line.text).substr(begin)), std::move(place)};
}

class StoryReader {
public:
    explicit StoryReader(std::vector<Line> lines) : lines_(std::move(lines)) {}

    Result<Story> read() {
        front_matter();
        while (at_ < lines_.size()) block();
        if (made_.title.empty())
            errors_.add(Error::input("story.title", "the page has no title")
                            .at(lines_.empty() ? Place{} : lines_.front().place)
                            .expected("a line '# Title', or 'title: …' between the first lines '---'"));
        if (errors_.any()) return fail(errors_.take());
        return std::move(made_);
    }

private:
    const std::string& text() const { return lines_[at_].text; }
    bool begins(std::string_view with) const { return at_ < lines_.size() && text().starts_with(with); }

    StoryText words(const Rest& rest) { return read_story_text(rest.text, rest.place, errors_); }

    /// "key: value", both without blanks around; nothing where there is no colon.
    std::optional<std::pair<std::string, Rest>> entry(const Line& line) const {
        const std::size_t colon = line.text.find(':');
        if (colon == std::string::npos) return std::nullopt;
        return std::pair{std::string(trim(std::string_view(line.text).substr(0, colon))),
                         rest_of(line, colon + 1)};
    }

    void front_matter() {
        if (!begins("---")) return;
        const Place first = lines_[at_++].place;
        for (; at_ < lines_.size() && !begins("---"); ++at_) {
            const auto one = entry(lines_[at_]);
            if (trim(text()).empty()) continue;
            if (one && one->first == "title")
                made_.title = words(one->second);
            else if (one && one->first == "lead")
                made_.lead = words(one->second);
            else if (one && one->first == "data")
                names(one->second);
            else
                errors_.add(Error::input("story.front", "this is no setting of a page")
                                .at(lines_[at_].place)
                                .expected("title, lead or data")
                                .found("{}", printable(text())));
        }
        if (at_ == lines_.size())
            errors_.add(Error::input("story.front", "the settings of the page do not end")
                            .at(first)
                            .expected("a second line '---'"));
        else
            ++at_;
    }

    void names(const Rest& rest) {
        made_.data_place = rest.place;
        for (const std::string_view part : split(rest.text, ',')) {
            const std::string name(trim(part));
            const bool twice = std::ranges::find(made_.data, name) != made_.data.end();
            if (name.empty() || twice)
                errors_.add(
                    Error::input("story.data", "{}", twice ? "a name stands twice" : "a name is empty")
                        .at(rest.place)
                        .expected("names of results, with commas between them")
                        .found("{}", printable(rest.text)));
            made_.data.push_back(name);
        }
    }

    void block() {
        if (trim(text()).empty()) {
            ++at_;
        } else if (begins("# ")) {
            made_.title = words(rest_of(lines_[at_], 2));
            ++at_;
        } else if (begins("### ")) {
            one_line(Kind::heading, 4);
        } else if (begins("## ")) {
            one_line(Kind::section, 3);
        } else if (begins("```")) {
            fenced();
        } else if (begins("- ")) {
            list();
        } else if (begins("|")) {
            table();
        } else {
            paragraph();
        }
    }

    StoryBlock& begin(Kind kind) {
        StoryBlock& made = made_.blocks.emplace_back();
        made.kind = kind;
        made.place = lines_[at_].place;
        return made;
    }

    void one_line(Kind kind, std::size_t column) {
        begin(kind).text = words(rest_of(lines_[at_], column));
        ++at_;
    }

    bool ends_paragraph() const {
        if (at_ == lines_.size() || trim(text()).empty()) return true;
        for (const std::string_view with : {"#", "```", "- ", "|", ">"})
            if (text().starts_with(with)) return true;
        return false;
    }

    void append(StoryText& to, StoryText more) {
        if (!to.empty()) to.emplace_back(" ");
        std::ranges::move(more, std::back_inserter(to));
    }

    /// Lines up to an empty one; with > in front small print.
    void paragraph() {
        const bool note = begins(">");
        StoryBlock& made = begin(note ? Kind::note : Kind::paragraph);
        do {
            append(made.text, words(rest_of(lines_[at_], note ? 1 : 0)));
            ++at_;
        } while (note ? begins(">") : !ends_paragraph());
    }

    /// A line that begins with blanks goes on with the item before it.
    void list() {
        StoryBlock& made = begin(Kind::list);
        while (begins("- ") || (begins("  ") && !trim(text()).empty())) {
            const bool is_new = begins("- ");
            if (is_new) made.rows.emplace_back(1);
            append(made.rows.back().front(), words(rest_of(lines_[at_], 2)));
            ++at_;
        }
    }

    static bool is_rule(std::string_view line) {
        return line.find('-') != std::string_view::npos &&
               line.find_first_not_of("|-: \t") == std::string_view::npos;
    }

    void table() {
        StoryBlock& made = begin(Kind::table);
        for (; begins("|"); ++at_) {
            if (is_rule(text())) continue;
            made.rows.push_back(cells());
            if (made.rows.back().size() != made.rows.front().size())
                errors_.add(Error::input("story.table", "the rows of a table differ")
                                .at(lines_[at_].place)
                                .expected("{}", counted(made.rows.front().size(), "cell"))
                                .found("{}", made.rows.back().size()));
        }
    }

    /// A bar within a figure ends no cell.
    std::vector<StoryText> cells() {
        std::vector<StoryText> made;
        const Line& line = lines_[at_];
        std::size_t begin = 1;
        for (std::size_t at = 1; at <= line.text.size(); ++at) {
            if (line.text.compare(at, 2, "{{") == 0)
                at = std::min(line.text.find("}}", at), line.text.size());
            if (at < line.text.size() && line.text[at] != '|') continue;
            const std::string part = line.text.substr(begin, at - begin);
            if (at < line.text.size() || !trim(part).empty())
                made.push_back(words(rest_of({line.text.substr(0, at), line.place}, begin)));
            begin = at + 1;
        }
        return made;
    }

    void fenced() {
        const std::vector<std::pair<std::string_view, Kind>> kinds{
            {"headlines", Kind::headlines}, {"chart", Kind::chart}, {"table", Kind::data_table}};
        const std::string word(trim(std::string_view(text()).substr(3)));
        const auto known = std::ranges::find(kinds, word, &std::pair<std::string_view, Kind>::first);
        if (known == kinds.end())
            errors_.add(Error::input("story.block", "'{}' is no block of a page", printable(word))
                            .at(lines_[at_].place)
                            .expected("```headlines, ```chart or ```table")
                            .candidates(nearest(word, {"headlines", "chart", "table"})));
        StoryBlock& made = begin(known == kinds.end() ? Kind::chart : known->second);
        const Place first = lines_[at_++].place;
        for (; at_ < lines_.size() && !begins("```"); ++at_) {
            if (trim(text()).empty()) continue;
            if (auto one = entry(lines_[at_]))
                made.entries.push_back({one->first, words(one->second), lines_[at_].place});
            else
                errors_.add(Error::input("story.block", "this is no line of a block")
                                .at(lines_[at_].place)
                                .expected("'what: value'")
                                .found("{}", printable(text())));
        }
        if (at_ == lines_.size())
            errors_.add(
                Error::input("story.block", "the block does not end").at(first).expected("a line ```"));
        else
            ++at_;
    }

    std::vector<Line> lines_;
    std::size_t at_ = 0;
    Story made_;
    Errors errors_;
};

}  // namespace

Result<Story> read_story(const Source& source) {
    STRANDLINE_TRY(std::vector<Line> lines, lines_of(source));
    return StoryReader(std::move(lines)).read();
}

}  // namespace strandline::formats
