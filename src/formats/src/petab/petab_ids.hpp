#pragma once

#include <strandline/base/error.hpp>
#include <strandline/domain/formula.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats::petab {

/// A function of PEtab's mathematics and how it is written as a Formula.
struct MathFunction {
    enum class Meaning : std::uint8_t { plain, with_first, logarithm, sign };
    std::string_view name;
    domain::Formula::Op op = domain::Formula::Op::number;
    std::size_t least = 1, most = 1;  // arguments
    Meaning meaning = Meaning::plain;
    double first = 0;
};

const MathFunction* math_function(std::string_view name);
std::vector<std::string> math_function_names();

/// Letters, digits and underscores, no digit first.
bool is_petab_id(std::string_view text);

/// What is wrong with a text as an identifier of the problem: its form, or a word that PEtab keeps for itself
/// ("petab.id", "petab.reserved"). PEtab 2 keeps its words in upper case, too.
std::optional<Error> wrong_id(std::string_view text, std::string_view of_what, int version, Place place);

}  // namespace strandline::formats::petab
