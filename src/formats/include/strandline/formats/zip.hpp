#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// A ZIP archive (PKWARE APPNOTE 6.3; ZIP64 where there are many files or bytes) of files stored as they are:
/// the same files make the same bytes on every machine, which no compressor promises. All carry the date
/// 1980-01-01. A single file of 4 GiB or more is refused by `finish` ("zip.too_large").
class ZipWriter {
public:
    explicit ZipWriter(Sink& sink) : sink_(sink) {}
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;

    /// `name` with / between folders, UTF-8, relative; each once.
    void add(std::string_view name, std::string_view bytes);
    /// Writes the directory; what the sink says.
    Result<void> finish();

private:
    struct Entry {
        std::string name;
        std::uint32_t checksum = 0, size = 0;
        std::uint64_t offset = 0;
    };
    void write(std::string_view bytes);
    void write_end(std::uint64_t directory);

    Sink& sink_;
    std::vector<Entry> entries_;
    std::set<std::string, std::less<>> names_;
    std::uint64_t written_ = 0;
    std::string too_large_;  // the name of a file
};

/// Calls `visit` for each file of an archive as ZipWriter writes it, in order; stops at an error.
/// Errors: what `visit` says; "zip.foreign" for an archive that another program made.
Result<void> each_file(
    const Source& archive,
    const std::function<Result<void>(std::string_view name, std::string_view bytes)>& visit);

}  // namespace strandline::formats
