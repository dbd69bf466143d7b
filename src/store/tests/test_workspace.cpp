#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "fixture.hpp"
#include "workspace_state.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

Run mixed_run(const Content& genome, const Content& donor, const Content& table, const Content& report) {
    Run run;
    run.operation = "edit offtargets";
    run.semantics = 3;
    run.parameters.set("mismatches", 4);
    run.circumstances.set("host", "bench-7");
    run.inputs = {genome.referenced(), donor.part};
    run.outputs = {table.part, report.part};
    run.cache_fields = {{"parameter mismatches", "4"}, {"input genome", "sha256:aa"}};
    return run;
}

}  // namespace

TEST_CASE("a new workspace holds the record of its making") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const auto records = take(workspace->records());
    REQUIRE(records.size() == 1);
    CHECK(records[0].operation == "init");
    CHECK(records[0].leaf == 0);
    CHECK(records[0].agent == workspace->own_key().key);
    CHECK(workspace->own_key().name == "tester@lab");
    CHECK(take(workspace->record_body(records[0].id)).find("circumstances") != nullptr);
    CHECK(verify(*workspace).good());
    CHECK(take(workspace->log_state()).leaves == 1);
    CHECK(code_of(Workspace::create(folder, {})) == "workspace.exists");
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        CHECK(entry.path().filename() == ".strandline");
}

TEST_CASE("what is appended is read again, by this process and the next") {
    const TempFolder folder;
    const Content genome("genome", "fasta", ">chr\nACGTACGT\n");
    const Content donor("donor", "vcf", "patient variants", true);
    const Content table("hits", "edit.offtargets/1", "guide\thits\ng1\t3\n");
    const Content report("report", "text", "for the patient only", true);
    Appended appended;
    {
        const auto workspace = make_workspace(folder);
        appended = take(workspace->append(mixed_run(genome, donor, table, report)));
        CHECK(appended.leaf == 1);
        CHECK(body_text(*workspace, appended.outputs[0]) == "guide\thits\ng1\t3\n");
    }
    const auto workspace = reopen(folder);
    CHECK(body_text(*workspace, appended.outputs[0]) == "guide\thits\ng1\t3\n");
    CHECK(body_text(*workspace, appended.outputs[1]) == "for the patient only");
    CHECK(body_text(*workspace, appended.inputs[1]) == "patient variants");
    MemorySink sink;
    CHECK(code_of(workspace->read_body(appended.inputs[0], sink)) == "body.elsewhere");
    CHECK(code_of(workspace->read_body(Id{}, sink)) == "artefact.unknown");

    const auto record = take(workspace->record(appended.record));
    CHECK(record.operation == "edit offtargets");
    CHECK(record.semantics == 3);
    CHECK(record.inputs.size() == 2);
    CHECK(record.outputs[0] == std::pair(std::string("hits"), appended.outputs[0]));
    CHECK(Id::of(record.header) == appended.record);

    const Json body = take(workspace->record_body(appended.record));
    CHECK(body.at("parameters").at("mismatches").integer() == 4);
    CHECK(body.at("names").at("genome").string() == "genome.txt");
    CHECK(body.at("circumstances").at("host").string() == "bench-7");

    const auto facts = take(workspace->artefact(appended.inputs[0]));
    CHECK(facts.state == ArtefactFacts::Body::elsewhere);
    CHECK(facts.size == genome.part.size);
    CHECK(facts.body == genome.part.digest);
    CHECK(take(workspace->artefact(appended.outputs[1])).is_private);
    CHECK_FALSE(take(workspace->artefact(appended.outputs[1])).body.has_value());
    REQUIRE(workspace->artefacts_with_body(table.part.digest).size() == 1);
    CHECK(workspace->artefacts_with_body(table.part.digest)[0].id == appended.outputs[0]);
    CHECK(workspace->ids_with_prefix(appended.record.text().substr(0, 17)) == std::vector{appended.record});
    CHECK(workspace->ids_with_prefix("xyz").empty());
    CHECK(workspace->ids_with_prefix("").empty());

    const VerifyReport report_of = verify(*workspace);
    CHECK_MESSAGE(report_of.good(), all(report_of.damage));
    CHECK(report_of.records == 2);
    CHECK(report_of.artefacts == 4);
    CHECK(report_of.bodies_held == 5);  // three artefacts, two records
    CHECK(report_of.bodies_elsewhere == 1);
}

