#include "keyring.hpp"

#include <strandline/base/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "disk.hpp"
#include "note.hpp"

namespace strandline::store {

namespace {

constexpr std::string_view sealed_key_words = "strandline/1 secret key\n";
constexpr std::string_view master_file = "master.json";
constexpr std::string_view agent_file = "agent.json";
constexpr std::string_view subject_file = "subject-workspace.json";
constexpr std::string_view cache_file = "cache.json";
constexpr std::string_view signing_key = "signing key";
constexpr std::string_view subject_key = "key of private results";
constexpr std::string_view cache_key_name = "cache key";

Error lost(const std::filesystem::path& file, std::string_view what) {
    return Error::environment("key.lost", "the {} of this workspace cannot be read: {}", what, file.string())
        .expected("the folder {} as it was made", file.parent_path().string())
        .mend(
            "restore that folder from a back-up; until then public results can be read and the log can be "
            "verified, "
            "but nothing can be recorded, signed or opened");
}

/// Whether the file is kept from this user; whether it is there may then be hidden, too.
bool is_forbidden(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        close(descriptor);
        return false;
    }
    return errno == EACCES || errno == EPERM;
}

/// Why the bytes of a key file could not be had.
Error not_read(const std::filesystem::path& file, std::string_view what) {
    if (!is_forbidden(file)) return lost(file, what);
    return Error::environment("key.unreadable", "you may not read the {} of this workspace: {}", what,
                              file.string())
        .expected("a file that you may read")
        .mend("give yourself the right to read it, or run as its owner");
}

Result<void> write_key(const std::filesystem::path& file, const Json& json) {
    std::string text = json.pretty();
    auto written = write_whole(file, text, true);
    wipe(text);
    return written;
}

/// A key file as an object of this kind ("agent-key/1").
Result<Json> read_key(const std::filesystem::path& file, std::string_view kind, std::string_view what) {
    auto text = read_small(file);
    if (!text) return fail(not_read(file, what));
    auto json = Json::parse(*text, file.string());
    wipe(*text);
    const Json* found = json ? json->find("strandline") : nullptr;
    if (!found || !found->is_string() || found->string() != kind) return fail(lost(file, what));
    return std::move(*json);
}

std::optional<std::string> hex_member(const Json& json, std::string_view name, std::size_t size) {
    const Json* member = json.find(name);
    if (!member || !member->is_string()) return std::nullopt;
    auto bytes = from_hex(member->string());
    if (!bytes || bytes->size() != size) return std::nullopt;
    return std::move(*bytes);
}

std::string text_member(const Json& json, std::string_view name) {
    const Json* member = json.find(name);
    return member && member->is_string() ? member->string() : std::string();
}

/// Ciphertext of a secret key under the master key, bound to what it is and to its public half.
void seal_into(Json& json, const Secret& master, std::string_view kind, std::string_view open_half,
               const Secret& secret) {
    const std::string nonce = random_bytes(nonce_bytes);
    const std::string associated =
        std::string(sealed_key_words) + std::string(kind) + "\n" + std::string(open_half);
    json.set("nonce", to_hex(nonce));
    json.set("sealed", to_hex(encrypt(master, nonce, associated, secret.raw())));
}

std::optional<Secret> unseal(const Json& json, const Secret& master, std::string_view kind,
                             std::string_view open_half) {
    const auto nonce = hex_member(json, "nonce", nonce_bytes);
    const auto sealed = hex_member(json, "sealed", Secret::size() + tag_bytes);
    if (!nonce || !sealed) return std::nullopt;
    const std::string associated =
        std::string(sealed_key_words) + std::string(kind) + "\n" + std::string(open_half);
    auto plain = decrypt(master, *nonce, associated, *sealed);
    if (!plain) return std::nullopt;
    const Secret secret = Secret::from_raw(*plain);
    wipe(*plain);
    return secret;
}

Json key_file(std::string_view kind) {
    Json json = Json::object();
    json.set("strandline", kind);
    return json;
}

Result<void> create_master(const std::filesystem::path& file, const PassphraseSource& passphrase,
                           const Secret& master) {
    Json json = key_file("master-key/1");
    if (!passphrase) {
        json.set("sealed-by", "nothing");
        json.set("warning",
                 "this key is not sealed: whoever reads this file can sign and read as this workspace");
        json.set("key", to_hex(master.raw()));
        return write_key(file, json);
    }
    STRANDLINE_TRY(std::string words, passphrase(new_passphrase_prompt));
    if (words.empty()) return fail(empty_passphrase());
    Stretching how;
    how.salt = random_bytes(16);
    const auto key = stretch(words, how);
    wipe(words);
    if (!key) return fail(key.error());
    json.set("sealed-by", "argon2id");
    json.set("passes", how.passes);
    json.set("memory", how.memory);
    json.set("salt", to_hex(how.salt));
    seal_into(json, *key, "master", {}, master);
    return write_key(file, json);
}

Result<Secret> open_master(const std::filesystem::path& file, const PassphraseSource& passphrase) {
    STRANDLINE_TRY(const Json json, read_key(file, "master-key/1", "master key"));
    if (text_member(json, "sealed-by") == "nothing") {
        auto key = hex_member(json, "key", Secret::size());
        if (!key) return fail(lost(file, "master key"));
        const Secret secret = Secret::from_raw(*key);
        wipe(*key);
        return secret;
    }
    const auto salt = hex_member(json, "salt", 16);
    const Json* passes = json.find("passes");
    const Json* memory = json.find("memory");
    constexpr std::int64_t most_memory = std::int64_t{4} << 30;
    const bool usable = salt && passes && memory && passes->is_integer() && memory->is_integer() &&
                        passes->integer() >= 1 && passes->integer() <= 1000 && memory->integer() >= 8192 &&
                        memory->integer() <= most_memory;
    const bool is_sealed =
        hex_member(json, "nonce", nonce_bytes) && hex_member(json, "sealed", Secret::size() + tag_bytes);
    if (text_member(json, "sealed-by") != "argon2id" || !usable || !is_sealed)
        return fail(lost(file, "master key"));
    if (!passphrase)
        return fail(
            Error::environment("key.locked", "the keys of this workspace are sealed by a passphrase")
                .mend("give it on the terminal, or with --passphrase-file or STRANDLINE_PASSPHRASE_FILE"));
    STRANDLINE_TRY(std::string words, passphrase("passphrase for the keys of this workspace: "));
    const auto key = stretch(words, {static_cast<std::uint64_t>(passes->integer()),
                                     static_cast<std::uint64_t>(memory->integer()), *salt});
    wipe(words);
    if (!key) return fail(key.error());
    const auto master = unseal(json, *key, "master", {});
    if (!master)
        return fail(Error::environment("key.passphrase", "this is not the passphrase of this workspace")
                        .mend("try again; without it public results can still be read and the log verified"));
    return *master;
}

}  // namespace

