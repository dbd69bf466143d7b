#include "outcome_by_hand.hpp"
#include "support.hpp"
#include "well_formed.hpp"

#include "outcome/compare.hpp"
#include "outcome/outcome_json.hpp"

#include <strandline/base/json.hpp>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using Kind = TrueEdit::Kind;
using Lines = std::vector<std::string>;

namespace {

std::vector<Amplicon> toy(std::string bases = "ACGTTGCAAC") {
    return {amplicon_by_hand("toy", bases, {guide_at(bases, 2, 8, domain::Strand::forward)})};
}

std::string document(const std::vector<Amplicon>& amplicons, std::vector<SampleOutcome> samples) {
    std::vector<OutcomeView> views;
    for (const SampleOutcome& sample : samples) views.push_back(view(amplicons, sample));
    MemorySink sink;
    REQUIRE(write_outcome_json(sink, views).has_value());
    return sink.bytes();
}

/// 100 reads: so many with a deletion at the cut, so many with an error at the first base.
SampleOutcome sample_of(const std::vector<Amplicon>& amplicons, std::string name, std::uint32_t deleted,
                        std::uint32_t wrong) {
    SampleOutcome sample;
    sample.name = std::move(name);
    add_allele(sample, amplicons, 0, 100 - deleted - wrong, {});
    if (deleted) add_allele(sample, amplicons, 0, deleted, {{Kind::deletion, 4, 2, {}}});
    if (wrong) add_allele(sample, amplicons, 0, wrong, {{Kind::substitution, 0, 1, "G"}});
    return sample;
}

Run compare_documents(const std::string& treated, const std::string& control,
                      std::vector<std::pair<std::string, Json>> params = {}) {
    return run("edit compare",
               {{"treated", text("treated.json", treated)}, {"control", text("control.json", control)}},
               std::move(params));
}

std::string with_member(const std::string& json, std::string_view old, std::string_view now) {
    std::string changed = json;
    const std::size_t at = changed.find(old);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, old.size(), now);
}

}  // namespace

TEST_CASE("compare: what was measured is read back from the document") {
    const auto amplicons = toy();
    const auto read =
        read_outcome_json(text("a.json", document(amplicons, {sample_of(amplicons, "one", 30, 4)})));
    REQUIRE(read.has_value());
    REQUIRE(read->size() == 1);
    const StoredAmplicon& amplicon = (*read)[0].amplicons.at(0);
    CHECK(amplicon.bases == "ACGTTGCAAC");
    CHECK(amplicon.reads == 100);
    CHECK(amplicon.modified == 30);
    CHECK(amplicon.edited == std::vector<std::int64_t>{4, 0, 0, 0, 30, 30, 0, 0, 0, 0});
    CHECK(amplicon.alleles == std::map<std::string, std::int64_t>{{"none", 70}, {"del:4-6", 30}});
}

TEST_CASE("compare: differences of two samples, worked out by hand") {
    const auto amplicons = toy();
    Run done = compare_documents(document(amplicons, {sample_of(amplicons, "edited", 30, 4)}),
                                 document(amplicons, {sample_of(amplicons, "mock", 10, 4)}));
    REQUIRE_MESSAGE(!done.error, done.code());
    const auto table = rows(done.output("amplicons"));
    REQUIRE(table.size() == 1);
    // Newcombe's interval and Fisher's p of 30/100 and 10/100, by an independent program.
    CHECK(table[0] == Lines{"toy", "100", "30", "30.0000", "100", "10", "10.0000", "20.0000", "9.0002",
                            "30.5789", "0.0006504", "0.0006504"});
    const auto positions = rows(done.output("positions"));
    REQUIRE(positions.size() == 10);
    CHECK(positions[0] == Lines{"toy", "0", "A", "100", "4", "4.0000", "100", "4", "4.0000", "0.0000",
                                "-6.3241", "6.3241", "1", "1"});
    CHECK(positions[4][13] == "0.003252");  // two of ten bases differ: p times 10 / 2
    const auto alleles = rows(done.output("alleles"));
    REQUIRE(alleles.size() == 2);
    CHECK(alleles[0][1] == "none");
    CHECK(alleles[1][1] == "del:4-6");
    CHECK(done.output("page").find("20.00 %") != std::string::npos);
    CHECK(not_well_formed(done.output("page")) == "");
}

