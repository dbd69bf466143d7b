#pragma once

#include <span>
#include <string_view>

namespace strandline {

/// Whether a prefix may stand before an atom.
enum class Prefixes { none, metric };

/// What kind of scale an atom is on.
enum class UnitScale {
    base,             // one of the seven base units
    ratio,            // a multiple of its definition
    offset,           // a temperature with a zero of its own: stands alone, without exponent
    own,              // logarithmic and the like ([pH], B): stands alone and converts only to itself
    own_in_products,  // arbitrary, defined by an assay ([iU], [CFU]): multiplied and divided, converts only
                      // to itself
};

/// A unit atom of UCUM: `value` times `unit`, in definitions that go back to the base units.
struct UnitAtom {
    std::string_view code;
    Prefixes prefixes = Prefixes::none;
    UnitScale scale = UnitScale::ratio;
    std::string_view value = "1";  // decimal digits, so that no precision is lost before the whole is known
    std::string_view unit = "1";
    long double ice_point = 0;  // 273.15 K on an offset scale
};

/// A prefix is `up / down`, two integers, so that 1/100 is exact until the last division.
struct UnitPrefix {
    std::string_view code;
    long double up = 1, down = 1;
};

/// UCUM 2.2 (2024-06-17), base units first.
std::span<const UnitAtom> unit_atoms();
std::span<const UnitPrefix> unit_prefixes();

/// A prefix, or none, and an atom. `atom` is null when the symbol is unknown.
struct UnitSymbol {
    const UnitPrefix* prefix = nullptr;
    const UnitAtom* atom = nullptr;
};

/// Finds "kg", "[iU]", "mm[Hg]". An atom that takes no prefix is found behind one, too: the caller refuses
/// it.
UnitSymbol find_unit_symbol(std::string_view symbol);

}  // namespace strandline
