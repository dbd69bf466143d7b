#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace strandline::formats {

/// The bytes of a Source from its beginning, decompressed where they are gzip (RFC 1952; several members,
/// so bgzip too; zeros after the last member are padding) or bzip2.
class ByteReader {
public:
    explicit ByteReader(const Source& source);
    ~ByteReader();
    ByteReader(ByteReader&&) noexcept;
    ByteReader& operator=(ByteReader&&) noexcept;

    /// Fills `into`. Fewer bytes only at the end, or before an error, which the next call returns:
    /// "gzip.truncated", "bgzip.truncated", "gzip.corrupt", "gzip.trailing", the same of "bzip2.", or what
    /// the file system says.
    Result<std::size_t> read(std::span<char> into);
    bool compressed() const;
    /// How many bytes of the source, as they stand in it, were made use of.
    std::uint64_t bytes_read() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// All bytes, decompressed; "file.size" when these are more than `most`.
Result<std::string> read_bytes(const Source& source, std::size_t most = static_cast<std::size_t>(-1));

/// Lines of text, of files of any size. LF and CRLF end a line; a UTF-8 byte order mark is skipped;
/// NUL bytes, lone carriage returns and UTF-16 are errors.
///
///     LineReader in(source);
///     while (in.next()) use(in.line());
///     STRANDLINE_CHECK(in.status());
class LineReader {
public:
    explicit LineReader(const Source& source);

    /// Moves to the next line; false at the end and at an error, which `status` tells.
    bool next();
    /// Without its end; valid until `next`.
    std::string_view line() const { return line_; }
    /// From 1; 0 before the first.
    std::int64_t number() const { return number_; }
    Result<void> status() const;

    /// The present line as a place; `column` counts from 1, 0 is the line as a whole.
    Place place(std::int64_t column = 0, std::int64_t length = 0) const;
    /// Where `part`, a piece of `line()`, stands.
    Place place_of(std::string_view part) const;
    const std::string& name() const { return name_; }

private:
    bool fill();
    bool stop(Error error);
    bool accept(std::string_view line);

    ByteReader bytes_;
    std::string name_;
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;  // unread part of the buffer
    std::string_view line_;
    std::int64_t number_ = 0;
    bool at_end_ = false;
    std::unique_ptr<Error> error_;
};

/// A place with its source line, which is cut where it is too long to be shown.
Place place_in_line(std::string file, std::int64_t line_number, std::string_view line,
                    std::int64_t column = 0, std::int64_t length = 0);

}  // namespace strandline::formats
