#pragma once

#include <strandline/base/result.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::chain {

/// One sitting with one workspace at most: what a command line, a web server or a Python process holds.
class Session {
public:
    struct Options {
        std::optional<std::filesystem::path> workspace;  // else the nearest .strandline/ upward
        std::filesystem::path folder = ".";              // where to look from
        bool rehash = false;                             // pass over the stat cache
        bool keep_inputs = false;                        // store the bytes of inputs, too
        bool overwrite = false;                          // replace output files that exist
        /// Asks for the passphrase of the keys, only when a secret key is needed. Empty: there is no way to
        /// ask.
        std::function<Result<std::string>(std::string_view prompt)> passphrase;
        bool passphrase_at_hand = false;  // `passphrase` answers by itself, without a person at a terminal
        const std::atomic<bool>* cancel = nullptr;  // ends waiting for another process, too
        std::string program = "strandline";         // name and version, for the record
    };
    explicit Session(Options options);
    ~Session();
    Options& options();

    struct State;
    State& state() { return *state_; }  // for this module's own sources

private:
    std::unique_ptr<State> state_;
};

}  // namespace strandline::chain
