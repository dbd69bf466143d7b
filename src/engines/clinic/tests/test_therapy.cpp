#include "therapy/match_rows.hpp"
#include "therapy/sample_verdict.hpp"
#include "therapy/therapy_vocabulary.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/clinic/phenotype.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/therapy.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::clinic;
using domain::PgxGeneResult;
using domain::TherapyVerdict;

namespace {

domain::Therapy therapy_of(const std::string& drugs) {
    auto made = formats::read_therapy(Source::memory(
        "t.toml", "[therapy]\ntitle = \"T\"\n[source.s]\ntitle = \"S\"\npmid = \"1\"\n" + drugs));
    if (!made) FAIL(render(made.error()));
    return std::move(*made);
}

/// A drug "d" with these requirements: "must_not G6PD = ['Deficient']", one a line.
domain::Therapy one_drug(const std::string& requirements, const std::string& more = {}) {
    std::string text = "[drug.d]\nrole = \"r\"\n" + more;
    for (const std::string_view line : split(requirements, '\n')) {
        if (trim(line).empty()) continue;
        const std::size_t blank = trim(line).find(' ');
        text +=
            format("[[drug.d.{}]]\nwhen = {{ {} }}\ndo = \"{}\"\nsource = \"s\"\n",
                   trim(line).substr(0, blank), trim(line).substr(blank + 1), trim(line).substr(0, blank));
    }
    return therapy_of(text);
}

PgxGeneResult phenotype(const std::string& gene, const std::vector<std::string>& phenotypes) {
    PgxGeneResult made{.gene = gene};
    for (const std::string& words : phenotypes)
        made.possible.push_back(
            {.diplotype = "*1/*" + words, .phenotype = words, .activity_score = {}, .lookup_keys = {words}});
    return made;
}

PgxGeneResult score(const std::string& text) {
    return {.gene = "CYP2D6",
            .source = {"*1/*2"},
            .possible = {
                {.diplotype = "*1/*2", .phenotype = "NM", .activity_score = text, .lookup_keys = {text}}}};
}

PgxGeneResult diplotype(const std::string& gene, const std::string& name,
                        std::vector<std::string> source = {}, std::vector<std::string> keys = {}) {
    if (source.empty()) source = {name};
    return {.gene = gene,
            .source = std::move(source),
            .possible = {
                {.diplotype = name, .phenotype = "X", .activity_score = {}, .lookup_keys = std::move(keys)}}};
}

DrugVerdict judge(const domain::Therapy& therapy, const std::vector<PgxGeneResult>& results) {
    std::vector<const PgxGeneResult*> pointers;
    for (const PgxGeneResult& result : results) pointers.push_back(&result);
    return judge_drug(therapy.drugs.front(), therapy.assumed, pointers);
}

std::string verdict(const domain::Therapy& therapy, const std::vector<PgxGeneResult>& results) {
    return std::string(words(judge(therapy, results).verdict));
}

Truth truth(const std::string& word, const PgxGeneResult& result) {
    const auto parsed = formats::parse_result_word(word);
    REQUIRE(parsed);
    return truth_of(*parsed, {.gene = &result, .possible = &result.possible.front()});
}

}  // namespace

TEST_CASE("therapy: each kind of requirement, where it holds and where not") {
    CHECK(verdict(one_drug("must A = ['good']"), {phenotype("A", {"good"})}) == "go");
    CHECK(verdict(one_drug("must A = ['good']"), {phenotype("A", {"bad"})}) == "avoid");
    CHECK(verdict(one_drug("must_not A = ['bad']"), {phenotype("A", {"bad"})}) == "avoid");
    CHECK(verdict(one_drug("dose A = ['slow']\ngo A = ['good']"), {phenotype("A", {"slow"})}) == "adjust");
    CHECK(verdict(one_drug("dose A = ['slow']\ngo A = ['good']"), {phenotype("A", {"good"})}) == "go");
    CHECK(verdict(one_drug("test A = ['mosaic']"), {phenotype("A", {"mosaic"})}) == "unknown");
    CHECK(verdict(one_drug("dose A = ['slow']\nmust_not A = ['slow']"), {phenotype("A", {"slow"})}) ==
          "avoid");
    CHECK(verdict(therapy_of("[drug.d]\nrole = \"r\"\nno_requirement = \"none\"\n"), {}) == "no rule");
}

