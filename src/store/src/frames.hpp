#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace strandline::store {

// Packs, log and checkpoints begin with one file header; packs and checkpoints go on with frames.
// docs/format.md, "File header" and "Frames", is the authority for every byte here.

inline constexpr std::uint32_t format_version = 1;
inline constexpr std::uint64_t file_header_bytes = 64;
inline constexpr std::uint64_t frame_header_bytes = 72;
inline constexpr std::uint64_t frame_check_bytes = 32;
inline constexpr std::uint64_t part_bytes = 4 << 20;           // of a body, before compression
inline constexpr std::uint64_t most_payload_bytes = 64 << 20;  // of any frame

inline constexpr std::string_view pack_magic = "STRLPACK";
inline constexpr std::string_view log_magic = "STRLDLOG";
inline constexpr std::string_view checkpoint_magic = "STRLCKPT";

/// The log this file belongs to, and its number among its like (packs count from 1, others are 0).
struct FileHeader {
    Digest log_identity;
    std::uint32_t number = 0;
    auto operator<=>(const FileHeader&) const = default;
};
std::string encode_file_header(std::string_view magic, const FileHeader& header);
/// An environment error with code "workspace.newer" for a later version, else with what is damaged.
Result<FileHeader> decode_file_header(std::string_view magic, std::string_view bytes, std::string_view file);

enum class FrameType : std::uint8_t {
    artefact = 1,      // header, canonical JSON
    record = 2,        // header, canonical JSON; ends an append
    public_part = 3,   // of a public body; id is its SHA-256
    private_json = 4,  // encrypted parts; id is the commitment
    private_bytes = 5,
    private_reference = 6,
    envelope = 7,    // who can open the private body with this commitment
    note = 8,        // what this workspace remembers for itself: cache and contents
    checkpoint = 9,  // text of a signed note
};
bool is_private_part(FrameType type);

enum class Codec : std::uint8_t { raw = 0, zstd = 1 };

struct FrameHeader {
    FrameType type = FrameType::artefact;
    Codec codec = Codec::raw;
    std::uint32_t part = 0, parts = 1;
    std::uint64_t stored = 0;  // bytes of payload
    std::uint64_t raw = 0;     // bytes it stands for, after decryption and decompression
    Digest id;
    auto operator<=>(const FrameHeader&) const = default;
};

struct Frame {
    std::uint64_t offset = 0;
    FrameHeader header;
    std::uint64_t end() const { return offset + frame_header_bytes + header.stored + frame_check_bytes; }
};

/// The whole frame as it stands at `offset` of this file. Its checks hold for this place only.
std::string encode_frame(const FileHeader& file, std::uint64_t offset, const FrameHeader& header,
                         std::string_view payload);

/// Reads the frames of one file.
class FrameReader {
public:
    enum class Found { frame, end, torn, bad };  // torn: the file ends within the frame
    struct Look {
        Found found = Found::end;
        Frame frame;
        std::string why;  // of torn and bad
    };

    FrameReader(Source source, FileHeader file) : source_(std::move(source)), file_(file) {}
    /// Opens and checks the file header.
    static Result<FrameReader> open(Source source, std::string_view magic);

    /// The header at `offset`, with its own short check; reading no further than `limit`.
    Look look(std::uint64_t offset, std::uint64_t limit) const;
    Look look(std::uint64_t offset) const { return look(offset, source_.size()); }
    /// The payload, checked; an environment error "pack.damaged".
    Result<std::string> payload(const Frame& frame) const;

    const FileHeader& file() const { return file_; }
    const Source& source() const { return source_; }

private:
    Source source_;
    FileHeader file_;
};

/// Compressed when that makes it smaller.
std::string compress(std::string_view raw, Codec& codec);
/// Exactly `raw` bytes, or an error text-less failure.
Result<std::string> decompress(std::string_view stored, Codec codec, std::uint64_t raw);

}  // namespace strandline::store
