#include <strandline/base/file.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace strandline {

namespace {

constexpr std::size_t block_size = 1 << 20;

std::int64_t nanoseconds(const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileIdentity identity_of(const struct stat& facts) {
    return {static_cast<std::uint64_t>(facts.st_dev), static_cast<std::uint64_t>(facts.st_ino),
            static_cast<std::uint64_t>(facts.st_size), nanoseconds(facts.st_mtim),
            nanoseconds(facts.st_ctim)};
}

class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    int number() const { return number_; }

private:
    int number_;
};

Result<std::string> read_stream(int descriptor, const std::string& name) {
    std::string bytes;
    std::vector<char> block(block_size);
    for (;;) {
        const ssize_t count = ::read(descriptor, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Error::from_errno("file.read", errno, "read", name));
        if (count == 0) return bytes;
        bytes.append(block.data(), static_cast<std::size_t>(count));
    }
}

Error cannot_open(int number, const std::string& name) {
    Error error = Error::from_errno("file.open", number, "open", name);
    if (number == EINTR) return Error::interrupted();
    if (number == ENOENT)
        return std::move(error).mend(
            "check the spelling and the folder; a path starts from where the command runs, in a chain file "
            "from that file");
    if (number == EACCES)
        return std::move(error).mend("give yourself the right to read it: chmod u+r, or ask its owner");
    return error;
}

}  // namespace

// --- Source ----------------------------------------------------------------------------------------------

struct Source::State {
    std::string name;
    std::filesystem::path path;
    Descriptor descriptor;  // of a regular file
    FileIdentity identity;
    std::string bytes;  // of memory
    bool in_memory = false;
};

Result<Source> Source::open(const std::filesystem::path& path, std::string name) {
    auto state = std::make_shared<State>();
    state->name = name.empty() ? path.string() : std::move(name);
    state->path = path;
    state->descriptor = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (state->descriptor.number() < 0) return fail(cannot_open(errno, state->name));
    struct stat facts{};
    if (::fstat(state->descriptor.number(), &facts) != 0)
        return fail(Error::from_errno("file.open", errno, "look at", state->name));
    if (S_ISDIR(facts.st_mode))
        return fail(Error::input("file.directory", "{} is a directory", state->name)
                        .expected("a file")
                        .found("a directory")
                        .mend("name a file inside it"));
    state->identity = identity_of(facts);
    if (!S_ISREG(facts.st_mode)) {
        STRANDLINE_TRY(state->bytes, read_stream(state->descriptor.number(), state->name));
        state->in_memory = true;
    }
    Source source;
    source.state_ = std::move(state);
    return source;
}

Source Source::memory(std::string name, std::string bytes) {
    auto state = std::make_shared<State>();
    state->name = std::move(name);
    state->bytes = std::move(bytes);
    state->in_memory = true;
    Source source;
    source.state_ = std::move(state);
    return source;
}

const std::string& Source::name() const { return state_->name; }
std::uint64_t Source::size() const {
    return state_->in_memory ? state_->bytes.size() : state_->identity.size;
}
const FileIdentity* Source::identity() const { return state_->in_memory ? nullptr : &state_->identity; }
const std::filesystem::path& Source::path() const { return state_->path; }

