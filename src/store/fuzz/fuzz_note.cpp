// Checkpoint notes from strangers: no crash, and what is accepted has exactly one spelling.
#include <strandline/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "note.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline::store;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto note = SignedCheckpoint::parse(bytes, "fuzz");
    if (!note) return 0;
    std::string again = note->checkpoint.text() + "\n";
    for (const NoteSignature& signature : note->signatures) {
        STRANDLINE_ASSERT(is_key_name(signature.name));
        const std::string raw = std::string(signature.key_hash.data(), 4) + signature.signature;
        again += "\xe2\x80\x94 " + signature.name + " " + to_base64(raw) + "\n";
    }
    STRANDLINE_ASSERT(again == bytes);
    return 0;
}
