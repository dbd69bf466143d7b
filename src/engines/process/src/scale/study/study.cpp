#include "scale/study/study.hpp"

namespace strandline::process {
namespace {

constexpr std::pair<ScaleRule, std::string_view> rule_names[] = {
    {ScaleRule::power_per_volume, "P/V"},
    {ScaleRule::oxygen_transfer, "kLa"},
    {ScaleRule::tip_speed, "tip speed"},
    {ScaleRule::mixing_time, "mixing time"},
    {ScaleRule::reynolds, "Re"},
    {ScaleRule::vvm, "vvm"},
    {ScaleRule::impeller_flow, "impeller flow"},
    {ScaleRule::superficial_velocity, "gas velocity"},
    {ScaleRule::own, "own"}};

}  // namespace

std::string_view name(ScaleRule rule) {
    for (const auto& [known, text] : rule_names)
        if (known == rule) return text;
    return {};
}

std::optional<ScaleRule> find_rule(std::string_view name) {
    for (const auto& [rule, text] : rule_names)
        if (text == name) return rule;
    return std::nullopt;
}

}  // namespace strandline::process
