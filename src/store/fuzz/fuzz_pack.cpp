// Files of a workspace from strangers. The first byte chooses: the bytes as a whole file, or, since checks
// would stop nearly every input at once, as the payload of a frame whose checks are right.
#include <strandline/base/error.hpp>
#include <strandline/store/commitment.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bodies.hpp"
#include "frames.hpp"
#include "headers.hpp"
#include "log_file.hpp"

namespace {

using namespace strandline;
using namespace strandline::store;

const Digest identity{};

void read_payload(const Frame& frame, std::string_view payload) {
    const auto artefact = ArtefactHeader::parse(payload);
    if (artefact) STRANDLINE_ASSERT(artefact->to_json().canonical() == payload);
    const auto record = RecordHeader::parse(payload);
    if (record) STRANDLINE_ASSERT(record->to_json().canonical() == payload);
    const auto envelope = Envelope::parse(payload);
    if (envelope) STRANDLINE_ASSERT(envelope->to_payload() == payload);
    const auto note = Note::parse(payload);
    if (note && note->cache) STRANDLINE_ASSERT(note->cache->to_payload() == payload);
    if (note && note->content) STRANDLINE_ASSERT(note->content->to_payload() == payload);
    if (const auto json = Json::parse(payload)) {
        const auto field = FieldDisclosure::parse(*json);
        if (field) verify_field(Digest{}, *field);
    }
    if (frame.header.raw <= part_bytes) (void)decompress(payload, Codec::zstd, frame.header.raw);
    (void)PrivateBody(Secret(), BodyKind::bytes, identity).decode(frame.header, payload);
}

void read_frames(const std::string& bytes) {
    const auto reader = FrameReader::open(Source::memory("fuzz", bytes), pack_magic);
    if (!reader) return;
    for (std::uint64_t offset = file_header_bytes;;) {
        const FrameReader::Look look = reader->look(offset);
        if (look.found != FrameReader::Found::frame) return;
        STRANDLINE_ASSERT(look.frame.end() > offset && look.frame.end() <= bytes.size());
        if (const auto payload = reader->payload(look.frame)) read_payload(look.frame, *payload);
        offset = look.frame.end();
    }
}

void read_log(const std::string& bytes) {
    const auto log = LogReader::open(Source::memory("fuzz", bytes));
    if (!log) return;
    (void)log->entries(0, log->size());
    (void)log->last();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    if (data[0] % 4 == 0) {
        read_frames(bytes);
        read_log(bytes);
        return 0;
    }
    FrameHeader header;
    header.type = FrameType::artefact;
    header.stored = header.raw = bytes.size();
    header.id = sha256(bytes);
    if (data[0] % 4 == 1) {
        header.type = static_cast<FrameType>(3 + data[1] % 4);  // of a body, compressed
        header.codec = Codec::zstd;
        header.raw = std::uint64_t{1} << data[1] % 23;
        if (header.type == FrameType::envelope) return 0;
    }
    const FileHeader file{identity, 1};
    read_frames(encode_file_header(pack_magic, file) + encode_frame(file, file_header_bytes, header, bytes));
    if (bytes.size() >= 52) {
        const auto leaf = static_cast<std::uint64_t>(data[1]);
        const auto entry =
            decode_log_entry(identity, leaf, std::string_view(bytes).substr(0, log_entry_bytes));
        if (entry)
            STRANDLINE_ASSERT(encode_log_entry(identity, *entry) ==
                              std::string_view(bytes).substr(0, log_entry_bytes));
    }
    return 0;
}
