#include "report/story_page.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace strandline::chain {
namespace {

using Kind = ChartSeries::Kind;
using formats::StoryEntry;

struct SeriesForm {
    std::string_view key;
    Kind kind;
    std::size_t least, most;  // columns
    std::string_view columns;
};
constexpr SeriesForm forms[] = {{"line", Kind::line, 2, 2, "X Y"},
                                {"steps", Kind::steps, 2, 2, "X Y"},
                                {"points", Kind::points, 2, 4, "X Y, and perhaps LOW HIGH"},
                                {"band", Kind::band, 3, 3, "X LOW HIGH"},
                                {"bars", Kind::bars, 2, 2, "X Y"},
                                {"polygon", Kind::polygon, 2, 2, "X Y"},
                                {"spans", Kind::spans, 3, 4, "NAME LOW HIGH, and perhaps TICK"}};

const std::vector<std::string> keys{"title",   "x",     "y",      "right",  "height", "caption",
                                    "log",     "line",  "steps",  "points", "band",   "bars",
                                    "polygon", "spans", "mark-x", "mark-y"};

/// Apart by blanks, but not within brackets: "runs[vessel=20 m3] time_h product_g_per_L".
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> made;
    bool within = false, open = false;
    for (const char c : text) {
        within = c == '[' || (within && c != ']');
        if (c == ' ' && !within) {
            open = false;
            continue;
        }
        if (!open) made.emplace_back();
        open = true;
        made.back() += c;
    }
    if (made.empty()) made.emplace_back();
    return made;
}

class ChartReader {
public:
    explicit ChartReader(const StoryData& data) : data_(data) {}

    Result<void> take(const StoryEntry& entry, std::string& caption) {
        STRANDLINE_TRY(const std::string text, data_.text(entry.value));
        const std::pair<std::string_view, std::string*> texts[] = {{"title", &made_.title},
                                                                   {"x", &made_.x_label},
                                                                   {"y", &made_.y_label},
                                                                   {"right", &made_.right_label},
                                                                   {"caption", &caption}};
        for (const auto& [key, into] : texts)
            if (entry.key == key) return *into = text, Result<void>();
        if (entry.key == "height") return take_height(entry, text);
        if (entry.key == "log") {
            made_.log_x = text.find('x') != std::string::npos;
            made_.log_y = text.find('y') != std::string::npos;
            return {};
        }
        if (entry.key == "mark-x" || entry.key == "mark-y") return mark(entry, text);
        const auto form = std::ranges::find(forms, entry.key, &SeriesForm::key);
        if (form != std::end(forms)) return series(entry, *form, text);
        return fail(Error::input("report.chart", "'{}' is nothing of a chart", printable(entry.key))
                        .at(entry.place)
                        .expected("one of {}", join(keys, ", "))
                        .candidates(nearest(entry.key, keys)));
    }

    Chart chart() && { return std::move(made_); }

private:
    static Result<double> number(const StoryEntry& entry, std::string_view text) {
        double value = 0;
        const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (slip == std::errc() && end == text.data() + text.size()) return value;
        return fail(
            Error::input("report.chart", "this is no number").at(entry.place).found("'{}'", printable(text)));
    }

    Result<void> take_height(const StoryEntry& entry, const std::string& text) {
        STRANDLINE_TRY(made_.height, number(entry, text));
        if (made_.height >= 100 && made_.height <= 2000) return {};
        return fail(Error::input("report.chart", "a chart cannot be so high")
                        .at(entry.place)
                        .expected("100 to 2000, of a width of 800")
                        .found("{}", text));
    }

    Result<void> mark(const StoryEntry& entry, const std::string& text) {
        const auto [where, words] = with_label(text);
        STRANDLINE_TRY(const double at, number(entry, where));
        made_.marks.push_back({.vertical = entry.key == "mark-x", .at = at, .text = words});
        return {};
    }

