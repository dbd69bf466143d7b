#include <strandline/clinic/knowledge.hpp>

#include <strandline/base/hash.hpp>
#include <strandline/formats/knowledge_pack.hpp>

#include <string_view>

// The bytes of the file, as they are, among the constants of the program.
asm(".section .rodata\n"
    ".balign 8\n"
    "strandline_clinic_pack_begin:\n"
    ".incbin \"" STRANDLINE_CLINIC_PACK
    "\"\n"
    "strandline_clinic_pack_end:\n"
    ".previous\n");

extern "C" {
extern const char strandline_clinic_pack_begin[];
extern const char strandline_clinic_pack_end[];
}

namespace strandline::clinic {

Source shipped_knowledge() {
    const auto size = static_cast<std::size_t>(strandline_clinic_pack_end - strandline_clinic_pack_begin);
    return Source::memory("shipped knowledge", std::string(strandline_clinic_pack_begin, size));
}

std::string shipped_knowledge_id() {
    const std::string_view head(strandline_clinic_pack_begin + formats::knowledge_pack_magic.size(), 32);
    return "clinic knowledge " + Digest::from_raw(head).hex();
}

}  // namespace strandline::clinic
