#include "log_file.hpp"

#include "bytes.hpp"

namespace strandline::store {

namespace {

constexpr std::size_t checked_bytes = 52;

std::string entry_check(const Digest& log_identity, std::string_view first52) {
    std::string bytes(log_identity.raw());
    bytes += first52;
    return std::string(sha256(bytes).raw().substr(0, 12));
}

}  // namespace

std::string encode_log_entry(const Digest& log_identity, const LogEntry& entry) {
    std::string bytes = be64(entry.leaf);
    bytes += entry.record.raw();
    put_be32(bytes, entry.pack);
    put_be64(bytes, entry.pack_end);
    bytes += entry_check(log_identity, bytes);
    STRANDLINE_ASSERT(bytes.size() == log_entry_bytes);
    return bytes;
}

std::optional<LogEntry> decode_log_entry(const Digest& log_identity, std::uint64_t leaf,
                                         std::string_view bytes) {
    if (bytes.size() != log_entry_bytes) return std::nullopt;
    if (entry_check(log_identity, bytes.substr(0, checked_bytes)) != bytes.substr(checked_bytes))
        return std::nullopt;
    const LogEntry entry{get_be64(bytes, 0), Digest::from_raw(bytes.substr(8, 32)), get_be32(bytes, 40),
                         get_be64(bytes, 44)};
    if (entry.leaf != leaf || entry.pack == 0) return std::nullopt;
    return entry;
}

Result<LogReader> LogReader::open(Source source) {
    std::string bytes(file_header_bytes, '\0');
    STRANDLINE_TRY(const std::size_t got, source.read_at(0, bytes));
    bytes.resize(got);
    STRANDLINE_TRY(const FileHeader header, decode_file_header(log_magic, bytes, source.name()));
    LogReader log(std::move(source), header.log_identity);
    log.size_ = (log.source_.size() - file_header_bytes) / log_entry_bytes;
    // Only the last entry can have been torn; if more are bad the whole log is looked through.
    if (log.size_ > 0 && !log.is_good(log.size_ - 1)) {
        --log.size_;
        if (log.size_ > 0 && !log.is_good(log.size_ - 1)) {
            std::uint64_t good = 0;
            while (good < log.size_ && log.is_good(good)) ++good;
            log.size_ = good;
        }
    }
    return log;
}

Result<LogEntry> LogReader::entry(std::uint64_t leaf) const {
    STRANDLINE_TRY(const auto found, entries(leaf, leaf + 1));
    return found.front();
}

Result<std::vector<LogEntry>> LogReader::entries(std::uint64_t begin, std::uint64_t end) const {
    std::string bytes((end - begin) * log_entry_bytes, '\0');
    STRANDLINE_TRY(const std::size_t got,
                   source_.read_at(file_header_bytes + begin * log_entry_bytes, bytes));
    bytes.resize(got);
    std::vector<LogEntry> entries;
    entries.reserve(end - begin);
    for (std::uint64_t leaf = begin; leaf < end; ++leaf) {
        const std::size_t at = (leaf - begin) * log_entry_bytes;
        const auto entry =
            at + log_entry_bytes <= bytes.size()
                ? decode_log_entry(identity_, leaf, std::string_view(bytes).substr(at, log_entry_bytes))
                : std::nullopt;
        if (!entry)
            return fail(
                Error::environment("log.damaged", "{}: the entry of leaf {} is damaged", source_.name(), leaf)
                    .mend("run 'strandline thread check'; restore the file from a back-up"));
        entries.push_back(*entry);
    }
    return entries;
}

Result<LogEntry> LogReader::last() const {
    if (size_ == 0) return LogEntry{};
    return entry(size_ - 1);
}

}  // namespace strandline::store
