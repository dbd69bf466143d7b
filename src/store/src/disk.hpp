#pragma once

#include <strandline/base/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::store {

/// Where the parts of a workspace are.
struct Layout {
    std::filesystem::path root;  // the folder .strandline itself
    std::filesystem::path version() const { return root / "version"; }
    std::filesystem::path lock() const { return root / "lock"; }
    std::filesystem::path log() const { return root / "log"; }
    std::filesystem::path checkpoints() const { return root / "checkpoints"; }
    std::filesystem::path index() const { return root / "index.sqlite"; }
    std::filesystem::path keys() const { return root / "keys"; }
    std::filesystem::path packs() const { return root / "packs"; }
    std::filesystem::path pack(std::uint32_t number) const { return packs() / pack_name(number); }
    static std::string pack_name(std::uint32_t number) { return format("{:06}.pack", number); }
};

/// An open file that is written at known places and made durable on demand.
class DiskFile {
public:
    static Result<DiskFile> open(const std::filesystem::path& path);    // for reading and writing; must exist
    static Result<DiskFile> create(const std::filesystem::path& path);  // must not exist
    DiskFile(DiskFile&& other) noexcept;
    DiskFile& operator=(DiskFile&& other) noexcept;
    DiskFile(const DiskFile&) = delete;
    ~DiskFile();

    Result<std::uint64_t> size() const;
    Result<void> write_at(std::uint64_t offset, std::string_view bytes);
    Result<void> truncate(std::uint64_t size);
    /// Data and size are on the disk when this returns.
    Result<void> sync();

private:
    DiskFile(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
    int descriptor_ = -1;
    std::filesystem::path path_;
};

/// New names in a folder are on the disk when this returns.
Result<void> sync_folder(const std::filesystem::path& folder);
/// Part of the names that `write_whole` gives to what is not finished: "version.tmp-x8Yz3Q".
inline constexpr std::string_view temporary_mark = ".tmp-";
/// Six characters that nothing else is called.
std::string random_name();
/// A file that is whole under its name or not there; mode 0600 when secret. Replaces an older one.
Result<void> write_whole(const std::filesystem::path& path, std::string_view bytes, bool secret);
/// Size of a file, or nothing when there is none.
std::optional<std::uint64_t> size_of_file(const std::filesystem::path& path);
/// A small file as text; an environment error when it is missing or longer than 16 MiB.
Result<std::string> read_small(const std::filesystem::path& path);

std::int64_t now_ns();                  // since 1970, UTC
std::string utc_day(std::int64_t ns);   // 2026-11-22
std::string utc_time(std::int64_t ns);  // 2026-11-22T01:02:03Z
std::string host_name();
std::string user_name();

}  // namespace strandline::store
