#include <strandline/store/workspace.hpp>

#include <algorithm>
#include <set>

#include "crypto.hpp"
#include "log_file.hpp"
#include "pack_writer.hpp"
#include "recover.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

/// A private body under way: seed and commitment are made before the lock is taken.
struct SealedPart {
    Secret seed;
    BodyKind kind = BodyKind::bytes;
    std::string content;  // "hmac:…"
};

/// One input or output on its way into the packs.
struct Placed {
    const Part* part = nullptr;
    Id id;
    ArtefactHeader header;
    std::optional<SealedPart> sealed;
    bool is_known = false;  // an artefact that is in the packs already
};

std::string utf8(const std::string& name) { return is_valid_utf8(name) ? name : printable(name); }

Error changed(std::string_view name) {
    return Error::environment("file.changed", "{} changed while it was stored", printable(name))
        .expected("the bytes that were hashed before")
        .mend("run again when nothing else writes to the file");
}

/// Hashes the source once more on the way into a commitment.
Result<Digest> commit_source(const Secret& seed, const Part& part) {
    BytesCommitment commitment(seed);
    Sha256 hash;
    STRANDLINE_CHECK(for_each_part(*part.bytes, [&](std::uint32_t, std::string_view bytes) -> Result<void> {
        commitment.update(bytes);
        hash.update(bytes);
        return {};
    }));
    if (hash.finish() != part.digest || part.bytes->size() != part.size) return fail(changed(part.name));
    return commitment.finish();
}

Json names_of(const Run& run) {
    Json names = Json::object();
    const auto add = [&](const Part& part) {
        if (part.name.empty()) return;
        const Json* before = names.find(part.role);
        if (!before) {
            names.set(part.role, utf8(part.name));
            return;
        }
        Json several = before->is_array() ? *before : Json::array({*before});
        several.push_back(utf8(part.name));
        names.set(part.role, std::move(several));
    };
    for (const Part& part : run.inputs) add(part);
    for (const Part& part : run.outputs) add(part);
    return names;
}

Json record_body_of(const Run& run) {
    Json body = Json::object();
    body.set("circumstances", run.circumstances);
    body.set("names", names_of(run));
    body.set("parameters", run.parameters);
    return body;
}

Result<void> add_plain(PackWriter& pack, FrameType type, const Digest& id, std::string_view payload) {
    return pack.add(plain_frame(type, id, payload), payload);
}

Result<void> add_envelope(PackWriter& pack, const KeyBytes& subject, const Digest& commitment,
                          const Secret& seed) {
    const std::string payload =
        Envelope{"x25519:" + subject.hex(), box_seal(subject, seed.raw())}.to_payload();
    return add_plain(pack, FrameType::envelope, commitment, payload);
}

/// `header` says what the bytes must be: fields of a part that names its artefact may be empty.
Result<void> add_public_body(PackWriter& pack, const Part& part, const ArtefactHeader& header) {
    const std::string_view name = part.name.empty() ? part.bytes->name() : part.name;
    if (part.bytes->size() != header.size) return fail(changed(name));
    Sha256 hash;
    STRANDLINE_CHECK(
        for_each_part(*part.bytes, [&](std::uint32_t number, std::string_view bytes) -> Result<void> {
            hash.update(bytes);
            const BodyPart body = encode_public_part(header.body, number, parts_of(header.size), bytes);
            return pack.add(body.header, body.payload);
        }));
    if (hash.finish() != header.body) return fail(changed(name));
    return {};
}

Result<void> add_private_body(PackWriter& pack, const PrivateBody& body, const Source& source) {
    return for_each_part(source, [&](std::uint32_t number, std::string_view bytes) -> Result<void> {
        const BodyPart part = body.encode(number, parts_of(source.size()), bytes);
        return pack.add(part.header, part.payload);
    });
}

/// One call of `append`, step by step.
class Append {
public:
    Append(Index& index, const Run& run, const Secret& content_key)
        : index_(index), run_(run), content_key_(content_key) {}

    /// All that can be done without the writer lock: commitments of what is new.
    Result<void> prepare() {
        for (const auto* parts : {&run_.inputs, &run_.outputs})
            for (const Part& part : *parts) {
                STRANDLINE_TRY(Placed placed, prepare(part));
                placed_.push_back(std::move(placed));
            }
        return {};
    }

