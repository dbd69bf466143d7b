#include "report/story_page.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace strandline::chain {
namespace {

using formats::Story;
using formats::StoryBlock;
using formats::StoryEntry;
using formats::StoryText;
using Kind = StoryBlock::Kind;

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// A column of a table of data as the page shows it.
struct ShownColumn {
    std::size_t index = 0;
    std::string label;
    int digits = 0;  // 0: as it is
};

class PageWriter {
public:
    PageWriter(const StoryData& data, std::string title, std::string lead)
        : data_(data), page_(std::move(title), std::move(lead)) {}

    Result<void> write(const StoryBlock& block) {
        if (block.kind == Kind::headlines) return headlines(block);
        if (block.kind == Kind::list) return list(block);
        if (block.kind == Kind::table) return table(block);
        if (block.kind == Kind::data_table) return data_table(block);
        if (block.kind == Kind::chart) {
            std::string caption;
            STRANDLINE_TRY(const Chart chart, story_chart(block, data_, caption));
            page_.chart(chart, caption);
            return {};
        }
        STRANDLINE_TRY(const std::string text, data_.text(block.text));
        if (block.kind == Kind::section) page_.section(text);
        if (block.kind == Kind::heading) page_.heading(text);
        if (block.kind == Kind::paragraph) page_.paragraph(text);
        if (block.kind == Kind::note) page_.note(text);
        return {};
    }

    std::string html() && {
        sources();
        return page_.html();
    }

private:
    /// "name: value; a word on it"
    Result<void> headlines(const StoryBlock& block) {
        std::vector<WebPage::Headline> items;
        for (const StoryEntry& entry : block.entries) {
            STRANDLINE_TRY(const std::string text, data_.text(entry.value));
            const std::size_t end = text.find(';');
            items.push_back({std::string(trim(std::string_view(text).substr(0, end))), entry.key,
                             end == std::string::npos
                                 ? std::string()
                                 : std::string(trim(std::string_view(text).substr(end + 1)))});
        }
        page_.headlines(items);
        return {};
    }

    Result<std::vector<std::vector<std::string>>> cells(const StoryBlock& block) const {
        std::vector<std::vector<std::string>> rows;
        for (const auto& row : block.rows) {
            rows.emplace_back();
            for (const StoryText& cell : row) {
                STRANDLINE_TRY(std::string text, data_.text(cell));
                rows.back().push_back(std::move(text));
            }
        }
        return rows;
    }

    Result<void> list(const StoryBlock& block) {
        STRANDLINE_TRY(const auto rows, cells(block));
        std::vector<std::string> items;
        for (const auto& row : rows) items.push_back(row.front());
        page_.list(items);
        return {};
    }

    Result<void> table(const StoryBlock& block) {
        STRANDLINE_TRY(auto rows, cells(block));
        const std::vector<std::string> header = std::move(rows.front());
        rows.erase(rows.begin());
        page_.table(header, rows);
        return {};
    }

    Result<void> data_table(const StoryBlock& block) {
        DataTable table;
        std::string columns, caption;
        Place columns_place = block.place;
        double most = 1e9;
        for (const StoryEntry& entry : block.entries) {
            STRANDLINE_TRY(const std::string text, data_.text(entry.value));
            if (entry.key == "of") {
                STRANDLINE_TRY(table, data_.table(text, entry.place));
            } else if (entry.key == "columns") {
                columns = text;
                columns_place = entry.place;
            } else if (entry.key == "caption") {
                caption = text;
            } else if (entry.key == "rows" && number(text).value_or(0) >= 1) {
                most = *number(text);
            } else {
                return fail(Error::input("report.table", "'{}: {}' says nothing of a table",
                                         printable(entry.key), printable(text))
                                .at(entry.place)
                                .expected("of, columns, rows (at most so many), or caption"));
            }
        }
        if (table.columns.empty())
            return fail(Error::input("report.table", "the table has no data")
                            .at(block.place)
                            .expected("a line 'of: DATA'"));
        STRANDLINE_TRY(const auto shown, shown_columns(table, columns, columns_place));
        show(table, shown, most, caption);
        return {};
    }

    /// "gene; gc_percent as GC, % | 3": all columns where nothing is said.
    static Result<std::vector<ShownColumn>> shown_columns(const DataTable& table, const std::string& text,
                                                          const Place& place) {
        std::vector<ShownColumn> made;
        if (text.empty())
            for (std::size_t i = 0; i < table.columns.size(); ++i) made.push_back({i, table.columns[i], 0});
        else
            for (const std::string& part : parts_of(text, ';')) {
                const std::size_t bar = part.rfind('|');
                const auto [name, label] = with_label(std::string(trim(part.substr(0, bar))));
                ShownColumn one;
                STRANDLINE_TRY(one.index, column_of(table, name, place));
                one.label = label.empty() ? name : label;
                const auto digits =
                    bar == std::string::npos ? 0 : number(trim(part.substr(bar + 1))).value_or(-1);
                if (digits < 0 || digits > 15)
                    return fail(Error::input("report.table", "this is no number of digits")
                                    .at(place)
                                    .expected("1 to 15")
                                    .found("'{}'", printable(part)));
                one.digits = static_cast<int>(digits);
                made.push_back(std::move(one));
            }
        return made;
    }

    void show(const DataTable& table, const std::vector<ShownColumn>& columns, double most,
              const std::string& caption) {
        std::vector<std::string> header;
        for (const ShownColumn& column : columns) header.push_back(column.label);
        std::vector<std::vector<std::string>> rows;
        for (const auto& row : table.rows) {
            if (static_cast<double>(rows.size()) >= most) break;
            auto& cells = rows.emplace_back();
            for (const ShownColumn& column : columns) {
                const auto value = column.digits > 0 ? number(row[column.index]) : std::nullopt;
                const bool is_number = value && std::isfinite(*value);
                cells.push_back(is_number ? readable(*value, column.digits) : row[column.index]);
            }
        }
        page_.table(header, rows, caption);
    }

    void sources() {
        page_.section("Where the figures come from");
        page_.paragraph(
            "Every figure, table and curve above was read from the results below; 'strandline thread trace' "
            "of this page, or of any of them, tells how they were made, back to the files that came in.");
        std::vector<std::vector<std::string>> rows;
        for (const DataItem& item : data_.items())
            rows.push_back({item.name, item.json ? "JSON" : "table", item.digest.hex()});
        page_.table({"result", "as", "SHA-256 of its bytes"}, rows);
    }

    const StoryData& data_;
    WebPage page_;
};

/// All figures of the page at once: whether any is missing.
Result<void> check_figures(const Story& story, const StoryData& data) {
    Errors errors;
    data.check(story.title, errors);
    data.check(story.lead, errors);
    for (const StoryBlock& block : story.blocks) {
        data.check(block.text, errors);
        for (const auto& row : block.rows)
            for (const StoryText& cell : row) data.check(cell, errors);
        for (const StoryEntry& entry : block.entries) data.check(entry.value, errors);
    }
    if (errors.any()) return fail(errors.take());
    return {};
}

}  // namespace

Result<std::string> story_page(const Story& story, const StoryData& data) {
    STRANDLINE_CHECK(check_figures(story, data));
    STRANDLINE_TRY(std::string title, data.text(story.title));
    STRANDLINE_TRY(std::string lead, data.text(story.lead));
    PageWriter page(data, std::move(title), std::move(lead));
    Errors errors;
    for (const StoryBlock& block : story.blocks)
        if (auto done = page.write(block); !done) errors.add(std::move(done.error()));
    if (errors.any()) return fail(errors.take());
    return std::move(page).html();
}

}  // namespace strandline::chain
