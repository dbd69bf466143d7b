#pragma once

#include <strandline/base/file.hpp>

#include <bzlib.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Whether these first bytes of a file, at least ten, begin bzip2 data.
bool starts_bzip2(std::string_view bytes);

/// The decompressed bytes of a bzip2 file, of several streams too.
class Bzip2Stream {
public:
    explicit Bzip2Stream(Source source);
    ~Bzip2Stream();
    Bzip2Stream(const Bzip2Stream&) = delete;
    Bzip2Stream& operator=(const Bzip2Stream&) = delete;

    /// As ByteReader::read: "bzip2.truncated", "bzip2.corrupt", "bzip2.trailing".
    std::size_t read(std::span<char> into);
    const std::optional<Error>& error() const { return error_; }
    std::uint64_t bytes_read() const { return offset_ - stream_.avail_in; }

private:
    bool fetch();
    bool begin_stream();
    void stop(std::string_view code, std::string_view what, std::string_view expected,
              std::string_view found);

    Source source_;
    std::vector<char> input_;
    std::uint64_t offset_ = 0;
    bz_stream stream_{};
    bool in_stream_ = false;
    bool at_end_ = false;
    std::optional<Error> error_;
};

}  // namespace strandline::formats
