#include <strandline/formats/table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    auto table = formats::TableReader::open(source);
    while (table) {
        const auto more = table->next();
        if (!more || !*more) break;
        static_cast<void>(table->integer(0));
        static_cast<void>(table->number(0));
    }
    return 0;
}
