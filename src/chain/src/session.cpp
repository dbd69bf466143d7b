#include "session_state.hpp"

namespace strandline::chain {

Session::Session(Options options) : state_(std::make_unique<State>()) {
    state_->options = std::move(options);
}
Session::~Session() = default;
Session::Options& Session::options() { return state_->options; }

Result<store::Workspace*> Session::State::workspace() {
    const std::scoped_lock lock(guard_);
    if (looked_) return workspace_.get();
    std::filesystem::path folder;
    if (options.workspace) {
        folder = *options.workspace;
        if (folder.filename() == ".strandline")
            folder = folder.parent_path().empty() ? "." : folder.parent_path();
        std::error_code ignored;
        if (!std::filesystem::exists(folder / ".strandline", ignored))
            return fail(
                Error::environment("workspace.missing", "there is no workspace in {}", folder.string())
                    .expected("a folder that holds .strandline/")
                    .mend("make one with 'strandline init {}', or name another with --workspace",
                          folder.string()));
    } else if (const auto found = store::Workspace::find_upward(options.folder)) {
        folder = *found;
    } else {
        looked_ = true;
        return nullptr;
    }
    STRANDLINE_TRY(workspace_, store::Workspace::open(folder, options.passphrase));
    workspace_->cancelled_by(options.cancel);
    looked_ = true;
    return workspace_.get();
}

Result<store::Workspace*> Session::State::required_workspace() {
    STRANDLINE_TRY(store::Workspace * found, workspace());
    if (found) return found;
    return fail(Error::environment("workspace.missing", "there is no workspace here or in a folder above")
                    .expected("a folder .strandline/")
                    .mend("make one with 'strandline init', or name one with --workspace DIR"));
}

Result<store::Workspace*> Session::State::create_workspace(const std::filesystem::path& folder,
                                                           bool no_passphrase, std::string key_name) {
    if (!no_passphrase && !options.passphrase)
        return fail(Error::input("init.no_passphrase",
                                 "no passphrase for the keys of the new workspace, and no terminal to ask on")
                        .expected("a terminal, --passphrase-file FILE, or STRANDLINE_PASSPHRASE_FILE")
                        .mend("give a passphrase file; for tests and demos only, say --no-passphrase and the "
                              "keys lie open in the folder"));
    store::Workspace::CreateOptions create;
    if (!no_passphrase) create.passphrase = options.passphrase;
    create.key_name = std::move(key_name);
    const std::scoped_lock lock(guard_);
    STRANDLINE_TRY(workspace_, store::Workspace::create(folder, std::move(create)));
    looked_ = true;
    return workspace_.get();
}

Result<void> Session::State::open_workspace(const std::filesystem::path& folder) {
    const std::scoped_lock lock(guard_);
    STRANDLINE_TRY(workspace_, store::Workspace::open(folder, options.passphrase));
    workspace_->cancelled_by(options.cancel);
    looked_ = true;
    return {};
}

std::filesystem::path Session::State::scratch_folder() {
    const std::scoped_lock lock(guard_);
    return workspace_ ? workspace_->folder() / ".strandline" : std::filesystem::temp_directory_path();
}

}  // namespace strandline::chain
