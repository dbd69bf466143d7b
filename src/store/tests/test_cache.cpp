#include "fixture.hpp"

using namespace strandline;
using namespace strandline::store;
using namespace strandline::store::test;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

Appended cached_run(Workspace& workspace, const Fields& fields, const std::string& output) {
    const Content table("hits", "t/1", output);
    Run run;
    run.operation = "edit offtargets";
    run.outputs = {table.part};
    run.cache_fields = fields;
    return take(workspace.append(run));
}

}  // namespace

TEST_CASE("an equal run is found, the latest of several") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Fields fields = {{"parameter mismatches", "4"}, {"input genome", "sha256:aa"}};
    CHECK_FALSE(take(workspace->find_cached("edit offtargets", fields)).any_earlier);
    cached_run(*workspace, fields, "first");
    const Appended latest = cached_run(*workspace, fields, "second");
    const CacheAnswer answer = take(reopen(folder)->find_cached("edit offtargets", fields));
    CHECK(answer.hit);
    CHECK(answer.any_earlier);
    CHECK(answer.record == latest.record);
    CHECK(answer.outputs == std::map<std::string, Id>{{"hits", latest.outputs[0]}});
    CHECK(answer.differing.empty());
    CHECK_FALSE(take(workspace->find_cached("edit other", fields)).hit);
}

TEST_CASE("a miss names what differs from the nearest earlier run") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Appended far = cached_run(*workspace, {{"a", "1"}, {"b", "1"}, {"c", "1"}}, "x");
    const Appended near = cached_run(*workspace, {{"a", "2"}, {"b", "2"}, {"c", "1"}}, "y");
    const Appended as_near = cached_run(*workspace, {{"a", "2"}, {"b", "3"}, {"c", "2"}}, "z");
    auto answer = take(workspace->find_cached("edit offtargets", {{"a", "2"}, {"b", "2"}, {"c", "2"}}));
    CHECK_FALSE(answer.hit);
    CHECK(answer.any_earlier);
    CHECK(answer.record == as_near.record);
    CHECK(answer.differing == std::vector<std::string>{"b"});
    answer =
        take(workspace->find_cached("edit offtargets", {{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}}));
    CHECK(answer.record == far.record);
    CHECK(answer.differing == std::vector<std::string>{"d"});
    answer = take(workspace->find_cached("edit offtargets", {{"a", "2"}, {"b", "2"}}));
    CHECK(answer.record == near.record);
    CHECK(answer.differing == std::vector<std::string>{"c"});
}

TEST_CASE("a run without cache fields is not cached, and repeated field names count each") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    cached_run(*workspace, {}, "x");
    CHECK_FALSE(take(workspace->find_cached("edit offtargets", {})).any_earlier);
    cached_run(*workspace, {{"input guides", "1"}, {"input guides", "2"}}, "y");
    CHECK(
        take(workspace->find_cached("edit offtargets", {{"input guides", "1"}, {"input guides", "2"}})).hit);
    const auto answer =
        take(workspace->find_cached("edit offtargets", {{"input guides", "1"}, {"input guides", "1"}}));
    CHECK_FALSE(answer.hit);
    CHECK(answer.differing == std::vector<std::string>{"input guides"});
}

TEST_CASE("damaged bytes of a hit are told, and stored anew by the next run") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    const Fields fields = {{"a", "1"}};
    const Appended first = cached_run(*workspace, fields, "these bytes will be damaged on the disk");
    const auto pack = folder.path() / ".strandline/packs/000001.pack";
    std::string bytes = read_file(pack);
    const std::size_t at = bytes.find("these bytes");
    REQUIRE(at != std::string::npos);
    bytes[at] = 'T';
    write_file(pack, bytes);
    CHECK(take(workspace->find_cached("edit offtargets", fields)).hit);  // found out when read
    MemorySink sink;
    CHECK(code_of(workspace->read_body(first.outputs[0], sink)) == "body.damaged");
    const CacheAnswer answer = take(workspace->find_cached("edit offtargets", fields));
    CHECK_FALSE(answer.hit);
    CHECK(answer.damage.find("hits") != std::string::npos);
    const Appended second = cached_run(*workspace, fields, "these bytes will be damaged on the disk");
    CHECK(second.outputs == first.outputs);
    CHECK(body_text(*workspace, second.outputs[0]) == "these bytes will be damaged on the disk");
    CHECK(take(workspace->find_cached("edit offtargets", fields)).hit);
    CHECK_FALSE(verify(*workspace).good());

    // Now that the bytes are there twice, the damaged ones can be put back.
    CHECK_FALSE(check(folder, false).clean_after);
    const CheckReport report = check(folder, true);
    CHECK_MESSAGE(report.clean_after, all(report.found));
    CHECK(all(report.repaired).find("put back 1 part") != std::string::npos);
    CHECK(verify(*workspace).good());
    CHECK(read_file(pack).find("these bytes") == at);
}

TEST_CASE("a damaged part of a compressed body is put back once it was stored again") {
    const TempFolder folder;
    const auto workspace = make_workspace(folder);
    std::string bytes;
    for (std::int64_t i = 0; bytes.size() < 5'000'000; ++i) bytes += format("{}\t{}\n", i, i * i % 97);
    const Appended first = cached_run(*workspace, {}, bytes);
    const auto pack = folder.path() / ".strandline/packs/000001.pack";
    const std::string good = read_file(pack);
    std::string damaged = good;
    damaged[good.size() / 2] = static_cast<char>(damaged[good.size() / 2] ^ 1);
    write_file(pack, damaged);
    MemorySink sink;
    CHECK(code_of(workspace->read_body(first.outputs[0], sink)) == "body.damaged");
    CHECK_FALSE(check(folder, true).clean_after);  // nothing to mend it from
    cached_run(*workspace, {}, bytes);
    CHECK(check(folder, true).clean_after);
    CHECK((read_file(pack).substr(0, good.size()) == good));
    CHECK(verify(*workspace).good());
}

TEST_CASE("private contents have ids of their own, which the key makes") {
    const TempFolder one_folder;
    const TempFolder other_folder;
    const auto one = make_workspace(one_folder);
    const auto other = make_workspace(other_folder);
    const Digest digest = sha256("genotype");
    CHECK(one->content_id(digest, false) == "sha256:" + digest.hex());
    CHECK(one->content_id(digest, true).starts_with("hmac:"));
    CHECK(one->content_id(digest, true) != other->content_id(digest, true));
    CHECK(one->content_id(digest, true) == reopen(one_folder)->content_id(digest, true));
    CHECK(one->content_id(digest, true).find(digest.hex()) == std::string::npos);
}
