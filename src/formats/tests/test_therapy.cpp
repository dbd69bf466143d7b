#include <strandline/formats/pgx_calls.hpp>
#include <strandline/formats/therapy.hpp>

#include "support.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using Kind = domain::TherapyRequirement::Kind;
using Word = domain::ResultWord;

namespace {

const std::string good = R"([therapy]
title = "T"
without_result = "caution"

[source.s]
title = "guideline"
pmid = "1"

[drug.a]
role = "r"
alternatives = ["b"]

[[drug.a.must_not]]
when = { G6PD = ["Deficient", "Variable"] }
do = "avoid"
source = "s"

[[drug.a.dose]]
when = { TPMT = ["Poor Metabolizer"], CYP2D6 = ["> 2.25", "0 to 0.5"] }
factor = [0.3, 0.8]
dose = "10 mg/m2/d"
do = "less"
strength = "strong"
source = "s"

[drug.b]
role = "r"
required = false
without_result = "test first"
no_requirement = "nobody has written one"
)";

const std::string calls =
    "sample\tgene\tdiplotypes\tsource_diplotype\trecommendation_diplotype\tphenotype\tactivity_score\t"
    "lookup_key\tmissing_positions\tassumed_positions\tevidence\n"
    "x\tTPMT\t\t*1/*2;;*1/*3A\t*1/*2;;*1/*3A\tIM;;PM\tnull;;null\tIM;;PM\t2\t1\tseen 5 of 7\n"
    "y\tTPMT\t\t\t\t\t\t\t7\t0\tnothing\n"
    "y\tHLA-B\t\t*57:01\t*57:01\t*57:01 positive, *58:01 negative\tnull\t*57:01 positive; *58:01 "
    "negative\t0\t0\t\n"
    "z\tHLA-B\t\t*57:01\t*57:01\t*57:01 positive, *58:01 negative\tnull\t*57:01 positive; *58:01 "
    "negative\t0\t0\t\n";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

/// "code line" of every slip.
std::vector<std::string> slips(const std::string& text) {
    const auto outcome = read_therapy(Source::memory("t.toml", text));
    std::vector<std::string> all;
    if (outcome) return all;
    all.push_back(format("{} {}", outcome.error().code(), outcome.error().place().line));
    for (const Error& error : outcome.error().more())
        all.push_back(format("{} {}", error.code(), error.place().line));
    return all;
}

Word word(std::string_view text) {
    auto made = parse_result_word(text);
    REQUIRE(made);
    return *made;
}

}  // namespace

TEST_CASE("therapy: a file becomes drugs, requirements and sources") {
    const auto therapy = read_therapy(Source::memory("t.toml", good));
    REQUIRE(therapy);
    CHECK(therapy->title == "T");
    CHECK(therapy->assumed == domain::Waiver::caution);
    REQUIRE(therapy->drugs.size() == 2);
    const domain::TherapyDrug& a = therapy->drugs[0];
    CHECK(a.is_required);
    CHECK(a.without_result == domain::Waiver::caution);
    CHECK(a.alternatives == std::vector<std::size_t>{1});
    REQUIRE(a.requirements.size() == 2);
    CHECK(a.requirements[0].kind == Kind::must_not);
    CHECK(a.requirements[0].place.line == 13);
    const domain::TherapyRequirement& dose = a.requirements[1];
    CHECK(dose.kind == Kind::dose);
    CHECK(dose.least_factor == 0.3);
    CHECK(dose.most_factor == 0.8);
    CHECK(dose.dose == "10 mg/m2/d");
    CHECK(dose.strength == "strong");
    REQUIRE(dose.when.size() == 2);
    CHECK(dose.when[0].gene == "TPMT");
    CHECK(dose.when[1].any_of.size() == 2);
    const domain::TherapyDrug& b = therapy->drugs[1];
    CHECK(!b.is_required);
    CHECK(b.without_result == domain::Waiver::test_first);
    CHECK(b.no_requirement == "nobody has written one");
}

