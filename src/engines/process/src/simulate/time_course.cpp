#include "simulate/time_course.hpp"

#include <strandline/base/json.hpp>

#include <charconv>
#include <cmath>

namespace strandline::process {
namespace {

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(number_text(value)); }

}  // namespace

std::string csv_text(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string number_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "INF" : "-INF";
    char digits[32];
    const auto [end, slip] = std::to_chars(digits, digits + sizeof digits, value);
    return {digits, end};
}

Result<void> write_csv(const TimeCourse& course, Sink& sink) {
    std::string lines = "time";
    for (const std::string& id : course.columns) lines += ',' + csv_text(id);
    lines += '\n';
    const std::size_t count = course.columns.size();
    for (std::size_t row = 0; row < course.times.size(); ++row) {
        lines += number_text(course.times[row]);
        for (std::size_t i = 0; i < count; ++i) lines += ',' + number_text(course.values[row * count + i]);
        lines += '\n';
        if (lines.size() > 1 << 16) {
            sink.write(lines);
            lines.clear();
        }
    }
    sink.write(lines);
    return sink.status();
}

Result<void> write_json(const TimeCourse& course, Sink& sink) {
    Json times = Json::array(), values = Json::object();
    for (const double time : course.times) times.push_back(json_number(time));
    const std::size_t count = course.columns.size();
    for (std::size_t i = 0; i < count; ++i) {
        Json column = Json::array();
        for (std::size_t row = 0; row < course.times.size(); ++row)
            column.push_back(json_number(course.values[row * count + i]));
        values.set(course.columns[i], std::move(column));
    }
    Json made = Json::object();
    made.set("time", std::move(times)).set("values", std::move(values));
    sink.write(made.compact());
    sink.write("\n");
    return sink.status();
}

}  // namespace strandline::process
