#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

PassphraseSource words(std::string text, int* asked = nullptr) {
    return [text, asked](std::string_view) -> Result<std::string> {
        if (asked) ++*asked;
        return text;
    };
}

unsigned mode_of(const std::filesystem::path& path) {
    struct stat facts{};
    return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

}  // namespace

TEST_CASE("a passphrase is asked only for what needs a secret, and once") {
    const TempFolder folder;
    int asked = 0;
    take(Workspace::create(folder, {.passphrase = words("correct horse"), .key_name = "anna@lab"}));
    const auto workspace = take(Workspace::open(folder, words("correct horse", &asked)));
    const Content donor("donor", "vcf", "variants", true);
    Run run;
    run.operation = "clinic pgx";
    run.outputs = {donor.part};
    run.cache_fields = {{"a", "1"}};
    const Appended appended = take(workspace->append(run));
    CHECK(take(workspace->find_cached("clinic pgx", {{"a", "1"}})).hit);
    VerifyReport report = verify(*workspace);
    CHECK(report.good());
    CHECK(report.bodies_held == 0);
    CHECK(report.bodies_sealed == 3);
    CHECK(take(workspace->artefact(appended.outputs[0])).state == ArtefactFacts::Body::sealed);
    CHECK(asked == 0);
    CHECK(body_text(*workspace, appended.outputs[0]) == "variants");
    CHECK(asked == 1);
    take(workspace->record_body(appended.record));
    take(workspace->checkpoint());
    take(workspace->unlock());
    report = verify(*workspace);
    CHECK(report.good());
    CHECK(report.bodies_held == 3);
    CHECK(take(workspace->artefact(appended.outputs[0])).state == ArtefactFacts::Body::held);
    CHECK(asked == 1);

    CHECK(code_of(take(Workspace::open(folder, words("wrong")))->checkpoint()) == "key.passphrase");
    CHECK(code_of(take(Workspace::open(folder, {}))->checkpoint()) == "key.locked");
    CHECK(code_of(take(Workspace::open(folder, {}))->record_body(appended.record)) == "key.locked");
    const auto refused = take(Workspace::open(folder, words("wrong")))->record_body(appended.record);
    CHECK(refused.error().exit() == Exit::environment);
}

TEST_CASE("only their owner reads the keys") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    take(workspace->trust({"bert@plant", "ed25519:" + std::string(64, 'b')}));
    const auto keys = folder.path() / ".strandline/keys";
    CHECK(mode_of(keys) == 0700);
    for (const auto& entry : std::filesystem::directory_iterator(keys)) CHECK(mode_of(entry.path()) == 0600);
    CHECK(read_file(keys / "master.json").find("not sealed") != std::string::npos);
}

TEST_CASE("lost keys: what still works, and words for what does not") {
    const TempFolder folder;
    Appended appended;
    std::string note;
    {
        const auto workspace = make_workspace(folder);
        appended = simple_run(*workspace, 1);
        note = take(workspace->checkpoint());
    }
    std::filesystem::remove_all(folder.path() / ".strandline/keys");
    const auto workspace = reopen(folder);
    CHECK(take(workspace->records()).size() == 2);
    CHECK(body_text(*workspace, appended.outputs[0]) == "guide\thits\ng1\t7\n");
    const VerifyReport report = verify(*workspace, Source::memory("partner.note", note));
    CHECK_MESSAGE(report.good(), all(report.damage), all(report.unverified));
    CHECK(report.bodies_sealed == 2);
    CHECK(take(workspace->log_state()).leaves == 2);
    CHECK(workspace->own_key().key.empty());
    Run run;
    run.operation = "edit";
    for (const std::string& code :
         {code_of(workspace->append(run)), code_of(workspace->checkpoint()),
          code_of(workspace->record_body(appended.record)), code_of(workspace->find_cached("edit", {})),
          code_of(workspace->unlock())})
        CHECK(code == "key.lost");
    const auto error = workspace->append(run).error();
    CHECK(error.exit() == Exit::environment);
    CHECK(error.mend().find("back-up") != std::string::npos);
    CHECK(workspace->content_id(sha256("x"), true).find(sha256("x").hex()) == std::string::npos);
}

