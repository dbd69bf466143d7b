#include "lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "disk.hpp"

namespace strandline::store {

namespace {

using Clock = std::chrono::steady_clock;

Result<int> open_lock(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) return fail(Error::from_errno("workspace.lock", errno, "open", file.string()));
    return descriptor;
}

std::string holder(int descriptor) {
    char text[300] = {};
    const ssize_t got = pread(descriptor, text, sizeof text - 1, 0);
    const std::string name =
        got > 0 ? printable(trim(std::string_view(text, static_cast<std::size_t>(got)))) : "";
    return name.empty() ? "another process" : name;
}

void sign_in(int descriptor) {
    const std::string name = format("process {} on {}\n", getpid(), host_name());
    // Only told to those who wait; that it fails on a full disk harms nobody.
    if (ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const ssize_t written = pwrite(descriptor, name.data(), name.size(), 0);
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::filesystem::path& file, const Notice& notice,
                                    const std::atomic<bool>* cancelled) {
    STRANDLINE_TRY(const int descriptor, open_lock(file));
    WriterLock lock(descriptor);
    const auto start = Clock::now();
    auto pause = std::chrono::microseconds(200);
    bool told = false;
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return fail(Error::from_errno("workspace.lock", errno, "lock", file.string()));
        if (cancelled && cancelled->load(std::memory_order_relaxed)) return fail(Error::interrupted());
        if (!told && Clock::now() - start > std::chrono::seconds(1)) {
            told = true;
            if (notice) notice(format("waiting for the workspace: {} is writing to it", holder(descriptor)));
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(20'000));
    }
    sign_in(descriptor);
    return lock;
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) close(descriptor_);  // lets the lock go
}

Result<void> probe_locks(const std::filesystem::path& file) {
    STRANDLINE_TRY(const int first, open_lock(file));
    auto second = open_lock(file);
    const bool works = second && flock(first, LOCK_EX | LOCK_NB) == 0 &&
                       flock(*second, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(first);
    if (second) close(*second);
    if (works) return {};
    return fail(Error::environment("workspace.locks", "locks do not work in {}", file.parent_path().string())
                    .expected("a file system on which one writer keeps out another")
                    .mend("make the workspace on a local disk"));
}

}  // namespace strandline::store
