#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/story.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::chain {

/// Cells of a table by column, or of a JSON array of objects by member.
struct DataTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

/// A result that a story draws on: JSON, or a table.
struct DataItem {
    std::string name, file, format;
    Digest digest;
    std::optional<Json> json;
    DataTable table;  // where it is no JSON
};

/// The results of a story by their names.
class StoryData {
public:
    static Result<StoryData> read(const formats::Story& story, std::span<const Source> sources,
                                  std::string_view story_file);

    const std::vector<DataItem>& items() const { return items_; }
    /// A figure as it is printed. "report.…" errors at its place, with candidates.
    Result<std::string> shown(const formats::StoryFigure& figure) const;
    /// Words with their figures.
    Result<std::string> text(const formats::StoryText& text) const;
    /// Every figure of the words that cannot be shown.
    void check(const formats::StoryText& text, Errors& errors) const;
    /// "run", or "cost:/cash_flow" for an array of objects in JSON; with "[column=value]" behind it only the
    /// rows that have it.
    Result<DataTable> table(std::string_view words, const Place& place) const;

private:
    Result<DataTable> whole_table(std::string_view words, const Place& place) const;
    Result<const DataItem*> item(std::string_view name, const Place& place) const;
    std::vector<DataItem> items_;
};

/// The column, or an error with near names.
Result<std::size_t> column_of(const DataTable& table, std::string_view name, const Place& place);
/// The numbers of a column; what is empty, nan or inf is a gap.
Result<std::vector<double>> numbers_of(const DataTable& table, std::size_t column, const Place& place);

}  // namespace strandline::chain
