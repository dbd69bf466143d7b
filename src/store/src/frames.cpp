#include "frames.hpp"

#include <zstd.h>

#include "bytes.hpp"

namespace strandline::store {

namespace {

constexpr std::string_view frame_magic = "SLf1";

std::string checked(const FileHeader& file, std::uint64_t offset, std::string_view bytes) {
    std::string place(file.log_identity.raw());
    put_be32(place, file.number);
    put_be64(place, offset);
    place += bytes;
    return place;
}

std::string short_check(const FileHeader& file, std::uint64_t offset, std::string_view first64) {
    return std::string(sha256(checked(file, offset, first64)).raw().substr(0, 8));
}

Digest long_check(const FileHeader& file, std::uint64_t offset, std::string_view header_and_payload) {
    Sha256 hash;
    hash.update(checked(file, offset, {}));
    hash.update(header_and_payload);
    return hash.finish();
}

std::string encode_header(const FileHeader& file, std::uint64_t offset, const FrameHeader& header) {
    std::string bytes(frame_magic);
    bytes.push_back(static_cast<char>(header.type));
    bytes.push_back(static_cast<char>(header.codec));
    bytes.append(2, '\0');
    put_be32(bytes, header.part);
    put_be32(bytes, header.parts);
    put_be64(bytes, header.stored);
    put_be64(bytes, header.raw);
    bytes += header.id.raw();
    bytes += short_check(file, offset, bytes);
    return bytes;
}

Error damaged(std::string_view file, std::string_view what) {
    return Error::environment("workspace.damaged", "{} is damaged: {}", file, what)
        .mend("run 'strandline thread check'; restore the file from a back-up");
}

bool header_is_sensible(const FrameHeader& header) {
    const auto type = static_cast<std::uint8_t>(header.type);
    if (type < 1 || type > 9 || static_cast<std::uint8_t>(header.codec) > 1) return false;
    if (header.parts == 0 || header.part >= header.parts) return false;
    if (header.stored > most_payload_bytes || header.raw > most_payload_bytes) return false;
    const bool is_body = header.type == FrameType::public_part || is_private_part(header.type);
    if (is_body) {
        const bool last = header.part + 1 == header.parts;
        return header.raw <= part_bytes &&
               (last ? header.raw > 0 || header.parts == 1 : header.raw == part_bytes);
    }
    return header.parts == 1 && header.codec == Codec::raw && header.raw == header.stored;
}

}  // namespace

bool is_private_part(FrameType type) {
    return type == FrameType::private_json || type == FrameType::private_bytes ||
           type == FrameType::private_reference;
}

std::string encode_file_header(std::string_view magic, const FileHeader& header) {
    std::string bytes(magic);
    put_be32(bytes, format_version);
    put_be32(bytes, header.number);
    bytes += header.log_identity.raw();
    bytes += sha256(bytes).raw().substr(0, 16);
    STRANDLINE_ASSERT(bytes.size() == file_header_bytes);
    return bytes;
}

Result<FileHeader> decode_file_header(std::string_view magic, std::string_view bytes, std::string_view file) {
    if (bytes.size() < file_header_bytes) return fail(damaged(file, "it ends within its header"));
    bytes = bytes.substr(0, file_header_bytes);
    if (!bytes.starts_with(magic)) return fail(damaged(file, "its first bytes are not those of such a file"));
    if (sha256(bytes.substr(0, 48)).raw().substr(0, 16) != bytes.substr(48))
        return fail(damaged(file, "the check of its header does not match"));
    if (get_be32(bytes, 8) > format_version)
        return fail(
            Error::environment("workspace.newer", "{} was made by a newer version of strandline", file)
                .expected("format {} or older", format_version)
                .found("format {}", get_be32(bytes, 8))
                .mend("use that newer version"));
    if (get_be32(bytes, 8) != format_version) return fail(damaged(file, "there is no such version"));
    return FileHeader{Digest::from_raw(bytes.substr(16, 32)), get_be32(bytes, 12)};
}

std::string encode_frame(const FileHeader& file, std::uint64_t offset, const FrameHeader& header,
                         std::string_view payload) {
    STRANDLINE_ASSERT(header.stored == payload.size() && header_is_sensible(header));
    std::string bytes = encode_header(file, offset, header);
    bytes += payload;
    bytes += long_check(file, offset, bytes).raw();
    return bytes;
}

Result<FrameReader> FrameReader::open(Source source, std::string_view magic) {
    std::string bytes(file_header_bytes, '\0');
    STRANDLINE_TRY(const std::size_t got, source.read_at(0, bytes));
    bytes.resize(got);
    STRANDLINE_TRY(const FileHeader header, decode_file_header(magic, bytes, source.name()));
    return FrameReader(std::move(source), header);
}

FrameReader::Look FrameReader::look(std::uint64_t offset, std::uint64_t limit) const {
    if (offset >= limit) return {Found::end, {}, {}};
    if (limit - offset < frame_header_bytes) return {Found::torn, {}, "it ends within the header of a frame"};
    std::string bytes(frame_header_bytes, '\0');
    const auto got = source_.read_at(offset, bytes);
    if (!got || *got != bytes.size()) return {Found::bad, {}, "it cannot be read"};
    if (!bytes.starts_with(frame_magic)) return {Found::bad, {}, "no frame begins here"};
    if (short_check(file_, offset, std::string_view(bytes).substr(0, 64)) != bytes.substr(64))
        return {Found::bad, {}, "the check of a frame's header does not match"};
    Frame frame;
    frame.offset = offset;
    frame.header.type = static_cast<FrameType>(bytes[4]);
    frame.header.codec = static_cast<Codec>(bytes[5]);
    frame.header.part = get_be32(bytes, 8);
    frame.header.parts = get_be32(bytes, 12);
    frame.header.stored = get_be64(bytes, 16);
    frame.header.raw = get_be64(bytes, 24);
    frame.header.id = Digest::from_raw(std::string_view(bytes).substr(32, 32));
    if (bytes[6] != 0 || bytes[7] != 0 || !header_is_sensible(frame.header))
        return {Found::bad, {}, "the header of a frame contradicts itself"};
    if (frame.end() > limit) return {Found::torn, frame, "it ends within a frame"};
    return {Found::frame, frame, {}};
}

Result<std::string> FrameReader::payload(const Frame& frame) const {
    const auto bad = [&](std::string_view what) {
        return fail(
            Error::environment("pack.damaged", "{}, frame at byte {}: {}", source_.name(), frame.offset, what)
                .mend("run 'strandline thread verify'; restore the file from a back-up"));
    };
    std::string bytes(frame.end() - frame.offset, '\0');
    STRANDLINE_TRY(const std::size_t got, source_.read_at(frame.offset, bytes));
    if (got != bytes.size()) return bad("the file ends within it");
    const std::string_view whole(bytes);
    const std::string_view body = whole.substr(0, whole.size() - frame_check_bytes);
    if (body.substr(0, frame_header_bytes) != encode_header(file_, frame.offset, frame.header))
        return bad("another frame is there");
    if (long_check(file_, frame.offset, body).raw() != whole.substr(body.size()))
        return bad("its bytes do not match its check");
    bytes.resize(body.size());
    bytes.erase(0, frame_header_bytes);
    return bytes;
}

std::string compress(std::string_view raw, Codec& codec) {
    std::string smaller(ZSTD_compressBound(raw.size()), '\0');
    const std::size_t size = ZSTD_compress(smaller.data(), smaller.size(), raw.data(), raw.size(), 3);
    codec = !ZSTD_isError(size) && size < raw.size() ? Codec::zstd : Codec::raw;
    if (codec == Codec::raw) return std::string(raw);
    smaller.resize(size);
    return smaller;
}

Result<std::string> decompress(std::string_view stored, Codec codec, std::uint64_t raw) {
    const auto bad = [] {
        return fail(Error::environment("pack.damaged", "a stored part does not unpack")
                        .mend("restore the pack from a back-up"));
    };
    if (codec == Codec::raw) {
        if (stored.size() != raw) return bad();
        return std::string(stored);
    }
    std::string bytes(raw, '\0');
    const std::size_t size = ZSTD_decompress(bytes.data(), bytes.size(), stored.data(), stored.size());
    if (ZSTD_isError(size) || size != raw) return bad();
    return bytes;
}

}  // namespace strandline::store
