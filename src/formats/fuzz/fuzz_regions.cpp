#include <strandline/formats/regions.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    static_cast<void>(formats::read_regions(source, {{{"c", std::string(100, 'A'), true}}}));
    return 0;
}
