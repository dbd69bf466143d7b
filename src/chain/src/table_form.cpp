#include "table_form.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::chain {

namespace {

using operation::Column;
using operation::ColumnType;
using operation::Form;
using operation::Port;

constexpr std::size_t widest_shown = 60;

Json cell_as_json(std::string_view cell, ColumnType type) {
    if (cell == "NA" || (cell.empty() && type != ColumnType::text)) return nullptr;
    double value = 0;
    const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool is_number = failed == std::errc{} && end == cell.data() + cell.size();
    // JSON has no infinite number: "inf" stays a text.
    if (type == ColumnType::text || !is_number || !std::isfinite(value)) return Json(cell);
    return Json(value);
}

/// Calls `row` with the cells of each line after the header.
template <class Row>
void each_row(std::string_view text, Row&& row) {
    bool header = true;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (!header && !line.empty()) row(split(line, '\t'));
        header = false;
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

/// Whether a column is the one declared; "*_mmol_L" declares all columns that end so.
bool is_declared_as(std::string_view name, const Column& declared) {
    const std::string_view as = declared.name;
    return as.starts_with('*') ? name.ends_with(as.substr(1)) : name == as;
}

/// The columns that the table has, in its header's order.
std::vector<Column> columns_of(std::string_view text, const Port& port) {
    std::vector<Column> columns;
    for (const std::string_view name : split(text.substr(0, text.find('\n')), '\t')) {
        Column column{std::string(name), ColumnType::text, ""};
        for (const auto* known : {&port.columns, &port.more_columns})
            if (const auto found = std::ranges::find_if(
                    *known, [&](const Column& declared) { return is_declared_as(name, declared); });
                found != known->end())
                column.type = found->type;
        columns.push_back(std::move(column));
    }
    return columns;
}

void show_json(std::string_view text, const std::vector<Column>& columns, Sink& sink) {
    sink.write("[");
    bool first = true;
    each_row(text, [&](const std::vector<std::string_view>& cells) {
        Json row = Json::object();
        for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i)
            row.set(columns[i].name, cell_as_json(cells[i], columns[i].type));
        sink.write(first ? "\n  " : ",\n  ");
        sink.write(row.compact());
        first = false;
    });
    sink.write(first ? "]\n" : "\n]\n");
}

void show_text(std::string_view text, const std::vector<Column>& columns, Sink& sink) {
    std::vector<std::size_t> widths;
    for (const Column& column : columns) widths.push_back(column.name.size());
    each_row(text, [&](const std::vector<std::string_view>& cells) {
        for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], std::min(cells[i].size(), widest_shown));
    });
    const auto write_row = [&](const std::vector<std::string_view>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
            const bool right = columns[i].type != ColumnType::text;
            const std::string padding(widths[i] > cells[i].size() ? widths[i] - cells[i].size() : 0, ' ');
            if (i) line += "  ";
            line += right ? padding + std::string(cells[i]) : std::string(cells[i]) + padding;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        sink.write(line + "\n");
    };
    std::vector<std::string_view> names;
    for (const Column& column : columns) names.push_back(column.name);
    write_row(names);
    each_row(text, write_row);
}

Result<void> copy(const Source& source, Sink& sink) {
    std::vector<char> block(1 << 20);
    for (std::uint64_t offset = 0;;) {
        STRANDLINE_TRY(const std::size_t count, source.read_at(offset, block));
        if (count == 0) return sink.status();
        sink.write({block.data(), count});
        offset += count;
    }
}

}  // namespace

Result<void> show(const Source& result, const Port& port, Form form, Sink& sink) {
    if (form == Form::tsv || port.columns.empty()) return copy(result, sink);
    STRANDLINE_TRY(const std::string text, result.read_all());
    const std::vector<Column> columns = columns_of(text, port);
    if (form == Form::json)
        show_json(text, columns, sink);
    else
        show_text(text, columns, sink);
    return sink.status();
}

}  // namespace strandline::chain