TEST_CASE("the same content is one artefact and is stored once") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Content genome("genome", "fasta", std::string(100'000, 'A'));
    const Content donor("donor", "vcf", std::string(100'000, 'B'), true);
    const Content table("hits", "t/1", "one");
    const Content report("report", "text", "two", true);
    Run run = mixed_run(genome, donor, table, report);
    run.inputs.push_back(donor.part);  // twice in one run
    run.inputs.back().role = "donor again";
    const Appended first = take(workspace->append(run));
    const Appended second = take(workspace->append(run));
    CHECK(first.inputs == second.inputs);
    CHECK(first.outputs == second.outputs);
    CHECK(first.inputs[1] == first.inputs[2]);
    CHECK(first.record != second.record);  // salted
    CHECK(take(workspace->artefact(first.inputs[1])).state == ArtefactFacts::Body::held);

    Run by_id;
    by_id.operation = "edit more";
    by_id.inputs.push_back({.role = "hits", .artefact = first.outputs[0]});
    CHECK(take(workspace->append(by_id)).inputs[0] == first.outputs[0]);
    by_id.inputs[0].artefact = Id{};
    CHECK(code_of(workspace->append(by_id)) == "artefact.unknown");
    const VerifyReport report_of = verify(*workspace);
    CHECK_MESSAGE(report_of.good(), all(report_of.damage));
}

TEST_CASE("a public input is referred to, then kept, named by its bytes or by its id") {
    const Content genome("genome", "fasta", ">chr\n" + std::string(3'000'000, 'A'));
    for (const int spelling : {0, 1, 2}) {
        const TempFolder folder;
        const auto workspace = make_workspace(folder);
        Run run;
        run.operation = "edit offtargets";
        run.inputs = {genome.referenced()};
        const Id id = take(workspace->append(run)).inputs[0];
        CHECK(take(workspace->artefact(id)).state == ArtefactFacts::Body::elsewhere);
        run.inputs = {genome.part};
        if (spelling > 0) run.inputs[0].artefact = id;
        if (spelling == 2) run.inputs = {{.role = "genome", .bytes = &genome.source, .artefact = id}};
        // Named twice in one run, the first time without bytes.
        run.inputs.insert(run.inputs.begin(), genome.referenced());
        const Appended kept = take(workspace->append(run));
        CHECK(kept.inputs == std::vector<Id>{id, id});
        CHECK(take(workspace->artefact(id)).state == ArtefactFacts::Body::held);
        CHECK(body_text(*workspace, id) == ">chr\n" + std::string(3'000'000, 'A'));
        const auto pack = folder.path() / ".strandline/packs/000001.pack";
        const auto size = std::filesystem::file_size(pack);
        take(workspace->append(run));
        CHECK(std::filesystem::file_size(pack) < size + 2000);  // not stored again
        const VerifyReport report = verify(*workspace);
        CHECK_MESSAGE(report.good(), all(report.damage));
        CHECK(report.bodies_elsewhere == 0);
        CHECK(check(folder, false).clean_after);
    }
}

TEST_CASE("bytes that are not those of the named artefact are refused") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Content genome("genome", "fasta", "ACGT");
    Run run;
    run.operation = "edit offtargets";
    run.inputs = {genome.referenced()};
    const Id id = take(workspace->append(run)).inputs[0];
    for (const char* bytes : {"ACGA", "ACGTA"}) {
        const Source other = Source::memory("other", bytes);
        run.inputs = {{.role = "genome", .bytes = &other, .artefact = id}};
        CHECK(code_of(workspace->append(run)) == "file.changed");
    }
    CHECK(take(workspace->artefact(id)).state == ArtefactFacts::Body::elsewhere);
    CHECK(verify(*workspace).good());
}

TEST_CASE("a private input is referred to, then kept") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Content donor("donor", "vcf", "genotype 1/1", true);
    Run run;
    run.operation = "clinic pgx";
    run.inputs = {donor.referenced()};
    const Id referred = take(workspace->append(run)).inputs[0];
    CHECK(take(workspace->artefact(referred)).state == ArtefactFacts::Body::elsewhere);
    CHECK(take(workspace->append(run)).inputs[0] == referred);
    run.inputs = {donor.part};
    const Id kept = take(workspace->append(run)).inputs[0];
    CHECK(kept != referred);
    CHECK(body_text(*workspace, kept) == "genotype 1/1");
    run.inputs = {donor.referenced()};
    CHECK(take(workspace->append(run)).inputs[0] == kept);
    const VerifyReport report = verify(*workspace);
    CHECK_MESSAGE(report.good(), all(report.damage));
    CHECK(report.bodies_elsewhere == 1);
}

TEST_CASE("bodies of all sizes, empty ones and such of several parts") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    std::string large(9'000'000, '\0');
    std::uint32_t state = 1;
    for (char& c : large) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    for (const bool is_private : {false, true})
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65536}, std::size_t{65537},
                                       part_bytes, part_bytes + 1, large.size()}) {
            const std::string bytes = large.substr(0, size);
            const Content output("out", "bytes", bytes, is_private);
            Run run;
            run.operation = "make";
            run.outputs = {output.part};
            const Id id = take(workspace->append(run)).outputs[0];
            CHECK((body_text(*workspace, id) == bytes));
            CHECK((take(take(workspace->open_body(id)).read_all()) == bytes));
        }
    const VerifyReport report = verify(*workspace);
    CHECK_MESSAGE(report.good(), all(report.damage));
}

