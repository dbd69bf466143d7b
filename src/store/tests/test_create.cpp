#include <algorithm>
#include <array>

#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

bool has_only_workspace(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().filename() != ".strandline") return false;
    return true;
}

}  // namespace

TEST_CASE("of eight makings at once one succeeds, and the others say so") {
    for (int round = 0; round < 10; ++round) {
        const TempFolder folder;
        const auto place = folder.path() / "new/project";
        std::array<int, 2> gate{};
        REQUIRE(pipe(gate.data()) == 0);
        std::vector<pid_t> children;
        for (int i = 0; i < 8; ++i) {
            children.push_back(fork());
            if (children.back() != 0) continue;
            close(gate[1]);
            char byte = 0;
            if (read(gate[0], &byte, 1) != 0) _exit(9);  // the end of the pipe lets all go together
            const auto made = Workspace::create(place, {.passphrase = {}, .key_name = "tester@lab"});
            if (made) _exit(0);
            const Error& error = made.error();
            const bool told = error.code() == "workspace.exists" && !error.mend().empty();
            _exit(told && error.exit() == Exit::environment ? 3 : 4);
        }
        close(gate[0]);
        close(gate[1]);
        std::vector<int> ends;
        for (const pid_t child : children) ends.push_back(status_of(child));
        CHECK(std::ranges::count(ends, 0) == 1);
        CHECK(std::ranges::count(ends, 3) == 7);
        CHECK(has_only_workspace(place));
        const auto workspace = reopen(place);
        CHECK(take(workspace->records()).size() == 1);
        CHECK(verify(*workspace).good());
        CHECK(check(place, false).clean_after);
    }
}

TEST_CASE("a workspace made while the passphrase was asked for stays whole") {
    const TempFolder folder;
    const auto place = folder.path() / "new";
    const auto slow = [&](std::string_view) -> Result<std::string> {
        simple_run(*make_workspace(place), 1);
        return std::string("correct horse");
    };
    const auto late = Workspace::create(place, {.passphrase = slow, .key_name = "late@lab"});
    CHECK(code_of(late) == "workspace.exists");
    CHECK(has_only_workspace(place));
    const auto workspace = reopen(place);
    CHECK(workspace->own_key().name == "tester@lab");
    CHECK(take(workspace->records()).size() == 2);
    CHECK(verify(*workspace).good());
}

TEST_CASE("what others put into the folder meanwhile is not removed") {
    const TempFolder folder;
    const auto place = folder.path() / "a/b";
    // A file in the way of the final name, in a folder that was made by the one who fails.
    const auto slow = [&](std::string_view) -> Result<std::string> {
        std::filesystem::create_directories(place);
        write_file(place / ".strandline", "mine");
        return std::string("correct horse");
    };
    CHECK(code_of(Workspace::create(place, {.passphrase = slow, .key_name = "x"})) == "workspace.exists");
    CHECK(read_file(place / ".strandline") == "mine");
    CHECK(has_only_workspace(place));
}

TEST_CASE("the passphrase is asked for once, before anything is on the disk") {
    const TempFolder folder;
    const auto place = folder.path() / "a/b";
    int asked = 0;
    const auto refused = [&](std::string_view) -> Result<std::string> {
        ++asked;
        CHECK(std::filesystem::is_empty(folder.path()));
        return fail(Error::interrupted());
    };
    CHECK(code_of(Workspace::create(place, {.passphrase = refused, .key_name = "x"})) == "interrupted");
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(code_of(Workspace::create(place, {.passphrase = refused, .key_name = "two words"})) == "key.name");
    CHECK(asked == 1);
    const auto given = [&](std::string_view) -> Result<std::string> {
        ++asked;
        return std::string("correct horse");
    };
    const auto workspace = take(Workspace::create(place, {.passphrase = given, .key_name = "x"}));
    CHECK(asked == 2);
    take(workspace->unlock());
    CHECK(asked == 3);
    CHECK(has_only_workspace(place));
}
