#pragma once

#include <strandline/domain/formula.hpp>

#include <sbml/math/ASTNode.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace strandline::formats {

/// Begins the name of a function that stands for a draw: no id has a colon.
constexpr std::string_view draw_prefix = "draw:";

/// The distributions that can be drawn from.
std::vector<std::string> distribution_names();

/// What a formula may name.
struct FormulaNames {
    std::unordered_set<std::string> quantities;
    std::map<std::string, std::optional<std::size_t>, std::less<>>
        functions;  // how many arguments, if any holds
};

/// Something in a formula that has no meaning.
struct FormulaSlip {
    enum class Kind { name, function, argument_count, element, nested };
    Kind kind = Kind::name;
    std::string name;
    std::size_t expected = 0, found = 0;  // arguments
};

/// libsbml's tree as a formula; nothing where there is no tree. `own` are names that hold in this formula
/// alone; `level` is that of the file. A formula with slips is not to be used.
std::optional<domain::Formula> read_formula(const ASTNode* math, const FormulaNames& names,
                                            const std::vector<std::string>& own, unsigned level,
                                            std::vector<FormulaSlip>& slips);

}  // namespace strandline::formats
