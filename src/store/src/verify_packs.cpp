#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "bodies.hpp"
#include "crypto.hpp"
#include "verify.hpp"

namespace strandline::store {

namespace {

/// Work that one thread does in one go.
constexpr std::uint64_t batch_bytes = 4 << 20;

/// A frame, or all parts of a body; in the order of the packs.
struct Unit {
    std::uint32_t pack = 0;
    std::uint64_t leaf = 0;
    std::vector<Frame> frames;
    FrameType type() const { return frames.front().header.type; }
    const Digest& id() const { return frames.front().header.id; }
    bool is_body() const { return type() == FrameType::public_part || is_private_part(type()); }
};

/// What a unit turned out to be.
struct Finding {
    std::string damage;
    std::optional<ArtefactHeader> artefact;
    std::optional<RecordHeader> record;
    std::optional<Envelope> envelope;
    std::optional<Note> note;
    FoundBody::State body = FoundBody::State::good;
};

class PackVerifier {
public:
    PackVerifier(const Snapshot& snapshot, const OpenKeys& keys, DamageList& damage, Context& context)
        : snapshot_(snapshot), keys_(keys), damage_(damage), context_(context) {}

    Result<PackContents> run() {
        open_packs();
        walk_appends();
        walk_rest();
        // Envelopes must be known before private bodies can be opened.
        findings_.resize(units_.size());
        STRANDLINE_CHECK(examine([](const Unit& unit) { return !is_private_part(unit.type()); }));
        gather(false);
        STRANDLINE_CHECK(examine([](const Unit& unit) { return is_private_part(unit.type()); }));
        gather(true);
        return std::move(contents_);
    }

private:
    std::string place(std::uint32_t pack, std::uint64_t offset) const {
        return format("{}, byte {}", Layout::pack_name(pack), offset);
    }

    void open_packs() {
        for (std::uint32_t number = 1; number <= snapshot_.packs.size(); ++number) {
            readers_.emplace_back();
            const auto& source = snapshot_.packs[number - 1];
            if (!source) {
                damage_.add("{} is missing", Layout::pack_name(number));
                continue;
            }
            auto reader = FrameReader::open(*source, pack_magic);
            if (!reader)
                damage_.add_text(reader.error().what());
            else if (reader->file() != FileHeader{snapshot_.identity, number})
                damage_.add("{} belongs to another log or place", Layout::pack_name(number));
            else
                readers_.back() = std::move(*reader);
        }
        walked_.assign(readers_.size(), file_header_bytes);
    }

    /// The frames between two places of the log; each append ends with the frame of its record.
    void walk_appends() {
        LogEntry before;
        for (const LogEntry& entry : snapshot_.entries) {
            const bool next_pack = entry.pack == before.pack + 1;
            const std::uint64_t begin = next_pack ? file_header_bytes : before.pack_end;
            if ((entry.pack != before.pack && !next_pack) || entry.pack_end <= begin ||
                entry.pack > readers_.size()) {
                damage_.add("log, leaf {}: it names a place in the packs that cannot be", entry.leaf);
                return;
            }
            walked_[entry.pack - 1] = entry.pack_end;
            if (next_pack) expect_end(before);
            if (readers_[entry.pack - 1]) walk(entry.pack, begin, entry.pack_end, &entry);
            before = entry;
        }
        if (before.pack <= readers_.size()) expect_end(before);
    }

    void expect_end(const LogEntry& last) {
        const auto& source = snapshot_.packs[last.pack - 1];
        if (!source) return;
        if (source->size() > last.pack_end)
            damage_.add("{}: {} that the log does not cover; 'strandline thread check' tells more",
                        place(last.pack, last.pack_end), counted(source->size() - last.pack_end, "byte"));
        if (source->size() < last.pack_end)
            damage_.add("{}: the file ends at byte {} where the log covers {}", Layout::pack_name(last.pack),
                        source->size(), last.pack_end);
    }

    /// Behind the end of the log, frames are still looked at one by one.
    void walk_rest() {
        for (std::uint32_t number = 1; number <= readers_.size(); ++number) {
            const auto& reader = readers_[number - 1];
            const bool in_log = !snapshot_.entries.empty() && number <= snapshot_.entries.back().pack;
            if (reader && !in_log && number > 1)
                damage_.add("{}: the log does not cover it", Layout::pack_name(number));
            if (reader && walked_[number - 1] < reader->source().size())
                walk(number, walked_[number - 1], reader->source().size(), nullptr);
        }
    }

