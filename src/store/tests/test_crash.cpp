#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <random>
#include <thread>

#include "fixture.hpp"
#include "lock.hpp"
#include "log_file.hpp"
#include "workspace_state.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

struct Files {
    std::string pack, log, checkpoints;
};

Files read_files(const Layout& layout) {
    return {read_file(layout.pack(1)), read_file(layout.log()), read_file(layout.checkpoints())};
}

void write_files(const Layout& layout, const Files& files) {
    write_file(layout.pack(1), files.pack);
    write_file(layout.log(), files.log);
    write_file(layout.checkpoints(), files.checkpoints);
}

/// Does not compress, so that it is written in several pieces.
std::string noise(std::uint64_t seed, std::size_t bytes) {
    std::mt19937_64 random(seed);
    std::string text(bytes / 8 * 8, '\0');
    for (std::size_t i = 0; i + 8 <= text.size(); i += 8) {
        const std::uint64_t word = random();
        std::memcpy(&text[i], &word, 8);
    }
    return text;
}

bool append_one(Workspace& workspace, int number, std::size_t bytes) {
    const auto seed = static_cast<std::uint64_t>(number);
    const Content output("out", "bytes", format("{} ", number) + noise(seed, bytes));
    const Content secret("private", "bytes", format("{} secret ", number) + noise(seed, bytes), true);
    Run run;
    run.operation = "make";
    run.parameters.set("number", number);
    run.outputs = {output.part, secret.part};
    run.cache_fields = {{"number", format("{}", number)}};
    return workspace.append(run).has_value();
}

/// Opens, writes once more, verifies, and finds all that was committed.
void check_survivor(const std::filesystem::path& folder, const std::vector<Id>& committed) {
    const auto workspace = reopen(folder);
    REQUIRE(append_one(*workspace, 1'000'000, 10));
    const VerifyReport report = verify(*workspace);
    REQUIRE_MESSAGE(report.good(), all(report.damage));
    const auto records = take(workspace->records());
    REQUIRE(records.size() > committed.size());
    for (std::size_t i = 0; i < committed.size(); ++i) REQUIRE(records[i].id == committed[i]);
}

std::vector<Id> ids_of(Workspace& workspace) {
    std::vector<Id> ids;
    for (const RecordFacts& record : take(workspace.records())) ids.push_back(record.id);
    return ids;
}

}  // namespace

TEST_CASE("a pack torn at every byte of the last append") {
    const TempFolder folder;
    const Layout layout{folder.path() / ".strandline"};
    std::vector<Id> committed;
    Files before;
    Files after;
    {
        const auto workspace = make_workspace(folder);
        simple_run(*workspace, 1);
        committed = ids_of(*workspace);
        before = read_files(layout);
        simple_run(*workspace, 2);
        after = read_files(layout);
    }
    std::size_t cuts = 0;
    for (std::size_t size = before.pack.size(); size <= after.pack.size(); ++size, ++cuts) {
        // The crash came before the log got its leaf.
        write_files(layout, {after.pack.substr(0, size), before.log, before.checkpoints});
        const bool clean = size == before.pack.size();
        if (size % 16 == 0) REQUIRE(verify(*reopen(folder)).good() == clean);
        const CheckReport found = check(folder, false);
        REQUIRE(found.clean_after == (clean && found.found.empty()));
        const CheckReport repaired = check(folder, true);
        REQUIRE_MESSAGE(repaired.clean_after, all(repaired.found));
        const bool whole = size == after.pack.size();
        REQUIRE(read_file(layout.pack(1)).size() == (whole ? after.pack.size() : before.pack.size()));
        REQUIRE(read_file(layout.log()) == (whole ? after.log : before.log));
        if (size % 16 == 0 || whole) check_survivor(folder, committed);
        // And without a repair, the next writer settles it.
        write_files(layout, {after.pack.substr(0, size), before.log, before.checkpoints});
        if (size % 16 == 8) check_survivor(folder, committed);
    }
    MESSAGE("packs torn at " << cuts << " places: all repaired");
}

