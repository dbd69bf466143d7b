#pragma once

#include <strandline/base/result.hpp>
#include <strandline/store/secret.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto.hpp"

namespace strandline::store {

using PassphraseSource = std::function<Result<std::string>(std::string_view prompt)>;

inline constexpr std::string_view new_passphrase_prompt = "new passphrase for the keys of this workspace: ";
Error empty_passphrase();

/// The keys of one workspace, in its folder keys/. Public halves and the cache key are read at once; the
/// agent's signing key and the subjects' secret keys only when needed, with the passphrase if there is one.
/// A workspace whose keys are lost still reads public bodies and verifies. Not thread-safe.
class Keyring {
public:
    /// Makes new keys in the (not yet existing) folder. Without a passphrase source they are not sealed.
    static Result<void> create(const std::filesystem::path& folder, const PassphraseSource& passphrase,
                               std::string_view name);
    /// Never fails: what is missing is told by the function that needs it.
    static Keyring load(const std::filesystem::path& folder, PassphraseSource passphrase);

    struct Agent {
        std::string name;
        KeyBytes key;
    };
    Result<Agent> agent() const { return agent_; }
    /// Public key of the subject whose private bodies are written now.
    Result<KeyBytes> subject() const { return subject_; }
    Result<Secret> cache_key() const { return cache_key_; }

    /// Opens the master key; asks for the passphrase when it is sealed by one.
    Result<void> unlock();
    bool is_open() const { return master_.has_value(); }
    /// Opens it only when nobody must be asked.
    void unlock_if_plain();

    /// What is wrong with the files, in words: which one, and what no longer works. Asks nobody, so that of
    /// sealed secrets only the outside is looked at.
    std::vector<std::string> damage();

    /// Seed of the agent's signing key.
    Result<Secret> signing_seed();
    /// Secret half of the subject key that is called "x25519:<hex>".
    Result<Secret> subject_secret(std::string_view to);

private:
    Keyring() = default;
    Result<Agent> read_agent() const;
    Result<KeyBytes> read_subject() const;
    Result<Secret> read_cache_key() const;
    std::filesystem::path folder_;
    PassphraseSource passphrase_;
    Result<Agent> agent_;
    Result<KeyBytes> subject_;
    Result<Secret> cache_key_;
    std::optional<Secret> master_;
    std::optional<Secret> subject_secret_;
};

}  // namespace strandline::store
