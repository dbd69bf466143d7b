#include <strandline/clinic/knowledge.hpp>
#include <strandline/clinic/operations.hpp>

#include "knowledge/knowledge_summary.hpp"

#include <strandline/formats/knowledge_pack.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

using namespace strandline;
using namespace strandline::clinic;

namespace {

template <class T>
T value_of(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : render(result.error())));
    return std::move(*result);
}

Source dpwg() {
    return value_of(Source::open(std::filesystem::path(STRANDLINE_TEST_FILES) / "../data/dpwg.pgx"));
}

Source packed(const domain::PgxKnowledge& knowledge) {
    MemorySink sink;
    formats::write_knowledge_pack(knowledge, sink);
    return Source::memory("packed", sink.bytes());
}

template <class T>
std::string code(const Result<T>& result) {
    return result ? "" : result.error().code();
}

/// One gene with an allele of its own.
domain::PgxKnowledge toy(std::string gene) {
    domain::GeneDefinition definition{.gene = std::move(gene), .source = "TOY", .version = "2"};
    definition.alleles.push_back({.name = "*1", .reference = true});
    return {.version = "2", .sources = {{"TOY", "2", "CC0-1.0", ""}}, .definitions = {definition}};
}

}  // namespace

TEST_CASE("the knowledge inside the program is CPIC's alone") {
    const auto knowledge = value_of(formats::read_knowledge_pack(shipped_knowledge()));
    CHECK(knowledge.definitions.size() == 20);
    CHECK(knowledge.phenotypes.size() == 20);
    CHECK(knowledge.guidelines.size() == 56);
    CHECK(std::ranges::all_of(knowledge.guidelines, [](const auto& of) { return of.source == "CPIC"; }));
    CHECK(std::ranges::all_of(knowledge.sources, [](const auto& of) { return of.licence == "CC0-1.0"; }));
    CHECK(shipped_knowledge_id() ==
          "clinic knowledge " + value_of(formats::knowledge_pack_digest(shipped_knowledge())).hex());
    CHECK(value_of(knowledge_of({})) == knowledge);
}

TEST_CASE("a pack without alleles adds to the shipped one, a pack with alleles takes its place") {
    const std::vector<Source> more{dpwg()};
    const auto both = value_of(knowledge_of(more));
    CHECK(both.definitions.size() == 20);
    CHECK(both.guidelines.size() == 118);
    CHECK(both.version == "2025-11-05-00-25");
    std::set<std::string> licences;
    for (const auto& source : both.sources) licences.insert(source.licence);
    CHECK(licences == std::set<std::string>{"CC-BY-SA-4.0", "CC0-1.0"});
    const std::vector<Source> own{packed(toy("TOY1"))};
    CHECK(value_of(knowledge_of(own)) == toy("TOY1"));
    const std::vector<Source> own_and_more{packed(toy("TOY1")), dpwg()};
    CHECK(value_of(knowledge_of(own_and_more)).guidelines.size() == 62);
}

TEST_CASE("merging keeps everything, in one order, and refuses what is told twice") {
    const auto shipped = value_of(formats::read_knowledge_pack(shipped_knowledge()));
    const auto other = value_of(formats::read_knowledge_pack(dpwg()));
    const std::vector<domain::PgxKnowledge> one{shipped, other}, reversed{other, shipped};
    const auto merged = value_of(merge_knowledge(one));
    CHECK(merged == value_of(merge_knowledge(reversed)));
    CHECK(value_of(part_of(merged, {"alleles", "CPIC"})) == shipped);
    CHECK(value_of(part_of(merged, {"DPWG"})) == other);
    const std::vector<domain::PgxKnowledge> twice{toy("TOY1"), toy("TOY1")}, guidelines{other, other};
    CHECK(code(merge_knowledge(twice)) == "clinic.knowledge.twice");
    CHECK(code(merge_knowledge(guidelines)) == "clinic.knowledge.twice");
    const auto wrong = part_of(merged, {"CIPC"});
    REQUIRE(code(wrong) == "clinic.knowledge.part");
    CHECK(wrong.error().candidates() == std::vector<std::string>{"CPIC"});
}

TEST_CASE("a summary names every source, gene and drug") {
    const auto knowledge = value_of(formats::read_knowledge_pack(shipped_knowledge()));
    const Digest digest = value_of(formats::knowledge_pack_digest(shipped_knowledge()));
    const std::string text = knowledge_text(knowledge, digest);
    for (const char* word : {"CC0-1.0", "CYP2D6", "15051", "HLA-B", "warfarin", "MT-RNR1"})
        CHECK_MESSAGE(text.find(word) != text.npos, word);
    CHECK(text.find(digest.hex()) != text.npos);
    const Json json = knowledge_json(knowledge, digest);
    CHECK(json.at("genes").items().size() == 23);
    CHECK(json.at("guidelines").items().size() == 56);
    for (const Json& gene : json.at("genes").items()) {
        if (gene.at("gene").string() != "CYP2C19") continue;
        const Json& second = gene.at("alleles").items()[2];
        CHECK(second.at("name").string() == "*2");
        CHECK(second.at("function").string() == "No function");
        CHECK(second.at("changes").items().size() == 4);
    }
}
