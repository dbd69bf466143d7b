// Workspaces that an earlier version made. Every later version must read them, and find in them what
// expected.json says. Written once, by this program, when STRANDLINE_WRITE_GOLDEN names a new folder:
//     STRANDLINE_WRITE_GOLDEN=tests/golden-store test_store -tc="write the golden store"
#include <algorithm>
#include <cstdlib>

#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

std::filesystem::path golden_folder() {
    const std::filesystem::path tests = STRANDLINE_TEST_FILES;
    return tests.parent_path().parent_path().parent_path() / "tests" / "golden-store";
}

PassphraseSource passphrase_of(const Json& expected) {
    const Json* words = expected.find("passphrase");
    if (!words) return {};
    return [text = words->string()](std::string_view) -> Result<std::string> { return text; };
}

/// Everything a reader can find in a workspace, as JSON.
Json contents_of(Workspace& workspace) {
    Json records = Json::array();
    Json artefacts = Json::object();
    for (const RecordFacts& record : take(workspace.records())) {
        Json one = Json::object();
        one.set("id", record.id.text());
        one.set("header", record.header);
        one.set("body", take(workspace.record_body(record.id)));
        records.push_back(std::move(one));
        for (const auto* parts : {&record.inputs, &record.outputs})
            for (const auto& [role, id] : *parts) {
                const ArtefactFacts facts = take(workspace.artefact(id));
                Json artefact = Json::object();
                artefact.set("format", facts.format);
                artefact.set("private", facts.is_private);
                if (facts.state == ArtefactFacts::Body::elsewhere) {
                    artefact.set("held", false);
                } else {
                    const std::string bytes = body_text(workspace, id);
                    artefact.set("held", true);
                    artefact.set("sha256", sha256(bytes).hex());
                    artefact.set("size", static_cast<std::uint64_t>(bytes.size()));
                }
                artefacts.set(id.text(), std::move(artefact));
            }
    }
    const auto log = take(workspace.log_state());
    Json json = Json::object();
    json.set("artefacts", std::move(artefacts));
    json.set("key", workspace.own_key().name + " " + workspace.own_key().key);
    json.set("leaves", log.leaves);
    json.set("origin", log.origin);
    json.set("records", std::move(records));
    json.set("root", log.root.hex());
    json.set("signed-leaves", log.signed_leaves);
    json.set("cached", take(workspace.find_cached("edit offtargets", {{"parameter mismatches", "4"},
                                                                      {"input genome", "sha256:aa"}}))
                           .record.text());
    return json;
}

void fill_golden(Workspace& workspace) {
    workspace.roll_packs_at(4000);
    std::string long_table;
    while (long_table.size() < 5'000'000) long_table += "ACGTACGTACGTACGTACGTACGTACGTACGT\n";
    const Content genome("genome", "fasta", ">chr circular\nACGTTGCA\n");
    const Content donor("donor", "vcf", "#CHROM\tPOS\n22\t42126611\n", true);
    const Content table("hits", "edit.offtargets/1", "guide\thits\ng1\t3\n");
    const Content empty("warnings", "text", "");
    const Content sequence("sequence", "text", long_table);
    const Content report("report", "text", "for the patient only\n", true);
    Run run;
    run.operation = "edit offtargets";
    run.semantics = 2;
    run.parameters = take(Json::parse(
        R"({"bulges":{"dna":0,"rna":1},"mismatches":4,"pam":"NGG","tags":["a","b"],"weights":[0.5,1e-7],"none":null})"));
    run.circumstances = take(Json::parse(R"({"host":"bench-7","threads":2,"time":"2026-11-22T01:02:03Z"})"));
    run.inputs = {genome.referenced(), donor.referenced()};
    run.outputs = {table.part, empty.part};
    run.cache_fields = {{"parameter mismatches", "4"}, {"input genome", "sha256:aa"}};
    const Appended first = take(workspace.append(run));
    take(workspace.checkpoint());
    Run second;
    second.operation = "clinic pgx";
    second.inputs = {donor.part, {.role = "table", .name = "hits from before", .artefact = first.outputs[0]}};
    second.outputs = {report.part, sequence.part};
    take(workspace.append(second));
    take(workspace.append(run));
}