TEST_CASE("a log torn at every byte of the last leaf") {
    const TempFolder folder;
    const Layout layout{folder.path() / ".strandline"};
    std::vector<Id> committed;
    Files before;
    Files after;
    {
        const auto workspace = make_workspace(folder);
        simple_run(*workspace, 1);
        before = read_files(layout);
        simple_run(*workspace, 2);
        committed = ids_of(*workspace);
        after = read_files(layout);
    }
    for (std::size_t size = before.log.size(); size <= after.log.size(); ++size) {
        for (const bool zeros : {false, true}) {
            // Power failures may leave the length without the bytes.
            std::string log = after.log.substr(0, size);
            if (zeros) log.resize(after.log.size(), '\0');
            write_files(layout, {after.pack, log, before.checkpoints});
            REQUIRE(take(reopen(folder)->records()).size() >= 2);
            write_files(layout, {after.pack, log, before.checkpoints});
            const CheckReport repaired = check(folder, true);
            REQUIRE_MESSAGE(repaired.clean_after, all(repaired.found));
            REQUIRE(read_file(layout.log()) == after.log);
            check_survivor(folder, committed);
        }
    }
}

TEST_CASE("checkpoints torn at every byte of the last one") {
    const TempFolder folder;
    const Layout layout{folder.path() / ".strandline"};
    Files before;
    Files after;
    {
        const auto workspace = make_workspace(folder);
        take(workspace->checkpoint());
        before = read_files(layout);
        take(workspace->checkpoint());
        after = read_files(layout);
    }
    for (std::size_t size = before.checkpoints.size() + 1; size < after.checkpoints.size(); ++size) {
        write_file(layout.checkpoints(), after.checkpoints.substr(0, size));
        REQUIRE_FALSE(verify(*reopen(folder)).good());
        REQUIRE_FALSE(check(folder, false).clean_after);
        REQUIRE(check(folder, true).clean_after);
        REQUIRE(read_file(layout.checkpoints()) == before.checkpoints);
        if (size % 8 != 0) continue;
        write_file(layout.checkpoints(), after.checkpoints.substr(0, size));
        take(reopen(folder)->checkpoint());
        REQUIRE(verify(*reopen(folder)).good());
    }
}

TEST_CASE("a new pack begun by a crashed writer") {
    const TempFolder folder;
    const Layout layout{folder.path() / ".strandline"};
    std::vector<Id> committed;
    {
        const auto workspace = make_workspace(folder);
        simple_run(*workspace, 1);
        committed = ids_of(*workspace);
    }
    const Digest identity = take(LogReader::open(take(Source::open(layout.log())))).identity();
    const std::string header = encode_file_header(pack_magic, {identity, 2});
    for (const std::string& bytes : {std::string(), header.substr(0, 30), header, header + "SLf1",
                                     header + std::string(300, '\0'), std::string(64, '\0')}) {
        write_file(layout.pack(2), bytes);
        CHECK_FALSE(verify(*reopen(folder)).good());
        const CheckReport repaired = check(folder, true);
        CHECK_MESSAGE(repaired.clean_after, all(repaired.found));
        CHECK_FALSE(std::filesystem::exists(layout.pack(2)));
        write_file(layout.pack(2), bytes);
        check_survivor(folder, committed);
        committed = ids_of(*reopen(folder));
    }
}

TEST_CASE("kill -9 in thirty places") {
    const TempFolder folder;
    make_workspace(folder);
    std::mt19937 random(7);
    std::vector<Id> committed;
    int settled = 0;
    for (int round = 0; round < 30; ++round) {
        const pid_t child = in_child([&] {
            auto workspace = Workspace::open(folder, {});
            if (!workspace) return false;
            for (int i = 0; i < 100'000; ++i)
                if (!append_one(**workspace, round * 1000 + i, i % 3 == 1 ? 1'500'000U : 1000U)) return false;
            return true;
        });
        std::this_thread::sleep_for(std::chrono::microseconds(5'000 + random() % 60'000));
        kill(child, SIGKILL);
        REQUIRE(status_of(child) == 128 + SIGKILL);
        if (round % 2 == 0) {
            const CheckReport repaired = check(folder, true);
            REQUIRE_MESSAGE(repaired.clean_after, all(repaired.found));
            settled += repaired.repaired.empty() ? 0 : 1;
            REQUIRE(verify(*reopen(folder)).good());
        }
        check_survivor(folder, committed);
        committed = ids_of(*reopen(folder));
    }
    MESSAGE("30 kills survived; of 15 checks " << settled << " found something to repair; "
                                               << committed.size() << " records");
}

TEST_CASE("four processes append at once") {
    const TempFolder folder;
    make_workspace(folder);
    std::vector<pid_t> children;
    for (int c = 0; c < 4; ++c)
        children.push_back(in_child([&, c] {
            auto workspace = Workspace::open(folder, {});
            if (!workspace) return false;
            for (int i = 0; i < 15; ++i) {
                if (!append_one(**workspace, i, 100)) return false;                   // the same for all
                if (!append_one(**workspace, 100 * (c + 1) + i, 1000)) return false;  // each its own
            }
            return true;
        }));
    for (const pid_t child : children) CHECK(status_of(child) == 0);
    const auto workspace = reopen(folder);
    CHECK(take(workspace->records()).size() == 1 + 4 * 30);
    const VerifyReport report = verify(*workspace);
    CHECK_MESSAGE(report.good(), all(report.damage));
    CHECK(report.artefacts == 2 * (15 + 4 * 15));  // shared contents became one artefact each
    CHECK(check(folder, false).clean_after);
}

TEST_CASE("who waits is told who writes") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    std::string words;
    workspace->on_notice([&](std::string_view text) { words = text; });
    auto held = std::make_unique<WriterLock>(take(WriterLock::take(folder.path() / ".strandline/lock", {})));
    std::thread release([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        held.reset();
    });
    simple_run(*workspace, 1);
    release.join();
    CHECK(words.find(format("process {} on ", getpid())) != std::string::npos);
}

