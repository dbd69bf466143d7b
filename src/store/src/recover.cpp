#include "recover.hpp"

#include <strandline/store/merkle.hpp>

#include <algorithm>

namespace strandline::store {

namespace {

Error damaged(std::string what) {
    return Error::environment("workspace.damaged", "{}", what)
        .mend(
            "run 'strandline thread check' and 'strandline thread verify'; restore the file from a back-up");
}

Result<LogReader> open_log(const Layout& layout) {
    STRANDLINE_TRY(Source source, Source::open(layout.log(), "log"));
    return LogReader::open(std::move(source));
}

/// Follows whole appends from `begin` on; what comes behind them is torn. True when there was a whole one.
bool follow_appends(const FrameReader& pack, std::uint64_t begin, std::uint64_t first_leaf, Tail& tail) {
    const std::size_t before = tail.whole.size();
    std::uint64_t whole_until = begin;
    for (std::uint64_t offset = begin;;) {
        const FrameReader::Look look = pack.look(offset);
        if (look.found != FrameReader::Found::frame || !pack.payload(look.frame)) break;
        offset = look.frame.end();
        if (look.frame.header.type != FrameType::record) continue;
        tail.whole.push_back(
            {first_leaf + tail.whole.size(), look.frame.header.id, pack.file().number, offset});
        whole_until = offset;
    }
    if (whole_until < pack.source().size()) {
        tail.torn_pack = pack.file().number;
        tail.torn_from = whole_until;
        tail.torn_bytes = pack.source().size() - whole_until;
    }
    return tail.whole.size() > before;
}

std::vector<Digest> leaf_hashes(const std::vector<LogEntry>& entries) {
    std::vector<Digest> hashes;
    for (const LogEntry& entry : entries) hashes.push_back(merkle::leaf_hash(entry.record.raw()));
    return hashes;
}

}  // namespace

std::vector<std::string> Tail::words() const {
    std::vector<std::string> words;
    if (!whole.empty())
        words.push_back(format("{} in the packs, not yet in the log: an interrupted write",
                               counted(whole.size(), "whole record")));
    if (torn_pack != 0)
        words.push_back(format("{}, byte {}: {} of an interrupted write", Layout::pack_name(torn_pack),
                               torn_from, counted(torn_bytes, "byte")));
    for (std::uint32_t pack : unused)
        words.push_back(format("{}: begun by an interrupted write", Layout::pack_name(pack)));
    if (log_leftover > 0)
        words.push_back(format("log: {} behind the last whole entry", counted(log_leftover, "byte")));
    return words;
}

Result<Tail> look_at_tail(const Layout& layout, const LogReader& log) {
    if (log.damaged()) return fail(damaged(format("the log is damaged from leaf {} on", log.size())));
    STRANDLINE_TRY(const LogEntry last, log.last());
    Tail tail;
    tail.log_leftover = log.leftover();
    for (std::uint32_t number = last.pack;; ++number) {
        const auto size = size_of_file(layout.pack(number));
        if (!size && number == last.pack)
            return fail(damaged(format("{} is missing", Layout::pack_name(number))));
        if (!size) return tail;
        if (tail.torn_pack != 0 || !tail.unused.empty())
            return fail(
                damaged(format("{} is damaged: a later pack follows", Layout::pack_name(number - 1))));
        const std::uint64_t begin = number == last.pack ? last.pack_end : file_header_bytes;
        if (number == last.pack && *size == begin) continue;
        if (number == last.pack && *size < begin)
            return fail(damaged(
                format("{} ends at byte {}; the log counts on {}", Layout::pack_name(number), *size, begin)));
        STRANDLINE_TRY(Source source, Source::open(layout.pack(number), Layout::pack_name(number)));
        const auto pack = FrameReader::open(std::move(source), pack_magic);
        if (pack && pack->file() == FileHeader{log.identity(), number}) {
            const bool held_any = follow_appends(*pack, begin, log.size(), tail);
            if (!held_any && number != last.pack) {
                tail.torn_pack = 0;
                tail.unused.push_back(number);
            }
        } else if (number == last.pack) {
            return fail(damaged(format("{}: its header is damaged, or it belongs to another log",
                                       Layout::pack_name(number))));
        } else {
            tail.unused.push_back(number);
        }
    }
}

Result<void> append_to_log(const Layout& layout, const LogReader& log, const std::vector<LogEntry>& entries) {
    STRANDLINE_TRY(DiskFile file, DiskFile::open(layout.log()));
    if (log.leftover() > 0) STRANDLINE_CHECK(file.truncate(log.end()));
    std::string bytes;
    for (const LogEntry& entry : entries) bytes += encode_log_entry(log.identity(), entry);
    auto written = file.write_at(log.end(), bytes);
    if (written) written = file.sync();
    // An entry that may not be on the disk must not be found later as if it were.
    if (!written) [[maybe_unused]]
        const auto ignored = file.truncate(log.end());
    return written;
}

Result<void> settle_tail(const Layout& layout, const LogReader& log, const Tail& tail,
                         const StoredCheckpoints& checkpoints) {
    const std::uint64_t size = log.size() + tail.whole.size();
    const StoredCheckpoints::One* largest = checkpoints.largest();
    const std::uint64_t signed_size = checkpoints.signed_size();
    bool agrees = signed_size <= size;
    if (agrees && signed_size > log.size()) {
        STRANDLINE_TRY(std::vector<LogEntry> entries, log.entries(0, log.size()));
        entries.insert(entries.end(), tail.whole.begin(), tail.whole.end());
        entries.resize(signed_size);
        agrees = merkle::root(leaf_hashes(entries)) == largest->note.checkpoint.root;
    }
    if (!agrees)
        return fail(
            Error::environment("log.rolled_back",
                               "the log has been truncated or rolled back: {} were signed, {} are here",
                               counted(signed_size, "leaf", "leaves"), size)
                .mend("restore the whole folder {} from the newest back-up", layout.root.string()));
    for (std::uint32_t pack : tail.unused) {
        std::error_code problem;
        std::filesystem::remove(layout.pack(pack), problem);
        if (problem)
            return fail(
                Error::from_errno("workspace.io", problem.value(), "remove", layout.pack(pack).string()));
    }
    if (tail.torn_pack != 0) {
        STRANDLINE_TRY(DiskFile pack, DiskFile::open(layout.pack(tail.torn_pack)));
        STRANDLINE_CHECK(pack.truncate(tail.torn_from));
        STRANDLINE_CHECK(pack.sync());
    }
    // The packs may not have been on the disk when the crash came.
    for (const LogEntry& entry : tail.whole) {
        STRANDLINE_TRY(DiskFile pack, DiskFile::open(layout.pack(entry.pack)));
        STRANDLINE_CHECK(pack.sync());
    }
    if (!tail.whole.empty() || !tail.unused.empty()) STRANDLINE_CHECK(sync_folder(layout.packs()));
    if (!tail.whole.empty() || tail.log_leftover > 0)
        STRANDLINE_CHECK(append_to_log(layout, log, tail.whole));
    return {};
}

Result<LogReader> ready_to_write(const Layout& layout) {
    STRANDLINE_TRY(LogReader log, open_log(layout));
    STRANDLINE_TRY(const Tail tail, look_at_tail(layout, log));
    STRANDLINE_TRY(const StoredCheckpoints checkpoints, read_checkpoints(layout, log.identity()));
    STRANDLINE_CHECK(settle_tail(layout, log, tail, checkpoints));
    if (tail.clean()) return log;
    return open_log(layout);
}

}  // namespace strandline::store
