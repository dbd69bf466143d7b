#include <strandline/formats/knowledge_pack.hpp>

#include "pharmacogenes/pack_layout.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>

namespace strandline::formats {
namespace {

constexpr std::size_t digest_size = 32;
constexpr std::size_t head_size = knowledge_pack_magic.size() + digest_size;
constexpr std::uint64_t largest_pack = 1 << 28;

Error wrong(std::string code, std::string what, const Source& source) {
    return Error::input("clinic.knowledge." + std::move(code), "{}", what)
        .at({.file = source.name()})
        .expected("a knowledge pack, {}", knowledge_pack_format);
}

Error damaged(const Source& source, std::string_view found) {
    return wrong("damaged", "this pack is not what it was when it was written", source)
        .found("{}", found)
        .mend("take the pack anew, or build it again: strandline clinic knowledge build");
}

/// Magic and digest.
Result<std::array<char, head_size>> read_head(const Source& source) {
    std::array<char, head_size> head{};
    STRANDLINE_TRY(const std::size_t size, source.read_at(0, head));
    const std::string_view bytes(head.data(), size);
    const std::string_view family = knowledge_pack_magic.substr(0, knowledge_pack_magic.size() - 1);
    if (!bytes.starts_with(family))
        return fail(wrong("foreign", "this is no knowledge pack", source)
                        .found("bytes '{}'", printable(bytes.substr(0, family.size())))
                        .mend("build one from the field's JSON files: strandline clinic knowledge build"));
    if (size < head_size) return fail(damaged(source, format("{} in all", counted(size, "byte"))));
    if (!bytes.starts_with(knowledge_pack_magic))
        return fail(wrong("newer", "a later strandline wrote this pack", source)
                        .found("version {}", static_cast<unsigned char>(bytes[family.size()]))
                        .mend("use that strandline, or build the pack again with this one"));
    return head;
}

}  // namespace

Digest write_knowledge_pack(const domain::PgxKnowledge& knowledge, Sink& sink) {
    PackWriter pack;
    PackLayout(pack).tell(knowledge);
    const std::string bytes = pack.finish();
    const Digest digest = sha256(bytes);
    sink.write(knowledge_pack_magic);
    sink.write(digest.raw());
    sink.write(bytes);
    return digest;
}

Result<Digest> knowledge_pack_digest(const Source& source) {
    STRANDLINE_TRY(const auto head, read_head(source));
    return Digest::from_raw({head.data() + knowledge_pack_magic.size(), digest_size});
}

Result<domain::PgxKnowledge> read_knowledge_pack(const Source& source) {
    STRANDLINE_TRY(const Digest digest, knowledge_pack_digest(source));
    if (source.size() > largest_pack) return fail(damaged(source, "more than 256 MiB"));
    STRANDLINE_TRY(const std::string file, source.read_all());
    const std::string_view bytes = std::string_view(file).substr(head_size);
    if (sha256(bytes) != digest) return fail(damaged(source, "bytes of another digest than its own"));
    PackReader pack(bytes);
    domain::PgxKnowledge knowledge;
    PackLayout(pack).tell(knowledge);
    if (pack.failed() || !pack.at_end()) return fail(damaged(source, "values that do not follow its layout"));
    return knowledge;
}

}  // namespace strandline::formats