TEST_CASE("a source that changed since it was hashed is refused and leaves nothing") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const auto before = std::filesystem::file_size(folder.path() / ".strandline/packs/000001.pack");
    for (const bool is_private : {false, true}) {
        Content output("out", "bytes", "what was hashed", is_private);
        output.source = Source::memory("out", "what is there .");
        Run run;
        run.operation = "make";
        run.outputs = {output.part};
        CHECK(code_of(workspace->append(run)) == "file.changed");
        output.source = Source::memory("out", "longer than what was hashed");
        CHECK(code_of(workspace->append(run)) == "file.changed");
    }
    CHECK(std::filesystem::file_size(folder.path() / ".strandline/packs/000001.pack") == before);
    CHECK(verify(*workspace).good());
    CHECK(take(workspace->records()).size() == 1);
}

TEST_CASE("packs roll over, and every one of them must be there") {
    const TempFolder folder;
    std::vector<Id> outputs;
    {
        const auto workspace = make_workspace(folder);
        workspace->roll_packs_at(3000);
        for (int i = 0; i < 6; ++i) outputs.push_back(simple_run(*workspace, i).outputs[0]);
    }
    const auto packs = folder.path() / ".strandline/packs";
    const auto count = std::distance(std::filesystem::directory_iterator(packs), {});
    CHECK(count >= 3);
    const auto workspace = reopen(folder);
    for (int i = 0; i < 6; ++i)
        CHECK(body_text(*workspace, outputs[static_cast<std::size_t>(i)]) ==
              format("guide\thits\ng{}\t{}\n", i, i * 7));
    CHECK_MESSAGE(verify(*workspace).good(), all(verify(*workspace).damage));
    simple_run(*workspace, 7);
    CHECK(verify(*workspace).good());

    std::filesystem::rename(packs / "000002.pack", packs / "away");
    CHECK(all(verify(*workspace).damage).find("000002.pack is missing") != std::string::npos);
    CHECK(all(verify(*workspace).damage).find("packs/away") != std::string::npos);
    std::filesystem::rename(packs / "away", packs / "000002.pack");
    CHECK(verify(*workspace).good());
    // Two packs exchanged: each is whole, but not in its place.
    std::filesystem::rename(packs / "000001.pack", packs / "away");
    std::filesystem::rename(packs / "000002.pack", packs / "000001.pack");
    std::filesystem::rename(packs / "away", packs / "000002.pack");
    CHECK_FALSE(verify(*workspace).good());
}

TEST_CASE("the index is made anew when it is gone, damaged or of another state") {
    const TempFolder folder;
    std::vector<Appended> runs;
    {
        const auto workspace = make_workspace(folder);
        for (int i = 0; i < 5; ++i) runs.push_back(simple_run(*workspace, i));
    }
    const auto index = folder.path() / ".strandline/index.sqlite";
    const auto answers = [&] {
        const auto workspace = reopen(folder);
        std::string text;
        for (const RecordFacts& record : take(workspace->records()))
            text += record.id.text() + record.header.canonical();
        for (const Appended& run : runs) text += body_text(*workspace, run.outputs[0]);
        const auto cached = take(workspace->find_cached(
            "edit offtargets", {{"parameter mismatches", "3"},
                                {"input genome", workspace->content_id(sha256(">chr3\nACGT\n"), false)}}));
        CHECK(cached.hit);
        return text + cached.record.text();
    };
    const std::string expected = answers();
    std::filesystem::remove(index);
    CHECK(answers() == expected);
    write_file(index, "this is no database at all, but it is there, and it is longer than a header");
    CHECK(answers() == expected);
    const std::string good = read_file(index);
    std::string damaged = good;
    for (std::size_t i = 100; i < damaged.size(); i += 3) damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    write_file(index, damaged);
    CHECK(answers() == expected);
    CHECK_MESSAGE(check(folder, false).clean_after, all(check(folder, false).found));
}