Error empty_passphrase() {
    return Error::input("passphrase.empty", "the passphrase is empty")
        .expected("a passphrase")
        .mend("give one, or choose --no-passphrase for tests and demonstrations");
}

Result<void> Keyring::create(const std::filesystem::path& folder, const PassphraseSource& passphrase,
                             std::string_view name) {
    if (mkdir(folder.c_str(), 0700) != 0)
        return fail(Error::from_errno("workspace.io", errno, "create", folder.string()));
    const Secret master = Secret::random();
    STRANDLINE_CHECK(create_master(folder / master_file, passphrase, master));

    const Secret signing = Secret::random();
    Json agent = key_file("agent-key/1");
    agent.set("name", name);
    agent.set("public", "ed25519:" + sign_public(signing).hex());
    seal_into(agent, master, "agent", sign_public(signing).raw(), signing);
    STRANDLINE_CHECK(write_key(folder / agent_file, agent));

    const Secret reading = Secret::random();
    Json subject = key_file("subject-key/1");
    subject.set("subject", "workspace");
    subject.set("public", "x25519:" + box_public(reading).hex());
    seal_into(subject, master, "subject", box_public(reading).raw(), reading);
    STRANDLINE_CHECK(write_key(folder / subject_file, subject));

    Json cache = key_file("cache-key/1");
    cache.set("key", to_hex(Secret::random().raw()));
    return write_key(folder / cache_file, cache);
}

Keyring Keyring::load(const std::filesystem::path& folder, PassphraseSource passphrase) {
    Keyring keys;
    keys.folder_ = folder;
    keys.passphrase_ = std::move(passphrase);
    keys.agent_ = keys.read_agent();
    keys.subject_ = keys.read_subject();
    keys.cache_key_ = keys.read_cache_key();
    return keys;
}

