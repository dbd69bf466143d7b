#include "scale/study/figure_log.hpp"

namespace strandline::process {

void FigureLog::keep(const formats::Figure& figure) {
    figures_.push_back({.path = figure.path,
                        .unit = figure.unit,
                        .source = figure.source.empty() ? "the file, without a source" : figure.source,
                        .value = figure.value,
                        .is_default = false});
}

double FigureLog::given(const formats::SettingsTable& table, const AskedFigure& asked) {
    const formats::Figure figure = table.figure(asked.name, asked.unit, asked.allowed);
    keep(figure);
    return figure.value * asked.si;
}

std::optional<double> FigureLog::if_given(const formats::SettingsTable& table, const AskedFigure& asked) {
    const auto figure = table.figure_if(asked.name, asked.unit, asked.allowed);
    if (!figure) return std::nullopt;
    keep(*figure);
    return figure->value * asked.si;
}

double FigureLog::or_usual(const formats::SettingsTable& table, const AskedFigure& asked, double usual,
                           std::string_view why) {
    if (const auto found = if_given(table, asked)) return *found;
    add(format("{}.{}", table.path(), asked.name), asked.unit, usual, why);
    return usual * asked.si;
}

void FigureLog::add(std::string path, std::string_view unit, double value, std::string_view why) {
    figures_.push_back({.path = std::move(path),
                        .unit = std::string(unit),
                        .source = format("default: {}", why),
                        .value = value,
                        .is_default = true});
}

}  // namespace strandline::process
