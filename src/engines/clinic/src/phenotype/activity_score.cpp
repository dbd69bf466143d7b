#include "phenotype/activity_score.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>

namespace strandline::clinic {
namespace {

using domain::DiplotypePhenotype;

constexpr std::string_view at_least_sign = "≥";
constexpr double same = 1e-9;

}  // namespace

std::optional<ActivityScore> ActivityScore::parse(std::string_view text) {
    ActivityScore made;
    text = trim(text);
    for (const std::string_view sign : {at_least_sign, std::string_view(">=")})
        if (text.starts_with(sign)) {
            made.at_least = true;
            text.remove_prefix(sign.size());
        }
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), made.value);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(made.value) ||
        made.value < 0)
        return std::nullopt;
    return made;
}

std::string ActivityScore::text() const {
    std::string digits = format("{:.2f}", value);
    if (digits.ends_with('0')) digits.pop_back();
    return (at_least ? std::string(at_least_sign) : std::string()) + digits;
}

const DiplotypePhenotype* phenotype_of_score(const domain::PhenotypeTable& table, ActivityScore score) {
    const DiplotypePhenotype *below = nullptr, *above = nullptr;
    double nearest_below = -1, nearest_above = INFINITY;
    for (const DiplotypePhenotype& result : table.results) {
        const auto has = ActivityScore::parse(result.activity_score);
        if (!has) continue;
        if (std::abs(has->value - score.value) < same && has->at_least == score.at_least) return &result;
        // "≥3.0" answers for what is above it as well as 3.0 does: the nearest of both kinds.
        if (has->value < score.value + same && has->value > nearest_below) {
            below = &result;
            nearest_below = has->value;
        }
        if (has->value > score.value - same && has->value < nearest_above) {
            above = &result;
            nearest_above = has->value;
        }
    }
    if (!below || (above && above->phenotype != below->phenotype)) return nullptr;
    return below;
}

}  // namespace strandline::clinic
