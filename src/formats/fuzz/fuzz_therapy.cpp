#include <strandline/formats/pgx_calls.hpp>
#include <strandline/formats/therapy.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

/// The first byte says which: a therapy, or calls to hold against one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    if (size == 0) return 0;
    const Source source =
        Source::memory("input", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
    if (data[0] % 2 == 0)
        static_cast<void>(formats::read_therapy(source));
    else
        static_cast<void>(formats::read_pgx_calls(source, {"TPMT", "HLA-B"}));
    return 0;
}
