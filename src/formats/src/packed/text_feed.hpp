#pragma once

#include <strandline/base/file.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// The text of a source, decompressed, as a row of chunks that may be read from several threads.
class TextFeed {
public:
    /// Reads one chunk. The text stands in the buffer or in memory that the function holds, with
    /// FastaChunk::readable_behind zeros behind it. Nothing where it cannot be read or is damaged.
    using Read = std::function<std::optional<std::string_view>(std::vector<char>& buffer)>;

    virtual ~TextFeed() = default;
    /// The next chunks, at most so many, in order; none at the end. Nothing where the source is damaged.
    virtual std::optional<std::vector<Read>> next(std::size_t most) = 0;
    /// Bytes of the source handed out.
    virtual std::uint64_t bytes_done() const = 0;
    /// About how long the text is.
    virtual std::uint64_t likely_size() const = 0;
};

/// Of plain text, gzip, or bgzip (whose blocks are decompressed by whoever reads the chunk).
std::unique_ptr<TextFeed> make_text_feed(const Source& source, std::size_t chunk_bytes);

}  // namespace strandline::formats
