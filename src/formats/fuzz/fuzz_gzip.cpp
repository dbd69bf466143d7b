#include <strandline/formats/reader.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    formats::LineReader in(source);
    while (in.next()) {}
    static_cast<void>(in.status());
    return 0;
}
