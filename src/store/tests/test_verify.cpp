#include "fixture.hpp"
#include "log_file.hpp"
#include "note.hpp"
#include "workspace_state.hpp"

#include <strandline/store/merkle.hpp>

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

/// A small workspace with every kind of frame.
Appended fill(Workspace& workspace) {
    const Content genome("genome", "fasta", ">chr\nACGT\n");
    const Content donor("donor", "vcf", "patient variants", true);
    const Content kept("kept", "vcf", "kept variants", true);
    const Content table("hits", "t/1", "guide\thits\n");
    Run run;
    run.operation = "edit offtargets";
    run.inputs = {genome.referenced(), donor.referenced(), kept.part};
    run.outputs = {table.part};
    run.cache_fields = {{"a", "1"}};
    return take(workspace.append(run));
}

/// Flips one bit of every byte of a file and returns the offsets that verify did not see.
std::vector<std::uint64_t> unseen_flips(Workspace& workspace, const std::filesystem::path& file) {
    const std::string good = read_file(file);
    std::vector<std::uint64_t> unseen;
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&](std::size_t at, char byte) {
        out.seekp(static_cast<std::streamoff>(at));
        out.put(byte);
        out.flush();
    };
    for (std::size_t i = 0; i < good.size(); ++i) {
        put(i, static_cast<char>(good[i] ^ 1 << i % 8));
        Context context;
        const auto report = workspace.verify({}, {}, context);
        if (report && report->good()) unseen.push_back(i);
        put(i, good[i]);
    }
    return unseen;
}

std::filesystem::path part(const TempFolder& folder, const char* name) {
    return folder.path() / ".strandline" / name;
}

Source note_source(const std::string& note) { return Source::memory("partner.note", note); }

std::string damage_against(const std::filesystem::path& folder, const std::string& note,
                           bool agrees = false) {
    const VerifyReport report = verify(*reopen(folder), note_source(note));
    CHECK(report.against_given);
    CHECK(report.against_agrees == agrees);
    CHECK(report.good() == agrees);
    CHECK(report.against_name == "partner.note");
    return all(report.damage);
}

bool contains(const std::string& text, std::string_view words) { return text.find(words) != text.npos; }

}  // namespace

TEST_CASE("one flipped bit in any byte of packs, log and checkpoints is found") {
    for (const bool key_is_open : {true, false}) {
        const TempFolder folder;
        const auto workspace = take(Workspace::create(folder, {.passphrase = {}, .key_name = "a@b"}));
        fill(*workspace);
        take(workspace->checkpoint());
        if (!key_is_open) std::filesystem::remove(part(folder, "keys/master.json"));
        const auto verifier = reopen(folder);
        const VerifyReport before = verify(*verifier);
        REQUIRE_MESSAGE(before.good(), all(before.damage));
        CHECK((before.bodies_sealed > 0) == !key_is_open);
        std::size_t bytes = 0;
        for (const char* name : {"packs/000001.pack", "log", "checkpoints"}) {
            bytes += read_file(part(folder, name)).size();
            const auto unseen = unseen_flips(*verifier, part(folder, name));
            CHECK_MESSAGE(unseen.empty(), name);
        }
        MESSAGE("flipped bytes found, key " << std::string(key_is_open ? "open" : "closed") << ": " << bytes
                                            << " of " << bytes);
        CHECK(verify(*verifier).good());
    }
}

TEST_CASE("what does not belong is found") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    fill(*workspace);
    take(workspace->checkpoint());
    for (const char* name : {"packs/000001.pack", "log", "checkpoints"}) {
        const std::string good = read_file(part(folder, name));
        for (const std::string& tail : {std::string(1, '\0'), std::string("x"), std::string(64, '\0'),
                                        std::string(500, 'x'), good.substr(64)}) {
            write_file(part(folder, name), good + tail);
            CHECK_FALSE(verify(*workspace).good());
        }
        for (const std::size_t cut : {std::size_t{1}, std::size_t{32}, std::size_t{100}, good.size()}) {
            write_file(part(folder, name), good.substr(0, good.size() - std::min(cut, good.size())));
            CHECK_FALSE(verify(*workspace).good());
        }
        write_file(part(folder, name), good);
        CHECK(verify(*workspace).good());
    }
    const auto packs = part(folder, "packs");
    for (const char* name : {"000002.pack", "000003.pack", "notes.txt", "1.pack"}) {
        std::filesystem::copy_file(packs / "000001.pack", packs / name);
        CHECK_FALSE(verify(*workspace).good());
        std::filesystem::remove(packs / name);
    }
    CHECK(verify(*workspace).good());
}

