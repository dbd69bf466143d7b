#include <strandline/store/workspace.hpp>

#include <strandline/store/merkle.hpp>

#include <algorithm>

#include "checkpoint_file.hpp"
#include "crypto.hpp"
#include "log_file.hpp"
#include "note.hpp"
#include "recover.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

std::filesystem::path trusted_file(const Layout& layout) { return layout.keys() / "trusted.txt"; }

Result<LogReader> open_log(const Layout& layout) {
    STRANDLINE_TRY(Source source, Source::open(layout.log(), "log"));
    return LogReader::open(std::move(source));
}

Result<std::vector<Digest>> leaf_hashes(const LogReader& log) {
    STRANDLINE_TRY(const auto entries, log.entries(0, log.size()));
    std::vector<Digest> hashes;
    hashes.reserve(entries.size());
    for (const LogEntry& entry : entries) hashes.push_back(merkle::leaf_hash(entry.record.raw()));
    return hashes;
}

}  // namespace

std::string PublicKey::fingerprint() const {
    const auto bytes = parse_key(key, "ed25519:");
    if (!bytes) return {};
    std::string text = to_base64(sha256(bytes->raw()).raw());
    text.erase(text.find('='));
    return "SHA256:" + text;
}

Result<Workspace::LogState> Workspace::log_state() {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_TRY(const LogReader log, open_log(state_->layout));
    STRANDLINE_TRY(const StoredCheckpoints checkpoints, read_checkpoints(state_->layout, log.identity()));
    STRANDLINE_TRY(const auto hashes, leaf_hashes(log));
    return LogState{log.size(), std::min(checkpoints.signed_size(), log.size()), merkle::root(hashes),
                    log_origin(log.identity())};
}

Result<std::string> Workspace::checkpoint() {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_TRY(const Keyring::Agent agent, state_->keys.agent());
    STRANDLINE_TRY(const Secret seed,
                   state_->keys.signing_seed());  // may ask; nobody waits for the lock meanwhile
    STRANDLINE_TRY(const WriterLock lock, state_->lock());
    STRANDLINE_TRY(const LogReader log, ready_to_write(state_->layout));
    STRANDLINE_TRY(const StoredCheckpoints before, read_checkpoints(state_->layout, log.identity()));
    if (!before.damage.empty() && !before.torn)
        return fail(Error::environment("workspace.damaged", "{}", before.damage.front())
                        .mend("run 'strandline thread verify'; restore the file from a back-up"));
    STRANDLINE_TRY(const auto hashes, leaf_hashes(log));
    // Never sign what contradicts an earlier signature.
    const StoredCheckpoints::One* largest = before.largest();
    if (largest &&
        merkle::root(std::span(hashes).first(largest->note.checkpoint.size)) != largest->note.checkpoint.root)
        return fail(Error::environment("log.rewritten",
                                       "the first {} of the log are not those that were signed before",
                                       counted(largest->note.checkpoint.size, "leaf", "leaves"))
                        .mend("restore the folder {} from a back-up", state_->layout.root.string()));
    const Checkpoint checkpoint{
        log_origin(log.identity()), log.size(), merkle::root(hashes), {"time " + utc_time(now_ns())}};
    std::string note = sign_checkpoint(checkpoint, agent.name, seed);
    STRANDLINE_CHECK(append_checkpoint(state_->layout, log.identity(), before, note));
    return note;
}

Result<void> Workspace::unlock() {
    const std::lock_guard guard(state_->mutex);
    return state_->keys.unlock();
}

PublicKey Workspace::own_key() const {
    const auto agent = state_->keys.agent();
    if (!agent) return {};
    return {agent->name, "ed25519:" + agent->key.hex()};
}

Result<std::vector<PublicKey>> parse_keys(std::string_view text, std::string_view name) {
    std::vector<PublicKey> keys;
    Errors errors;
    std::int64_t number = 0;
    for (std::string_view raw_line : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(raw_line);
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t space = line.find_first_of(" \t");
        const std::string_view key_name = line.substr(0, space);
        const std::string key = space == line.npos ? "" : lower(trim(line.substr(space)));
        if (is_key_name(key_name) && parse_key(key, "ed25519:")) {
            keys.push_back({std::string(key_name), key});
            continue;
        }
        errors.add(Error::input("key.malformed", "this line is no key")
                       .at({.file = std::string(name), .line = number, .source_line = std::string(raw_line)})
                       .expected("a name, a space, ed25519: and 64 hex digits")
                       .found("{}", printable(line.substr(0, 100)))
                       .mend("copy the line that 'strandline thread key show' prints"));
        if (errors.full()) break;
    }
    if (errors.any()) return fail(errors.take());
    return keys;
}

Result<std::vector<PublicKey>> Workspace::read_keys(const Source& source) {
    STRANDLINE_TRY(const std::string text, source.read_all());
    STRANDLINE_TRY(auto keys, parse_keys(text, source.name()));
    if (keys.empty())
        return fail(Error::input("key.none", "there is no key in {}", source.name())
                        .at({.file = source.name()})
                        .expected("lines of a name, a space, ed25519: and 64 hex digits")
                        .mend("copy the line that 'strandline thread key show' prints"));
    return keys;
}

Result<std::vector<PublicKey>> Workspace::trusted_keys() const {
    const std::filesystem::path file = trusted_file(state_->layout);
    if (!size_of_file(file)) return std::vector<PublicKey>{};  // none, or not for this user to see
    STRANDLINE_TRY(const std::string text, read_small(file));
    return parse_keys(text, file.string());
}

Result<void> Workspace::trust(const PublicKey& key) {
    if (!is_key_name(key.name) || !parse_key(key.key, "ed25519:"))
        return fail(
            Error::input("key.malformed", "'{} {}' is no key", printable(key.name), printable(key.key))
                .expected("a name without spaces, and ed25519: with 64 hex digits")
                .mend("copy the line that 'strandline thread key show' prints"));
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_TRY(const WriterLock lock, state_->lock());
    STRANDLINE_TRY(std::vector<PublicKey> keys, trusted_keys());
    for (const PublicKey& known : keys) {
        if (known.key == key.key && known.name == key.name) return {};
        if (known.name == key.name)
            return fail(Error::input("key.name", "another key is already trusted as {}", key.name)
                            .expected("the key {}", known.fingerprint())
                            .found("the key {}", key.fingerprint())
                            .mend("ask its owner on another way whether the key has changed; then give the "
                                  "new one another name"));
    }
    keys.push_back(key);
    std::string text = "# Keys this workspace trusts, one a line: name and key.\n";
    for (const PublicKey& one : keys) text += one.name + " " + one.key + "\n";
    return write_whole(trusted_file(state_->layout), text, true);
}

}  // namespace strandline::store
