#include "report/story_data.hpp"

#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>
#include <strandline/formats/json_pointer.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace strandline::chain {
namespace {

using formats::StoryFigure;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Columns apart by tabs, or by commas where the header has no tab.
Result<DataTable> read_table(const Source& source) {
    DataTable made;
    formats::LineReader in(source);
    char separator = '\t';
    while (in.next()) {
        if (trim(in.line()).empty() || (made.columns.empty() && in.line().starts_with("#"))) continue;
        if (made.columns.empty() && in.line().find('\t') == std::string_view::npos) separator = ',';
        std::vector<std::string> cells;
        for (const std::string_view cell : split(in.line(), separator)) cells.emplace_back(trim(cell));
        if (made.columns.empty()) {
            made.columns = std::move(cells);
        } else if (cells.size() != made.columns.size()) {
            return fail(Error::input("report.table", "the row has another number of cells than the header")
                            .at(in.place())
                            .expected("{}", made.columns.size())
                            .found("{}", cells.size()));
        } else {
            made.rows.push_back(std::move(cells));
        }
    }
    STRANDLINE_CHECK(in.status());
    return made;
}

std::string cell_text(const Json& value) {
    if (value.is_string()) return value.string();
    if (value.is_number()) return es6_number(value.number());
    if (value.is_bool()) return value.boolean() ? "yes" : "no";
    if (value.is_null()) return "";
    return value.compact();
}

/// The name before the first colon, and what stands behind it.
std::pair<std::string_view, std::string_view> name_and_path(std::string_view words) {
    const std::size_t colon = words.find(':');
    if (colon == std::string_view::npos) return {trim(words), {}};
    return {trim(words.substr(0, colon)), trim(words.substr(colon + 1))};
}

std::string printed(double value, const StoryFigure& figure) {
    return readable(value * figure.factor, figure.digits);
}

Result<std::string> printed(const Json& value, const StoryFigure& figure) {
    if (value.is_number()) return printed(value.number(), figure);
    if (value.is_array()) {
        std::vector<std::string> parts;
        for (const Json& each : value.items()) {
            STRANDLINE_TRY(std::string part, printed(each, figure));
            parts.push_back(std::move(part));
        }
        return join(parts, ", ");
    }
    if (value.is_object())
        return fail(Error::input("report.figure", "{} of '{}' is an object", figure.path, figure.data)
                        .at(figure.place)
                        .expected("a number or text")
                        .candidates(nearest(figure.path, formats::pointers_in(value, false))));
    if (value.is_null()) return std::string("–");
    return cell_text(value);
}

Result<double> of_rows(const DataTable& table, std::size_t column, std::string_view which,
                       const StoryFigure& figure) {
    STRANDLINE_TRY(std::vector<double> values, numbers_of(table, column, figure.place));
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (!values.empty()) {
        if (which == "first") return values.front();
        if (which == "last") return values.back();
        if (which == "max") return std::ranges::max(values);
        if (which == "min") return std::ranges::min(values);
    }
    return fail(
        Error::input("report.figure", "{}",
                     values.empty() ? "the column has no numbers" : "this row is not there")
            .at(figure.place)
            .expected("first, last, max, min, or the number of a row, from 1 to {}", table.rows.size())
            .found("{}", printable(which)));
}

Result<std::string> from_table(const DataTable& table, const StoryFigure& figure) {
    const std::size_t at = figure.path.rfind('@');
    const std::string column_name(figure.path.substr(0, at));
    const std::string which = at == std::string::npos ? "last" : figure.path.substr(at + 1);
    STRANDLINE_TRY(const std::size_t column, column_of(table, column_name, figure.place));
    if (const auto row = number(which); row && *row >= 1 && *row <= static_cast<double>(table.rows.size())) {
        const std::string& cell = table.rows[static_cast<std::size_t>(*row) - 1][column];
        const auto value = number(cell);
        return value && std::isfinite(*value) ? printed(*value, figure) : cell;
    }
    STRANDLINE_TRY(const double value, of_rows(table, column, which, figure));
    return printed(value, figure);
}

}  // namespace

Result<StoryData> StoryData::read(const formats::Story& story, std::span<const Source> sources,
                                  std::string_view story_file) {
    if (story.data.size() != sources.size()) {
        Place place = story.data_place;
        if (place.file.empty()) place.file = story_file;
        return fail(Error::input("report.data", "the page names other results than it was given")
                        .at(std::move(place))
                        .expected("{}: {}", counted(story.data.size(), "result"), join(story.data, ", "))
                        .found("{} as --data", sources.size())
                        .mend("give one --data for each name of the line 'data: …', in its order"));
    }
    StoryData made;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        DataItem item{story.data[i], sources[i].name(), {}, {}, {}, {}};
        STRANDLINE_TRY(item.digest, sources[i].digest());
        if (formats::recognise(sources[i]) == "json") {
            STRANDLINE_TRY(const std::string text, formats::read_bytes(sources[i]));
            STRANDLINE_TRY(item.json, Json::parse(text, sources[i].name()));
        } else {
            STRANDLINE_TRY(item.table, read_table(sources[i]));
        }
        made.items_.push_back(std::move(item));
    }
    return made;
}

