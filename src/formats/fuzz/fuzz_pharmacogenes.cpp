#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/outside_calls.hpp>
#include <strandline/formats/pharmacogenes.hpp>
#include <strandline/formats/pseudonyms.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

/// The first byte says which of the readers of pharmacogenomic facts and calls gets the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    if (size == 0) return 0;
    const Source source =
        Source::memory("input", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
    Context context;
    switch (data[0] % 4) {
    case 0:
        if (const auto read = formats::read_knowledge({&source, 1}, context)) {
            MemorySink pack;
            formats::write_knowledge_pack(*read, pack);
            const auto again = formats::read_knowledge_pack(Source::memory("pack", pack.bytes()));
            if (!again || *again != *read) __builtin_trap();
        }
        break;
    case 1:
        static_cast<void>(formats::read_knowledge_pack(source));
        break;
    case 2:
        static_cast<void>(formats::read_outside_calls(source));
        break;
    case 3:
        static_cast<void>(formats::read_pseudonyms(source));
        break;
    }
    return 0;
}