    /// With the lock: another process may meanwhile have stored what seemed new.
    void settle() {
        for (Placed& placed : placed_)
            if (placed.sealed && !placed.is_known)
                if (const auto known = known_private(*placed.part, placed.sealed->content))
                    use_known(placed, *known);
    }

    /// What was read as anybody's file before, and is a person's: its digest is not kept beside its name.
    void forget_files_of_new_private_parts() {
        for (const Placed& placed : placed_)
            if (placed.sealed && !placed.is_known) index_.forget_files(placed.part->digest);
    }

    Result<void> write_artefacts(PackWriter& pack, const KeyBytes& subject) {
        for (const Placed& placed : placed_) STRANDLINE_CHECK(write(pack, subject, placed));
        return {};
    }

    std::vector<std::pair<std::string, Id>> links(bool outputs) const {
        std::vector<std::pair<std::string, Id>> links;
        const std::size_t begin = outputs ? run_.inputs.size() : 0;
        const std::size_t end = outputs ? placed_.size() : run_.inputs.size();
        for (std::size_t i = begin; i < end; ++i) links.emplace_back(placed_[i].part->role, placed_[i].id);
        return links;
    }

private:
    Result<Placed> prepare(const Part& part) {
        Placed placed;
        placed.part = &part;
        if (part.bytes && !part.artefact && part.bytes->size() != part.size) return fail(changed(part.name));
        if (part.artefact) {
            const auto known = index_.artefact(*part.artefact);
            if (!known)
                return fail(Error::input("artefact.unknown", "nothing in this workspace is called {}",
                                         part.artefact->text())
                                .mend("look the id up with 'strandline thread log'"));
            use_known(placed, *known);
            return placed;
        }
        placed.header.format = part.format;
        placed.header.is_private = part.is_private;
        if (!part.is_private) {
            placed.header.body = part.digest;
            placed.header.size = part.size;
            placed.id = Id::of(placed.header.to_json());
            return placed;
        }
        return prepare_private(std::move(placed));
    }

    Result<Placed> prepare_private(Placed placed) {
        const Part& part = *placed.part;
        const std::string content = private_content_id(content_key_, part.digest);
        if (const auto known = known_private(part, content)) {
            use_known(placed, *known);
            return placed;
        }
        for (const Placed& other : placed_)  // the same content twice in this run
            if (other.sealed && other.sealed->content == content && other.header.format == part.format &&
                (!part.bytes || other.sealed->kind == BodyKind::bytes)) {
                placed.id = other.id;
                placed.header = other.header;
                placed.sealed = other.sealed;
                return placed;
            }
        placed.sealed =
            SealedPart{Secret::random(), part.bytes ? BodyKind::bytes : BodyKind::reference, content};
        const Secret& seed = placed.sealed->seed;
        if (part.bytes) {
            STRANDLINE_TRY(placed.header.body, commit_source(seed, part));
        } else {
            placed.header.body =
                commit_json(seed, reference_body(part.digest, part.size), BodyKind::reference);
        }
        placed.id = Id::of(placed.header.to_json());
        return placed;
    }

    std::optional<IndexedArtefact> known_private(const Part& part, const std::string& content) {
        auto id = index_.artefact_with_content(content, part.format, true);
        if (!id && !part.bytes) id = index_.artefact_with_content(content, part.format, false);
        return id ? index_.artefact(*id) : std::nullopt;
    }

    static void use_known(Placed& placed, const IndexedArtefact& known) {
        placed.id = known.id;
        placed.header = known.header;
        placed.is_known = true;
    }

    bool is_held(const Digest& body) {
        const auto found = index_.body(body);
        return found && !found->is_damaged;
    }

    Result<void> write(PackWriter& pack, const KeyBytes& subject, const Placed& placed) {
        const bool is_first = written_.insert(placed.id).second;
        if (is_first && !placed.is_known && !index_.artefact(placed.id))
            STRANDLINE_CHECK(
                add_plain(pack, FrameType::artefact, placed.id.digest, placed.header.to_json().canonical()));
        if (placed.sealed && !placed.is_known) {
            if (!is_first) return {};
            return write_private(pack, subject, placed);
        }
        const bool has_bytes = placed.part->bytes && !placed.header.is_private;
        if (!has_bytes || is_held(placed.header.body) || !stored_.insert(placed.header.body).second)
            return {};
        return add_public_body(pack, *placed.part, placed.header);
    }

