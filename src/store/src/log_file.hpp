#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "disk.hpp"
#include "frames.hpp"

namespace strandline::store {

inline constexpr std::uint64_t log_entry_bytes = 64;

/// One leaf of the log: a record, and where in the packs its append ends. The appends follow each other
/// without gaps, so that these ends say which bytes of the packs are committed.
struct LogEntry {
    std::uint64_t leaf = 0;
    Digest record;
    std::uint32_t pack = 1;
    std::uint64_t pack_end = file_header_bytes;
    auto operator<=>(const LogEntry&) const = default;
};
std::string encode_log_entry(const Digest& log_identity, const LogEntry& entry);
/// Nothing when the check, the index or a reserved byte is wrong.
std::optional<LogEntry> decode_log_entry(const Digest& log_identity, std::uint64_t leaf,
                                         std::string_view bytes);

/// The log as its file is at this moment.
class LogReader {
public:
    static Result<LogReader> open(Source source);

    const Digest& identity() const { return identity_; }
    /// Entries, not counting one that was torn by a crash at the end.
    std::uint64_t size() const { return size_; }
    /// Bytes behind the last whole entry; a crash leaves fewer than one entry, or one that does not check.
    std::uint64_t leftover() const { return source_.size() - file_header_bytes - size_ * log_entry_bytes; }
    /// More is wrong at the end than a crash can explain.
    bool damaged() const { return leftover() >= 2 * log_entry_bytes; }
    std::uint64_t end() const { return file_header_bytes + size_ * log_entry_bytes; }

    Result<LogEntry> entry(std::uint64_t leaf) const;
    /// Leaves from `begin` to `end`; an environment error "log.damaged" at the first bad one.
    Result<std::vector<LogEntry>> entries(std::uint64_t begin, std::uint64_t end) const;
    /// Where the committed bytes of the packs end.
    Result<LogEntry> last() const;

private:
    LogReader(Source source, const Digest& identity) : source_(std::move(source)), identity_(identity) {}
    bool is_good(std::uint64_t leaf) const { return entry(leaf).has_value(); }
    Source source_;
    Digest identity_;
    std::uint64_t size_ = 0;
};

}  // namespace strandline::store
