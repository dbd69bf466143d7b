#include "live/run_columns.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/run_table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

namespace strandline::formats {
namespace {

using domain::Missing;
using domain::Reading;
using domain::RunData;
using Kind = RunColumns::Column::Kind;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

bool is_word_for_nothing(std::string_view cell) {
    static const std::vector<std::string> words{"nan",       "na",      "n/a",     "#n/a", "null", "none",
                                                "-",         "--",      "inf",     "-inf", "+inf", "infinity",
                                                "-infinity", "#value!", "#div/0!", "bad"};
    return std::ranges::find(words, lower(cell)) != words.end();
}

/// How our own tables say why a reading does not count.
constexpr std::pair<std::string_view, Missing> own_words[] = {{"bad", Missing::bad_quality},
                                                              {"stale", Missing::stale},
                                                              {"duplicate", Missing::duplicate},
                                                              {"clock step", Missing::clock_step}};

Missing quality_of(std::string_view cell) {
    const std::string word = lower(cell);
    for (const auto& [own, meaning] : own_words)
        if (own == word) return meaning;
    if (word.empty() || word == "good" || word == "ok") return Missing::no;
    if (word == "500") return Missing::stale;
    int code = 0;
    const auto [end, slip] = std::from_chars(word.data(), word.data() + word.size(), code);
    const bool opc_good =
        slip == std::errc() && end == word.data() + word.size() && code >= 192 && code < 256;
    return opc_good ? Missing::no : Missing::bad_quality;
}

/// One row as it stands: cells become readings, whose times may still contradict each other.
struct Row {
    double time = 0, arrival = 0;
    std::vector<Reading> readings;
};

class RunReader {
public:
    RunReader(const Source& source) : in_(source) {}

    Result<RunData> read() {
        STRANDLINE_TRY(columns_, read_run_columns(in_));
        for (const RunColumns::Column& column : columns_.columns)
            if (column.kind == Kind::signal) run_.signals.push_back({column.name, column.unit});
        while (in_.next() && !errors_.full()) {
            if (trim(in_.line()).empty()) continue;
            read_row();
        }
        STRANDLINE_CHECK(in_.status());
        if (errors_.any()) return fail(errors_.take());
        if (rows_.empty())
            return fail(Error::input("run.empty", "the table has no data")
                            .at({.file = in_.name()})
                            .expected("a row for each moment, below names and units"));
        from_first_row();
        mark_clock_steps();
        mark_duplicates();
        in_order_of_arrival();
        remark();
        return std::move(run_);
    }

private:
    void read_row() {
        auto cells = run_cells(in_.line(), columns_.separator);
        // Loggers that are stopped leave a part of a row.
        if (!cells || cells->size() != columns_.columns.size()) {
            errors_.add(Error::input("run.row", "this row has {}",
                                     cells ? counted(cells->size(), "cell") : "an open quotation mark")
                            .at(in_.place())
                            .expected("{}, as the row of names has", counted(columns_.columns.size(), "cell"))
                            .mend("complete the row, or take it out"));
            return;
        }
        for (std::string& cell : *cells) cell = std::string(trim(cell));
        const auto time = read_time((*cells)[0], columns_.columns[0]);
        if (!time) return;
        Row row{.time = *time, .arrival = *time};
        for (std::size_t i = 1; i < cells->size(); ++i) {
            const RunColumns::Column& column = columns_.columns[i];
            if (column.kind == Kind::arrival && !(*cells)[i].empty()) {
                const auto arrival = read_time((*cells)[i], column);
                if (!arrival) return;
                row.arrival = *arrival;
            }
            if (column.kind == Kind::signal && !(*cells)[i].empty()) read_cell((*cells)[i], column, row);
        }
        for (std::size_t i = 1; i < cells->size(); ++i)
            if (columns_.columns[i].kind == Kind::quality)
                apply_quality((*cells)[i], columns_.columns[i].signal, row);
        if (row.arrival < row.time) {
            errors_.add(
                Error::input("run.arrival", "this row arrived before its sample was taken").at(in_.place()));
            return;
        }
        for (Reading& reading : row.readings) reading.time = row.time, reading.arrival = row.arrival;
        rows_.push_back(std::move(row));
    }

