#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// One sequencing read: as many quality letters ('!' to '~', Phred + 33) as bases. Bases are A C G T N of
/// either case, as in the file ('.' becomes N).
struct FastqRecord {
    std::string_view name;  // the header's first word, without '@'
    std::string_view bases;
    std::string_view quality;
};

/// Some records and the text they stand in.
class FastqBatch {
public:
    const std::vector<FastqRecord>& records() const { return records_; }
    /// Where a record's header stands.
    Place place(std::size_t record) const;

private:
    friend class FastqReader;
    std::string text_, file_;
    std::vector<FastqRecord> records_;
    std::int64_t first_line_ = 1;
};

/// Records of a FASTQ file of any size (Cock 2010), gzip or plain: four lines each, LF or CRLF. Empty lines
/// at the end are let pass. Errors end the reading: "fastq.header", "fastq.letter", "fastq.plus",
/// "fastq.length", "fastq.quality", "fastq.truncated", "fastq.line".
class FastqReader {
public:
    explicit FastqReader(const Source& source);
    ~FastqReader();
    FastqReader(FastqReader&&) noexcept;
    FastqReader& operator=(FastqReader&&) noexcept;

    /// The next `most` records; fewer only at the end, and false when there are none.
    Result<bool> read(FastqBatch& into, std::size_t most);
    const std::string& name() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The mates of pairs, in two files record by record.
class FastqPairReader {
public:
    FastqPairReader(const Source& first, const Source& second) : first_(first), second_(second) {}
    /// As many records into both. Errors besides those of the files: "fastq.pairs" where one file ends before
    /// the other, "fastq.names" where two mates bear different names (a last /1 and /2 apart).
    Result<bool> read(FastqBatch& first, FastqBatch& second, std::size_t most);

private:
    FastqReader first_, second_;
};

}  // namespace strandline::formats
