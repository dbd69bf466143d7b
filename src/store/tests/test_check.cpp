#include <sys/stat.h>

#include <algorithm>

#include "disk.hpp"
#include "fixture.hpp"
#include "sqlite.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

bool tells(const CheckReport& report, std::string_view words) {
    return std::ranges::any_of(report.found,
                               [&](const std::string& line) { return line.find(words) != line.npos; });
}

constexpr std::string_view key_files[] = {"agent.json", "cache.json", "subject-workspace.json",
                                          "master.json"};

}  // namespace

TEST_CASE("a lost or damaged key file is no clean workspace") {
    for (const bool is_sealed : {false, true}) {
        const TempFolder folder;
        PassphraseSource words;
        if (is_sealed) words = [](std::string_view) -> Result<std::string> { return std::string("horse"); };
        simple_run(*take(Workspace::create(folder, {.passphrase = words, .key_name = "tester@lab"})), 1);
        CHECK(check(folder, false).clean_after);
        const auto keys = folder.path() / ".strandline/keys";
        for (const std::string_view name : key_files) {
            const std::string good = read_file(keys / name);
            for (const bool is_missing : {true, false}) {
                if (is_missing)
                    std::filesystem::remove(keys / name);
                else
                    write_file(keys / name, good.substr(0, good.size() / 2));
                for (const bool repair : {false, true}) {
                    const CheckReport report = check(folder, repair);
                    CHECK_FALSE(report.clean_after);
                    CHECK(report.repaired.empty());
                    REQUIRE(report.found.size() == 1);
                    CHECK(report.found[0].starts_with(
                        format("keys/{}: it is {}; no", name, is_missing ? "missing" : "damaged")));
                }
                CHECK(std::filesystem::exists(keys / name) != is_missing);
            }
            write_file(keys / name, good);
        }
        CHECK(check(folder, false).clean_after);
        std::filesystem::remove_all(keys);
        CHECK(check(folder, false).found.size() == 4);
    }
}

TEST_CASE("a master key of another workspace is found where it can be tried") {
    const TempFolder folder;
    const TempFolder other;
    make_workspace(folder);
    make_workspace(other);
    std::filesystem::copy_file(other.path() / ".strandline/keys/master.json",
                               folder.path() / ".strandline/keys/master.json",
                               std::filesystem::copy_options::overwrite_existing);
    const CheckReport report = check(folder, false);
    CHECK_FALSE(report.clean_after);
    CHECK(tells(report, "keys/agent.json"));
    CHECK(tells(report, "keys/subject-workspace.json"));
}

TEST_CASE("a missing log or missing checkpoints are found, and nothing is repaired round them") {
    const TempFolder folder;
    {
        const auto workspace = make_workspace(folder);
        simple_run(*workspace, 1);
        take(workspace->checkpoint());
    }
    const auto root = folder.path() / ".strandline";
    for (const char* name : {"log", "checkpoints"}) {
        std::filesystem::rename(root / name, folder.path() / "away");
        const std::string pack = read_file(root / "packs/000001.pack");
        write_file(root / "packs/000001.pack", pack + "torn");
        for (const bool repair : {false, true}) {
            const CheckReport report = check(folder, repair);
            CHECK_FALSE(report.clean_after);
            CHECK(tells(report, format("{}: it is missing", name)));
            CHECK(report.repaired.empty());
        }
        CHECK(read_file(root / "packs/000001.pack") == pack + "torn");
        CHECK_FALSE(std::filesystem::exists(root / name));
        write_file(root / "packs/000001.pack", pack);
        const CheckReport report = check(folder, false);
        CHECK_MESSAGE(report.found.size() == 1, all(report.found));
        std::filesystem::rename(folder.path() / "away", root / name);
        CHECK(check(folder, false).clean_after);
    }
    std::filesystem::remove(root / "log");
    std::filesystem::remove(root / "checkpoints");
    CHECK(check(folder, true).found.size() == 2);
}

TEST_CASE("an index without one of its tables is damaged") {
    const TempFolder folder;
    make_workspace(folder);
    const Layout layout{folder.path() / ".strandline"};
    {
        Database database = take(Database::open(layout.index()));
        database.execute("DROP TABLE position");
        take(database.status());
    }
    CHECK(tells(check(folder, false), "index: it is damaged"));
    CHECK(check(folder, true).clean_after);
    CHECK(check(folder, false).found.empty());
}

TEST_CASE("what one may not read or write is neither lost nor damaged") {
    if (geteuid() != 0) {
        MESSAGE("skipped: only root can become somebody else");
        return;
    }
    const TempFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const Id output = simple_run(*make_workspace(folder), 1).outputs[0];
    const auto keys = folder.path() / ".strandline/keys";
    for (const bool is_folder_open : {false, true}) {
        std::filesystem::permissions(keys, std::filesystem::perms(is_folder_open ? 0755 : 0700));
        const pid_t child = in_child([&] {
            if (setuid(65534) != 0) return false;
            const auto workspace = Workspace::open(folder, {});
            if (!workspace) return false;
            Run run;
            run.operation = "edit";
            const auto refused = (*workspace)->append(run);
            if (refused || refused.error().code() != "key.unreadable") return false;
            if (refused.error().exit() != Exit::environment) return false;
            if (refused.error().mend().find("run as its owner") == std::string::npos) return false;
            if (code_of((*workspace)->unlock()) != "key.unreadable") return false;
            if (code_of((*workspace)->checkpoint()) != "key.unreadable") return false;
            MemorySink sink;
            if (!(*workspace)->read_body(output, sink)) return false;
            Context context;
            const auto report = Workspace::check(folder, false, context);
            return report && !report->clean_after && report->found.size() == 4 &&
                   tells(*report, "keys/agent.json: you may not read it") && !tells(*report, "index");
        });
        CHECK(status_of(child) == 0);
    }
    // With keys that may be read, nothing is left to complain of.
    for (const std::string_view name : key_files)
        std::filesystem::permissions(keys / name, std::filesystem::perms(0644));
    const pid_t child = in_child([&] {
        if (setuid(65534) != 0) return false;
        Context context;
        const auto report = Workspace::check(folder, false, context);
        return report && report->clean_after && report->found.empty();
    });
    CHECK(status_of(child) == 0);
    // While bytes that are no index are told.
    write_file(folder.path() / ".strandline/index.sqlite", std::string(8192, 'x'));
    CHECK(tells(check(folder, false), "index: it is damaged"));
}
