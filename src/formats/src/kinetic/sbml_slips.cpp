#include "sbml_slips.hpp"

#include <strandline/base/text.hpp>

#include <sbml/SyntaxChecker.h>

#include <initializer_list>
#include <string_view>

namespace strandline::formats {

std::string with_article(std::string_view what) {
    return (what == "event" ? "an " : "a ") + std::string(what);
}

namespace {

Error unknown_name(const std::string& name, Place place, const SbmlNames& names,
                   const std::vector<std::string>& own, bool in_function) {
    std::vector<std::string> known = own;
    if (!in_function)
        for (const auto* ids :
             {&names.parameters, &names.species, &names.compartments, &names.reactions, &names.references})
            known.insert(known.end(), ids->begin(), ids->end());
    const auto other = names.what.find(name);
    std::string found = format("'{}'", printable(name));
    if (other != names.what.end()) found += format(", which is {}", with_article(other->second));
    auto made = Error::input("sbml.unknown_name", "the formula names '{}', which is nothing it can see",
                             printable(name))
                    .at(std::move(place));
    if (in_function)
        return std::move(made)
            .expected("arguments of the function alone")
            .found("{}", found)
            .mend("make it an argument of the function")
            .candidates(nearest(name, known));
    return std::move(made)
        .expected("the id of a species, parameter, compartment or reaction of the model")
        .found("{}", found)
        .mend("correct the name, or declare it as a parameter")
        .candidates(nearest(name, known));
}

Error unknown_function(const std::string& name, Place place, const SbmlNames& names) {
    std::vector<std::string> known;
    for (const auto& [id, count] : names.formula.functions) known.push_back(id);
    return Error::input("sbml.unknown_function", "the formula calls '{}', which is no function",
                        printable(name))
        .at(std::move(place))
        .expected("a function of SBML, or one that the model defines")
        .found("'{}'", printable(name))
        .mend("define the function in the model's list of functions")
        .candidates(nearest(name, known));
}

}  // namespace

Error slip_error(const FormulaSlip& slip, const SBase& element, const SbmlText& text, const SbmlNames& names,
                 const std::vector<std::string>& own, bool in_function) {
    const bool is_word = !slip.name.empty() && slip.kind != FormulaSlip::Kind::element &&
                         SyntaxChecker::isValidSBMLSId(slip.name);
    Place place = is_word ? text.inside(element, slip.name) : text.place(element);
    switch (slip.kind) {
    case FormulaSlip::Kind::name:
        return unknown_name(slip.name, std::move(place), names, own, in_function);
    case FormulaSlip::Kind::function:
        return unknown_function(slip.name, std::move(place), names);
    case FormulaSlip::Kind::argument_count:
        return Error::input("sbml.argument_count", "'{}' has too {} arguments", printable(slip.name),
                            slip.found < slip.expected ? "few" : "many")
            .at(std::move(place))
            .expected("{}", slip.expected)
            .found("{}", slip.found)
            .mend("correct the formula");
    case FormulaSlip::Kind::nested:
        return Error::input("sbml.nested", "a formula is nested too deep")
            .at(std::move(place))
            .expected("at most 1500 levels")
            .found("more")
            .mend("split it with assignment rules");
    case FormulaSlip::Kind::element:
        break;
    }
    return Error::input("sbml.mathematics", "'{}' has no meaning in a formula of SBML", printable(slip.name))
        .at(std::move(place))
        .expected("the mathematics of SBML Level 3 Version 2")
        .found("'{}'", printable(slip.name))
        .mend("write the formula with other functions");
}

}  // namespace strandline::formats