TEST_CASE("keys exchanged or damaged are noticed") {
    const TempFolder folder;
    const TempFolder other;
    const auto appended = simple_run(*make_workspace(folder), 1);
    make_workspace(other);
    const auto keys = folder.path() / ".strandline/keys";
    const auto other_keys = other.path() / ".strandline/keys";
    for (const char* name : {"master.json", "agent.json", "subject-workspace.json"}) {
        const std::string good = read_file(keys / name);
        write_file(keys / name, read_file(other_keys / name));
        const auto workspace = reopen(folder);
        CHECK((!workspace->checkpoint() || !workspace->record_body(appended.record)));
        for (std::size_t i = 0; i < good.size(); i += 7) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 4);
            write_file(keys / name, bad);
            const auto damaged = Workspace::open(folder, {});
            REQUIRE(damaged.has_value());
            // Either the change does not matter (white space, the warning), or it is an error and no crash.
            [[maybe_unused]] const auto note = (*damaged)->checkpoint();
            [[maybe_unused]] const auto body = (*damaged)->record_body(appended.record);
        }
        write_file(keys / name, good);
    }
}

TEST_CASE("a file that turns out to be private is forgotten by the cache of files") {
    const TempFolder folder;
    const std::string bytes = "PLANTED-PATIENT-GENOTYPE";
    const auto file = folder.path() / "donor.vcf", index = folder.path() / ".strandline/index.sqlite";
    const auto is_remembered = [&] {
        return read_file(index).find(sha256(bytes).raw()) != std::string::npos;
    };
    write_file(file, bytes);
    take(Workspace::create(folder, {.passphrase = words("correct horse"), .key_name = "anna@lab"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(2300));
    take(take(Workspace::open(folder, {}))->digest_of(take(Source::open(file)), false, false));
    CHECK(is_remembered());
    Run run;
    run.operation = "clinic pgx";
    const Content donor("donor", "vcf", bytes, true);
    run.inputs = {donor.part};
    take(take(Workspace::open(folder, {}))->append(run));
    CHECK(!is_remembered());
    take(take(Workspace::open(folder, {}))->digest_of(take(Source::open(file)), false, false));
    CHECK(!is_remembered());
}

TEST_CASE("nothing private stands anywhere in the folder") {
    const TempFolder folder;
    const std::string secret_value = "PLANTED-PARAMETER-VALUE";
    const std::string secret_file = "planted_patient_file_name";
    const std::string secret_bytes = "PLANTED-PATIENT-GENOTYPE";
    std::vector<std::string> planted = {secret_value,
                                        secret_file,
                                        secret_bytes,
                                        "PLANTED-HOST",
                                        to_hex(secret_bytes),
                                        sha256(secret_bytes).hex(),
                                        std::string(sha256(secret_bytes).raw()),
                                        sha256(secret_value).hex(),
                                        std::string(sha256(secret_value).raw())};
    {
        const auto workspace = make_workspace(folder);
        Content donor("donor", "vcf", secret_bytes, true);
        donor.part.name = secret_file;
        Content reference("reference", "vcf", secret_bytes + "2", true);
        planted.push_back(sha256(secret_bytes + "2").hex());
        planted.push_back(std::string(sha256(secret_bytes + "2").raw()));
        reference.part.name = secret_file + "2";
        Run run;
        run.operation = "clinic pgx";
        run.parameters.set("patient", secret_value);
        run.circumstances.set("host", "PLANTED-HOST");
        run.inputs = {donor.part, reference.referenced()};
        run.outputs = {donor.part};
        run.cache_fields = {{"parameter patient", secret_value},
                            {"input donor", workspace->content_id(donor.part.digest, true)}};
        take(workspace->append(run));
        take(workspace->find_cached("clinic pgx", run.cache_fields));
        const auto file = folder.path() / "donor.vcf";
        write_file(file, secret_bytes);
        take(workspace->digest_of(take(Source::open(file)), false, true));
        // Said to be anybody's by who does not know whose it is.
        std::this_thread::sleep_for(std::chrono::milliseconds(2300));
        CHECK(take(workspace->digest_of(take(Source::open(file)), false, false)) == sha256(secret_bytes));
        take(workspace->checkpoint());
        CHECK(body_text(*workspace, take(workspace->records())[1].outputs[0].second) == secret_bytes);
        // With the index and its write-ahead log still open.
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(folder.path() / ".strandline")) {
            if (!entry.is_regular_file()) continue;
            const std::string bytes = read_file(entry.path());
            for (const std::string& words_of : planted)
                CHECK_MESSAGE(bytes.find(words_of) == bytes.npos, entry.path().filename().string());
        }
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / ".strandline")) {
        if (!entry.is_regular_file()) continue;
        const std::string bytes = read_file(entry.path());
        for (const std::string& words_of : planted)
            CHECK_MESSAGE(bytes.find(words_of) == bytes.npos, entry.path().filename().string());
    }
}