Result<const DataItem*> StoryData::item(std::string_view name, const Place& place) const {
    const auto found = std::ranges::find(items_, name, &DataItem::name);
    if (found != items_.end()) return &*found;
    std::vector<std::string> names;
    for (const DataItem& each : items_) names.push_back(each.name);
    return fail(Error::input("report.data", "no result is called '{}'", printable(name))
                    .at(place)
                    .expected("one of {}", join(names, ", "))
                    .candidates(nearest(name, names)));
}

Result<std::string> StoryData::shown(const StoryFigure& figure) const {
    STRANDLINE_TRY(const DataItem* item, this->item(figure.data, figure.place));
    if (!item->json) return from_table(item->table, figure);
    if (const Json* value = formats::at_pointer(*item->json, figure.path)) return printed(*value, figure);
    const std::vector<std::string> known = formats::pointers_in(*item->json, false);
    return fail(Error::input("report.figure", "'{}' has no {}", figure.data, printable(figure.path))
                    .at(figure.place)
                    .expected("a JSON pointer into {}, such as {}", figure.data,
                              known.empty() ? "/growth" : known.front())
                    .candidates(nearest(figure.path, known)));
}

Result<std::string> StoryData::text(const formats::StoryText& text) const {
    std::string made;
    for (const auto& part : text) {
        if (const auto* words = std::get_if<std::string>(&part)) {
            made += *words;
            continue;
        }
        STRANDLINE_TRY(const std::string value, shown(std::get<StoryFigure>(part)));
        made += value;
    }
    return made;
}

void StoryData::check(const formats::StoryText& text, Errors& errors) const {
    for (const auto& part : text) {
        const auto* figure = std::get_if<StoryFigure>(&part);
        if (!figure) continue;
        if (auto value = shown(*figure); !value) errors.add(std::move(value.error()));
    }
}

Result<DataTable> StoryData::table(std::string_view words, const Place& place) const {
    if (!words.ends_with(']')) return whole_table(words, place);
    const std::size_t open = words.rfind('[');
    const std::string_view condition = words.substr(std::min(open, words.size()) + 1);
    const std::size_t equals = condition.find('=');
    if (open == std::string_view::npos || equals == std::string_view::npos)
        return fail(Error::input("report.table", "this chooses no rows")
                        .at(place)
                        .expected("DATA[column=value]")
                        .found("{}", printable(words)));
    STRANDLINE_TRY(DataTable made, whole_table(words.substr(0, open), place));
    STRANDLINE_TRY(const std::size_t column, column_of(made, trim(condition.substr(0, equals)), place));
    const std::string_view wanted = trim(condition.substr(equals + 1, condition.size() - equals - 2));
    std::vector<std::string> known;
    for (const auto& row : made.rows)
        if (std::ranges::find(known, row[column]) == known.end()) known.push_back(row[column]);
    std::erase_if(made.rows, [&](const auto& row) { return row[column] != wanted; });
    if (!made.rows.empty()) return made;
    return fail(Error::input("report.table", "no row has '{}' in column '{}'", printable(wanted),
                             made.columns[column])
                    .at(place)
                    .candidates(nearest(wanted, known)));
}

Result<DataTable> StoryData::whole_table(std::string_view words, const Place& place) const {
    const auto [name, path] = name_and_path(words);
    STRANDLINE_TRY(const DataItem* found, item(name, place));
    if (!found->json) return found->table;
    const Json* rows = formats::at_pointer(*found->json, path);
    if (!rows || !rows->is_array())
        return fail(Error::input("report.table", "'{}' has no rows at {}", name,
                                 path.empty() ? "its top" : printable(path))
                        .at(place)
                        .expected("a table, or NAME:/pointer to an array of objects")
                        .found("{}", rows ? "something else" : "nothing"));
    DataTable made;
    for (const Json& row : rows->items()) {
        if (!row.is_object()) continue;
        for (const auto& [member, value] : row.members())
            if (std::ranges::find(made.columns, member) == made.columns.end()) made.columns.push_back(member);
    }
    for (const Json& row : rows->items()) {
        auto& cells = made.rows.emplace_back();
        for (const std::string& column : made.columns) {
            const Json* value = row.find(column);
            cells.push_back(value ? cell_text(*value) : "");
        }
    }
    return made;
}

Result<std::size_t> column_of(const DataTable& table, std::string_view name, const Place& place) {
    const auto found = std::ranges::find(table.columns, name);
    if (found != table.columns.end()) return static_cast<std::size_t>(found - table.columns.begin());
    return fail(Error::input("report.column", "no column is called '{}'", printable(name))
                    .at(place)
                    .expected("one of {}", join(table.columns, ", "))
                    .candidates(nearest(name, table.columns)));
}

Result<std::vector<double>> numbers_of(const DataTable& table, std::size_t column, const Place& place) {
    std::vector<double> made;
    for (const auto& row : table.rows) {
        const std::string& cell = row[column];
        const auto value = number(cell);
        if (!value && !cell.empty() && lower(cell) != "nan" && lower(cell) != "na")
            return fail(Error::input("report.column", "column '{}' holds words", table.columns[column])
                            .at(place)
                            .expected("numbers")
                            .found("'{}'", printable(cell)));
        made.push_back(value && std::isfinite(*value) ? *value : gap);
    }
    return made;
}

}  // namespace strandline::chain
