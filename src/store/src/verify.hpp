#pragma once

#include <strandline/base/context.hpp>
#include <strandline/store/secret.hpp>
#include <strandline/store/workspace.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint_file.hpp"
#include "disk.hpp"
#include "frames.hpp"
#include "headers.hpp"
#include "log_file.hpp"

namespace strandline::store {

/// "log: it is missing", or why this part of a workspace cannot be opened.
std::string unopened(const std::filesystem::path& part, const Error& error);

/// Words about damage, each with its place; no more than anybody reads.
class DamageList {
public:
    template <class... A>
    void add(format_string<A...> text, A&&... a) {
        add_text(format(text, std::forward<A>(a)...));
    }
    void add_text(std::string text) {
        if (texts_.size() < most)
            texts_.push_back(std::move(text));
        else
            ++more_;
    }
    std::vector<std::string> take() {
        if (more_ > 0) texts_.push_back(format("… and {} more", more_));
        return std::move(texts_);
    }
    bool empty() const { return texts_.empty(); }

private:
    static constexpr std::size_t most = 200;
    std::vector<std::string> texts_;
    std::uint64_t more_ = 0;
};

/// The files at one moment between two writes.
struct Snapshot {
    Digest identity;
    std::vector<LogEntry> entries;             // the good ones from the beginning on
    std::vector<std::optional<Source>> packs;  // [0] is pack 1; nothing where it is missing
    StoredCheckpoints checkpoints;
};
Result<Snapshot> take_snapshot(const Layout& layout, DamageList& damage);

/// All parts of one body in one append.
struct FoundBody {
    FrameType type = FrameType::public_part;
    std::uint32_t pack = 0;
    std::vector<Frame> parts;
    std::uint64_t leaf = 0;
    std::uint64_t size = 0;  // unpacked
    enum class State { good, sealed, damaged } state = State::good;
};

/// What the packs hold, each frame checked by itself.
struct PackContents {
    struct FoundArtefact {
        ArtefactHeader header;
        std::uint64_t leaf;
    };
    struct FoundRecord {
        RecordHeader header;
        std::uint64_t leaf;
    };
    struct FoundNote {
        Note note;
        std::uint64_t leaf;
    };
    std::map<Id, FoundArtefact> artefacts;
    std::map<Id, FoundRecord> records;
    std::map<Digest, std::vector<FoundBody>> bodies;
    std::map<Digest, std::vector<Envelope>> envelopes;
    std::vector<FoundNote> notes;
};

/// Secret keys that are open, by "x25519:<hex>".
using OpenKeys = std::map<std::string, Secret>;

/// Reads every frame that the log covers, recomputes what it is named by, decrypts what the keys open.
Result<PackContents> read_packs(const Snapshot& snapshot, const OpenKeys& keys, DamageList& damage,
                                Context& context);

/// Everything together. `own` is the workspace's key as far as it is known.
struct VerifyTask {
    Layout layout;
    OpenKeys keys;
    PublicKey own;
    std::vector<PublicKey> trusted;
    std::optional<SignedCheckpoint> against;
    std::string against_name;
};
Result<VerifyReport> verify_snapshot(const VerifyTask& task, const Snapshot& snapshot, DamageList damage,
                                     Context& context);

/// Root of the log, its own checkpoints, and the one of a partner.
void verify_log(const VerifyTask& task, const Snapshot& snapshot, VerifyReport& report, DamageList& damage);

}  // namespace strandline::store