Result<std::size_t> Source::read_at(std::uint64_t offset, std::span<char> into) const {
    if (state_->in_memory) {
        if (offset >= state_->bytes.size()) return std::size_t{0};
        return state_->bytes.copy(into.data(), into.size(), static_cast<std::size_t>(offset));
    }
    std::size_t filled = 0;
    while (filled < into.size()) {
        const ssize_t count = ::pread(state_->descriptor.number(), into.data() + filled, into.size() - filled,
                                      static_cast<off_t>(offset + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(Error::from_errno("file.read", errno, "read", state_->name));
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    return filled;
}

Result<std::string> Source::read_all() const {
    std::string bytes(static_cast<std::size_t>(size()), '\0');
    STRANDLINE_TRY(const std::size_t count, read_at(0, bytes));
    bytes.resize(count);
    return bytes;
}

Result<Mapping> Source::map() const {
    if (state_->in_memory) return Mapping{state_->bytes, state_};
    const auto count = static_cast<std::size_t>(size());
    if (count == 0) return Mapping{{}, state_};
    // What a file of this size would bring past its end cannot be read, so it must still have that size.
    STRANDLINE_CHECK(check_unchanged());
    void* const at = ::mmap(nullptr, count, PROT_READ, MAP_PRIVATE, state_->descriptor.number(), 0);
    if (at == MAP_FAILED) return fail(Error::from_errno("file.map", errno, "map", state_->name));
    const auto release = [count](const void* begin) { ::munmap(const_cast<void*>(begin), count); };
    return Mapping{{static_cast<const char*>(at), count}, std::shared_ptr<const void>(at, release)};
}

Result<Digest> Source::digest() const {
    if (state_->in_memory) return sha256(state_->bytes);
    Sha256 hash;
    std::vector<char> block(block_size);
    for (std::uint64_t offset = 0;;) {
        STRANDLINE_TRY(const std::size_t count, read_at(offset, block));
        if (count == 0) return hash.finish();
        hash.update({block.data(), count});
        offset += count;
    }
}

Result<void> Source::check_unchanged() const {
    if (state_->in_memory) return {};
    struct stat facts{};
    if (::fstat(state_->descriptor.number(), &facts) != 0)
        return fail(Error::from_errno("file.read", errno, "look at", state_->name));
    if (identity_of(facts) != state_->identity)
        return fail(Error::environment("file.changed", "{} changed while it was read", state_->name)
                        .mend("run again when nothing else writes to it; nothing was recorded"));
    return {};
}

// --- FileSink --------------------------------------------------------------------------------------------

struct FileSink::State {
    std::filesystem::path path;
    std::filesystem::path temporary;  // a name to remove; empty while the file has none
    std::filesystem::path readable_at;
    Descriptor descriptor;
    std::string buffer;
    Sha256 hash;
    std::uint64_t size = 0;
    std::optional<Error> failure;
    bool in_place = false;  // a device or pipe, which no file may take the place of
    bool committed = false;

    void flush() {
        std::string_view rest = buffer;
        while (!rest.empty() && !failure) {
            const ssize_t count = ::write(descriptor.number(), rest.data(), rest.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0)
                failure = Error::from_errno("file.write", errno, "write", path.string())
                              .mend("free some space or choose another place; nothing was left behind");
            else
                rest.remove_prefix(static_cast<std::size_t>(count));
        }
        buffer.clear();
    }

    /// A name in the folder of the final one that no other writer has; short, whatever the final one is.
    std::filesystem::path beside() const {
        static std::atomic<unsigned> count = 0;
        return path.parent_path() / format(".strandline-{}-{}.part", ::getpid(), ++count);
    }

    /// Copies what was written into a device or pipe.
    Result<void> copy_in_place() const {
        const Descriptor to(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
        if (to.number() < 0) return fail(Error::from_errno("file.open", errno, "write", path.string()));
        STRANDLINE_TRY(const Source written, Source::open(readable_at));
        std::vector<char> block(block_size);
        for (std::uint64_t offset = 0;;) {
            STRANDLINE_TRY(const std::size_t count, written.read_at(offset, block));
            if (count == 0) return {};
            for (std::size_t done = 0; done < count;) {
                const ssize_t part = ::write(to.number(), block.data() + done, count - done);
                if (part < 0 && errno == EINTR) continue;
                if (part < 0) return fail(Error::from_errno("file.write", errno, "write", path.string()));
                done += static_cast<std::size_t>(part);
            }
            offset += count;
        }
    }
};

bool is_written_in_place(const std::filesystem::path& path) {
    std::error_code ignored;
    const auto kind = std::filesystem::status(path, ignored).type();  // of what a link leads to
    using enum std::filesystem::file_type;
    return kind == character || kind == block || kind == fifo || kind == socket ||
           path.native().starts_with("/dev/") || path.native().starts_with("/proc/");
}

FileSink::FileSink() : state_(std::make_unique<State>()) {}

FileSink::~FileSink() {
    if (!state_->committed && !state_->temporary.empty()) ::unlink(state_->temporary.c_str());
}

Result<std::unique_ptr<FileSink>> FileSink::create(const std::filesystem::path& path) {
    std::unique_ptr<FileSink> sink(new FileSink);
    State& state = *sink->state_;
    state.path = path;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        return fail(Error::input("output.directory", "{} is a directory", path.string())
                        .expected("the name of a file to write")
                        .mend("give a file name inside it"));
    state.in_place = is_written_in_place(path);
    if (!state.in_place && std::filesystem::is_symlink(path, ignored) &&
        std::filesystem::exists(path, ignored))
        state.path = std::filesystem::canonical(path, ignored);  // the link stays, its target is replaced
    std::filesystem::path folder = state.path.parent_path();
    if (folder.empty()) folder = ".";
    if (state.in_place) folder = std::filesystem::temp_directory_path();
    // A file without a name vanishes by itself, even when the program is killed.
    const bool can_name_it = ::access("/proc/self/fd", X_OK) == 0;
    if (can_name_it)
        state.descriptor = Descriptor(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666));
    if (state.descriptor.number() >= 0) {
        state.readable_at = format("/proc/self/fd/{}", state.descriptor.number());
        return sink;
    }
    if (!can_name_it || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL) {
        state.temporary = folder / state.beside().filename();
        state.descriptor =
            Descriptor(::open(state.temporary.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666));
        state.readable_at = state.temporary;
    }
    if (state.descriptor.number() < 0) {
        state.temporary.clear();
        return fail(Error::from_errno("file.create", errno, "write into", folder.string())
                        .mend("make the folder first, or choose one that you may write to"));
    }
    return sink;
}

void FileSink::write(std::string_view bytes) {
    state_->hash.update(bytes);
    state_->size += bytes.size();
    state_->buffer.append(bytes);
    if (state_->buffer.size() >= block_size) state_->flush();
}

Result<void> FileSink::status() const {
    state_->flush();
    if (state_->failure) return fail(*state_->failure);
    return {};
}

Result<Digest> FileSink::digest() {
    STRANDLINE_CHECK(status());
    return state_->hash.so_far();
}

std::uint64_t FileSink::size() const { return state_->size; }
const std::filesystem::path& FileSink::temporary_path() const { return state_->readable_at; }

Result<void> FileSink::commit(bool overwrite) {
    STRANDLINE_CHECK(status());
    State& state = *state_;
    if (state.in_place) return state.copy_in_place();
    int outcome = 0;
    if (state.temporary.empty()) {
        const std::filesystem::path name = overwrite ? state.beside() : state.path;
        outcome = ::linkat(AT_FDCWD, state.readable_at.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
        if (outcome == 0 && overwrite) state.temporary = name;
    } else if (!overwrite) {
        outcome = ::link(state.temporary.c_str(),
                         state.path.c_str());  // refuses an existing name, as rename does not
        if (outcome == 0) ::unlink(state.temporary.c_str());
    }
    if (outcome == 0 && overwrite) outcome = ::rename(state.temporary.c_str(), state.path.c_str());
    if (outcome != 0 && errno == EEXIST)
        return fail(Error::input("output.exists", "{} exists already", state.path.string())
                        .mend("choose another name, or say --overwrite"));
    if (outcome != 0) return fail(Error::from_errno("file.rename", errno, "write", state.path.string()));
    state.committed = true;
    return {};
}

}  // namespace strandline
