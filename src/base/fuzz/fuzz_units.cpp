// Any bytes as a quantity and as a unit: refused with a way to mend them, or read, and then the unit is
// commensurable with its own dimension and a guess of ours is itself a unit.
#include <strandline/base/units.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

using namespace strandline;

void check_refusal(const Error& error) {
    STRANDLINE_ASSERT(error.exit() == Exit::bad_input);
    STRANDLINE_ASSERT(!error.code().empty() && !error.mend().empty());
    STRANDLINE_ASSERT(!render(error).empty());
}

void check_unit(std::string_view text) {
    const Result<Unit> unit = Unit::parse(text);
    if (!unit) return check_refusal(unit.error());
    STRANDLINE_ASSERT(unit->text() == text);
    STRANDLINE_ASSERT(std::isfinite(unit->to_base(1)));
    const Result<Unit> dimension = Unit::parse(unit->dimension());
    STRANDLINE_ASSERT(dimension.has_value());
    STRANDLINE_ASSERT(unit->commensurable(*dimension));
    const Result<double> converted = convert(1, *unit, *dimension);
    STRANDLINE_ASSERT(converted.has_value() && *converted == unit->to_base(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_unit(text);
    const Result<WrittenQuantity> quantity = parse_quantity(text);
    if (!quantity) {
        check_refusal(quantity.error());
        return 0;
    }
    STRANDLINE_ASSERT(std::isfinite(quantity->value));
    check_unit(quantity->unit);
    return 0;
}