TEST_CASE("therapy: what nobody names, and what nobody knows, is never go") {
    const auto therapy = one_drug("must_not A = ['bad']\ngo A = ['good']");
    const DrugVerdict other = judge(therapy, {phenotype("A", {"other"})});
    CHECK(other.verdict == TherapyVerdict::unknown);
    CHECK(other.findings.front().reason == "A: the therapy file says nothing of other");
    for (const std::string word : {"Indeterminate", "n/a", "No Result", "Unknown", ""})
        CHECK(verdict(therapy, {phenotype("A", {word})}) == "unknown");
    CHECK(verdict(therapy, {}) == "unknown");
    CHECK(verdict(therapy, {PgxGeneResult{.gene = "A"}}) == "unknown");
    CHECK(verdict(one_drug("must A = ['good']"), {phenotype("A", {"n/a"})}) == "unknown");
    CHECK(verdict(one_drug("go A = ['Indeterminate']"), {phenotype("A", {"Indeterminate"})}) == "go");
}

TEST_CASE("therapy: a waiver lets pass what has no result, and nothing else") {
    for (const auto& [waiver, expected] :
         {std::pair("test first", "unknown"), std::pair("caution", "caution"), std::pair("allow", "go")}) {
        const auto therapy =
            one_drug("must_not A = ['bad']\ngo A = ['good']", format("without_result = \"{}\"\n", waiver));
        CHECK(verdict(therapy, {}) == expected);
        CHECK(verdict(therapy, {phenotype("A", {"n/a"})}) == expected);
        CHECK(verdict(therapy, {phenotype("A", {"other"})}) == "unknown");
        CHECK(verdict(therapy, {phenotype("A", {"bad"})}) == "avoid");
        CHECK(verdict(therapy, {phenotype("A", {"good", "n/a"})}) == expected);
    }
}

TEST_CASE("therapy: requirements of several genes") {
    const auto therapy = one_drug(
        "dose A = ['slow'], B = ['good']\nmust_not A = ['slow'], B = ['slow']\ngo A = ['good'], B = "
        "['good']");
    CHECK(verdict(therapy, {phenotype("A", {"slow"}), phenotype("B", {"good"})}) == "adjust");
    CHECK(verdict(therapy, {phenotype("A", {"slow"}), phenotype("B", {"slow"})}) == "avoid");
    CHECK(verdict(therapy, {phenotype("A", {"good"}), phenotype("B", {"good"})}) == "go");
    CHECK(verdict(therapy, {phenotype("A", {"good"}), phenotype("B", {"slow"})}) == "unknown");
    CHECK(verdict(therapy, {phenotype("A", {"slow"})}) == "unknown");
    // One gene decides alone: the other does not matter.
    const auto alone =
        one_drug("dose A = ['slow']\nmust_not A = ['good'], B = ['bad']\ngo A = ['good'], B = ['good']");
    CHECK(verdict(alone, {phenotype("A", {"slow"})}) == "adjust");
    CHECK(verdict(alone, {phenotype("A", {"slow"}), phenotype("B", {"other"})}) == "adjust");
    CHECK(verdict(alone, {phenotype("A", {"good"}), phenotype("B", {"other"})}) == "unknown");
    // Two genes that nobody names do not excuse each other.
    const auto both = one_drug("go A = ['good'], B = ['good']\ngo C = ['good']");
    CHECK(verdict(both, {phenotype("A", {"x"}), phenotype("B", {"x"}), phenotype("C", {"good"})}) ==
          "unknown");
}

TEST_CASE("therapy: possible diplotypes that disagree give the most cautious answer, and say so") {
    const auto therapy = one_drug("must_not A = ['bad']\ndose A = ['slow']\ngo A = ['good']");
    const DrugVerdict found = judge(therapy, {phenotype("A", {"good", "bad", "slow", "bad"})});
    CHECK(found.verdict == TherapyVerdict::avoid);
    CHECK(found.disagreement ==
          std::vector<std::string>{"go with A *1/*good", "avoid with A *1/*bad", "adjust with A *1/*slow"});
    CHECK(judge(therapy, {phenotype("A", {"good", "good"})}).disagreement.empty());
    CHECK(judge(one_drug("go A = ['good']\ngo A = ['fine']"), {phenotype("A", {"good", "fine"})})
              .disagreement.empty());
    // Two doses are a disagreement though the verdict is the same.
    CHECK(judge(one_drug("dose A = ['slow']\ndose A = ['fast']"), {phenotype("A", {"slow", "fast"})})
              .disagreement.size() == 2);
}

