#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <string>
#include <string_view>

namespace strandline::formats {

/// Compresses what is written into BGZF (SAM specification v1, section 4.1): gzip in blocks of up to 64 KiB,
/// which gzip reads as one file and samtools and tabix can index. Ends well only after `finish`.
class BgzfSink final : public Sink {
public:
    explicit BgzfSink(Sink& to) : to_(to) {}
    void write(std::string_view bytes) override;
    Result<void> status() const override;
    /// Writes what is left and the empty block that marks the end.
    Result<void> finish();

private:
    void write_block(std::string_view bytes);

    Sink& to_;
    std::string pending_;
    bool failed_ = false;
};

/// BGZF ends with an empty block; a file without it was cut, perhaps between two blocks, where no checksum
/// tells. Error: "bgzip.truncated". Anything that is no BGZF is well.
Result<void> check_bgzip_end(const Source& source);

/// Whether the bytes begin as gzip does.
bool is_gzip(const Source& source);

/// SHA-256 and size of the content, decompressed where it is gzip.
struct Content {
    Digest digest;
    std::uint64_t size = 0;
};
Result<Content> content_of(const Source& source);

}  // namespace strandline::formats
