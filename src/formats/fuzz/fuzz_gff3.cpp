#include <strandline/formats/gff3.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    const domain::Genome genome{{{"c", std::string(100, 'A'), false}}};
    static_cast<void>(formats::read_gff3(source, genome));
    static_cast<void>(formats::read_gff3_with_sequence(source));
    return 0;
}
