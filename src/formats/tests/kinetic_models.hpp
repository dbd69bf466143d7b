#pragma once

#include "support.hpp"

#include <strandline/formats/kinetic_model.hpp>

#include <string>
#include <string_view>

// Small SBML models of our own, and the reading of them.

namespace strandline::formats::testing {

inline Result<domain::KineticModel> read_sbml_text(std::string text) {
    Context context;
    return read_kinetic_model(file(std::move(text)), context);
}

inline domain::KineticModel good_model(std::string text) {
    auto model = read_sbml_text(std::move(text));
    REQUIRE_MESSAGE(model.has_value(), (model ? std::string() : render(model.error())));
    return std::move(*model);
}

/// Level 3 Version 2 round what stands inside of <model>; it begins on line 2.
inline std::string level_3(std::string_view inside, std::string_view attributes = {}) {
    return format(
        R"(<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2" {}><model id="m">)"
        "\n{}\n</model></sbml>",
        attributes, inside);
}

inline std::string level_2(std::string_view inside, int version) {
    const std::string space = version == 1 ? "" : format("/version{}", version);
    return format(R"(<sbml xmlns="http://www.sbml.org/sbml/level2{}" level="2" version="{}"><model id="m">)"
                  "\n{}\n</model></sbml>",
                  space, version, inside);
}

inline std::string level_1(std::string_view inside, int version) {
    return format(R"(<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" version="{}"><model name="m">)"
                  "\n{}\n</model></sbml>",
                  version, inside);
}

inline std::string math(std::string_view inside) {
    return format(R"(<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>)", inside);
}

/// A parameter x set by the mathematics: what the formula is read as, written as text.
inline std::string as_text(std::string_view mathematics) {
    const auto model = good_model(level_3(
        format(R"(<listOfParameters><parameter id="x" constant="false"/><parameter id="a" constant="true"/>)"
               R"(<parameter id="b" constant="true"/><parameter id="c" constant="true"/></listOfParameters>)"
               R"(<listOfRules><assignmentRule variable="x">{}</assignmentRule></listOfRules>)",
               math(mathematics))));
    REQUIRE(model.rules.size() == 1);
    REQUIRE(model.rules[0].formula.has_value());
    return formula_text(*model.rules[0].formula);
}

}  // namespace strandline::formats::testing
