#include "verify.hpp"

#include <algorithm>
#include <set>

#include "lock.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

/// Every entry that is good, from the beginning to the first bad one; all bad ones are told.
std::vector<LogEntry> read_entries(const Source& source, const Digest& identity, DamageList& damage) {
    std::vector<LogEntry> entries;
    bool all_good = true;
    const std::uint64_t count = (source.size() - file_header_bytes) / log_entry_bytes;
    const std::uint64_t rest = (source.size() - file_header_bytes) % log_entry_bytes;
    constexpr std::uint64_t at_once = 4096;
    std::string bytes;
    for (std::uint64_t leaf = 0; leaf < count; ++leaf) {
        const std::size_t at = (leaf % at_once) * log_entry_bytes;
        if (at == 0) {
            bytes.assign(std::min(at_once, count - leaf) * log_entry_bytes, '\0');
            const auto got = source.read_at(file_header_bytes + leaf * log_entry_bytes, bytes);
            bytes.resize(got ? *got : 0);
        }
        const auto entry =
            at < bytes.size()
                ? decode_log_entry(identity, leaf, std::string_view(bytes).substr(at, log_entry_bytes))
                : std::nullopt;
        if (!entry) damage.add("log, leaf {}: the entry is damaged", leaf);
        all_good = all_good && entry;
        if (all_good) entries.push_back(*entry);
    }
    if (rest > 0) damage.add("log: {} behind the last whole entry", counted(rest, "byte"));
    return entries;
}

/// Packs are numbered from 1 without a gap, and nothing else is in their folder.
std::vector<std::optional<Source>> open_packs(const Layout& layout, std::uint32_t last_in_log,
                                              DamageList& damage) {
    std::set<std::string> names;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(layout.packs(), problem))
        names.insert(entry.path().filename().string());
    if (problem) damage.add("the folder of packs cannot be read");
    std::vector<std::optional<Source>> packs;
    for (std::uint32_t number = 1; number <= last_in_log || names.contains(Layout::pack_name(number));
         ++number) {
        names.erase(Layout::pack_name(number));
        auto source = Source::open(layout.pack(number), Layout::pack_name(number));
        packs.push_back(source ? std::optional(std::move(*source)) : std::nullopt);
    }
    for (const std::string& name : names) damage.add("packs/{} does not belong there", printable(name));
    return packs;
}

/// What the headers say about each other.
class Links {
public:
    Links(const Snapshot& snapshot, const PackContents& contents, VerifyReport& report, DamageList& damage)
        : snapshot_(snapshot), contents_(contents), report_(report), damage_(damage) {}

    void check() {
        check_records();
        for (const auto& [id, artefact] : contents_.artefacts) check_artefact(id, artefact.header);
        check_owners();
        check_notes();
        report_.artefacts = contents_.artefacts.size();
        report_.records = contents_.records.size();
    }

private:
    void check_records() {
        std::set<Id> in_log;
        for (const LogEntry& entry : snapshot_.entries) {
            const Id id{entry.record};
            if (!in_log.insert(id).second)
                damage_.add("log, leaf {}: its record is in the log already", entry.leaf);
            const auto record = contents_.records.find(id);
            if (record == contents_.records.end()) {
                damage_.add("log, leaf {}: the record {} is not in the packs", entry.leaf, id.text());
                continue;
            }
            check_record(id, record->second);
        }
        for (const auto& [id, record] : contents_.records)
            if (!in_log.contains(id)) damage_.add("the record {} has no leaf in the log", id.text());
    }

    void check_record(const Id& id, const PackContents::FoundRecord& record) {
        for (const auto* parts : {&record.header.inputs, &record.header.outputs})
            for (const auto& [role, artefact] : *parts) {
                const auto found = contents_.artefacts.find(artefact);
                if (found == contents_.artefacts.end())
                    damage_.add("record {}: its {} {} is not in the packs", id.text(), printable(role),
                                artefact.text());
                else if (found->second.leaf > record.leaf)
                    damage_.add("record {}: its {} is younger than itself", id.text(), printable(role));
            }
        const FoundBody* body = best_body(record.header.commitment);
        if (!body || body->type != FrameType::private_json)
            damage_.add("record {}: its private body is missing", id.text());
        else
            count(*body);
        if (!contents_.envelopes.contains(record.header.commitment))
            damage_.add("record {}: its envelope is missing", id.text());
        owned_.insert(record.header.commitment);
    }

    void check_artefact(const Id& id, const ArtefactHeader& header) {
        owned_.insert(header.body);
        const FoundBody* body = best_body(header.body);
        if (!header.is_private) {
            if (!body)
                ++report_.bodies_elsewhere;
            else if (body->type != FrameType::public_part)
                damage_.add("artefact {}: it is public, its body is not", id.text());
            else if (body->state == FoundBody::State::good && body->size != header.size)
                damage_.add("artefact {}: its body has {}, its header says {}", id.text(),
                            counted(body->size, "byte"), header.size);
            else
                count(*body);
            return;
        }
        if (!body || body->type == FrameType::public_part || body->type == FrameType::private_json)
            damage_.add("artefact {}: its private body is missing", id.text());
        else if (body->type == FrameType::private_reference)
            ++report_.bodies_elsewhere;
        else
            count(*body);
        if (!contents_.envelopes.contains(header.body))
            damage_.add("artefact {}: its envelope is missing", id.text());
    }

