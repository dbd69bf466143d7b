#pragma once

#include <strandline/base/result.hpp>

#include <string>
#include <vector>

#include "disk.hpp"
#include "frames.hpp"
#include "note.hpp"

namespace strandline::store {

/// The signed checkpoints that this workspace has made, oldest first.
struct StoredCheckpoints {
    struct One {
        std::string text;
        SignedCheckpoint note;
        std::uint64_t offset = 0;
    };
    std::vector<One> all;
    std::uint64_t end = file_header_bytes;  // of the whole frames
    std::uint64_t leftover = 0;             // bytes behind them
    bool torn = false;                      // the leftover is what a crash leaves
    std::vector<std::string> damage;        // each with the place
    /// Size of the largest tree that was signed.
    std::uint64_t signed_size() const;
    const One* largest() const;
};

/// Reads what is there; damage is told, not failed on.
Result<StoredCheckpoints> read_checkpoints(const Layout& layout, const Digest& log_identity);
/// Adds one, durably. Needs the writer lock.
Result<void> append_checkpoint(const Layout& layout, const Digest& log_identity,
                               const StoredCheckpoints& before, std::string_view note);

}  // namespace strandline::store
