#include <strandline/store/workspace.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "log_file.hpp"
#include "note.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

constexpr std::string_view folder_name = ".strandline";
constexpr std::string_view version_words = "strandline workspace ";
constexpr int workspace_version = 1;

void tell_on_stderr(std::string_view words) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(words.size()), words.data());
}

std::string default_key_name() {
    std::string name = user_name() + "@" + host_name();
    for (char& c : name)
        if (!is_key_name(std::string_view(&c, 1))) c = '-';
    return name;
}

Json circumstances_here() {
    Json json = Json::object();
    json.set("host", printable(host_name()));
    json.set("time", utc_time(now_ns()));
    json.set("user", printable(user_name()));
    return json;
}

Error missing_part(const std::filesystem::path& path) {
    return Error::environment("workspace.damaged", "{} is missing", path.string())
        .expected("a whole workspace")
        .mend("restore it from a back-up");
}

Error exists_already(const std::filesystem::path& folder) {
    return Error::environment("workspace.exists", "there is a workspace in {} already", folder.string())
        .mend("use it, or choose another folder");
}

Error bad_key_name(std::string_view name) {
    return Error::input("key.name", "'{}' cannot be the name of a key", printable(name))
        .expected("a word without spaces and plus signs, such as anna@lab")
        .mend("choose another name");
}

/// Removes the private folder in which a workspace was not finished.
struct Unfinished {
    std::filesystem::path path;
    ~Unfinished() {
        std::error_code ignored;
        if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
};

/// Folders that were missing, made for a new workspace. Unless kept they go again, but only while empty:
/// another process may have begun to use them.
class NewFolders {
public:
    NewFolders() = default;
    NewFolders(const NewFolders&) = delete;
    NewFolders& operator=(const NewFolders&) = delete;
    ~NewFolders() {
        for (const auto& path : made_)
            if (rmdir(path.c_str()) != 0) break;
    }
    Result<void> make(const std::filesystem::path& folder) {
        std::error_code problem;
        auto missing = std::filesystem::absolute(folder, problem).lexically_normal();
        if (!missing.has_filename()) missing = missing.parent_path();
        for (; !missing.empty() && !std::filesystem::exists(missing, problem);
             missing = missing.parent_path())
            made_.push_back(missing);
        std::filesystem::create_directories(folder, problem);
        if (!problem) return {};
        return fail(Error::from_errno("workspace.io", problem.value(), "create", folder.string()));
    }
    void keep() { made_.clear(); }

private:
    std::vector<std::filesystem::path> made_;  // innermost first
};

/// A passphrase asked for beforehand.
class Asked {
public:
    explicit Asked(std::string words) : words_(std::move(words)) {}
    Asked(const Asked&) = delete;
    Asked& operator=(const Asked&) = delete;
    ~Asked() { wipe(words_); }
    PassphraseSource source() const {
        return [this](std::string_view) -> Result<std::string> { return words_; };
    }

private:
    std::string words_;
};

}  // namespace

Result<void> lay_out(const Layout& layout, const Workspace::CreateOptions& options) {
    const std::string name = options.key_name.empty() ? default_key_name() : options.key_name;
    if (!is_key_name(name)) return fail(bad_key_name(name));
    if (mkdir(layout.packs().c_str(), 0777) != 0)
        return fail(Error::from_errno("workspace.io", errno, "create", layout.packs().string()));
    STRANDLINE_CHECK(probe_locks(layout.lock()));
    STRANDLINE_CHECK(Keyring::create(layout.keys(), options.passphrase, name));
    const Digest identity = Digest::from_raw(random_bytes(32));
    STRANDLINE_CHECK(write_whole(layout.pack(1), encode_file_header(pack_magic, {identity, 1}), false));
    STRANDLINE_CHECK(write_whole(layout.log(), encode_file_header(log_magic, {identity, 0}), false));
    STRANDLINE_CHECK(
        write_whole(layout.checkpoints(), encode_file_header(checkpoint_magic, {identity, 0}), false));
    return write_whole(layout.version(), format("{}{}\n", version_words, workspace_version), false);
}

Result<void> check_version(const Layout& layout) {
    const auto text = read_small(layout.version());
    if (!text) return fail(missing_part(layout.version()));
    int version = 0;
    const std::string_view number =
        text->starts_with(version_words) ? trim(std::string_view(*text).substr(version_words.size())) : "";
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), version);
    if (problem != std::errc{} || end != number.data() + number.size() || version < 1)
        return fail(Error::environment("workspace.damaged", "{} is damaged", layout.version().string())
                        .expected("\"{}{}\"", version_words, workspace_version)
                        .mend("restore it from a back-up"));
    if (version > workspace_version)
        return fail(Error::environment("workspace.newer", "{} was made by a newer version of strandline",
                                       layout.root.string())
                        .expected("a workspace of version {} or older", workspace_version)
                        .found("version {}", version)
                        .mend("use that newer version; nothing was changed"));
    return {};
}

Workspace::Workspace() = default;
Workspace::~Workspace() = default;
const std::filesystem::path& Workspace::folder() const { return state_->folder; }