TEST_CASE("therapy: positions taken as reference make a verdict no better than the file says") {
    PgxGeneResult result = phenotype("A", {"good"});
    result.assumed_positions = 2;
    auto therapy = one_drug("go A = ['good']\nmust_not A = ['bad']");
    CHECK(verdict(therapy, {result}) == "caution");
    CHECK(judge(therapy, {result}).findings.front().reason == "A: rests on 2 positions taken as reference");
    therapy.assumed = domain::Waiver::test_first;
    CHECK(verdict(therapy, {result}) == "unknown");
    therapy.assumed = domain::Waiver::allow;
    CHECK(verdict(therapy, {result}) == "go");
    therapy.assumed = domain::Waiver::test_first;
    result.possible.front().phenotype = "bad";
    CHECK(verdict(therapy, {result}) == "avoid");
}

TEST_CASE("therapy: CYP2D6 without its structural variants is no plain go, and is told as uncertain") {
    PgxGeneResult result = phenotype("CYP2D6", {"good"});
    result.evidence = format("seen 156 of 156; {}", words(PhenotypeRemark::structural_variants_unknown));
    auto therapy = one_drug("go CYP2D6 = ['good']\nmust_not CYP2D6 = ['bad']");
    CHECK(verdict(therapy, {result}) == "caution");
    CHECK(judge(therapy, {result}).findings.front().reason ==
          "CYP2D6: rests on small variants alone, without deletions, copies and hybrids");
    therapy.assumed = domain::Waiver::test_first;
    CHECK(verdict(therapy, {result}) == "unknown");
    therapy.assumed = domain::Waiver::allow;
    const std::vector<const PgxGeneResult*> results = {&result};
    const SampleVerdict judged = judge_sample(therapy, results);
    CHECK(judged.drugs.front().verdict == TherapyVerdict::go);
    CHECK(match_rows(therapy, judged, results).front().find("hybrids of the gene were not looked for") !=
          std::string::npos);
}

TEST_CASE("therapy: too many combinations are told, not tried") {
    std::string requirements;
    std::vector<PgxGeneResult> results;
    for (char gene = 'A'; gene <= 'M'; ++gene) {
        requirements += format("dose {} = ['slow']\ngo {} = ['good']\n", gene, gene);
        results.push_back(phenotype(std::string(1, gene), {"slow", "good"}));
    }
    const DrugVerdict found = judge(one_drug(requirements), results);
    CHECK(found.verdict == TherapyVerdict::unknown);
    CHECK(found.findings.front().reason == "more possible combinations of diplotypes than are looked at");
    results.pop_back();
    results.push_back(phenotype("M", {"slow"}));
    CHECK(verdict(one_drug(requirements), results) == "adjust");
}

TEST_CASE("therapy: activity scores, exact and at least") {
    CHECK(truth("> 2.25", score("2.25")) == Truth::no);
    CHECK(truth(">= 2.25", score("2.25")) == Truth::yes);
    CHECK(truth("0.25 to 1", score("1.0")) == Truth::yes);
    CHECK(truth("< 1", score("1.0")) == Truth::no);
    CHECK(truth("0", score("0.0")) == Truth::yes);
    CHECK(truth("> 2.25", score("≥3.0")) == Truth::yes);
    CHECK(truth("4", score("≥3.0")) == Truth::unknown);
    CHECK(truth("> 3", score("≥3.0")) == Truth::unknown);
    CHECK(truth("0 to 2", score("≥3.0")) == Truth::no);
    CHECK(truth("0 to 2", score("n/a")) == Truth::unknown);
    CHECK(truth("0 to 2", score("")) == Truth::unknown);
}

TEST_CASE("therapy: a score that no requirement names is not go where the drug says when it is") {
    const auto gap = one_drug("must_not CYP2D6 = ['0 to 0.5']\ndose CYP2D6 = ['1']\ngo CYP2D6 = ['2']");
    CHECK(verdict(gap, {score("0.5")}) == "avoid");
    CHECK(verdict(gap, {score("1.0")}) == "adjust");
    CHECK(verdict(gap, {score("2.0")}) == "go");
    const DrugVerdict between = judge(gap, {score("1.5")});
    CHECK(between.verdict == TherapyVerdict::unknown);
    CHECK(between.findings.front().reason == "CYP2D6: the therapy file says nothing of NM (score 1.5)");
    CHECK(verdict(gap, {score("≥3.0")}) == "unknown");
    // Without a go, what is not to be adjusted or avoided may be given.
    CHECK(verdict(one_drug("must_not CYP2D6 = ['> 2.25']"), {score("1.5")}) == "go");
    CHECK(verdict(one_drug("must_not CYP2D6 = ['> 2.25']\ngo CYP2D6 = ['NM']"), {score("1.5")}) == "go");
    CHECK(verdict(one_drug("must_not CYP2D6 = ['> 2.25']\ngo CYP2D6 = ['UM']"), {score("1.5")}) == "unknown");
    // Named, though the requirement asks for another gene, too.
    const auto two =
        one_drug("go A = ['good'], CYP2D6 = ['1 to 2']\nmust_not CYP2D6 = ['> 2']\ndose A = ['slow']");
    CHECK(verdict(two, {phenotype("A", {"slow"}), score("1.5")}) == "adjust");
    CHECK(verdict(two, {phenotype("A", {"slow"}), score("0.5")}) == "unknown");
    const auto phenotypes =
        one_drug("go A = ['good'], B = ['good']\nmust_not B = ['bad']\ndose A = ['slow']");
    const DrugVerdict beside = judge(phenotypes, {phenotype("A", {"slow"}), phenotype("B", {"good"})});
    CHECK(beside.findings.front().reason ==
          "B: the therapy file names good only beside other results than these");
}

