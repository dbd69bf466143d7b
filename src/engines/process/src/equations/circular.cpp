#include "equations/circular.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>

namespace strandline::process {
namespace {

constexpr std::size_t longest_formula = 100;
constexpr std::size_t most_formulas = 8;

std::vector<std::string> loop_of(std::span<const std::string> stack, std::string_view again) {
    return {std::ranges::find(stack, again), stack.end()};
}

/// What a quantity's value is computed by, or nullptr.
const domain::Formula* formula_of(const Entity& entity, bool at_start) {
    if (at_start && entity.initial) return entity.initial;
    if (entity.role == Role::assigned || entity.role == Role::solved) return entity.rule;
    if (entity.reaction && entity.reaction->law) return &*entity.reaction->law;
    if (entity.reference && entity.reference->formula) return &*entity.reference->formula;
    return nullptr;
}

std::string shortened(std::string text) {
    if (text.size() <= longest_formula) return text;
    return text.substr(0, longest_formula) + "…";
}

std::string line_of(const ModelIndex& index, const std::string& id, const std::string& next, bool at_start) {
    const Entity* entity = index.find(id);
    const domain::Formula* formula = entity ? formula_of(*entity, at_start) : nullptr;
    if (!formula) return format("{} needs {}", id, next);
    const std::string by = entity->role == Role::solved ? " (of an algebraic rule)" : "";
    return format("{} = {}{}", id, shortened(formats::formula_text(*formula)), by);
}

}  // namespace

Error circular(std::string_view what, std::span<const std::string> stack, std::string_view again) {
    std::vector<std::string> loop = loop_of(stack, again);
    loop.emplace_back(again);
    return Error::input("process.circular", "{} {} depends on itself", what, again)
        .expected("no loops")
        .found("{}", join(loop, " needs "))
        .mend("break the loop, or write it as an algebraic rule");
}

Error circular_values(const ModelIndex& index, std::span<const std::string> stack, const std::string& again,
                      bool at_start) {
    const std::vector<std::string> loop = loop_of(stack, again);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < loop.size() && i < most_formulas; ++i)
        lines.push_back(line_of(index, loop[i], i + 1 < loop.size() ? loop[i + 1] : again, at_start));
    if (loop.size() > most_formulas) lines.push_back(format("and {} more", loop.size() - most_formulas));
    return Error::input("process.circular", "{}{} depends on itself", at_start ? "the start of " : "", again)
        .expected("{} that can be evaluated one after the other", at_start ? "starts" : "assignments")
        .found("{}", join(lines, ", "))
        .mend("{}", at_start ? "give one of them a number instead of an initial assignment"
                             : "break the loop: delete one of the rules, or write it as an algebraic rule");
}

}  // namespace strandline::process