    Result<void> write_private(PackWriter& pack, const KeyBytes& subject, const Placed& placed) {
        const SealedPart& sealed = *placed.sealed;
        const PrivateBody body(sealed.seed, sealed.kind, placed.header.body);
        if (sealed.kind == BodyKind::bytes) {
            STRANDLINE_CHECK(add_private_body(pack, body, *placed.part->bytes));
        } else {
            const std::string text = reference_body(placed.part->digest, placed.part->size).canonical();
            STRANDLINE_CHECK(add_private_body(pack, body, Source::memory("reference", text)));
        }
        STRANDLINE_CHECK(add_envelope(pack, subject, placed.header.body, sealed.seed));
        const std::string note = ContentNote{placed.id, sealed.content}.to_payload();
        return add_plain(pack, FrameType::note, sha256(note), note);
    }

    Index& index_;
    const Run& run_;
    const Secret& content_key_;
    std::vector<Placed> placed_;  // inputs, then outputs
    std::set<Id> written_;
    std::set<Digest> stored_;  // public bodies
};

}  // namespace

Result<Appended> Workspace::append(const Run& run) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_TRY(const Keyring::Agent agent, state_->keys.agent());
    STRANDLINE_TRY(const KeyBytes subject, state_->keys.subject());
    STRANDLINE_CHECK(state_->keys.cache_key());
    STRANDLINE_CHECK(state_->catch_up());
    Append append(state_->index, run, state_->content_key);
    STRANDLINE_CHECK(append.prepare());
    const Json body = record_body_of(run);
    const Secret seed = Secret::random();

    STRANDLINE_TRY(const WriterLock lock, state_->lock());
    STRANDLINE_TRY(const LogReader log, ready_to_write(state_->layout));
    STRANDLINE_CHECK(state_->catch_up());
    append.settle();
    append.forget_files_of_new_private_parts();
    STRANDLINE_TRY(const LogEntry committed, log.last());
    STRANDLINE_TRY(PackWriter pack,
                   PackWriter::begin(state_->layout, log.identity(), committed, state_->roll_at));
    STRANDLINE_CHECK(append.write_artefacts(pack, subject));

    RecordHeader header;
    header.operation = run.operation;
    header.semantics = run.semantics;
    header.agent = "ed25519:" + agent.key.hex();
    header.day = utc_day(now_ns());
    header.commitment = commit_json(seed, body);
    header.inputs = append.links(false);
    header.outputs = append.links(true);
    const std::string header_bytes = header.to_json().canonical();
    const Id record{sha256(header_bytes)};
    std::string body_bytes = body.canonical();
    STRANDLINE_CHECK(add_private_body(pack, PrivateBody(seed, BodyKind::json, header.commitment),
                                      Source::memory("record", std::move(body_bytes))));
    STRANDLINE_CHECK(add_envelope(pack, subject, header.commitment, seed));
    if (!run.cache_fields.empty()) {
        const CacheFingerprint print = fingerprint(state_->content_key, run.operation, run.cache_fields);
        const std::string note = CacheNote{run.operation, record, print.fields, print.key}.to_payload();
        STRANDLINE_CHECK(add_plain(pack, FrameType::note, sha256(note), note));
    }
    STRANDLINE_CHECK(add_plain(pack, FrameType::record, record.digest, header_bytes));

    // Durable in this order: packs, log, index. The record frame ends the append; a crash before the log has
    // its leaf is settled by the next writer.
    STRANDLINE_CHECK(pack.sync());
    STRANDLINE_CHECK(
        append_to_log(state_->layout, log, {{log.size(), record.digest, pack.pack(), pack.end()}}));
    pack.keep();
    // The run is recorded; an index that cannot follow is brought up to date when next asked.
    [[maybe_unused]] const auto later = state_->catch_up();

    Appended appended;
    appended.record = record;
    appended.leaf = log.size();
    for (const auto& [role, id] : header.inputs) appended.inputs.push_back(id);
    for (const auto& [role, id] : header.outputs) appended.outputs.push_back(id);
    return appended;
}

}  // namespace strandline::store
