#pragma once

#include <strandline/base/result.hpp>

#include <string>
#include <vector>

#include "checkpoint_file.hpp"
#include "disk.hpp"
#include "log_file.hpp"

namespace strandline::store {

/// What lies behind the committed bytes of packs and log after a crash (or after a file was exchanged).
struct Tail {
    std::vector<LogEntry> whole;        // appends that are complete in the packs but have no leaf yet
    std::vector<std::uint32_t> unused;  // packs that hold nothing whole
    std::uint32_t torn_pack = 0;        // the pack with a piece of an append at its end; 0: none
    std::uint64_t torn_from = 0, torn_bytes = 0;
    std::uint64_t log_leftover = 0;  // bytes behind the last whole log entry
    bool clean() const { return whole.empty() && unused.empty() && torn_pack == 0 && log_leftover == 0; }
    std::vector<std::string> words() const;
};

/// Looks, changes nothing. Fails where the files contradict each other more than a crash can explain.
Result<Tail> look_at_tail(const Layout& layout, const LogReader& log);

/// Ends what a crash cut off: appends that are whole get their leaf, pieces are taken away. Refuses when the
/// log would stay shorter than a signed checkpoint, or differ from it. Needs the writer lock.
Result<void> settle_tail(const Layout& layout, const LogReader& log, const Tail& tail,
                         const StoredCheckpoints& checkpoints);

/// Adds leaves behind `log`, durably.
Result<void> append_to_log(const Layout& layout, const LogReader& log, const std::vector<LogEntry>& entries);

/// The log as it is when all is settled. Needs the writer lock.
Result<LogReader> ready_to_write(const Layout& layout);

}  // namespace strandline::store