TEST_CASE("therapy: each slip has its place, and all are told") {
    CHECK(slips(replaced(good, "source = \"s\"", "source = \"t\"")) ==
          std::vector<std::string>{"therapy.source 16"});
    CHECK(slips(replaced(good, "pmid = \"1\"\n", "\n")) == std::vector<std::string>{"therapy.source 5"});
    CHECK(slips(replaced(good, "[\"b\"]", "[\"a\"]")) == std::vector<std::string>{"therapy.alternative 11"});
    CHECK(slips(replaced(good, "[\"b\"]", "[\"c\"]")) == std::vector<std::string>{"therapy.alternative 11"});
    CHECK(slips(replaced(good, "\"> 2.25\"", "\"> x\"")) == std::vector<std::string>{"therapy.condition 19"});
    CHECK(slips(replaced(good, "[0.3, 0.8]", "[0.8, 0.3]")) == std::vector<std::string>{"therapy.dose 20"});
    CHECK(slips(replaced(good, "[0.3, 0.8]", "[]")) == std::vector<std::string>{"therapy.dose 20"});
    CHECK(slips(replaced(good, "[0.3, 0.8]", "[-0.5]")).size() == 1);
    CHECK(slips(replaced(good, "10 mg/m2/d", "10")) == std::vector<std::string>{"therapy.dose 21"});
    CHECK(slips(replaced(good, "10 mg/m2/d", "10 mgg")) == std::vector<std::string>{"therapy.dose 21"});
    CHECK(slips(replaced(good, "no_requirement = \"nobody has written one\"\n", "")) ==
          std::vector<std::string>{"therapy.empty 26"});
    CHECK(slips(replaced(good, "alternatives = [\"b\"]", "no_requirement = \"none\"")) ==
          std::vector<std::string>{"therapy.empty 9"});
    CHECK(slips(replaced(good, "{ G6PD = [\"Deficient\", \"Variable\"] }", "{}")) ==
          std::vector<std::string>{"therapy.empty 14"});
    CHECK(slips(replaced(good, "[\"Deficient\", \"Variable\"]", "[]")) ==
          std::vector<std::string>{"therapy.empty 14"});
    CHECK(slips(replaced(good, "do = \"avoid\"", "do = \" \"")) ==
          std::vector<std::string>{"therapy.empty 15"});
    CHECK(slips(replaced(good, "do = \"avoid\"\n", "")) == std::vector<std::string>{"settings.missing 13"});
    CHECK(slips(replaced(good, "\"caution\"", "\"perhaps\"")) ==
          std::vector<std::string>{"settings.choice 3"});
    CHECK(slips(replaced(good, "must_not", "mustnot")) == std::vector<std::string>{"settings.unknown 13"});
    CHECK(slips("[therapy]\ntitle = \"T\"\n") == std::vector<std::string>{"therapy.empty 0"});
    CHECK(slips(replaced(replaced(good, "pmid = \"1\"\n", "\n"), "[0.3, 0.8]", "[]")).size() == 2);
}

TEST_CASE("therapy: words that results are compared with") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(word("Poor Metabolizer") == Word{.name = "Poor Metabolizer", .written = "Poor Metabolizer"});
    CHECK(word(" *58:01 positive ") ==
          Word{.kind = Word::Kind::carries, .name = "*58:01", .written = "*58:01 positive"});
    CHECK(word("c.1905+1G>A (*2A) negative") == Word{.kind = Word::Kind::lacks,
                                                     .name = "c.1905+1G>A (*2A)",
                                                     .written = "c.1905+1G>A (*2A) negative"});
    for (const std::string text : {"> 2.25", ">= 2.25", "≥ 2.25", ">=2.25"}) {
        CHECK(word(text).least == 2.25);
        CHECK(word(text).most == infinity);
        CHECK(word(text).above_least == (text == "> 2.25"));
    }
    for (const std::string text : {"< 1", "<= 1", "≤1"}) {
        CHECK(word(text).least == -infinity);
        CHECK(word(text).most == 1);
        CHECK(word(text).below_most == (text == "< 1"));
    }
    for (const std::string text : {"1", "= 1.0", "1 to 1"}) {
        CHECK(word(text).least == 1);
        CHECK(word(text).most == 1);
        CHECK(word(text).kind == Word::Kind::score);
    }
    for (const std::string text : {"", "> ", ">= one", "1 to 0.5", "1 to two", "> -1", "> nan", "< inf"}) {
        const auto made = parse_result_word(text);
        CHECK(!made);
        if (!made) CHECK(made.error().code() == "therapy.condition");
    }
}

