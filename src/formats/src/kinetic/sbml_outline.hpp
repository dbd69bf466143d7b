#pragma once

#include <strandline/base/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// What a first look at the XML says, before libsbml reads it.
struct SbmlOutline {
    /// The text with each draw of the package distrib (an element <csymbol>, which the library does not know)
    /// as a call of a function "draw:…", every other byte at its place.
    std::string text;
    bool hierarchical = false;  // has submodels (package comp)
    bool draws = false;
    /// Other files that models are taken from, as they are written.
    struct External {
        std::string source;
        Place place;
    };
    std::vector<External> externals;
};

/// Errors: "xml.…" for what is no XML, "sbml.root", "sbml.level" and "sbml.package" for what is no SBML that
/// can be simulated.
Result<SbmlOutline> outline_sbml(std::string_view text, std::string_view file);

}  // namespace strandline::formats
