#pragma once

#include <strandline/base/result.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string_view>

namespace strandline::store {

/// Hears words that a person who waits should see.
using Notice = std::function<void(std::string_view)>;

/// The one writer of a workspace, for as long as this lives. Between processes by flock(2), which the
/// kernel lets go when a process dies.
class WriterLock {
public:
    /// Waits; after a second says who holds it. Gives up as interrupted once `cancelled` is set.
    static Result<WriterLock> take(const std::filesystem::path& file, const Notice& notice,
                                   const std::atomic<bool>* cancelled = nullptr);
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&&) = delete;
    ~WriterLock();

private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

/// An environment error when two openings of `file` can hold the lock at once, as on some network drives.
Result<void> probe_locks(const std::filesystem::path& file);

}  // namespace strandline::store
