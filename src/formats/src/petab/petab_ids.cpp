#include "petab_ids.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace strandline::formats::petab {
namespace {

using Op = domain::Formula::Op;
using Meaning = MathFunction::Meaning;

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

constexpr std::array functions{
    MathFunction{"pow", Op::power, 2, 2},
    MathFunction{"exp", Op::exp},
    MathFunction{"sqrt", Op::root, 1, 1, Meaning::with_first, 2},
    MathFunction{"log", Op::log, 1, 2, Meaning::logarithm},
    MathFunction{"ln", Op::ln},
    MathFunction{"log2", Op::log, 1, 1, Meaning::with_first, 2},
    MathFunction{"log10", Op::log, 1, 1, Meaning::with_first, 10},
    MathFunction{"sin", Op::sin},
    MathFunction{"cos", Op::cos},
    MathFunction{"tan", Op::tan},
    MathFunction{"cot", Op::cot},
    MathFunction{"sec", Op::sec},
    MathFunction{"csc", Op::csc},
    MathFunction{"arcsin", Op::arcsin},
    MathFunction{"arccos", Op::arccos},
    MathFunction{"arctan", Op::arctan},
    MathFunction{"arccot", Op::arccot},
    MathFunction{"arcsec", Op::arcsec},
    MathFunction{"arccsc", Op::arccsc},
    MathFunction{"sinh", Op::sinh},
    MathFunction{"cosh", Op::cosh},
    MathFunction{"tanh", Op::tanh},
    MathFunction{"coth", Op::coth},
    MathFunction{"sech", Op::sech},
    MathFunction{"csch", Op::csch},
    MathFunction{"arcsinh", Op::arcsinh},
    MathFunction{"arccosh", Op::arccosh},
    MathFunction{"arctanh", Op::arctanh},
    MathFunction{"arccoth", Op::arccoth},
    MathFunction{"arcsech", Op::arcsech},
    MathFunction{"arccsch", Op::arccsch},
    MathFunction{"piecewise", Op::piecewise, 3, any},
    MathFunction{"abs", Op::abs},
    MathFunction{"sign", Op::piecewise, 1, 1, Meaning::sign},
    MathFunction{"min", Op::minimum, 2, 2},
    MathFunction{"max", Op::maximum, 2, 2},
};

constexpr std::array<std::string_view, 5> words{"true", "false", "inf", "time", "nan"};
/// Words of SBML's mathematics: as names they would mean two things.
constexpr std::array<std::string_view, 2> literals{"pi", "avogadro"};

bool is_reserved(std::string_view text, int version) {
    const std::string small = lower(text);
    if (std::ranges::find(literals, text) != literals.end()) return true;
    const std::string_view asked = version >= 2 ? std::string_view(small) : text;
    return std::ranges::find(words, asked) != words.end() || math_function(asked) != nullptr;
}

}  // namespace

const MathFunction* math_function(std::string_view name) {
    const auto found = std::ranges::find(functions, name, &MathFunction::name);
    return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string> math_function_names() {
    std::vector<std::string> names;
    for (const MathFunction& function : functions) names.emplace_back(function.name);
    return names;
}

bool is_petab_id(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::optional<Error> wrong_id(std::string_view text, std::string_view of_what, int version, Place place) {
    if (!is_petab_id(text))
        return Error::input("petab.id", "{} is no identifier of PEtab",
                            text.empty() ? std::string("nothing") : format("'{}'", printable(text)))
            .at(std::move(place))
            .expected("{} of letters, digits and underscores that does not begin with a digit", of_what)
            .found("{}", text.empty() ? std::string("an empty cell") : format("'{}'", printable(text)))
            .mend("give it such an id, everywhere it is used");
    if (!is_reserved(text, version)) return std::nullopt;
    return Error::input("petab.reserved", "'{}' means something of its own in formulas", text)
        .at(std::move(place))
        .expected("{} that is no word of PEtab's mathematics", of_what)
        .found("'{}'", text)
        .mend("rename it, everywhere it is used");
}

}  // namespace strandline::formats::petab