TEST_CASE("a partner's checkpoint agrees while the log only grows") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    simple_run(*workspace, 1);
    const std::string note = take(workspace->checkpoint());
    CHECK(take(workspace->log_state()).signed_leaves == 2);
    CHECK(verify(*workspace, note_source(note)).against_agrees);
    for (int i = 2; i < 9; ++i) simple_run(*workspace, i);
    const VerifyReport report = verify(*workspace, note_source(note));
    CHECK_MESSAGE(report.good(), all(report.damage));
    CHECK(report.against_agrees);
    CHECK(report.leaves == 9);
    CHECK(report.unsigned_leaves == 7);
    CHECK(report.root == take(workspace->log_state()).root);
    REQUIRE(report.checkpoints.size() == 2);
    CHECK(report.checkpoints[0].own);
    CHECK(report.checkpoints[0].size == 2);
    CHECK(code_of(workspace->verify(note_source("no note"), {}, *std::make_unique<Context>())) ==
          "checkpoint.malformed");
}

TEST_CASE("roll-back, truncation, rewriting, forks and other logs are told from each other") {
    const TempFolder folder;
    const TempFolder copy;
    {
        const auto workspace = make_workspace(folder);
        for (int i = 0; i < 3; ++i) simple_run(*workspace, i);
    }
    copy_folder(folder.path() / ".strandline", copy.path() / "yesterday");
    std::string note;
    {
        const auto workspace = reopen(folder);
        for (int i = 3; i < 5; ++i) simple_run(*workspace, i);
        note = take(workspace->checkpoint());
    }
    damage_against(folder, note, true);

    // The whole folder as it was yesterday.
    copy_folder(folder.path() / ".strandline", copy.path() / "today");
    copy_folder(copy.path() / "yesterday", folder.path() / ".strandline");
    CHECK(verify(*reopen(folder)).good());  // nothing inside can tell
    CHECK(contains(damage_against(folder, note), "truncated or rolled back"));

    // Yesterday's folder that went on differently: the same number of leaves, then more.
    for (int i = 100; i < 102; ++i) simple_run(*reopen(folder), i);
    CHECK(contains(damage_against(folder, note), "fork"));
    simple_run(*reopen(folder), 103);
    CHECK(contains(damage_against(folder, note), "rewritten"));
    CHECK(verify(*reopen(folder)).good());

    // Another log altogether.
    const TempFolder other;
    simple_run(*make_workspace(other), 1);
    CHECK(contains(damage_against(other, note), "another log"));

    // The log file alone cut off: packs and own checkpoints tell, and the rest of the log is made from the
    // packs.
    copy_folder(copy.path() / "today", folder.path() / ".strandline");
    const std::string log = read_file(part(folder, "log"));
    write_file(part(folder, "log"), log.substr(0, 64 + 3 * 64));
    std::filesystem::remove(part(folder, "index.sqlite"));
    CHECK(contains(damage_against(folder, note), "truncated or rolled back"));
    CHECK_FALSE(check(folder, false).clean_after);
    CHECK(check(folder, true).clean_after);
    CHECK(read_file(part(folder, "log")) == log);
    damage_against(folder, note, true);
}

TEST_CASE("an owner who cuts off signed leaves everywhere cannot go on") {
    const TempFolder folder;
    const auto layout = Layout{folder.path() / ".strandline"};
    {
        const auto workspace = make_workspace(folder);
        for (int i = 0; i < 3; ++i) simple_run(*workspace, i);
        take(workspace->checkpoint());
    }
    const LogReader log = take(LogReader::open(take(Source::open(layout.log()))));
    const auto entries = take(log.entries(0, log.size()));
    write_file(layout.log(), read_file(layout.log()).substr(0, 64 + 2 * 64));
    write_file(layout.pack(1), read_file(layout.pack(1)).substr(0, entries[1].pack_end));
    const auto workspace = reopen(folder);
    CHECK(contains(all(verify(*workspace).damage), "truncated or rolled back"));
    Run run;
    run.operation = "edit";
    CHECK(code_of(workspace->append(run)) == "log.rolled_back");
    CHECK(code_of(workspace->checkpoint()) == "log.rolled_back");
    CHECK_FALSE(check(folder, true).clean_after);
    CHECK(read_file(layout.log()).size() == 64 + 2 * 64);
}

TEST_CASE("records reordered by somebody who can compute all checks") {
    const TempFolder folder;
    const auto layout = Layout{folder.path() / ".strandline"};
    std::string note;
    {
        const auto workspace = make_workspace(folder);
        for (int i = 0; i < 3; ++i) simple_run(*workspace, i);
        note = take(workspace->checkpoint());
    }
    const LogReader log = take(LogReader::open(take(Source::open(layout.log()))));
    auto entries = take(log.entries(0, log.size()));
    std::swap(entries[1].record, entries[2].record);
    std::string bytes = read_file(layout.log()).substr(0, 64);
    for (const LogEntry& entry : entries) bytes += encode_log_entry(log.identity(), entry);
    write_file(layout.log(), bytes);
    const VerifyReport report = verify(*reopen(folder), note_source(note));
    CHECK_FALSE(report.against_agrees);
    CHECK(contains(all(report.damage), "the record is not that of leaf"));
    CHECK(contains(all(report.damage), "fork"));
}