    void walk(std::uint32_t number, std::uint64_t begin, std::uint64_t end, const LogEntry* entry) {
        const FrameReader& reader = *readers_[number - 1];
        std::uint64_t offset = begin;
        while (offset < end) {
            const FrameReader::Look look = reader.look(offset, std::min(end, reader.source().size()));
            if (look.found != FrameReader::Found::frame) {
                if (entry || look.found != FrameReader::Found::end)
                    damage_.add("{}: {}", place(number, offset),
                                look.why.empty() ? "the file ends here" : look.why);
                return;
            }
            const Frame& frame = look.frame;
            offset = frame.end();
            const bool ends_append = entry && offset == end;
            if (entry && (frame.header.type == FrameType::record) != ends_append)
                damage_.add("{}: an append must end with its record, and has one",
                            place(number, frame.offset));
            if (ends_append && frame.header.id != entry->record)
                damage_.add("{}: the record is not that of leaf {}", place(number, frame.offset),
                            entry->leaf);
            if (frame.header.type == FrameType::checkpoint)
                damage_.add("{}: a checkpoint does not belong into a pack", place(number, frame.offset));
            add_unit(number, entry ? entry->leaf : snapshot_.entries.size(), frame);
        }
    }

    void add_unit(std::uint32_t pack, std::uint64_t leaf, const Frame& frame) {
        const FrameHeader& header = frame.header;
        total_bytes_ += header.stored;
        if (header.part > 0) {
            Unit* before = units_.empty() ? nullptr : &units_.back();
            const bool follows = before && before->pack == pack && before->leaf == leaf &&
                                 before->is_body() && before->id() == header.id &&
                                 before->type() == header.type && before->frames.size() == header.part &&
                                 before->frames.front().header.parts == header.parts;
            if (follows) {
                before->frames.push_back(frame);
                return;
            }
            damage_.add("{}: a part of a body out of order", place(pack, frame.offset));
        }
        units_.push_back({pack, leaf, {frame}});
    }

    template <class Chosen>
    Result<void> examine(const Chosen& chosen) {
        std::vector<std::vector<std::size_t>> batches;
        std::uint64_t in_batch = batch_bytes;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            if (!chosen(units_[i])) continue;
            if (in_batch >= batch_bytes) {
                batches.emplace_back();
                in_batch = 0;
            }
            batches.back().push_back(i);
            for (const Frame& frame : units_[i].frames) in_batch += frame.header.stored + 512;
        }
        parallel_for(batches.size(), context_.threads(), [&](std::size_t batch) {
            for (const std::size_t i : batches[batch]) {
                if (context_.cancelled()) return;
                findings_[i] = examine_unit(units_[i]);
                tell_progress(units_[i]);
            }
        });
        if (context_.cancelled()) return fail(Error::interrupted());
        return {};
    }

    void tell_progress(const Unit& unit) {
        const std::lock_guard guard(progress_);
        for (const Frame& frame : unit.frames) done_bytes_ += frame.header.stored;
        context_.progress("verify", done_bytes_, total_bytes_);
    }

    Finding examine_unit(const Unit& unit) const {
        if (unit.is_body()) return examine_body(unit);
        Finding finding;
        const Frame& frame = unit.frames.front();
        const auto payload = readers_[unit.pack - 1]->payload(frame);
        if (!payload) {
            finding.damage = payload.error().what();
            return finding;
        }
        const bool named_by_hash = frame.header.type != FrameType::envelope;
        if (named_by_hash && sha256(*payload) != frame.header.id) {
            finding.damage = format("{}: the bytes do not hash to their id", place(unit.pack, frame.offset));
            return finding;
        }
        const auto keep = [&](auto parsed, auto& into) {
            if (parsed)
                into = std::move(*parsed);
            else
                finding.damage = format("{}: {}", place(unit.pack, frame.offset), parsed.error().what());
        };
        if (frame.header.type == FrameType::artefact) keep(ArtefactHeader::parse(*payload), finding.artefact);
        if (frame.header.type == FrameType::record) keep(RecordHeader::parse(*payload), finding.record);
        if (frame.header.type == FrameType::envelope) keep(Envelope::parse(*payload), finding.envelope);
        if (frame.header.type == FrameType::note) keep(Note::parse(*payload), finding.note);
        return finding;
    }

