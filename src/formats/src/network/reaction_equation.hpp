#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

enum class Arrow { forward, backward, both };

struct EquationTerm {
    std::string_view metabolite;  // a piece of the text
    double coefficient = 0;       // negative is consumed
};

struct Equation {
    std::vector<EquationTerm> terms;  // as written; a metabolite may be there twice
    Arrow arrow = Arrow::forward;
};

/// Where in the text something is wrong.
struct EquationSlip {
    std::string_view part;
    std::string what, expected;
};

/// Reads "a_c + 2 b_c --> c_c" into `equation`. False where it cannot; `slip` then says why.
bool parse_equation(std::string_view text, Equation& equation, EquationSlip& slip);

}  // namespace strandline::formats