TEST_CASE("signatures: own, trusted, unknown, forged") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    simple_run(*workspace, 1);
    const auto state = take(workspace->log_state());
    const Secret seed = Secret::random();
    const PublicKey partner{"bert@plant", "ed25519:" + sign_public(seed).hex()};
    const Checkpoint checkpoint{state.origin, state.leaves, state.root, {}};
    const std::string note = sign_checkpoint(checkpoint, "bert@plant", seed);

    VerifyReport report = verify(*workspace, note_source(note));
    CHECK_FALSE(report.good());
    CHECK_FALSE(report.against_agrees);
    CHECK(report.damage.empty());
    REQUIRE(report.unverified.size() == 1);
    CHECK(contains(report.unverified[0], "bert@plant"));

    report = verify(*workspace, note_source(note), {partner});
    CHECK(report.good());
    CHECK(report.against_agrees);
    REQUIRE(report.checkpoints.size() == 1);
    CHECK(report.checkpoints[0].known);
    CHECK_FALSE(report.checkpoints[0].own);
    CHECK(report.checkpoints[0].name == "bert@plant");

    take(workspace->trust(partner));
    take(workspace->trust(partner));
    CHECK(take(reopen(folder)->trusted_keys()).size() == 1);
    CHECK(code_of(workspace->trust({"bert@plant", "ed25519:" + std::string(64, '0')})) == "key.name");
    CHECK(code_of(workspace->trust({"bert", "x"})) == "key.malformed");
    CHECK(verify(*workspace, note_source(note)).good());

    // The partner's name and key hash over another signature.
    std::string forged = sign_checkpoint(checkpoint, "bert@plant", Secret::random());
    const std::size_t at = forged.rfind(' ') + 1;
    const auto hash = note_key_hash("bert@plant", sign_public(seed));
    forged.replace(at, std::string::npos,
                   to_base64(std::string(hash.data(), 4) + sign(Secret::random(), checkpoint.text())) + "\n");
    report = verify(*workspace, note_source(forged));
    CHECK_FALSE(report.good());
    CHECK(contains(all(report.damage), "signature of bert@plant is wrong"));

    // A witness's signature beside the partner's harms nothing.
    const std::string witness = sign_checkpoint(checkpoint, "witness", Secret::random());
    report = verify(*workspace, note_source(note + witness.substr(witness.find("\xe2\x80\x94"))));
    CHECK(report.good());
    CHECK(report.checkpoints.size() == 2);
}

TEST_CASE("the subject's key destroyed: all proofs hold, bodies are sealed for good") {
    const TempFolder folder;
    Appended appended;
    std::string note;
    {
        const auto workspace = make_workspace(folder);
        appended = fill(*workspace);
        note = take(workspace->checkpoint());
        CHECK(verify(*workspace).bodies_held == 4);
    }
    std::filesystem::remove(part(folder, "keys/subject-workspace.json"));
    const auto workspace = reopen(folder);
    const VerifyReport report = verify(*workspace, note_source(note));
    CHECK_MESSAGE(report.good(), all(report.damage));
    CHECK(report.against_agrees);
    CHECK(report.bodies_sealed == 3);  // two records, one artefact
    CHECK(report.bodies_held == 1);
    CHECK(report.bodies_elsewhere == 2);
    MemorySink sink;
    CHECK(code_of(workspace->read_body(appended.inputs[2], sink)) == "key.lost");
    CHECK(code_of(workspace->record_body(appended.record)) == "key.lost");
    CHECK(take(workspace->artefact(appended.inputs[2])).state == ArtefactFacts::Body::sealed);
    CHECK(body_text(*workspace, appended.outputs[0]) == "guide\thits\n");
    Run run;
    run.operation = "edit";
    CHECK(code_of(workspace->append(run)) == "key.lost");  // never stored open
}

TEST_CASE("an interrupted verify says so") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const std::atomic<bool> cancel = true;
    Context context({.cancel = &cancel});
    const auto report = workspace->verify({}, {}, context);
    REQUIRE_FALSE(report.has_value());
    CHECK(report.error().exit() == Exit::interrupted);
}

TEST_CASE("the report is the same for any number of threads") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    for (int i = 0; i < 20; ++i) simple_run(*workspace, i);
    std::string pack = read_file(part(folder, "packs/000001.pack"));
    for (std::size_t i = 500; i < pack.size(); i += 1777) pack[i] = static_cast<char>(pack[i] ^ 1);
    write_file(part(folder, "packs/000001.pack"), pack);
    std::string first;
    for (const unsigned threads : {1U, 2U, 5U}) {
        Context context({.threads = threads});
        const std::string damage = all(take(workspace->verify({}, {}, context)).damage);
        if (first.empty()) first = damage;
        CHECK(damage == first);
    }
    CHECK_FALSE(first.empty());
}
