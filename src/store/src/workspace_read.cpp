#include <strandline/store/workspace.hpp>

#include "crypto.hpp"
#include "workspace_state.hpp"

namespace strandline::store {

namespace {

constexpr std::size_t most_ids = 1000;

Error unknown(const Id& id) {
    return Error::input("artefact.unknown", "nothing in this workspace is called {}", id.text())
        .mend("look the id up with 'strandline thread log'");
}

Error damaged(const Id& id, std::string_view why) {
    return Error::environment("body.damaged", "the stored bytes of {} are damaged: {}", id.text(), why)
        .mend(
            "compute it again, or restore the packs from a back-up; 'strandline thread verify' lists all "
            "damage");
}

}  // namespace

Result<PackSet::Found> PackSet::frame(const FramePlace& place) {
    const std::string name = Layout::pack_name(place.pack);
    auto pack = open_.find(place.pack);
    if (pack == open_.end()) {
        STRANDLINE_TRY(Source source, Source::open(layout_.pack(place.pack), name));
        STRANDLINE_TRY(FrameReader reader, FrameReader::open(std::move(source), pack_magic));
        pack = open_.emplace(place.pack, std::move(reader)).first;
    }
    const FrameReader::Look look = pack->second.look(place.offset);
    if (look.found != FrameReader::Found::frame)
        return fail(Error::environment("pack.damaged", "{}, byte {}: {}", name, place.offset,
                                       look.why.empty() ? "the file ends here" : look.why)
                        .mend("run 'strandline thread verify'; restore the file from a back-up"));
    STRANDLINE_TRY(std::string payload, pack->second.payload(look.frame));
    return Found{look.frame.header, std::move(payload)};
}

Result<RecordHeader> Workspace::State::record_header(PackSet& packs, const FramePlace& place, const Id& id) {
    STRANDLINE_TRY(const PackSet::Found found, packs.frame(place));
    if (found.header.type != FrameType::record || sha256(found.payload) != id.digest)
        return fail(Error::environment("pack.damaged", "the header of record {} is damaged", id.text())
                        .mend("run 'strandline thread verify'; restore the packs from a back-up"));
    return RecordHeader::parse(found.payload);
}

Result<Secret> Workspace::State::open_seed(PackSet& packs, const Digest& commitment) {
    Error why =
        Error::environment("body.sealed", "no envelope for the private body {} is here", commitment.hex())
            .mend("ask the owner of the body for one");
    for (const FramePlace& place : index.envelopes(commitment)) {
        const auto found = packs.frame(place);
        const auto envelope = found ? Envelope::parse(found->payload) : Result<Envelope>(fail(found.error()));
        if (!envelope) {
            why = envelope.error();
            continue;
        }
        const auto secret = keys.subject_secret(envelope->to);
        if (!secret) {
            why = secret.error();
            continue;
        }
        auto seed = box_open(*secret, envelope->sealed);
        if (seed && seed->size() == Secret::size()) {
            const Secret opened = Secret::from_raw(*seed);
            wipe(*seed);
            return opened;
        }
        why = Error::environment("body.damaged", "the envelope of a private body does not open")
                  .mend("restore the packs from a back-up");
    }
    return fail(why);
}

Result<void> Workspace::State::read_parts(PackSet& packs, const Index::Body& body, const Digest& id,
                                          const std::optional<Secret>& seed,
                                          const std::function<void(std::string_view)>& use) {
    const auto wrong = [&] {
        return fail(Error::environment("body.damaged", "the parts of a body do not belong together")
                        .mend("restore the packs from a back-up"));
    };
    std::optional<PrivateBody> secret_body;
    if (seed) secret_body.emplace(*seed, body_kind_of(body.type), id);
    BodyCheck check =
        seed ? BodyCheck::of_private(*seed, body_kind_of(body.type), id) : BodyCheck::of_public(id);
    for (std::size_t part = 0; part < body.parts.size(); ++part) {
        STRANDLINE_TRY(const PackSet::Found found, packs.frame(body.parts[part]));
        if (found.header.type != body.type || found.header.id != id || found.header.part != part ||
            found.header.parts != body.parts.size())
            return wrong();
        STRANDLINE_TRY(const std::string bytes, seed ? secret_body->decode(found.header, found.payload)
                                                     : decode_public_part(found.header, found.payload));
        check.update(bytes);
        use(bytes);
    }
    if (!check.finish()) return wrong();
    return {};
}

Result<void> Workspace::State::read_artefact(const Id& id, const std::function<void(std::string_view)>& use) {
    const auto artefact = index.artefact(id);
    if (!artefact) return fail(unknown(id));
    const auto body = index.body(artefact->header.body);
    if (!body || body->type == FrameType::private_reference)
        return fail(
            Error::environment("body.elsewhere", "the bytes of {} are not kept in this workspace", id.text())
                .mend("use the original file; --keep-inputs stores inputs"));
    PackSet packs(layout);
    std::optional<Secret> seed;
    if (artefact->header.is_private) { STRANDLINE_TRY(seed, open_seed(packs, artefact->header.body)); }
    auto done = read_parts(packs, *body, artefact->header.body, seed, use);
    if (done) return {};
    index.mark_damaged(artefact->header.body);
    return fail(damaged(id, done.error().what()));
}

Result<void> Workspace::read_body(const Id& artefact, Sink& sink) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->catch_up());
    STRANDLINE_CHECK(state_->read_artefact(artefact, [&](std::string_view bytes) { sink.write(bytes); }));
    return sink.status();
}

