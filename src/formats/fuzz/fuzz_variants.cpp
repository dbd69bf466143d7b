#include <strandline/formats/variants.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    auto reader = formats::VariantReader::open(source);
    domain::VariantRecord record;
    while (reader) {
        const auto more = reader->next(record);
        if (!more || !*more) break;
        for (const domain::SampleCall& call : record.calls) static_cast<void>(record.codes_of(call));
    }
    return 0;
}