TEST_CASE("compare: names do no harm to the page") {
    std::vector<Amplicon> amplicons = toy();
    amplicons[0].name = "</h2><script>alert(1)</script>&";
    const std::string nasty = document(amplicons, {sample_of(amplicons, "<b onload=\"x\">", 30, 4)});
    Run done = compare_documents(nasty, nasty);
    CHECK(not_well_formed(done.output("page")) == "");
    CHECK(done.output("page").find("<script") == std::string::npos);
}

TEST_CASE("compare: exchanged samples differ by the sign alone") {
    const auto amplicons = toy();
    const std::string one = document(amplicons, {sample_of(amplicons, "a", 30, 4)});
    const std::string two = document(amplicons, {sample_of(amplicons, "b", 12, 9)});
    Run there = compare_documents(one, two), back = compare_documents(two, one);
    const auto a = rows(there.output("positions")), b = rows(back.output("positions"));
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(std::stod(a[i][9]) == -std::stod(b[i][9]));
        CHECK(std::stod(a[i][10]) == -std::stod(b[i][11]));
        CHECK(a[i][12] == b[i][12]);
    }
}

TEST_CASE("compare: samples of several are chosen by name") {
    const auto amplicons = toy();
    const std::string both =
        document(amplicons, {sample_of(amplicons, "edited", 30, 0), sample_of(amplicons, "mock", 1, 0)});
    CHECK(compare_documents(both, both).code() == "compare.sample");
    CHECK(compare_documents(both, both, {{"treated-sample", "edited"}, {"control-sample", "mok"}}).code() ==
          "compare.sample");
    Run done = compare_documents(both, both, {{"treated-sample", "edited"}, {"control-sample", "mock"}});
    CHECK(!done.error);
    CHECK(rows(done.output("amplicons"))[0][5] == "1");
}

TEST_CASE("compare: documents that do not fit are refused, each with what is wrong") {
    const auto amplicons = toy(), others = toy("ACGTTGCAAG");
    const std::string good = document(amplicons, {sample_of(amplicons, "edited", 30, 4)});
    CHECK(compare_documents(good, document(others, {sample_of(others, "mock", 0, 0)})).code() ==
          "compare.bases");
    CHECK(
        compare_documents(good, with_member(good, "\"name\":\"toy\",\"role\"", "\"name\":\"toys\",\"role\""))
            .code() == "compare.amplicon");
    CHECK(compare_documents(good, "{}").code() == "outcome.document");
    CHECK(compare_documents(good, with_member(good, "\"alleles\"", "\"aleles\"")).code() == "outcome.member");
    CHECK(compare_documents(good, with_member(good, "\"modified\":30,\"modified_share\"",
                                              "\"modified\":\"30\",\"modified_share\""))
              .code() == "outcome.member");
    CHECK(compare_documents(good, with_member(good, "\"modified\":30,\"modified_share\"",
                                              "\"modified\":101,\"modified_share\""))
              .code() == "outcome.numbers");
    CHECK(
        compare_documents(good, with_member(good, "\"reads\":100,\"modified\"", "\"reads\":99,\"modified\""))
            .code() == "outcome.numbers");
    CHECK(compare_documents(good, with_member(good, "[4,0,0,0,30,30,0,0,0,0]", "[4,0,0,0,30,30]")).code() ==
          "outcome.numbers");
    CHECK(compare_documents(good, with_member(good, "[4,0,0,0,30,30,0,0,0,0]", "[4,0,0,0,-1,30,0,0,0,0]"))
              .code() == "outcome.member");
    CHECK(compare_documents(good.substr(0, good.size() / 2), good).error.has_value());
    CHECK(compare_documents("{\"format\":\"edit.outcome-result/1\",\"samples\":[]}", good).code() ==
          "compare.no_sample");
}
