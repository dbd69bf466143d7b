#include <strandline/store/merkle.hpp>

#include <algorithm>
#include <map>

#include "verify.hpp"

namespace strandline::store {

namespace {

/// How a signed note and the keys that are known go together.
struct Signer {
    const PublicKey* key = nullptr;  // a known key that signed
    bool is_own = false;
    bool is_bad = false;  // a known key is named, but the signature is not its
    std::string name;     // as the note says it
};

std::vector<Signer> signers(const VerifyTask& task, const SignedCheckpoint& note) {
    std::vector<std::pair<const PublicKey*, bool>> known;
    if (!task.own.key.empty()) known.emplace_back(&task.own, true);
    for (const PublicKey& key : task.trusted) known.emplace_back(&key, false);
    const std::string text = note.checkpoint.text();
    std::vector<Signer> found;
    for (const NoteSignature& signature : note.signatures) {
        Signer signer;
        signer.name = signature.name;
        for (const auto& [key, is_own] : known) {
            const auto bytes = parse_key(key->key, "ed25519:");
            if (signer.key || !bytes || note_key_hash(signature.name, *bytes) != signature.key_hash) continue;
            signer.is_bad = !verify_signature(*bytes, text, signature.signature);
            if (signer.is_bad) continue;
            signer.key = key;
            signer.is_own = is_own;
        }
        found.push_back(std::move(signer));
    }
    return found;
}

/// True when at least one known key signed and no known key's signature is wrong.
bool check_signatures(const VerifyTask& task, const SignedCheckpoint& note, const std::string& what,
                      VerifyReport& report, DamageList& damage) {
    bool any_good = false;
    bool any_bad = false;
    std::string unknown;
    for (const Signer& signer : signers(task, note)) {
        if (signer.key) {
            any_good = true;
            report.checkpoints.push_back(
                {note.checkpoint.size, signer.key->key, signer.key->name, true, signer.is_own});
        } else if (signer.is_bad) {
            any_bad = true;
            damage.add("{}: the signature of {} is wrong", what, printable(signer.name));
        } else {
            report.checkpoints.push_back({note.checkpoint.size, "", signer.name, false, false});
            unknown = signer.name;
        }
    }
    if (!any_good && !any_bad)
        report.unverified.push_back(
            format("{}: signed by {}, a key that is not trusted here", what, printable(unknown)));
    return any_good && !any_bad;
}

using Roots = std::map<std::uint64_t, Digest>;

Roots roots_at_sizes(const std::vector<LogEntry>& entries, std::vector<std::uint64_t> sizes) {
    sizes.push_back(entries.size());
    std::ranges::sort(sizes);
    Roots roots;
    merkle::Builder tree;
    auto next = sizes.begin();
    for (std::size_t i = 0;; ++i) {
        for (; next != sizes.end() && *next == i; ++next) roots[i] = tree.root();
        if (i == entries.size()) return roots;
        tree.add(merkle::leaf_hash(entries[i].record.raw()));
    }
}

/// Why this checkpoint is not one of this log; empty when it is.
std::string disagreement(const Checkpoint& checkpoint, const Snapshot& snapshot, const Roots& roots) {
    const std::uint64_t here = snapshot.entries.size();
    if (checkpoint.origin != log_origin(snapshot.identity))
        return format("it is of another log, {}; this one is {}", printable(checkpoint.origin),
                      log_origin(snapshot.identity));
    if (checkpoint.size > here)
        return format("the log has been truncated or rolled back: the checkpoint counts {}, {} here",
                      counted(checkpoint.size, "leaf", "leaves"),
                      here == 1 ? "1 is" : format("{} are", here));
    if (roots.at(checkpoint.size) == checkpoint.root) return {};
    if (checkpoint.size == here)
        return format("fork: there are two different logs of {}", counted(here, "leaf", "leaves"));
    return format("the log has been rewritten: its first {} are not those that were signed",
                  counted(checkpoint.size, "leaf", "leaves"));
}

}  // namespace

void verify_log(const VerifyTask& task, const Snapshot& snapshot, VerifyReport& report, DamageList& damage) {
    std::vector<std::uint64_t> sizes;
    for (const auto& one : snapshot.checkpoints.all)
        sizes.push_back(std::min<std::uint64_t>(one.note.checkpoint.size, snapshot.entries.size()));
    if (task.against)
        sizes.push_back(std::min<std::uint64_t>(task.against->checkpoint.size, snapshot.entries.size()));
    const Roots roots = roots_at_sizes(snapshot.entries, std::move(sizes));

    report.leaves = snapshot.entries.size();
    report.root = roots.at(report.leaves);
    std::uint64_t signed_leaves = 0;
    for (const auto& one : snapshot.checkpoints.all) {
        const std::string what = format("own checkpoint at byte {}", one.offset);
        const std::string why = disagreement(one.note.checkpoint, snapshot, roots);
        if (!why.empty()) damage.add("{}: {}", what, why);
        if (check_signatures(task, one.note, what, report, damage) && why.empty())
            signed_leaves = std::max(signed_leaves, one.note.checkpoint.size);
    }
    report.unsigned_leaves = report.leaves - signed_leaves;

    if (!task.against) return;
    report.against_given = true;
    report.against_name = task.against_name;
    const std::string why = disagreement(task.against->checkpoint, snapshot, roots);
    if (!why.empty()) damage.add("{}: {}", task.against_name, why);
    report.against_agrees =
        check_signatures(task, *task.against, task.against_name, report, damage) && why.empty();
}

}  // namespace strandline::store
