#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/store/id.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::store {

/// Where a passphrase comes from. Asked only when a secret key is really needed.
using PassphraseSource = std::function<Result<std::string>(std::string_view prompt)>;

/// An input or output of a run, by role ("genome").
struct Part {
    std::string role;
    std::string format;       // "genbank", "edit.guides/1"
    bool is_private = false;  // committed by salted Merkle root, stored encrypted
    Digest digest;            // SHA-256 of the bytes, as hashed while read or written
    std::uint64_t size = 0;
    std::string name;  // file name or step.port as the user knows it; goes into the closed body
    /// The bytes, to be stored. Outputs always; inputs only with --keep-inputs. Null: referenced only.
    const Source* bytes = nullptr;
    /// Known already (output of an earlier step): the fields above are then taken from the store. Bytes that
    /// are given too must be its own; those of a public artefact are stored when they are not held yet.
    std::optional<Id> artefact;
};

/// One finished run, to be appended.
struct Run {
    std::string operation;
    int semantics = 1;
    Json parameters = Json::object();     // as resolved, in base units
    std::vector<Part> inputs, outputs;    // in declared order
    Json circumstances = Json::object();  // build, host, user, exact times, threads: closed body only
    /// What the cache compares: field name → value ("parameter mismatches" → "4", "input genome" → content
    /// id).
    std::vector<std::pair<std::string, std::string>> cache_fields;  // empty: not cached
};

struct Appended {
    Id record;
    std::vector<Id> inputs, outputs;  // artefact ids, in the order given
    std::uint64_t leaf = 0;
};

/// What was found in the cache, or why nothing was.
struct CacheAnswer {
    bool hit = false;
    Id record;                           // of the hit, or of the nearest earlier run
    std::map<std::string, Id> outputs;   // role → artefact, of a hit
    bool any_earlier = false;            // this operation ran before
    std::vector<std::string> differing;  // field names that differ from the nearest earlier run
    std::string damage;                  // a hit that could not be used because its bytes are damaged: why
};

struct ArtefactFacts {
    Id id;
    std::string format;
    bool is_private = false;
    std::optional<Digest> body;         // plain SHA-256 of a public body
    std::optional<std::uint64_t> size;  // public only
    enum class Body { held, elsewhere, sealed } state = Body::elsewhere;
};

struct RecordFacts {
    Id id;
    Json header;
    std::uint64_t leaf = 0;
    std::string operation;
    int semantics = 1;
    std::string day;                                          // time bucket, UTC
    std::string agent;                                        // "ed25519:<hex>"
    std::vector<std::pair<std::string, Id>> inputs, outputs;  // role, artefact
};

/// A key as partners exchange it, by fingerprint.
struct PublicKey {
    std::string name;
    std::string key;                  // "ed25519:<64 hex digits>"
    std::string fingerprint() const;  // SHA-256 of the 32 key bytes, as "SHA256:<base64 without padding>"
};

/// Four lines of `thread verify`, and what is behind them.
struct VerifyReport {
    std::uint64_t bodies_held = 0, bodies_elsewhere = 0, bodies_sealed = 0;
    std::uint64_t artefacts = 0, records = 0, leaves = 0, unsigned_leaves = 0;
    Digest root;
    struct Signature {
        std::uint64_t size;
        std::string key;
        std::string name;
        bool known;
        bool own;
    };
    std::vector<Signature> checkpoints;  // the workspace's own, and the one given with --against
    bool against_given = false;
    bool against_agrees = false;  // its tree is a prefix of ours and its signature is good
    std::string against_name;
    std::vector<std::string> damage;      // what is wrong, in words, with file and offset
    std::vector<std::string> unverified;  // signatures by unknown keys
    bool good() const { return damage.empty() && unverified.empty() && (!against_given || against_agrees); }
};

struct CheckReport {
    std::vector<std::string> found;     // what was not as it should be
    std::vector<std::string> repaired;  // what --repair did about it
    bool clean_after = true;
};