Result<Source> Workspace::open_body(const Id& artefact) {
    MemorySink sink;
    STRANDLINE_CHECK(read_body(artefact, sink));
    return Source::memory(artefact.text(), std::move(sink.bytes()));
}

ArtefactFacts Workspace::State::facts(const IndexedArtefact& artefact) {
    ArtefactFacts facts;
    facts.id = artefact.id;
    facts.format = artefact.header.format;
    facts.is_private = artefact.header.is_private;
    if (!facts.is_private) {
        facts.body = artefact.header.body;
        facts.size = artefact.header.size;
    }
    const auto body = index.body(artefact.header.body);
    if (!body || body->type == FrameType::private_reference) return facts;
    keys.unlock_if_plain();
    const bool readable = !facts.is_private || (keys.is_open() && keys.subject());
    facts.state = readable ? ArtefactFacts::Body::held : ArtefactFacts::Body::sealed;
    return facts;
}

Result<ArtefactFacts> Workspace::artefact(const Id& id) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->catch_up());
    const auto artefact = state_->index.artefact(id);
    if (!artefact) return fail(unknown(id));
    return state_->facts(*artefact);
}

std::vector<ArtefactFacts> Workspace::artefacts_with_body(const Digest& digest) {
    const std::lock_guard guard(state_->mutex);
    std::vector<ArtefactFacts> found;
    if (!state_->catch_up()) return found;
    for (const IndexedArtefact& artefact : state_->index.artefacts_with_body(digest))
        found.push_back(state_->facts(artefact));
    return found;
}

std::vector<ArtefactFacts> Workspace::private_artefacts_with_content(const Digest& digest) {
    const std::lock_guard guard(state_->mutex);
    std::vector<ArtefactFacts> found;
    if (!state_->catch_up()) return found;
    const std::string content = private_content_id(state_->content_key, digest);
    for (const IndexedArtefact& artefact : state_->index.artefacts_with_content(content))
        found.push_back(state_->facts(artefact));
    return found;
}

bool Workspace::has_private(std::string_view artefact_format) {
    const std::lock_guard guard(state_->mutex);
    return state_->catch_up() && state_->index.has_private(artefact_format);
}

RecordFacts Workspace::State::facts(const RecordHeader& header, const Id& id, std::uint64_t leaf) const {
    return {id,         header.to_json(), leaf,          header.operation, header.semantics,
            header.day, header.agent,     header.inputs, header.outputs};
}

Result<std::vector<RecordFacts>> Workspace::records() {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->catch_up());
    PackSet packs(state_->layout);
    std::vector<RecordFacts> records;
    for (const Index::Record& record : state_->index.records()) {
        STRANDLINE_TRY(const RecordHeader header, state_->record_header(packs, record.place, record.id));
        records.push_back(state_->facts(header, record.id, record.leaf));
    }
    STRANDLINE_CHECK(state_->index.status());
    return records;
}

Result<RecordFacts> Workspace::record(const Id& id) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->catch_up());
    const auto record = state_->index.record(id);
    if (!record) return fail(unknown(id));
    PackSet packs(state_->layout);
    STRANDLINE_TRY(const RecordHeader header, state_->record_header(packs, record->place, id));
    return state_->facts(header, id, record->leaf);
}

Result<Json> Workspace::record_body(const Id& id) {
    const std::lock_guard guard(state_->mutex);
    STRANDLINE_CHECK(state_->catch_up());
    const auto record = state_->index.record(id);
    if (!record) return fail(unknown(id));
    PackSet packs(state_->layout);
    STRANDLINE_TRY(const RecordHeader header, state_->record_header(packs, record->place, id));
    const auto body = state_->index.body(header.commitment);
    if (!body) return fail(damaged(id, "the private body is missing"));
    STRANDLINE_TRY(const Secret seed, state_->open_seed(packs, header.commitment));
    std::string text;
    const auto read = state_->read_parts(packs, *body, header.commitment, seed,
                                         [&](std::string_view bytes) { text += bytes; });
    if (!read) return fail(damaged(id, read.error().what()));
    auto json = Json::parse(text, "record body");
    wipe(text);
    return json;
}

std::vector<Id> Workspace::ids_with_prefix(std::string_view prefix) {
    constexpr std::string_view algorithm = "sha256:";
    if (prefix.starts_with(algorithm)) prefix.remove_prefix(algorithm.size());
    if (prefix.empty()) return {};
    const std::lock_guard guard(state_->mutex);
    if (!state_->catch_up()) return {};
    return state_->index.ids_with_prefix(prefix, most_ids);
}

}  // namespace strandline::store