    /// "DATA X Y as NAME; right; dashed; * 1000"
    Result<void> series(const StoryEntry& entry, const SeriesForm& form, const std::string& text) {
        const std::vector<std::string> parts = parts_of(text, ';');
        const auto [what, name] = with_label(parts.front());
        const std::vector<std::string> words = words_of(what);
        if (words.size() < form.least + 1 || words.size() > form.most + 1)
            return fail(Error::input("report.chart", "'{}' needs a result and its columns", form.key)
                            .at(entry.place)
                            .expected("{}: DATA {} as NAME", form.key, form.columns)
                            .found("{}", printable(text)));
        STRANDLINE_TRY(const DataTable table, data_.table(words.front(), entry.place));
        ChartSeries made;
        made.kind = form.kind;
        made.name = name;
        double factor = 1;
        for (std::size_t i = 1; i < parts.size(); ++i) STRANDLINE_CHECK(flag(entry, parts[i], made, factor));
        STRANDLINE_CHECK(fill(entry, table, words, made));
        for (auto* values : {&made.y, &made.low, &made.high})
            for (double& value : *values) value *= factor;
        made_.series.push_back(std::move(made));
        return {};
    }

    static Result<void> flag(const StoryEntry& entry, const std::string& text, ChartSeries& made,
                             double& factor) {
        if (text == "right") return made.right_axis = true, Result<void>();
        if (text == "dashed") return made.dashed = true, Result<void>();
        if (text.starts_with("*")) {
            STRANDLINE_TRY(factor, number(entry, trim(std::string_view(text).substr(1))));
            return {};
        }
        if (text.starts_with("colour ")) {
            STRANDLINE_TRY(const double colour, number(entry, trim(std::string_view(text).substr(7))));
            made.colour = static_cast<int>(std::clamp(colour, 0.0, 20.0));
            return {};
        }
        return fail(Error::input("report.chart", "'{}' says nothing of a series", printable(text))
                        .at(entry.place)
                        .expected("right, dashed, colour N, or * FACTOR")
                        .candidates(nearest(text, {"right", "dashed"})));
    }

    Result<void> fill(const StoryEntry& entry, const DataTable& table, const std::vector<std::string>& words,
                      ChartSeries& made) {
        const auto column = [&](std::size_t word, std::vector<double>& into) -> Result<void> {
            STRANDLINE_TRY(const std::size_t at, column_of(table, words[word], entry.place));
            STRANDLINE_TRY(into, numbers_of(table, at, entry.place));
            return {};
        };
        if (made.kind == Kind::spans) {
            STRANDLINE_TRY(const std::size_t names, column_of(table, words[1], entry.place));
            for (const auto& row : table.rows) made_.categories.push_back(row[names]);
            STRANDLINE_CHECK(column(2, made.low));
            STRANDLINE_CHECK(column(3, made.high));
            return words.size() > 4 ? column(4, made.x) : Result<void>();
        }
        STRANDLINE_CHECK(column(1, made.x));
        if (made.kind == Kind::band) {
            STRANDLINE_CHECK(column(2, made.low));
            return column(3, made.high);
        }
        STRANDLINE_CHECK(column(2, made.y));
        if (words.size() < 5) return {};
        STRANDLINE_CHECK(column(3, made.low));
        return column(4, made.high);
    }

    const StoryData& data_;
    Chart made_;
};

}  // namespace

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> made;
    for (const std::string_view part : split(text, separator))
        if (!trim(part).empty()) made.emplace_back(trim(part));
    if (made.empty()) made.emplace_back();
    return made;
}

std::pair<std::string, std::string> with_label(const std::string& text) {
    const std::size_t as = text.find(" as ");
    if (as == std::string::npos) return {text, {}};
    return {std::string(trim(std::string_view(text).substr(0, as))),
            std::string(trim(std::string_view(text).substr(as + 4)))};
}

Result<Chart> story_chart(const formats::StoryBlock& block, const StoryData& data, std::string& caption) {
    ChartReader reader(data);
    for (const StoryEntry& entry : block.entries) STRANDLINE_CHECK(reader.take(entry, caption));
    Chart made = std::move(reader).chart();
    if (!made.series.empty()) return made;
    return fail(Error::input("report.chart", "the chart shows nothing")
                    .at(block.place)
                    .expected("at least one of line, steps, points, band, bars, polygon, spans"));
}

}  // namespace strandline::chain