TEST_CASE("therapy: alleles that are there, and that are not") {
    const auto hla = diplotype("HLA-B", "*57:01/*07:02", {}, {"*57:01 positive", "*58:01 negative"});
    CHECK(truth("*57:01 positive", hla) == Truth::yes);
    CHECK(truth("*57:01 negative", hla) == Truth::no);
    CHECK(truth("*58:01 negative", hla) == Truth::yes);
    CHECK(truth("*15:02 positive", hla) == Truth::unknown);
    CHECK(truth("*07:02 positive", hla) == Truth::unknown);  // nobody has asked the typing for it
    CHECK(truth("*2 positive", diplotype("CYP2C19", "*1/*2")) == Truth::yes);
    CHECK(truth("*2 positive", diplotype("CYP2C19", "*1/*22")) == Truth::no);
    CHECK(truth("*14 positive", diplotype("TPMT", "[*6 + *14]/*1")) == Truth::yes);
    CHECK(truth("*4 positive", diplotype("CYP2D6", "*68+*4/*1")) == Truth::yes);
    CHECK(truth("*4 positive", diplotype("CYP2D6", "*1/*4x2")) == Truth::yes);
    CHECK(truth("*4 negative", diplotype("CYP2D6", "*1/*4x2")) == Truth::no);
    CHECK(truth("c.1905+1G>A (*2A) positive", diplotype("DPYD", "Reference/c.1905+1G>A (*2A)")) ==
          Truth::yes);
    CHECK(truth("c.85T>C (*9A) positive", diplotype("DPYD", "c.1905+1G>A (*2A)/c.2846A>T",
                                                    {"c.85T>C (*9A)", "c.1905+1G>A (*2A)", "c.2846A>T"})) ==
          Truth::yes);
    CHECK(truth("c.3257G>A positive", diplotype("RYR1", "c.3257G>A (heterozygous)")) == Truth::yes);
    CHECK(truth("*2 positive", diplotype("TPMT", "Unknown/Unknown")) == Truth::unknown);
    CHECK(verdict(one_drug("must_not HLA-B = ['*58:01 positive']"), {hla}) == "go");
    CHECK(verdict(one_drug("must_not HLA-B = ['*15:02 positive']"), {hla}) == "unknown");
}

TEST_CASE("therapy: what stands in the way of a therapy") {
    const auto therapy = [](const std::string& of_a, bool required) {
        return therapy_of(
            format("[drug.a]\nrole = \"r\"\nrequired = {}\nalternatives = [\"b\"]\n"
                   "[[drug.a.must_not]]\nwhen = {{ A = ['bad'] }}\ndo = \"x\"\nsource = \"s\"\n"
                   "[[drug.a.go]]\nwhen = {{ A = ['good'] }}\nsource = \"s\"\n"
                   "[drug.b]\nrole = \"r\"\nrequired = false\n"
                   "[[drug.b.must_not]]\nwhen = {{ B = ['{}'] }}\ndo = \"x\"\nsource = \"s\"\n"
                   "[[drug.b.go]]\nwhen = {{ B = ['good'] }}\nsource = \"s\"\n",
                   required, of_a));
    };
    const auto can_begin = [](const domain::Therapy& of, const std::vector<PgxGeneResult>& results) {
        std::vector<const PgxGeneResult*> pointers;
        for (const PgxGeneResult& result : results) pointers.push_back(&result);
        return judge_sample(of, pointers).can_begin;
    };
    const auto good = phenotype("B", {"good"}), bad = phenotype("B", {"bad"});
    CHECK(can_begin(therapy("bad", true), {phenotype("A", {"good"}), bad}));
    CHECK(can_begin(therapy("bad", true), {phenotype("A", {"bad"}), good}));
    CHECK(!can_begin(therapy("bad", true), {phenotype("A", {"bad"}), bad}));
    CHECK(!can_begin(therapy("bad", true), {phenotype("A", {"bad"})}));
    CHECK(!can_begin(therapy("bad", true), {good}));
    CHECK(can_begin(therapy("bad", false), {}));
}

