#include "disk.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>
#include <utility>

#include "crypto.hpp"

namespace strandline::store {

namespace {

Error failed(int number, std::string_view doing, const std::filesystem::path& path) {
    return Error::from_errno("workspace.io", number, doing, path.string());
}

Result<void> write_all(int descriptor, std::uint64_t offset, std::string_view bytes,
                       const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail(failed(errno, "write", path));
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return {};
}

}  // namespace

Result<DiskFile> DiskFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return fail(failed(errno, "open", path));
    return DiskFile(descriptor, path);
}

Result<DiskFile> DiskFile::create(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) return fail(failed(errno, "create", path));
    return DiskFile(descriptor, path);
}

DiskFile::DiskFile(DiskFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

DiskFile& DiskFile::operator=(DiskFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

DiskFile::~DiskFile() {
    if (descriptor_ >= 0) close(descriptor_);
}

Result<std::uint64_t> DiskFile::size() const {
    struct stat facts{};
    if (fstat(descriptor_, &facts) != 0) return fail(failed(errno, "look at", path_));
    return static_cast<std::uint64_t>(facts.st_size);
}

Result<void> DiskFile::write_at(std::uint64_t offset, std::string_view bytes) {
    return write_all(descriptor_, offset, bytes, path_);
}

Result<void> DiskFile::truncate(std::uint64_t size) {
    if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return fail(failed(errno, "shorten", path_));
    return {};
}

Result<void> DiskFile::sync() {
    if (fdatasync(descriptor_) != 0) return fail(failed(errno, "write to disk", path_));
    return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return fail(failed(errno, "open", folder));
    const int outcome = fsync(descriptor);
    const int number = errno;
    close(descriptor);
    if (outcome != 0) return fail(failed(number, "write to disk", folder));
    return {};
}

Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes, bool secret) {
    const std::string temporary = path.string() + std::string(temporary_mark) + random_name();
    const int descriptor =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0666);
    if (descriptor < 0) return fail(failed(errno, "create", path));
    auto written = write_all(descriptor, 0, bytes, path);
    if (written && fsync(descriptor) != 0) written = fail(failed(errno, "write to disk", path));
    close(descriptor);
    if (written && rename(temporary.c_str(), path.c_str()) != 0) written = fail(failed(errno, "write", path));
    if (!written) {
        unlink(temporary.c_str());
        return written;
    }
    return sync_folder(path.parent_path());
}

std::string random_name() { return to_hex(random_bytes(3)); }

std::optional<std::uint64_t> size_of_file(const std::filesystem::path& path) {
    struct stat facts{};
    if (stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
    return static_cast<std::uint64_t>(facts.st_size);
}

Result<std::string> read_small(const std::filesystem::path& path) {
    constexpr std::size_t limit = 16 << 20;
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(failed(errno, "open", path));
    std::string bytes;
    char buffer[8192];
    ssize_t got = 0;
    while ((got = read(descriptor, buffer, sizeof buffer)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || bytes.size() + static_cast<std::size_t>(got) > limit) break;
        bytes.append(buffer, static_cast<std::size_t>(got));
    }
    const int number = got < 0 ? errno : EFBIG;
    close(descriptor);
    if (got != 0) return fail(failed(number, "read", path));
    return bytes;
}

std::int64_t now_ns() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

namespace {

std::string utc(std::int64_t ns, const char* pattern) {
    const std::time_t seconds = static_cast<std::time_t>(ns / 1'000'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, pattern, &parts)};
}

}  // namespace

std::string utc_day(std::int64_t ns) { return utc(ns, "%Y-%m-%d"); }
std::string utc_time(std::int64_t ns) { return utc(ns, "%Y-%m-%dT%H:%M:%SZ"); }

std::string host_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "localhost";
}

std::string user_name() {
    passwd entry{};
    passwd* found = nullptr;
    char buffer[4096];
    if (getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &found) == 0 && found) return found->pw_name;
    return format("uid{}", geteuid());
}

}  // namespace strandline::store
