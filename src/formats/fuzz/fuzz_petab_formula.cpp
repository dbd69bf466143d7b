#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/petab.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

/// A formula that is read can be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto formula = formats::parse_petab_formula(text, {});
    if (formula) static_cast<void>(formats::formula_text(*formula));
    return 0;
}