TEST_CASE("waiting for another process can be broken off") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    int ready[2] = {};
    REQUIRE(pipe(ready) == 0);
    const pid_t child = in_child([&] {
        const auto held = WriterLock::take(folder.path() / ".strandline/lock", {});
        if (!held || write(ready[1], "x", 1) != 1) return false;
        for (;;) pause();
    });
    char byte = 0;
    REQUIRE(read(ready[0], &byte, 1) == 1);
    close(ready[0]);
    close(ready[1]);
    std::atomic<bool> flag = false;
    workspace->cancelled_by(&flag);
    Run run;
    run.operation = "make";
    std::thread breaker([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        flag = true;
    });
    const auto appended = workspace->append(run);
    breaker.join();
    REQUIRE_FALSE(appended.has_value());
    CHECK(appended.error().exit() == Exit::interrupted);
    CHECK(code_of(workspace->checkpoint()) == "interrupted");
    Context context({.cancel = &flag});
    CHECK(code_of(workspace->verify({}, {}, context)) == "interrupted");
    CHECK(code_of(Workspace::check(folder, false, context)) == "interrupted");
    CHECK(take(workspace->records()).size() == 1);
    kill(child, SIGKILL);
    CHECK(status_of(child) == 128 + SIGKILL);
    flag = false;
    take(workspace->append(run));
    workspace->cancelled_by(nullptr);
    take(workspace->append(run));
    CHECK(verify(*workspace).good());
}

TEST_CASE("a full disk leaves the workspace as it was") {
    // A limit on the size of files stands for the end of the disk.
    const TempFolder folder;
    make_workspace(folder);
    const Layout layout{folder.path() / ".strandline"};
    const Files before = read_files(layout);
    const pid_t child = in_child([&] {
        auto workspace = Workspace::open(folder, {});
        if (!workspace) return false;
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{before.pack.size() + 1000, before.pack.size() + 1000};
        setrlimit(RLIMIT_FSIZE, &limit);
        std::string noise(100'000, '\0');
        std::mt19937 random(1);
        for (char& c : noise) c = static_cast<char>(random());
        const Content output("out", "bytes", noise);
        Run run;
        run.operation = "make";
        run.outputs = {output.part};
        const auto appended = (*workspace)->append(run);
        return !appended && appended.error().exit() == Exit::environment;
    });
    CHECK(status_of(child) == 0);
    CHECK((read_files(layout).pack == before.pack));
    CHECK((read_files(layout).log == before.log));
    CHECK(verify(*reopen(folder)).good());
}

TEST_CASE("who may not write still reads and verifies") {
    if (geteuid() != 0) {
        MESSAGE("skipped: only root can become somebody else");
        return;
    }
    const TempFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const Appended appended = simple_run(*make_workspace(folder), 1);
    for (const bool with_index : {true, false}) {
        if (!with_index) std::filesystem::remove(folder.path() / ".strandline/index.sqlite");
        const pid_t child = in_child([&] {
            if (setuid(65534) != 0) return false;
            const auto workspace = Workspace::open(folder, {});
            if (!workspace) return false;
            const auto records = (*workspace)->records();
            MemorySink sink;
            Context context;
            const auto report = (*workspace)->verify({}, {}, context);
            Run run;
            run.operation = "edit";
            const auto refused = (*workspace)->append(run);
            return records && records->size() == 2 && (*workspace)->read_body(appended.outputs[0], sink) &&
                   sink.bytes() == "guide\thits\ng1\t7\n" && report && report->good() && !refused &&
                   refused.error().exit() == Exit::environment;
        });
        CHECK(status_of(child) == 0);
    }
}