Result<std::unique_ptr<Workspace>> Workspace::create(const std::filesystem::path& folder,
                                                     CreateOptions options) {
    const std::filesystem::path root = folder / folder_name;
    std::error_code problem;
    if (std::filesystem::exists(std::filesystem::symlink_status(root, problem)))
        return fail(exists_already(folder));
    if (!options.key_name.empty() && !is_key_name(options.key_name))
        return fail(bad_key_name(options.key_name));
    // Asked first: who is asked may take long or say nothing, and then nothing is to be found on the disk.
    std::optional<Asked> asked;
    const PassphraseSource passphrase = std::move(options.passphrase);
    options.passphrase = {};
    if (passphrase) {
        STRANDLINE_TRY(std::string words, passphrase(new_passphrase_prompt));
        if (words.empty()) return fail(empty_passphrase());
        asked.emplace(words);
        wipe(words);
        options.passphrase = asked->source();
    }
    NewFolders new_folders;
    if (!std::filesystem::exists(folder, problem)) STRANDLINE_CHECK(new_folders.make(folder));
    const std::filesystem::path building = root.string() + ".new-" + random_name();
    if (mkdir(building.c_str(), 0777) != 0)
        return fail(Error::from_errno("workspace.io", errno, "create", root.string()));
    Unfinished unfinished{building};
    STRANDLINE_CHECK(lay_out({building}, options));
    {
        Keyring keys = Keyring::load(Layout{building}.keys(), {});
        STRANDLINE_TRY(Index index, Index::open({building}));
        std::unique_ptr<Workspace> workspace(new Workspace);
        workspace->state_ =
            std::make_unique<State>(folder, Layout{building}, std::move(keys), std::move(index));
        Run making;
        making.operation = "init";
        making.circumstances =
            options.circumstances == Json::object() ? circumstances_here() : std::move(options.circumstances);
        STRANDLINE_CHECK(workspace->append(making));
    }
    if (rename(building.c_str(), root.c_str()) != 0) {
        const int number = errno;
        // Somebody else was quicker.
        if (number == ENOTEMPTY || number == EEXIST || number == ENOTDIR) return fail(exists_already(folder));
        return fail(Error::from_errno("workspace.io", number, "create", root.string()));
    }
    unfinished.path.clear();
    new_folders.keep();
    STRANDLINE_CHECK(sync_folder(folder));
    return open(folder, passphrase);
}

Result<std::unique_ptr<Workspace>> Workspace::open(const std::filesystem::path& folder,
                                                   PassphraseSource passphrase) {
    const Layout layout{folder / folder_name};
    std::error_code problem;
    if (!std::filesystem::is_directory(layout.root, problem))
        return fail(Error::environment("workspace.missing", "there is no workspace in {}", folder.string())
                        .expected("a folder {}", folder_name)
                        .mend("make one with 'strandline init', or name another folder with --workspace"));
    STRANDLINE_CHECK(check_version(layout));
    for (const auto& part : {layout.log(), layout.packs(), layout.checkpoints()})
        if (!std::filesystem::exists(part, problem)) return fail(missing_part(part));
    STRANDLINE_TRY(Index index, Index::open(layout));
    std::unique_ptr<Workspace> workspace(new Workspace);
    workspace->state_ = std::make_unique<State>(
        folder, layout, Keyring::load(layout.keys(), std::move(passphrase)), std::move(index));
    workspace->state_->notice = tell_on_stderr;
    STRANDLINE_CHECK(workspace->state_->catch_up());
    return workspace;
}

std::optional<std::filesystem::path> Workspace::find_upward(const std::filesystem::path& start) {
    std::error_code problem;
    std::filesystem::path folder = std::filesystem::absolute(start, problem).lexically_normal();
    for (;;) {
        if (std::filesystem::is_directory(folder / folder_name, problem)) return folder;
        const std::filesystem::path parent = folder.parent_path();
        if (parent == folder) return std::nullopt;
        folder = parent;
    }
}

void Workspace::on_notice(std::function<void(std::string_view)> notice) {
    const std::lock_guard guard(state_->mutex);
    state_->notice = std::move(notice);
}

void Workspace::cancelled_by(const std::atomic<bool>* flag) {
    const std::lock_guard guard(state_->mutex);
    state_->cancelled = flag;
}

void Workspace::roll_packs_at(std::uint64_t bytes) {
    const std::lock_guard guard(state_->mutex);
    state_->roll_at = bytes;
}

Result<void> Workspace::State::catch_up() {
    if (index.is_corrupt()) STRANDLINE_CHECK(make_index_anew());
    auto done = index.catch_up();
    if (!done && index.is_corrupt()) {
        STRANDLINE_CHECK(make_index_anew());
        done = index.catch_up();
    }
    if (done || done.error().code() == "workspace.newer") return done;
    if (done.error().code() == "log.damaged") return {};  // what was read before stays readable; verify tells
    // The folder may not be writable: a view in memory serves as well.
    if (index.is_in_memory()) return done;
    STRANDLINE_TRY(Index memory, Index::in_memory(layout));
    STRANDLINE_CHECK(memory.catch_up());
    index = std::move(memory);
    return {};
}

Result<void> Workspace::State::make_index_anew() {
    Index::remove(layout);
    STRANDLINE_TRY(index, Index::open(layout));
    return {};
}

}  // namespace strandline::store