TEST_CASE("therapy: words that the knowledge does not have are told with the nearest, all at once") {
    const auto knowledge = formats::read_knowledge_pack(shipped_knowledge());
    REQUIRE(knowledge);
    const auto outcome =
        check_vocabulary(one_drug("must_not G6PDD = ['Deficient']\ndose TPMT = ['Poor Metaboliser']\n"
                                  "must_not HLA-B = ['*58:1 positive']\ndose TPMT = ['> 1']\n"
                                  "go CYP2D6 = ['0 to 1']\ngo HLA-B = ['*58:01 negative']\n"
                                  "go MT-RNR1 = ['normal risk of aminoglycoside-induced hearing loss']"),
                         *knowledge);
    REQUIRE(!outcome);
    const Error& first = outcome.error();
    CHECK(first.code() == "therapy.gene");
    CHECK(first.place().line == 9);
    CHECK(first.candidates() == std::vector<std::string>{"G6PD"});
    REQUIRE(first.more().size() == 3);
    CHECK(first.more()[0].code() == "therapy.phenotype");
    CHECK(first.more()[0].candidates().front() == "Poor Metabolizer");
    CHECK(first.more()[1].code() == "therapy.allele");
    CHECK(first.more()[1].candidates().front() == "*58:01");
    CHECK(first.more()[2].code() == "therapy.score");
    const auto left =
        results_not_named(one_drug("must_not G6PD = ['Deficient']\ngo TPMT = ['*1 positive']"), *knowledge);
    CHECK(left == std::vector<std::string>{"d: G6PD Deficient with CNSHA, Normal, Variable"});
    const auto slip = check_vocabulary(one_drug("must_not HLA-B = ['*57:01']"), *knowledge);
    REQUIRE(!slip);
    CHECK(slip.error().expected() == "\"*57:01 positive\" or \"*57:01 negative\"");
}

TEST_CASE("therapy: doubts about a file that reads well") {
    const auto knowledge = formats::read_knowledge_pack(shipped_knowledge());
    REQUIRE(knowledge);
    using Words = std::vector<std::string>;
    const auto gap = one_drug("must_not DPYD = ['0 to 0.5']\ndose DPYD = ['1']\ngo DPYD = ['2']");
    CHECK(results_not_named(gap, *knowledge) == Words{"d: DPYD score 1.5"});
    CHECK(results_named_twice(gap, *knowledge).empty());
    CHECK(results_not_named(one_drug("dose DPYD = ['1']"), *knowledge).empty());
    const auto twice = one_drug("must_not DPYD = ['< 1']\ndose DPYD = ['1 to 2']\ngo DPYD = ['>= 1.5']");
    CHECK(results_not_named(twice, *knowledge).empty());
    CHECK(results_named_twice(twice, *knowledge) ==
          Words{"d: DPYD score 1.5, score 2.0 named by dose and by go"});
    // Two genes together are a case of their own.
    const auto both = one_drug(
        "go TPMT = ['Normal Metabolizer']\n"
        "dose TPMT = ['Normal Metabolizer'], NUDT15 = ['Poor Metabolizer']");
    CHECK(results_named_twice(both, *knowledge).empty());
    const auto none = [](const std::string& drug) {
        return therapy_of("[drug." + drug + "]\nrole = \"r\"\nno_requirement = \"none\"\n");
    };
    CHECK(guidelines_denied(none("voriconazole"), *knowledge) == Words{"voriconazole (CYP2C19)"});
    CHECK(guidelines_denied(none("fludarabine"), *knowledge).empty());
}

TEST_CASE("therapy: rows have a cell a column, whatever the files bring along") {
    auto therapy = one_drug("dose A = ['slow']\ndose B = ['slow']");
    therapy.drugs.front().role = "a\tb\nc";
    const auto slow = phenotype("A", {"slow"}), other = phenotype("B", {"slow"});
    const std::vector<const PgxGeneResult*> results = {&slow, &other};
    const auto rows = match_rows(therapy, judge_sample(therapy, results), results);
    REQUIRE(rows.size() == 1);
    const std::string header = match_header();
    CHECK(std::ranges::count(rows.front(), '\t') + 1 == std::ranges::count(header, '\t'));
    CHECK(rows.front().find('\n') == std::string::npos);
    CHECK(rows.front().find("dose: A slow;;dose: B slow") != std::string::npos);
}