    std::optional<double> read_time(const std::string& cell, const RunColumns::Column& column) {
        if (columns_.dates) {
            const auto hours = hours_of_date(cell);
            if (!hours)
                errors_.add(Error::input("run.time", "'{}' is no date", cell)
                                .at(in_.place())
                                .expected("such as 2026-03-01 08:30:00"));
            return hours;
        }
        double value = 0;
        const auto [end, slip] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (slip == std::errc() && end == cell.data() + cell.size() && std::isfinite(value))
            return value * column.hours;
        errors_.add(Error::input("run.time", "'{}' is no time in {}", cell, column.unit)
                        .at(in_.place())
                        .expected("a number in column '{}'", column.name));
        return {};
    }

    void read_cell(const std::string& cell, const RunColumns::Column& column, Row& row) {
        Reading reading{.signal = column.signal, .value = none};
        const auto [end, slip] =
            std::from_chars(cell.data() + (cell.front() == '+'), cell.data() + cell.size(), reading.value);
        const bool whole = slip == std::errc() && end == cell.data() + cell.size();
        if (!whole && !is_word_for_nothing(cell)) {
            const bool comma = cell.find(',') != std::string::npos && columns_.separator != ',';
            errors_.add(Error::input("run.value", "'{}' is no number", printable(cell))
                            .at(in_.place())
                            .expected("a number, nothing, or NaN in column '{}'", column.name)
                            .mend("{}", comma ? "write decimal points instead of commas"
                                              : "leave the cell empty where nothing was measured"));
            return;
        }
        if (!whole || !std::isfinite(reading.value))
            reading.value = none, reading.missing = Missing::not_a_number;
        row.readings.push_back(reading);
    }

    static void apply_quality(const std::string& cell, std::uint32_t signal, Row& row) {
        const Missing quality = quality_of(cell);
        if (quality == Missing::no) return;
        for (Reading& reading : row.readings)
            if (reading.signal == signal) {
                reading.missing = quality;
                return;
            }
        row.readings.push_back({.time = 0, .signal = signal, .value = none, .missing = quality});
    }

    void from_first_row() {
        if (!columns_.dates) return;
        const double first = rows_.front().time;
        for (Row& row : rows_) {
            row.time -= first, row.arrival -= first;
            for (Reading& reading : row.readings) reading.time -= first, reading.arrival -= first;
        }
    }

    /// Rows are written as they become known, so that arrivals must not fall. The fewest rows that contradict
    /// this are clock steps: those outside of a longest sequence that does not fall (Fredman, Discrete
    /// Mathematics 11:29, 1975).
    void mark_clock_steps() {
        std::vector<std::size_t> ends, before(rows_.size(), rows_.size());
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const auto at = std::ranges::upper_bound(ends, rows_[i].arrival, {},
                                                     [&](std::size_t row) { return rows_[row].arrival; });
            if (at != ends.begin()) before[i] = *(at - 1);
            if (at == ends.end())
                ends.push_back(i);
            else
                *at = i;
        }
        std::vector<bool> kept(rows_.size());
        for (std::size_t i = ends.back(); i < rows_.size(); i = before[i]) kept[i] = true;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (kept[i]) continue;
            for (Reading& reading : rows_[i].readings) reading.missing = Missing::clock_step;
        }
    }

    void mark_duplicates() {
        std::map<std::pair<std::uint32_t, double>, double> seen;
        for (Row& row : rows_) {
            std::erase_if(row.readings, [&](Reading& reading) {
                if (reading.missing != Missing::no) return false;
                const auto [first, is_new] =
                    seen.emplace(std::pair(reading.signal, reading.time), reading.value);
                if (is_new) return false;
                if (first->second == reading.value) return ++repeated_, true;
                reading.missing = Missing::duplicate;
                return false;
            });
        }
    }