Result<Keyring::Agent> Keyring::read_agent() const {
    const auto file = folder_ / agent_file;
    STRANDLINE_TRY(const Json json, read_key(file, "agent-key/1", signing_key));
    const auto key = parse_key(text_member(json, "public"), "ed25519:");
    if (!key || !is_key_name(text_member(json, "name"))) return fail(lost(file, signing_key));
    return Agent{text_member(json, "name"), *key};
}

Result<KeyBytes> Keyring::read_subject() const {
    const auto file = folder_ / subject_file;
    STRANDLINE_TRY(const Json json, read_key(file, "subject-key/1", subject_key));
    const auto key = parse_key(text_member(json, "public"), "x25519:");
    if (!key) return fail(lost(file, subject_key));
    return *key;
}

Result<Secret> Keyring::read_cache_key() const {
    const auto file = folder_ / cache_file;
    STRANDLINE_TRY(const Json json, read_key(file, "cache-key/1", cache_key_name));
    auto key = hex_member(json, "key", Secret::size());
    if (!key) return fail(lost(file, cache_key_name));
    const Secret secret = Secret::from_raw(*key);
    wipe(*key);
    return secret;
}

std::vector<std::string> Keyring::damage() {
    std::vector<std::string> damage;
    std::error_code problem;
    const auto tell = [&](std::string_view file, const Error& error, std::string_view lost_with_it) {
        std::string_view why =
            std::filesystem::exists(folder_ / file, problem) ? "it is damaged" : "it is missing";
        if (error.code() == "key.unreadable") why = "you may not read it";
        damage.push_back(format("keys/{}: {}; {}", file, why, lost_with_it));
    };
    constexpr std::string_view without_agent = "nothing can be recorded and no checkpoint signed";
    constexpr std::string_view without_subject = "nothing can be recorded and no private result opened";
    const auto master = open_master(folder_ / master_file, {});
    if (master)
        master_ = *master;
    else if (master.error().code() != "key.locked")
        tell(master_file, master.error(), "no checkpoint can be signed and no private result opened");
    if (!agent_)
        tell(agent_file, agent_.error(), without_agent);
    else if (const auto seed = master ? signing_seed() : Secret(); !seed)
        tell(agent_file, seed.error(), "no checkpoint can be signed");
    if (!subject_)
        tell(subject_file, subject_.error(), without_subject);
    else if (const auto secret = master ? subject_secret("x25519:" + subject_->hex()) : Secret(); !secret)
        tell(subject_file, secret.error(), "no private result can be opened");
    if (!cache_key_)
        tell(cache_file, cache_key_.error(), "nothing can be recorded and no earlier result found again");
    return damage;
}

Result<void> Keyring::unlock() {
    if (master_) return {};
    STRANDLINE_TRY(const Secret master, open_master(folder_ / master_file, passphrase_));
    master_ = master;
    return {};
}

void Keyring::unlock_if_plain() {
    if (master_) return;
    if (auto master = open_master(folder_ / master_file, {})) master_ = *master;
}

Result<Secret> Keyring::signing_seed() {
    if (!agent_) return fail(agent_.error());
    STRANDLINE_CHECK(unlock());
    STRANDLINE_TRY(const Json json, read_key(folder_ / agent_file, "agent-key/1", signing_key));
    const auto seed = unseal(json, *master_, "agent", agent_->key.raw());
    if (!seed || sign_public(*seed) != agent_->key) return fail(lost(folder_ / agent_file, signing_key));
    return *seed;
}

Result<Secret> Keyring::subject_secret(std::string_view to) {
    if (!subject_) return fail(subject_.error());
    if (to != "x25519:" + subject_->hex())
        return fail(Error::environment("key.missing", "this body is sealed to another key, {}", to)
                        .mend("open it in the workspace that holds that key"));
    if (subject_secret_) return *subject_secret_;
    STRANDLINE_CHECK(unlock());
    STRANDLINE_TRY(const Json json, read_key(folder_ / subject_file, "subject-key/1", subject_key));
    const auto secret = unseal(json, *master_, "subject", subject_->raw());
    if (!secret || box_public(*secret) != *subject_) return fail(lost(folder_ / subject_file, subject_key));
    subject_secret_ = *secret;
    return *secret;
}

}  // namespace strandline::store
