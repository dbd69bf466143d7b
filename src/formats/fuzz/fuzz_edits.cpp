#include <strandline/formats/edits.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    static_cast<void>(formats::read_insert(source));
    const auto texts = formats::read_edit_texts(source);
    if (!texts) return 0;
    for (const formats::EditText& text : *texts) {
        static_cast<void>(formats::parse_change(text));
        static_cast<void>(formats::parse_marked_sequence(text));
    }
    return 0;
}
