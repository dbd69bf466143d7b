#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace strandline {

/// What tells one state of a file from another, times in nanoseconds since 1970.
struct FileIdentity {
    std::uint64_t device = 0, inode = 0, size = 0;
    std::int64_t mtime_ns = 0, ctime_ns = 0;
    auto operator<=>(const FileIdentity&) const = default;
};

/// Bytes that stay where they are for as long as `memory` is held.
struct Mapping {
    std::span<const char> bytes;
    std::shared_ptr<const void> memory;
};

/// Named bytes that can be read from any place, by several threads at once: an open file or memory.
/// The same open file is hashed and parsed, so that both see one content.
class Source {
public:
    /// A regular file, or a pipe or device (read whole into memory). A directory is bad input, a missing or
    /// unreadable file an environment error. `name` is how errors call it; the path when empty.
    static Result<Source> open(const std::filesystem::path& path, std::string name = {});
    static Source memory(std::string name, std::string bytes);

    const std::string& name() const;
    std::uint64_t size() const;
    /// Fills `into` from `offset`; fewer bytes only at the end.
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;
    Result<std::string> read_all() const;
    /// All bytes in place, nothing copied: a regular file is mapped, from the start of a page. Whoever cuts
    /// the file short while the mapping is read ends this process, as with any mapped file; replacing it, as
    /// FileSink does, is harmless.
    Result<Mapping> map() const;
    /// SHA-256 of the whole.
    Result<Digest> digest() const;

    /// Identity when opened; nothing for memory.
    const FileIdentity* identity() const;
    /// The path it was opened from; empty for memory.
    const std::filesystem::path& path() const;
    /// An error (environment, "file.changed") when size or times are no longer those of the opening.
    Result<void> check_unchanged() const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

/// Where bytes go. The first failure (disk full …) is kept and told by `status`; writing on is harmless.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void write(std::string_view bytes) = 0;
    virtual Result<void> status() const = 0;
};

class MemorySink final : public Sink {
public:
    void write(std::string_view bytes) override { bytes_.append(bytes); }
    Result<void> status() const override { return {}; }
    std::string& bytes() { return bytes_; }

private:
    std::string bytes_;
};

/// True for devices and pipes: what is there is written to and never replaced.
bool is_written_in_place(const std::filesystem::path& path);

/// A file that appears whole under its name, or not at all: written without a name in the same folder
/// (under a temporary name where the file system knows no nameless files), hashed on the way, named by
/// `commit`. Gone when dropped before. A link stays and its target is replaced; a device or pipe is written
/// to.
class FileSink final : public Sink {
public:
    static Result<std::unique_ptr<FileSink>> create(const std::filesystem::path& path);
    ~FileSink() override;
    void write(std::string_view bytes) override;
    Result<void> status() const override;
    /// Flushes and renames. Without `overwrite`, an existing file is an error and stays as it is.
    Result<void> commit(bool overwrite);
    /// Flushes; SHA-256 and size of what was written so far.
    Result<Digest> digest();
    std::uint64_t size() const;
    /// Where the bytes can be read while this lives, complete after `digest` or `status` said all is well.
    const std::filesystem::path& temporary_path() const;

private:
    FileSink();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline
