#include "packed/text_feed.hpp"

#include "packed/fasta_chunk.hpp"

#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/reader.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t behind = FastaChunk::readable_behind;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view end_text(std::vector<char>& buffer, std::size_t size) {
    std::fill_n(buffer.begin() + static_cast<std::ptrdiff_t>(size), behind, '\0');
    return {buffer.data(), size};
}

void make_room(std::vector<char>& buffer, std::size_t size) {
    if (buffer.size() < size + behind) buffer.resize(size + behind);
}

class PlainFeed final : public TextFeed {
public:
    PlainFeed(const Source& source, std::size_t chunk_bytes) : source_(source), chunk_bytes_(chunk_bytes) {}

    std::optional<std::vector<Read>> next(std::size_t most) override {
        std::vector<Read> reads;
        while (reads.size() < most && done_ < source_.size()) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes_, source_.size() - done_));
            reads.emplace_back(
                [this, at = done_, size](std::vector<char>& buffer) { return read(at, size, buffer); });
            done_ += size;
        }
        return reads;
    }
    std::uint64_t bytes_done() const override { return done_; }
    std::uint64_t likely_size() const override { return source_.size(); }

private:
    std::optional<std::string_view> read(std::uint64_t at, std::size_t size,
                                         std::vector<char>& buffer) const {
        make_room(buffer, size);
        const auto got = source_.read_at(at, std::span(buffer).first(size));
        if (!got || *got != size) return std::nullopt;
        return end_text(buffer, size);
    }

    Source source_;
    std::size_t chunk_bytes_;
    std::uint64_t done_ = 0;
};

/// One stream, decompressed by the one who asks for the next chunks.
class GzipFeed final : public TextFeed {
public:
    GzipFeed(const Source& source, std::size_t chunk_bytes)
        : source_(source), bytes_(source), chunk_bytes_(chunk_bytes) {}

    std::optional<std::vector<Read>> next(std::size_t most) override {
        std::vector<Read> reads;
        while (reads.size() < most) {
            auto text = std::make_shared<std::vector<char>>();
            make_room(*text, chunk_bytes_);
            const auto got = bytes_.read(std::span(*text).first(chunk_bytes_));
            if (!got) return std::nullopt;
            if (*got == 0) break;
            reads.emplace_back([text, size = *got](std::vector<char>&) -> std::optional<std::string_view> {
                return end_text(*text, size);
            });
        }
        return reads;
    }
    std::uint64_t bytes_done() const override { return bytes_.bytes_read(); }
    std::uint64_t likely_size() const override { return 4 * source_.size(); }

private:
    Source source_;
    ByteReader bytes_;
    std::size_t chunk_bytes_;
};

/// A gzip member with its own length in its header (SAM specification, section 4.1).
struct Block {
    std::uint64_t data_at;   // of the deflated bytes
    std::uint32_t deflated;  // bytes
    std::uint32_t size;      // inflated
    std::uint32_t crc;
};

