#include <strandline/base/error.hpp>
#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/reader.hpp>

#include <zlib.h>

#include <array>
#include <vector>

namespace strandline::formats {
namespace {

/// Bytes a block takes in: so few that even what does not compress stays below the 64 KiB of its size field.
constexpr std::size_t block_length = 0xff00;
constexpr std::size_t header_length = 18;
constexpr std::size_t trailer_length = 8;
constexpr int level = 6;

void put(std::string& text, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
}

/// RFC 1952 header with the extra field BC, which holds the block's length less one.
std::string header(std::size_t whole_block) {
    std::string text("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0", 16);
    put(text, static_cast<std::uint32_t>(whole_block - 1), 2);
    return text;
}

/// The deflated bytes, or nothing where zlib fails.
std::string deflated(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(done ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

}  // namespace

void BgzfSink::write(std::string_view bytes) {
    pending_.append(bytes);
    std::size_t at = 0;
    for (; pending_.size() - at >= block_length; at += block_length)
        write_block(std::string_view(pending_).substr(at, block_length));
    pending_.erase(0, at);
}

void BgzfSink::write_block(std::string_view bytes) {
    const std::string body = deflated(bytes);
    const std::size_t whole = header_length + body.size() + trailer_length;
    failed_ = failed_ || body.empty() || whole > 0x10000;
    if (failed_) return;
    std::string block = header(whole) + body;
    const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
    put(block, static_cast<std::uint32_t>(crc32(0, data, static_cast<uInt>(bytes.size()))), 4);
    put(block, static_cast<std::uint32_t>(bytes.size()), 4);
    to_.write(block);
}

Result<void> BgzfSink::status() const {
    if (failed_) return fail(Error::fault("gzip.write", "zlib cannot compress"));
    return to_.status();
}

Result<void> BgzfSink::finish() {
    if (!pending_.empty()) write_block(pending_);
    pending_.clear();
    write_block("");
    return status();
}

bool is_gzip(const Source& source) {
    std::array<char, 2> first{};
    const auto count = source.read_at(0, first);
    return count && *count == 2 && first[0] == '\x1f' && first[1] == '\x8b';
}

Result<Content> content_of(const Source& source) {
    ByteReader in(source);
    Sha256 hash;
    Content content;
    std::vector<char> block(1 << 18);
    for (;;) {
        STRANDLINE_TRY(const std::size_t count, in.read(block));
        if (count == 0) break;
        hash.update({block.data(), count});
        content.size += count;
    }
    content.digest = hash.finish();
    return content;
}

Result<void> check_bgzip_end(const Source& source) {
    constexpr std::size_t eof_length = 28;
    char head[16] = {};
    STRANDLINE_TRY(const std::size_t got, source.read_at(0, head));
    const std::string_view start(head, got);
    const bool bgzip =
        start.size() == 16 && start.starts_with("\x1f\x8b\x08\x04") && start[12] == 'B' && start[13] == 'C';
    if (!bgzip) return {};
    char tail[eof_length] = {};
    const std::uint64_t size = source.size();
    if (size >= eof_length) STRANDLINE_CHECK(source.read_at(size - eof_length, tail));
    constexpr char marker[] = "\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0";
    if (std::string_view(tail, eof_length) == std::string_view(marker, eof_length)) return {};
    return fail(Error::input("bgzip.truncated", "the bgzip data end early")
                    .at({.file = source.name()})
                    .expected("the empty block that ends a bgzip file")
                    .found("another end, after {} compressed bytes", with_thousands(size))
                    .mend("fetch or compress the file again; `bgzip -t` tells whether a copy is whole"));
}

}  // namespace strandline::formats
