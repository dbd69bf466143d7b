#pragma once

#include <strandline/base/file.hpp>
#include <strandline/formats/reader.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace strandline::formats {

/// Lines of a VCF file: bgzip by htslib, on several threads, from any place an index names; anything else by
/// LineReader. CRLF ends a line, too.
class VcfLines {
public:
    static Result<VcfLines> open(const Source& source, unsigned threads);
    ~VcfLines();
    VcfLines(VcfLines&&) noexcept;
    VcfLines& operator=(VcfLines&&) noexcept;

    /// False at the end and at an error, which `status` tells.
    bool next();
    std::string_view line() const { return line_; }
    /// Of the line; 0 after a jump, when it is not known.
    std::int64_t number() const { return number_; }
    Result<void> status() const;
    /// The present line, cut where it is long; `part` of it marked.
    Place place_of(std::string_view part) const;

    bool can_jump() const;
    /// To a place of an index; never backwards: false where the reading is behind it already.
    Result<bool> jump(std::uint64_t offset);

private:
    struct Bgzip;
    VcfLines();
    std::string name_;
    std::uint64_t size_ = 0;  // of the file
    std::unique_ptr<Bgzip> bgzip_;
    std::unique_ptr<LineReader> plain_;
    std::string_view line_;
    std::int64_t number_ = 0;
    bool jumped_ = false;
};

}  // namespace strandline::formats
