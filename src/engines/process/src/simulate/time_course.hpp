#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::process {

/// A table of numbers over time, as it is written.
struct TimeCourse {
    std::string title;
    std::vector<std::string> columns;  // without the time
    std::vector<double> times;
    std::vector<double> values;  // [time][column]
};

/// The shortest digits that give the same double again; NaN, INF, -INF.
std::string number_text(double value);

/// As RFC 4180 has it, where an id needs it at all.
std::string csv_text(const std::string& text);

/// CSV; the first column is `time`.
Result<void> write_csv(const TimeCourse& course, Sink& sink);
/// {"time": […], "values": {"S1": […], …}}; what is not finite as the texts "NaN", "INF", "-INF".
Result<void> write_json(const TimeCourse& course, Sink& sink);
/// A page that is complete in itself: lines, a legend that hides and shows, values under the pointer.
Result<void> write_page(const TimeCourse& course, Sink& sink);

}  // namespace strandline::process
