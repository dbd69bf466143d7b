#pragma once

#include <strandline/chain/session.hpp>
#include <strandline/store/workspace.hpp>

#include <memory>
#include <mutex>

namespace strandline::chain {

struct Session::State {
    Options options;

    /// The workspace, opened at first use; nullptr when there is none.
    Result<store::Workspace*> workspace();
    /// The same, but an error when there is none.
    Result<store::Workspace*> required_workspace();
    /// Makes a workspace in `folder` and uses it from now on.
    Result<store::Workspace*> create_workspace(const std::filesystem::path& folder, bool no_passphrase,
                                               std::string key_name);
    /// Opens the workspace in `folder`, which has been made meanwhile, and uses it from now on.
    Result<void> open_workspace(const std::filesystem::path& folder);
    /// A folder for files that have no name to go to yet.
    std::filesystem::path scratch_folder();

private:
    std::mutex guard_;
    bool looked_ = false;
    std::unique_ptr<store::Workspace> workspace_;
};

}  // namespace strandline::chain