TEST_CASE("calls: lists of a row become possible results, by sample and gene") {
    const auto table = read_pgx_calls(Source::memory("calls.tsv", calls), {"TPMT", "HLA-B"});
    REQUIRE(table);
    CHECK(table->samples == std::vector<std::string>{"x", "y", "z"});
    CHECK(table->results.size() == 3);  // y and z share a row
    const domain::PgxGeneResult& x = table->results[table->of_sample[0][0]];
    REQUIRE(x.possible.size() == 2);
    CHECK(x.possible[1] == domain::PgxPossibleResult{"*1/*3A", "PM", "", {"PM"}});
    CHECK(x.missing_positions == 2);
    CHECK(x.assumed_positions == 1);
    REQUIRE(table->of_sample[1].size() == 2);
    CHECK(table->results[table->of_sample[1][0]].possible.front().lookup_keys ==
          std::vector<std::string>{"*57:01 positive", "*58:01 negative"});
    CHECK(table->results[table->of_sample[1][1]].possible.empty());
    CHECK(table->of_sample[1][0] == table->of_sample[2][0]);
    const auto none = read_pgx_calls(Source::memory("calls.tsv", calls), {});
    REQUIRE(none);
    CHECK(none->samples.size() == 3);
    CHECK(none->results.empty());
}

TEST_CASE("calls: what does not fit has its place") {
    const auto place = [](const std::string& text) {
        return slip(read_pgx_calls(Source::memory("c", text), {"TPMT", "HLA-B"}));
    };
    CHECK(place(replaced(calls, "IM;;PM\tnull", "IM\tnull")) == "pgx_calls.lists 2:37");
    CHECK(place(replaced(calls, "y\tTPMT", "x\tTPMT")) == "pgx_calls.twice 3:3");
    CHECK(place(replaced(calls, "y\tTPMT", "\tTPMT")) == "pgx_calls.name 3:1");
    CHECK(place(replaced(calls, "\t7\t0\tnothing", "\t-7\t0\tnothing")) == "pgx_calls.count 3:14");
    CHECK(place(calls.substr(0, calls.find('\n') + 1)) == "pgx_calls.empty");
    CHECK(place(replaced(calls, "lookup_key", "key")).starts_with("table.missing"));
}

TEST_CASE("damaged therapies and calls give a value or an error") {
    const std::string alphabet = "\n\t\"[]{}=.,;#'> *:0123456789abcTPMT";
    const auto damaged = [&](std::string text) {
        for (int changes = *rc::gen::inRange(1, 6); changes > 0 && !text.empty(); --changes) {
            const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
            const auto size = *rc::gen::inRange<std::size_t>(0, 20);
            switch (*rc::gen::inRange(0, 4)) {
            case 0:
                text[at] = *rc::gen::elementOf(alphabet);
                break;
            case 1:
                text.erase(at, size);
                break;
            case 2:
                text.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), size));
                break;
            case 3:
                text.resize(at);
                break;
            }
        }
        return text;
    };
    CHECK(rc::check("therapy", [&] {
        const auto therapy = read_therapy(Source::memory("t.toml", damaged(good)));
        if (!therapy) {
            RC_ASSERT(!render(therapy.error()).empty());
            return;
        }
        RC_ASSERT(!therapy->drugs.empty());
        for (const auto& drug : therapy->drugs) {
            RC_ASSERT(drug.requirements.empty() != drug.no_requirement.empty());
            for (const std::size_t other : drug.alternatives) RC_ASSERT(other < therapy->drugs.size());
            for (const auto& requirement : drug.requirements) {
                RC_ASSERT(requirement.source < therapy->sources.size());
                RC_ASSERT(!requirement.when.empty());
                for (const auto& condition : requirement.when) RC_ASSERT(!condition.any_of.empty());
            }
        }
    }));
    CHECK(rc::check("calls", [&] {
        const auto table = read_pgx_calls(Source::memory("calls.tsv", damaged(calls)), {"TPMT", "HLA-B"});
        if (!table) {
            RC_ASSERT(!render(table.error()).empty());
            return;
        }
        RC_ASSERT(table->samples.size() == table->of_sample.size());
        for (const auto& results : table->of_sample)
            for (const std::uint32_t result : results) RC_ASSERT(result < table->results.size());
    }));
}