std::uint32_t little_endian(const char* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

class BgzipFeed final : public TextFeed {
public:
    static constexpr std::size_t header_size = 18, trailer_size = 8, most_in_block = 1 << 16;

    BgzipFeed(const Source& source, std::size_t chunk_bytes) : source_(source), chunk_bytes_(chunk_bytes) {}

    /// The block at `at`; nothing where there is none as bgzip writes them.
    static std::optional<std::pair<Block, std::uint64_t>> block_at(const Source& source, std::uint64_t at) {
        constexpr std::string_view start("\x1f\x8b\x08\x04", 4), extra("\x06\0BC\x02\0", 6);
        std::array<char, header_size> header{};
        const auto got = source.read_at(at, header);
        if (!got || *got != header.size()) return std::nullopt;
        const std::string_view bytes(header.data(), header.size());
        if (!bytes.starts_with(start) || bytes.substr(10, extra.size()) != extra) return std::nullopt;
        const std::uint64_t whole = little_endian(header.data() + 16, 2) + std::uint64_t{1};
        if (whole < header_size + trailer_size || at + whole > source.size()) return std::nullopt;
        std::array<char, trailer_size> trailer{};
        const auto got_end = source.read_at(at + whole - trailer_size, trailer);
        if (!got_end || *got_end != trailer.size()) return std::nullopt;
        const Block block{at + header_size, static_cast<std::uint32_t>(whole - header_size - trailer_size),
                          little_endian(trailer.data() + 4, 4), little_endian(trailer.data(), 4)};
        if (block.size > most_in_block) return std::nullopt;
        return std::pair(block, at + whole);
    }

    std::optional<std::vector<Read>> next(std::size_t most) override {
        std::vector<Read> reads;
        while (reads.size() < most && done_ < source_.size()) {
            std::vector<Block> blocks;
            std::size_t size = 0;
            while (size < chunk_bytes_ && done_ < source_.size()) {
                const auto block = block_at(source_, done_);
                if (!block) return std::nullopt;
                blocks.push_back(block->first);
                size += block->first.size;
                done_ = block->second;
            }
            reads.emplace_back([this, blocks = std::move(blocks), size](std::vector<char>& buffer) {
                return read(blocks, size, buffer);
            });
        }
        return reads;
    }
    std::uint64_t bytes_done() const override { return done_; }
    std::uint64_t likely_size() const override { return 4 * source_.size(); }

private:
    std::optional<std::string_view> read(const std::vector<Block>& blocks, std::size_t size,
                                         std::vector<char>& buffer) const {
        make_room(buffer, size);
        std::vector<char> deflated;
        z_stream stream{};
        if (inflateInit2(&stream, -15) != Z_OK) return std::nullopt;
        bool is_whole = true;
        std::size_t at = 0;
        for (const Block& block : blocks) {
            is_whole = is_whole && inflate_block(stream, block, deflated, buffer.data() + at);
            at += block.size;
        }
        inflateEnd(&stream);
        if (!is_whole) return std::nullopt;
        return end_text(buffer, size);
    }

    bool inflate_block(z_stream& stream, const Block& block, std::vector<char>& deflated, char* into) const {
        deflated.resize(block.deflated);
        const auto got = source_.read_at(block.data_at, deflated);
        if (!got || *got != deflated.size()) return false;
        inflateReset(&stream);
        stream.next_in = reinterpret_cast<Bytef*>(deflated.data());
        stream.avail_in = block.deflated;
        stream.next_out = reinterpret_cast<Bytef*>(into);
        stream.avail_out = block.size;
        if (inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.avail_in != 0 || stream.avail_out != 0)
            return false;
        return crc32(0, reinterpret_cast<const Bytef*>(into), block.size) == block.crc;
    }

    Source source_;
    std::size_t chunk_bytes_;
    std::uint64_t done_ = 0;
};

/// What a byte order mark stands in front of.
class WithoutMark final : public TextFeed {
public:
    explicit WithoutMark(std::unique_ptr<TextFeed> feed) : feed_(std::move(feed)) {}
    std::optional<std::vector<Read>> next(std::size_t most) override {
        auto reads = feed_->next(most);
        if (!is_first_ || !reads || reads->empty()) return reads;
        is_first_ = false;
        reads->front() = [read = std::move(reads->front())](std::vector<char>& buffer) {
            auto text = read(buffer);
            if (text && text->starts_with(byte_order_mark)) text->remove_prefix(byte_order_mark.size());
            return text;
        };
        return reads;
    }
    std::uint64_t bytes_done() const override { return feed_->bytes_done(); }
    std::uint64_t likely_size() const override { return feed_->likely_size(); }

private:
    std::unique_ptr<TextFeed> feed_;
    bool is_first_ = true;
};

std::unique_ptr<TextFeed> make_raw_feed(const Source& source, std::size_t chunk_bytes) {
    if (!ByteReader(source).compressed()) return std::make_unique<PlainFeed>(source, chunk_bytes);
    // One that was cut goes the plain way, which says so.
    if (BgzipFeed::block_at(source, 0) && check_bgzip_end(source)) return std::make_unique<BgzipFeed>(source, chunk_bytes);
    return std::make_unique<GzipFeed>(source, chunk_bytes);
}

}  // namespace

std::unique_ptr<TextFeed> make_text_feed(const Source& source, std::size_t chunk_bytes) {
    return std::make_unique<WithoutMark>(make_raw_feed(source, chunk_bytes));
}

}  // namespace strandline::formats