void write_golden(const std::filesystem::path& folder, const std::string& name,
                  const std::optional<std::string>& words) {
    Json expected = Json::object();
    if (words) expected.set("passphrase", *words);
    std::filesystem::create_directories(folder / name);
    auto workspace =
        take(Workspace::create(folder / name, {.passphrase = passphrase_of(expected),
                                               .key_name = "golden@strandline",
                                               .circumstances = take(Json::parse(R"({"host":"bench-7"})"))}));
    fill_golden(*workspace);
    expected.set("checkpoint", take(workspace->checkpoint()));
    simple_run(*workspace, 1);
    expected.set("contents", contents_of(*workspace));
    workspace.reset();
    for (const char* derived : {"index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "lock"})
        std::filesystem::remove(folder / name / ".strandline" / derived);
    write_file(folder / name / "expected.json", expected.pretty());
}

void read_golden(const std::string& name) {
    const TempFolder copy;
    std::filesystem::copy(golden_folder() / name, copy.path() / name,
                          std::filesystem::copy_options::recursive);
    const Json expected = take(Json::parse(read_file(copy.path() / name / "expected.json")));
    Appended added;
    {
        const auto workspace = take(Workspace::open(copy.path() / name, passphrase_of(expected)));
        const Json contents = contents_of(*workspace);
        for (const auto& [member, value] : expected.at("contents").members())
            CHECK_MESSAGE(contents.at(member) == value, member);
        const VerifyReport report =
            verify(*workspace, Source::memory("golden checkpoint", expected.at("checkpoint").string()));
        CHECK_MESSAGE(report.good(), all(report.damage));
        CHECK(report.against_agrees);
        CHECK(report.bodies_sealed == 0);
        CHECK(report.unsigned_leaves == 1);
        added = simple_run(*workspace, 2);
        CHECK(added.leaf == static_cast<std::uint64_t>(expected.at("contents").at("leaves").integer()));
        take(workspace->checkpoint());
    }
    CHECK(check(copy.path() / name, false).clean_after);
    const auto workspace = take(Workspace::open(copy.path() / name, {}));
    CHECK(body_text(*workspace, added.outputs[0]) == "guide\thits\ng2\t14\n");
    CHECK(verify(*workspace, Source::memory("golden checkpoint", expected.at("checkpoint").string())).good());
}

}  // namespace

TEST_CASE("write the golden store") {
    const char* folder = std::getenv("STRANDLINE_WRITE_GOLDEN");
    if (!folder) return;
    REQUIRE_FALSE(std::filesystem::exists(std::filesystem::path(folder) / "v1-open"));
    write_golden(folder, "v1-open", {});
    write_golden(folder, "v1-sealed", "correct horse battery staple");
}

TEST_CASE("the golden store of version 1, keys open") { read_golden("v1-open"); }
TEST_CASE("the golden store of version 1, keys sealed by a passphrase") { read_golden("v1-sealed"); }

TEST_CASE("a golden store with one byte changed is refused by verify") {
    const TempFolder copy;
    std::filesystem::copy(golden_folder() / "v1-open", copy.path() / "v1-open",
                          std::filesystem::copy_options::recursive);
    const auto workspace = reopen(copy.path() / "v1-open");
    for (const char* name : {"packs/000001.pack", "packs/000002.pack", "log", "checkpoints"}) {
        const auto file = copy.path() / "v1-open/.strandline" / name;
        const std::string good = read_file(file);
        for (std::size_t i = 0; i < good.size(); i += 97) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 0x10);
            write_file(file, bad);
            CHECK_FALSE(verify(*workspace).good());
        }
        write_file(file, good);
    }
    CHECK(verify(*workspace).good());
}