    void check_owners() {
        for (const auto& [id, bodies] : contents_.bodies)
            if (!owned_.contains(id))
                damage_.add("{}, byte {}: a body that belongs to nothing",
                            Layout::pack_name(bodies.front().pack), bodies.front().parts.front().offset);
        for (const auto& [commitment, envelopes] : contents_.envelopes)
            if (!owned_.contains(commitment))
                damage_.add("an envelope for the unknown private body {}", commitment.hex());
    }

    void check_notes() {
        for (const auto& [note, leaf] : contents_.notes) {
            if (note.cache && !contents_.records.contains(note.cache->record))
                damage_.add("a cache note names the unknown record {}", note.cache->record.text());
            if (!note.content) continue;
            const auto artefact = contents_.artefacts.find(note.content->artefact);
            if (artefact == contents_.artefacts.end() || !artefact->second.header.is_private)
                damage_.add("a content note names {}, which is no private artefact here",
                            note.content->artefact.text());
        }
    }

    /// A body may have been stored again after it was found damaged; the best one counts.
    const FoundBody* best_body(const Digest& id) const {
        const auto found = contents_.bodies.find(id);
        if (found == contents_.bodies.end()) return nullptr;
        return &*std::ranges::min_element(found->second, {}, &FoundBody::state);
    }

    void count(const FoundBody& body) {
        if (body.state == FoundBody::State::good) ++report_.bodies_held;
        if (body.state == FoundBody::State::sealed) ++report_.bodies_sealed;
    }

    const Snapshot& snapshot_;
    const PackContents& contents_;
    VerifyReport& report_;
    DamageList& damage_;
    std::set<Digest> owned_;
};

/// The key that made the log, where the key folder is lost: agents are named in every record.
PublicKey first_agent(const Snapshot& snapshot, const PackContents& contents) {
    if (snapshot.entries.empty()) return {};
    const auto first = contents.records.find(Id{snapshot.entries.front().record});
    return first == contents.records.end() ? PublicKey{}
                                           : PublicKey{"this workspace", first->second.header.agent};
}

}  // namespace

std::string unopened(const std::filesystem::path& part, const Error& error) {
    std::error_code problem;
    if (std::filesystem::exists(part, problem) || problem) return error.what();
    return format("{}: it is missing; restore it from a back-up", part.filename().string());
}

Result<Snapshot> take_snapshot(const Layout& layout, DamageList& damage) {
    Snapshot snapshot;
    STRANDLINE_TRY(const Source log, Source::open(layout.log(), "log"));
    std::string head(file_header_bytes, '\0');
    STRANDLINE_TRY(const std::size_t got, log.read_at(0, head));
    head.resize(got);
    const auto header = decode_file_header(log_magic, head, "log");
    if (header) {
        snapshot.identity = header->log_identity;
        if (header->number != 0) damage.add("log: a reserved byte of its header is not zero");
        snapshot.entries = read_entries(log, snapshot.identity, damage);
    } else {
        if (header.error().code() == "workspace.newer") return fail(header.error());
        damage.add_text(header.error().what());
    }
    snapshot.packs = open_packs(layout, snapshot.entries.empty() ? 1 : snapshot.entries.back().pack, damage);
    auto checkpoints = read_checkpoints(layout, snapshot.identity);
    if (checkpoints)
        snapshot.checkpoints = std::move(*checkpoints);
    else if (checkpoints.error().code() == "workspace.newer")
        return fail(checkpoints.error());
    else
        damage.add_text(unopened(layout.checkpoints(), checkpoints.error()));
    for (const std::string& text : snapshot.checkpoints.damage) damage.add_text(text);
    return snapshot;
}

Result<VerifyReport> verify_snapshot(const VerifyTask& task, const Snapshot& snapshot, DamageList damage,
                                     Context& context) {
    VerifyReport report;
    STRANDLINE_TRY(const PackContents contents, read_packs(snapshot, task.keys, damage, context));
    Links(snapshot, contents, report, damage).check();
    VerifyTask with_own = task;
    if (with_own.own.key.empty()) with_own.own = first_agent(snapshot, contents);
    verify_log(with_own, snapshot, report, damage);
    report.damage = damage.take();
    return report;
}

Result<VerifyReport> Workspace::verify(const std::optional<Source>& against,
                                       const std::vector<PublicKey>& trusted, Context& context) {
    VerifyTask task;
    DamageList damage;
    Snapshot snapshot;
    if (against) {
        STRANDLINE_TRY(const std::string note, against->read_all());
        STRANDLINE_TRY(task.against, SignedCheckpoint::parse(note, against->name()));
        task.against_name = against->name();
    }
    task.own = own_key();
    STRANDLINE_TRY(task.trusted, trusted_keys());
    task.trusted.insert(task.trusted.end(), trusted.begin(), trusted.end());
    {
        const std::lock_guard guard(state_->mutex);
        task.layout = state_->layout;
        state_->keys.unlock_if_plain();
        if (const auto subject = state_->keys.subject(); subject && state_->keys.is_open()) {
            const std::string name = "x25519:" + subject->hex();
            if (const auto secret = state_->keys.subject_secret(name)) task.keys.emplace(name, *secret);
        }
        // Between two writes; where the folder cannot be written, nobody writes.
        const auto lock = state_->lock();
        if (!lock && lock.error().exit() == Exit::interrupted) return fail(lock.error());
        STRANDLINE_TRY(snapshot, take_snapshot(state_->layout, damage));
    }
    return verify_snapshot(task, snapshot, std::move(damage), context);
}

}  // namespace strandline::store