/// A folder `.strandline/`: packs and log are the truth, the SQLite index is derived. Thread-safe.
/// See docs/format.md for every byte.
class Workspace {
public:
    struct CreateOptions {
        PassphraseSource passphrase;          // empty function: keys are not sealed (--no-passphrase)
        std::string key_name;                 // how the key is called in checkpoints; default user@host
        Json circumstances = Json::object();  // of its making, as in Run; host, user and time when empty
    };
    /// Makes `folder`/.strandline and appends the record of its making. Refused where one exists, and on a
    /// file system whose locks do not work. The passphrase is asked before anything is made, and nothing is
    /// left behind on failure. Of several at once one succeeds; the others hear that a workspace exists.
    static Result<std::unique_ptr<Workspace>> create(const std::filesystem::path& folder,
                                                     CreateOptions options);
    /// Opens `folder`/.strandline. A newer version or a missing part is an environment error.
    /// A stale or missing index is brought up to date from packs and log.
    static Result<std::unique_ptr<Workspace>> open(const std::filesystem::path& folder,
                                                   PassphraseSource passphrase);
    /// The nearest folder upward from `start` that has a .strandline/.
    static std::optional<std::filesystem::path> find_upward(const std::filesystem::path& start);

    ~Workspace();
    const std::filesystem::path& folder() const;
    /// A pack of this length is followed by a new one; 1 GiB unless set.
    void roll_packs_at(std::uint64_t bytes);
    /// Who hears that another process is being waited for; standard error unless set.
    void on_notice(std::function<void(std::string_view)> notice);
    /// Once `*flag` is set, waiting for another process ends with Error::interrupted(). The flag must outlive
    /// the workspace; null: never.
    void cancelled_by(const std::atomic<bool>* flag);

    // --- content ids -------------------------------------------------------------------------------------
    /// SHA-256 of a file by the stat cache (device, inode, size, mtime, ctime), or by reading. The cache is
    /// passed over when `rehash`, when ctime is fresher than two seconds, on remote file systems, and for
    /// private files: those said to be, and those whose content is private here.
    Result<Digest> digest_of(const Source& source, bool rehash, bool is_private);
    /// What the cache compares for a content: "sha256:…" of a public one, "hmac:…" under the workspace key of
    /// a private one.
    std::string content_id(const Digest& digest, bool is_private) const;

    // --- runs --------------------------------------------------------------------------------------------
    /// Bodies, headers and record to the pack, leaf to the log, then the index; durable on return.
    Result<Appended> append(const Run& run);
    /// The nearest earlier run of `operation` by these fields. A hit's outputs are re-hashed when read, not
    /// here.
    Result<CacheAnswer> find_cached(std::string_view operation,
                                    const std::vector<std::pair<std::string, std::string>>& cache_fields);
    /// Writes a held body into `sink`, checking its hash on the way; an environment error "body.damaged" on
    /// mismatch.
    Result<void> read_body(const Id& artefact, Sink& sink);
    /// A held public body as a source; private ones need the key.
    Result<Source> open_body(const Id& artefact);

    // --- questions ---------------------------------------------------------------------------------------
    Result<ArtefactFacts> artefact(const Id& id);
    /// The public artefact with this body and format, if known; with empty format any.
    std::vector<ArtefactFacts> artefacts_with_body(const Digest& digest);
    /// Private artefacts whose content has this digest, as far as this workspace's own key for contents tells.
    std::vector<ArtefactFacts> private_artefacts_with_content(const Digest& digest);
    /// Whether any private artefact here has this format.
    bool has_private(std::string_view artefact_format);
    Result<std::vector<RecordFacts>> records();  // in log order
    Result<RecordFacts> record(const Id& id);
    /// The closed body of a record: parameters, names, circumstances. Needs the key.
    Result<Json> record_body(const Id& id);
    /// Ids of artefacts and records that begin with these hex digits (with or without "sha256:").
    std::vector<Id> ids_with_prefix(std::string_view prefix);

    // --- log, keys, checks -------------------------------------------------------------------------------
    struct LogState {
        std::uint64_t leaves, signed_leaves;
        Digest root;
        std::string origin;
    };
    Result<LogState> log_state();
    /// Signs the log as it is and keeps the note; C2SP tlog-checkpoint text.
    Result<std::string> checkpoint();
    Result<VerifyReport> verify(const std::optional<Source>& against, const std::vector<PublicKey>& trusted,
                                Context& context);
    /// Opens the secret keys now, with the passphrase if there is one. `verify` opens sealed bodies only
    /// after this, or when the keys are not sealed: it never asks by itself.
    Result<void> unlock();
    PublicKey own_key() const;
    Result<std::vector<PublicKey>> trusted_keys() const;
    Result<void> trust(const PublicKey& key);
    /// A line "name ed25519:<hex>", or a file of such lines.
    static Result<std::vector<PublicKey>> read_keys(const Source& source);

    /// Without opening: finds crash leftovers, a stale index, damage; repairs what can be repaired without
    /// losing anything below the last signed checkpoint.
    static Result<CheckReport> check(const std::filesystem::path& folder, bool repair, Context& context);

private:
    Workspace();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::store
