#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// Large tables of numbers in one file, ready to be mapped: named sections of 64-bit words, each from a
/// multiple of 64 bytes on, in the byte order of the machine. A directory and a fixed end follow them, so
/// that a file can be written as its parts come into being. Every MiB has a checksum. The first bytes are
/// `strandline` and the format id.
class SectionWriter {
public:
    SectionWriter(Sink& sink, std::string_view format_id);
    /// A name of at most 16 letters, not used before.
    Result<void> add(std::string_view name, std::span<const std::uint64_t> words, Context& context);
    Result<void> finish();

private:
    void write(std::span<const std::uint64_t> words);

    struct Entry {
        std::string name;
        std::uint64_t begin = 0, words = 0;
    };
    Sink& sink_;
    std::uint64_t at_ = 0;  // bytes written
    std::vector<Entry> entries_;
    std::vector<std::uint64_t> sums_;
};

/// Such a file, mapped, with every checksum compared on the threads of a context.
class SectionFile {
public:
    /// Errors: "sections.format" (another kind of file), "sections.truncated", "sections.damaged".
    static Result<SectionFile> open(const Source& source, std::string_view format_id, Context& context);

    /// "sections.damaged" where it is missing.
    Result<std::span<const std::uint64_t>> section(std::string_view name) const;
    std::shared_ptr<const void> memory() const { return mapping_.memory; }

private:
    struct Entry {
        std::string name;
        std::span<const std::uint64_t> words;
    };
    std::string file_;
    Mapping mapping_;
    std::vector<Entry> entries_;
};

/// The format id of such a file by its first bytes; "" for any other.
std::string sections_format(std::string_view first_bytes);

}  // namespace strandline::formats