TEST_CASE("a newer workspace is left alone") {
    const TempFolder folder;
    make_workspace(folder);
    const auto version = folder.path() / ".strandline/version";
    write_file(version, "strandline workspace 2\n");
    const auto opened = Workspace::open(folder, {});
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().code() == "workspace.newer");
    CHECK(opened.error().exit() == Exit::environment);
    Context context;
    CHECK(code_of(Workspace::check(folder, true, context)) == "workspace.newer");
    write_file(version, "strandline workspace x\n");
    CHECK(code_of(Workspace::open(folder, {})) == "workspace.damaged");
    std::filesystem::remove(version);
    CHECK(code_of(Workspace::open(folder, {})) == "workspace.damaged");
    CHECK(code_of(Workspace::open(folder.path() / "none", {})) == "workspace.missing");
}

TEST_CASE("a missing part is told") {
    const TempFolder folder;
    make_workspace(folder);
    for (const char* part : {"log", "packs", "checkpoints"}) {
        const auto path = folder.path() / ".strandline" / part;
        std::filesystem::rename(path, folder.path() / "away");
        CHECK(code_of(Workspace::open(folder, {})) == "workspace.damaged");
        std::filesystem::rename(folder.path() / "away", path);
    }
    CHECK(verify(*reopen(folder)).good());
}

TEST_CASE("the nearest workspace upward") {
    const TempFolder folder;
    make_workspace(folder);
    std::filesystem::create_directories(folder.path() / "a/b");
    const auto found = Workspace::find_upward(folder.path() / "a/b");
    REQUIRE(found.has_value());
    CHECK(std::filesystem::equivalent(*found, folder.path()));
}

TEST_CASE("a wish that cannot be met leaves nothing behind") {
    const TempFolder folder;
    CHECK(code_of(Workspace::create(folder.path() / "new", {.passphrase = {}, .key_name = "two words"})) ==
          "key.name");
    CHECK(code_of(Workspace::create(
              folder.path() / "new",
              {.passphrase = [](std::string_view) -> Result<std::string> { return std::string(); },
               .key_name = "x"})) == "passphrase.empty");
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("two openings of one workspace see each other's runs, and threads may share one") {
    const TempFolder folder;
    const auto one = make_workspace(folder);
    const auto two = reopen(folder);
    const Appended first = simple_run(*one, 1);
    CHECK(body_text(*two, first.outputs[0]) == body_text(*one, first.outputs[0]));
    const Appended second = simple_run(*two, 2);
    CHECK(take(one->records()).size() == 3);
    CHECK(second.leaf == 2);
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) {
                Run run;
                run.operation = format("thread {}", t);
                run.parameters.set("i", i);
                if (!(t % 2 ? one : two)->append(run)) ++failures;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(take(one->records()).size() == 23);
    CHECK(verify(*one).good());
}

TEST_CASE("digests of files are remembered by their stat, and not for private or fresh files") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const auto file = folder.path() / "genome.fa";
    write_file(file, ">chr\nACGT\n");
    CHECK(take(workspace->digest_of(take(Source::open(file)), false, false)) == sha256(">chr\nACGT\n"));
    write_file(file, ">chr\nACGA\n");
    CHECK(take(workspace->digest_of(take(Source::open(file)), false, false)) == sha256(">chr\nACGA\n"));
    CHECK(take(workspace->digest_of(Source::memory("m", "x"), false, false)) == sha256("x"));
    std::this_thread::sleep_for(std::chrono::milliseconds(2300));
    const Source settled = take(Source::open(file));
    for (const bool rehash : {false, false, true})
        CHECK(take(workspace->digest_of(settled, rehash, false)) == sha256(">chr\nACGA\n"));
    write_file(file, ">chr\nACGC\n");
    CHECK(take(workspace->digest_of(take(Source::open(file)), false, false)) == sha256(">chr\nACGC\n"));
}
