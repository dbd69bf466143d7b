#include "live/run_columns.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/base/units.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

namespace strandline::formats {
namespace {

using Kind = RunColumns::Column::Kind;

constexpr std::string_view quality_ending = ".quality";

char separator_of(std::string_view line) {
    for (const char mark : {'\t', ';', ','})
        if (line.find(mark) != std::string_view::npos) return mark;
    return ',';
}

/// Words that loggers write for units of time, besides UCUM's.
std::optional<double> hours_of_unit(std::string_view unit) {
    static const std::map<std::string, double, std::less<>> words{{"hour", 1},
                                                                  {"hours", 1},
                                                                  {"hr", 1},
                                                                  {"hrs", 1},
                                                                  {"minute", 1 / 60.0},
                                                                  {"minutes", 1 / 60.0},
                                                                  {"mins", 1 / 60.0},
                                                                  {"sec", 1 / 3600.0},
                                                                  {"second", 1 / 3600.0},
                                                                  {"seconds", 1 / 3600.0},
                                                                  {"day", 24},
                                                                  {"days", 24}};
    const auto word = words.find(lower(unit));
    if (word != words.end()) return word->second;
    const auto parsed = Unit::parse(unit);
    const auto hour = Unit::parse("h");
    if (!parsed || !parsed->commensurable(*hour)) return {};
    return convert(1, *parsed, *hour).value();
}

bool is_date_unit(std::string_view unit) {
    const std::string word = lower(unit);
    return word == "date" || word == "datetime" || word == "iso8601" || word == "utc" || word == "timestamp";
}

bool is_plain_number(std::string_view cell) {
    double value = 0;
    const auto [end, slip] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return !cell.empty() && slip == std::errc() && end == cell.data() + cell.size();
}

Result<void> name_columns(const std::vector<std::string>& names, const LineReader& in, RunColumns& made) {
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name(trim(names[i]));
        const Place place = in.place();
        if (name.empty())
            return fail(Error::input("run.columns", "column {} has no name", i + 1)
                            .at(place)
                            .expected("a row of names, then a row of units"));
        if (!is_valid_utf8(name))
            return fail(Error::input("run.columns", "the name of column {} is no UTF-8", i + 1).at(place));
        if (!seen.emplace(name, i).second)
            return fail(Error::input("run.columns", "two columns are called '{}'", name)
                            .at(place)
                            .mend("rename one of the two"));
        made.columns.push_back({.name = name});
        if (i == 0)
            made.columns[i].kind = Kind::time;
        else if (lower(name) == "arrival")
            made.columns[i].kind = Kind::arrival, made.has_arrival = true;
    }
    for (RunColumns::Column& column : made.columns) {
        if (column.kind != Kind::signal || !column.name.ends_with(quality_ending)) continue;
        if (seen.contains(column.name.substr(0, column.name.size() - quality_ending.size())))
            column.kind = Kind::quality;
    }
    for (RunColumns::Column& column : made.columns)
        if (column.kind == Kind::signal) column.signal = static_cast<std::uint32_t>(made.signals++);
    for (RunColumns::Column& column : made.columns)
        if (column.kind == Kind::quality)
            column.signal =
                made.columns[seen.at(column.name.substr(0, column.name.size() - quality_ending.size()))]
                    .signal;
    return {};
}

Result<void> read_units(const std::vector<std::string>& units, const LineReader& in, RunColumns& made) {
    const bool numbers = std::ranges::all_of(
        units, [](const std::string& cell) { return trim(cell).empty() || is_plain_number(trim(cell)); });
    if (units.size() != made.columns.size() || numbers)
        return fail(Error::input("run.units", "the second row is not one of units")
                        .at(in.place())
                        .expected("a unit for each of {} columns, such as h,g/L,%", made.columns.size())
                        .found("{}", numbers ? "a row of numbers" : counted(units.size(), "cell"))
                        .mend("put a row of units between names and data"));
    for (std::size_t i = 0; i < units.size(); ++i) {
        RunColumns::Column& column = made.columns[i];
        column.unit = std::string(trim(units[i]));
        if (column.kind != Kind::time && column.kind != Kind::arrival) continue;
        if (is_date_unit(column.unit)) {
            if (column.kind == Kind::time) made.dates = true;
            column.hours = 0;
            continue;
        }
        const auto hours = hours_of_unit(column.unit);
        if (!hours)
            return fail(Error::input("run.time", "'{}' is in '{}', which is no unit of time", column.name,
                                     column.unit)
                            .at(in.place())
                            .expected("h, min, s, d, or date for dates as 2026-03-01 08:30:00")
                            .mend("the first column is the time"));
        column.hours = *hours;
    }
    for (const RunColumns::Column& column : made.columns)
        if (column.kind == Kind::arrival && (column.hours == 0) != made.dates)
            return fail(Error::input("run.time", "'{}' and '{}' are not both dates", made.columns[0].name,
                                     column.name)
                            .at(in.place())
                            .expected("both as dates, or both as durations"));
    return {};
}

}  // namespace

