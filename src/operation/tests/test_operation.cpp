#include <strandline/operation/operation.hpp>

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::operation;

namespace {

Operation sample() {
    return {
        .name = "edit sample",
        .summary = "Do a thing",
        .inputs = {port("genome").one_of("fasta", "genbank").described("a genome"),
                   port("more").format("x/1").optional().repeated().described("more")},
        .params = {integer("n", 1).range(0, 9).help("how many"), text("name").required().help("a name")},
        .outputs = {table("out", "edit.sample/1", {text_column("a", "first"), number_column("b", "second")})
                        .described("a table")},
        .example = "strandline edit sample",
        .run = [](Call&, Context&) -> Result<Answer> { return Answer::yes; }};
}

}  // namespace

TEST_CASE("the schema says what the declaration says") {
    const Json json = schema(sample());
    CHECK(json.at("title").string() == "edit sample");
    CHECK(json.at("properties").members().size() == 4);
    CHECK(json.at("properties").at("n").at("default").integer() == 1);
    CHECK(json.at("properties").at("n").at("maximum").integer() == 9);
    CHECK(json.at("properties").at("more").at("type").string() == "array");
    CHECK(json.at("required") == Json::array({"genome", "name"}));
    CHECK(json.at("x-outputs").at("out").at("x-columns").items().size() == 2);
}

TEST_CASE("the registry finds by name, by header line and by format") {
    Registry registry;
    registry.add_group("edit", "editing", {sample()});
    CHECK(registry.find("edit sample") != nullptr);
    CHECK(registry.get("edit sampel").error().candidates().front() == "edit sample");
    CHECK(registry.table_with_header("a\tb")->formats.front() == "edit.sample/1");
    CHECK(registry.table_with_header("a\tb\tc") == nullptr);
    CHECK(registry.table_of("edit.sample/1")->name == "out");
    CHECK(registry.group_summary("edit") == "editing");
    CHECK(registry.operations().front().engine() == "edit");
    CHECK(registry.operations().front().verb() == "sample");
}

TEST_CASE("a call hands out what was declared") {
    Call call;
    call.sources["genome"].push_back(Source::memory("g.fa", ">a\nACGT\n"));
    call.values.emplace("n", Json(3));
    call.values.emplace("name", Json("x"));
    MemorySink sink;
    call.sinks["out"] = &sink;
    CHECK(call.input("genome").name() == "g.fa");
    CHECK(!call.has("more"));
    CHECK(call.integer("n") == 3);
    CHECK(call.text("name") == "x");
    CHECK(call.text("absent").empty());
    call.output("out").write("a\tb\n");
    CHECK(sink.bytes() == "a\tb\n");
}