    Finding examine_body(const Unit& unit) const {
        Finding finding;
        const auto wrong = [&](const std::string& why) {
            finding.damage = why;
            finding.body = FoundBody::State::damaged;
            return finding;
        };
        if (unit.frames.size() != unit.frames.front().header.parts)
            return wrong(format("{}: a body with {} of {}", place(unit.pack, unit.frames.front().offset),
                                unit.frames.size(), counted(unit.frames.front().header.parts, "part")));
        std::optional<Secret> seed;
        if (is_private_part(unit.type())) {
            auto opened = open_envelope(unit.id());
            if (!opened) return wrong(opened.error().what());
            seed = *opened;
        }
        const bool is_private = is_private_part(unit.type());
        std::optional<PrivateBody> secret_body;
        std::optional<BodyCheck> check;
        if (!is_private) check = BodyCheck::of_public(unit.id());
        if (seed) {
            secret_body.emplace(*seed, body_kind_of(unit.type()), unit.id());
            check = BodyCheck::of_private(*seed, body_kind_of(unit.type()), unit.id());
        }
        for (const Frame& frame : unit.frames) {
            const auto payload = readers_[unit.pack - 1]->payload(frame);
            if (!payload) return wrong(payload.error().what());
            if (!check) continue;
            const auto bytes = is_private ? secret_body->decode(frame.header, *payload)
                                          : decode_public_part(frame.header, *payload);
            if (!bytes) return wrong(format("{}: {}", place(unit.pack, frame.offset), bytes.error().what()));
            check->update(*bytes);
        }
        if (!check)
            finding.body = FoundBody::State::sealed;
        else if (!check->finish())
            return wrong(format("{}: the body is not the one it is named by",
                                place(unit.pack, unit.frames.front().offset)));
        return finding;
    }

    /// Nothing where no open key fits; an error where one fits and fails.
    Result<std::optional<Secret>> open_envelope(const Digest& commitment) const {
        const auto envelopes = contents_.envelopes.find(commitment);
        if (envelopes == contents_.envelopes.end()) return std::nullopt;
        for (const Envelope& envelope : envelopes->second) {
            const auto key = keys_.find(envelope.to);
            if (key == keys_.end()) continue;
            auto seed = box_open(key->second, envelope.sealed);
            if (!seed || seed->size() != Secret::size())
                return fail(Error::environment(
                    "body.damaged", "the envelope of the private body {} does not open", commitment.hex()));
            const Secret opened = Secret::from_raw(*seed);
            wipe(*seed);
            return opened;
        }
        return std::nullopt;
    }

    void gather(bool private_bodies) {
        for (std::size_t i = 0; i < units_.size(); ++i) {
            Unit& unit = units_[i];
            if (is_private_part(unit.type()) != private_bodies) continue;
            Finding& finding = findings_[i];
            if (!finding.damage.empty()) damage_.add_text(std::move(finding.damage));
            if (finding.artefact)
                contents_.artefacts.try_emplace(
                    Id{unit.id()}, PackContents::FoundArtefact{std::move(*finding.artefact), unit.leaf});
            if (finding.record)
                contents_.records.try_emplace(
                    Id{unit.id()}, PackContents::FoundRecord{std::move(*finding.record), unit.leaf});
            if (finding.envelope) contents_.envelopes[unit.id()].push_back(std::move(*finding.envelope));
            if (finding.note) contents_.notes.push_back({std::move(*finding.note), unit.leaf});
            if (!unit.is_body()) continue;
            FoundBody body{unit.type(), unit.pack, unit.frames, unit.leaf, 0, finding.body};
            for (const Frame& frame : unit.frames) body.size += frame.header.raw;
            contents_.bodies[unit.id()].push_back(std::move(body));
        }
    }

    const Snapshot& snapshot_;
    const OpenKeys& keys_;
    DamageList& damage_;
    Context& context_;
    std::vector<std::optional<FrameReader>> readers_;
    std::vector<std::uint64_t> walked_;  // per pack: how far the log covers it
    std::vector<Unit> units_;
    std::vector<Finding> findings_;
    PackContents contents_;
    std::mutex progress_;
    std::uint64_t done_bytes_ = 0, total_bytes_ = 0;
};

}  // namespace

Result<PackContents> read_packs(const Snapshot& snapshot, const OpenKeys& keys, DamageList& damage,
                                Context& context) {
    return PackVerifier(snapshot, keys, damage, context).run();
}

}  // namespace strandline::store