    void in_order_of_arrival() {
        for (Row& row : rows_)
            run_.readings.insert(run_.readings.end(), row.readings.begin(), row.readings.end());
        // Clock steps have no place in the order; they stay behind what was written before them.
        double latest = -std::numeric_limits<double>::infinity();
        for (Reading& reading : run_.readings) {
            if (reading.missing == Missing::clock_step) reading.arrival = std::max(reading.arrival, latest);
            latest = std::max(latest, reading.arrival);
        }
        std::ranges::stable_sort(run_.readings, {}, &Reading::arrival);
    }

    void remark() {
        static constexpr std::pair<Missing, std::string_view> words[] = {
            {Missing::not_a_number, "not a number"},
            {Missing::bad_quality, "of bad quality"},
            {Missing::stale, "stale"},
            {Missing::duplicate, "of a time that has another value"},
            {Missing::clock_step, "of a clock that stepped"}};
        for (const auto& [missing, what] : words) {
            std::map<std::uint32_t, std::uint64_t> counts;
            for (const Reading& reading : run_.readings)
                if (reading.missing == missing) ++counts[reading.signal];
            for (const auto& [signal, count] : counts)
                run_.remarks.push_back(
                    format("{}: {} {}", run_.signals[signal].name, counted(count, "reading"), what));
        }
        if (repeated_ > 0)
            run_.remarks.push_back(format("{} repeated and taken once", counted(repeated_, "reading")));
    }

    LineReader in_;
    RunColumns columns_;
    std::vector<Row> rows_;
    RunData run_;
    Errors errors_;
    std::uint64_t repeated_ = 0;
};

std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\";\t") == std::string::npos) return cell;
    std::string text = "\"";
    for (const char letter : cell) text += letter == '"' ? "\"\"" : std::string(1, letter);
    return text + "\"";
}

std::string_view quality_word(Missing missing) {
    for (const auto& [word, meaning] : own_words)
        if (meaning == missing) return word;
    return "";
}

}  // namespace

Result<RunData> read_run(const Source& source) { return RunReader(source).read(); }

Result<void> write_run(const RunData& run, Sink& sink) {
    const std::size_t count = run.signals.size();
    std::vector<bool> flagged(count);
    for (const Reading& reading : run.readings)
        if (!quality_word(reading.missing).empty()) flagged[reading.signal] = true;
    std::string names = "time,arrival", units = "h,h";
    for (std::size_t i = 0; i < count; ++i) {
        names += "," + quoted(run.signals[i].name);
        units += "," + quoted(run.signals[i].unit);
        if (flagged[i]) names += "," + quoted(run.signals[i].name + ".quality"), units += ",";
    }
    sink.write(names + "\n" + units + "\n");
    for (std::size_t i = 0; i < run.readings.size();) {
        const Reading& first = run.readings[i];
        std::vector<std::string> cells(count), qualities(count);
        std::vector<bool> taken(count);
        // A row holds what has one time and one arrival, each signal once.
        for (; i < run.readings.size(); ++i) {
            const Reading& reading = run.readings[i];
            if (reading.time != first.time || reading.arrival != first.arrival || taken[reading.signal])
                break;
            taken[reading.signal] = true;
            cells[reading.signal] = std::isfinite(reading.value) ? es6_number(reading.value) : "NaN";
            qualities[reading.signal] = quality_word(reading.missing);
        }
        std::string line = es6_number(first.time) + "," + es6_number(first.arrival);
        for (std::size_t s = 0; s < count; ++s) {
            line += "," + cells[s];
            if (flagged[s]) line += "," + qualities[s];
        }
        sink.write(line + "\n");
    }
    return sink.status();
}

}  // namespace strandline::formats
