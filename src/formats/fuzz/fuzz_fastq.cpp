#include <strandline/formats/fastq.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    formats::FastqReader reader(source);
    formats::FastqBatch batch;
    for (;;) {
        const auto more = reader.read(batch, 3);
        if (!more || !*more) return 0;
    }
}
