#include "scale/study/outputs.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>

namespace strandline::process {

const RecipeRun* ScaleReport::run(std::size_t vessel) const {
    for (const RecipeRun& one : runs)
        if (one.vessel == vessel) return &one;
    return nullptr;
}

std::string digits(double value, int significant) {
    char text[64];
    const double shown = value == 0 ? 0.0 : value;  // no minus zero
    const auto end = std::to_chars(text, text + sizeof text, shown, std::chars_format::general, significant);
    return {text, end.ptr};
}

Json number_json(double value) {
    if (!std::isfinite(value)) return {};
    const std::string text = digits(value, 9);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

std::vector<std::string> broken_limits(const OperatingPoint& point) {
    std::vector<std::string> words;
    for (const VesselLimit& one : point.limits)
        if (!one.held) words.push_back(one.words);
    return words;
}

std::vector<std::string> outside_words(const OperatingPoint& point) {
    std::vector<std::string> words;
    for (const QuantityRow& row : point.rows)
        if (!row.estimate.in_range && row.detail.empty())
            words.push_back(format("{}: {}", row.name, row.estimate.outside));
    return words;
}

}  // namespace strandline::process
