#include "checkpoint_file.hpp"

#include <algorithm>

#include "pack_writer.hpp"

namespace strandline::store {

std::uint64_t StoredCheckpoints::signed_size() const {
    return largest() ? largest()->note.checkpoint.size : 0;
}

const StoredCheckpoints::One* StoredCheckpoints::largest() const {
    const One* best = nullptr;
    for (const One& one : all)
        if (!best || one.note.checkpoint.size >= best->note.checkpoint.size) best = &one;
    return best;
}

Result<StoredCheckpoints> read_checkpoints(const Layout& layout, const Digest& log_identity) {
    STRANDLINE_TRY(Source source, Source::open(layout.checkpoints(), "checkpoints"));
    StoredCheckpoints stored;
    auto reader = FrameReader::open(source, checkpoint_magic);
    if (!reader) {
        if (reader.error().code() == "workspace.newer") return fail(reader.error());
        stored.damage.push_back(reader.error().what());
        return stored;
    }
    if (reader->file() != FileHeader{log_identity, 0})
        stored.damage.push_back("checkpoints: the file belongs to another log");
    for (;;) {
        const FrameReader::Look look = reader->look(stored.end);
        if (look.found == FrameReader::Found::end) return stored;
        stored.leftover = source.size() - stored.end;
        if (look.found != FrameReader::Found::frame) {
            stored.torn = look.found == FrameReader::Found::torn;
            stored.damage.push_back(format("checkpoints, byte {}: {}", stored.end, look.why));
            return stored;
        }
        auto text = reader->payload(look.frame);
        if (!text) {
            stored.damage.push_back(text.error().what());
            return stored;
        }
        auto note = SignedCheckpoint::parse(*text, "checkpoints");
        if (look.frame.header.type != FrameType::checkpoint || sha256(*text) != look.frame.header.id ||
            !note) {
            stored.damage.push_back(
                format("checkpoints, frame at byte {}: it holds no checkpoint", stored.end));
        } else {
            stored.all.push_back({std::move(*text), std::move(*note), stored.end});
        }
        stored.end = look.frame.end();
        stored.leftover = 0;
    }
}

Result<void> append_checkpoint(const Layout& layout, const Digest& log_identity,
                               const StoredCheckpoints& before, std::string_view note) {
    STRANDLINE_TRY(DiskFile file, DiskFile::open(layout.checkpoints()));
    if (before.leftover > 0) STRANDLINE_CHECK(file.truncate(before.end));
    const FrameHeader header = plain_frame(FrameType::checkpoint, sha256(note), note);
    STRANDLINE_CHECK(file.write_at(before.end, encode_frame({log_identity, 0}, before.end, header, note)));
    return file.sync();
}

}  // namespace strandline::store