std::optional<std::vector<std::string>> run_cells(std::string_view line, char separator) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char letter = line[i];
        if (quoted && letter == '"' && i + 1 < line.size() && line[i + 1] == '"')
            cells.back() += '"', ++i;
        else if (letter == '"')
            quoted = !quoted;
        else if (letter == separator && !quoted)
            cells.emplace_back();
        else
            cells.back() += letter;
    }
    if (quoted) return {};
    return cells;
}

std::optional<double> hours_of_date(std::string_view text) {
    const auto number = [&](std::size_t from, std::size_t count) -> int {
        int value = -1;
        if (from + count > text.size()) return -1;
        const auto [end, slip] = std::from_chars(text.data() + from, text.data() + from + count, value);
        return slip == std::errc() && end == text.data() + from + count ? value : -1;
    };
    if (text.size() < 10 || text[4] != '-' || text[7] != '-') return {};
    const std::chrono::year_month_day day{
        std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(std::max(0, number(5, 2)))),
        std::chrono::day(static_cast<unsigned>(std::max(0, number(8, 2))))};
    if (!day.ok() || number(0, 4) < 0) return {};
    double hours = 24.0 * static_cast<double>(std::chrono::sys_days(day).time_since_epoch().count());
    if (text.size() == 10) return hours;
    if ((text[10] != 'T' && text[10] != ' ') || text.size() < 16 || text[13] != ':') return {};
    const int hour = number(11, 2), minute = number(14, 2);
    double second = 0;
    std::size_t at = 16;
    if (at < text.size() && text[at] == ':') {
        const auto [end, slip] =
            std::from_chars(text.data() + 17, text.data() + text.size(), second, std::chars_format::fixed);
        if (slip != std::errc()) return {};
        at = static_cast<std::size_t>(end - text.data());
    }
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second >= 61) return {};
    hours += hour + minute / 60.0 + second / 3600;
    if (at == text.size() || text.substr(at) == "Z") return hours;
    if ((text[at] != '+' && text[at] != '-') || text.size() < at + 3) return {};
    const int zone_hour = number(at + 1, 2);
    const bool colon = at + 3 < text.size() && text[at + 3] == ':';
    const std::size_t rest = text.size() - at - 3 - (colon ? 1 : 0);
    const int zone_minute = rest == 0 ? 0 : rest == 2 ? number(text.size() - 2, 2) : -1;
    if (zone_hour < 0 || zone_hour > 18 || zone_minute < 0 || zone_minute > 59) return {};
    return hours - (text[at] == '-' ? -1 : 1) * (zone_hour + zone_minute / 60.0);
}

Result<RunColumns> read_run_columns(LineReader& in) {
    RunColumns made;
    for (int row = 0; row < 2; ++row) {
        if (!in.next()) {
            STRANDLINE_CHECK(in.status());
            return fail(Error::input("run.empty", "the table has no {}", row == 0 ? "rows" : "row of units")
                            .at({.file = in.name()})
                            .expected("a row of names, a row of units, and a row for each moment"));
        }
        if (row == 0) made.separator = separator_of(in.line());
        const auto cells = run_cells(in.line(), made.separator);
        if (!cells)
            return fail(Error::input("run.quotes", "a quotation mark is left open")
                            .at(in.place())
                            .expected("both in one line"));
        STRANDLINE_CHECK(row == 0 ? name_columns(*cells, in, made) : read_units(*cells, in, made));
    }
    if (made.signals == 0)
        return fail(Error::input("run.columns", "the table has no column besides the time")
                        .at({.file = in.name()})
                        .expected("columns with a comma, semicolon or tab between them"));
    return made;
}

}  // namespace strandline::formats
