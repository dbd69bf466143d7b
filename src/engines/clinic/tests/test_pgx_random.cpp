// The operation's own way from a file to its rows, against PharmCAT's answers for the random samples.
#include "pharmcat_truth.hpp"

#include "pgx/cohort_answers.hpp"

#include <strandline/clinic/knowledge.hpp>

#include <array>
#include <set>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

/// Columns of a row after sample and gene.
enum Cell { diplotypes, source, recommended, phenotype, score, key, missing, assumed, evidence };

/// "*1/*2 => Normal Metabolizer => null => Normal Metabolizer", joined as the expected tables do.
std::string meanings_of(const std::vector<std::string>& cells) {
    std::array<std::vector<std::string>, 4> parts;
    if (cells[recommended].empty()) return "";
    for (std::size_t k = 0; k < 4; ++k) {
        parts[k] = split(cells[recommended + k], ";;");
        if (parts[k].empty()) parts[k].emplace_back();
    }
    std::string text;
    for (std::size_t i = 0; i < parts[0].size(); ++i) {
        if (i) text += ";;";
        for (std::size_t k = 0; k < 4; ++k) {
            REQUIRE(parts[k].size() == parts[0].size());
            text += (k ? " => " : "") + parts[k][i];
        }
    }
    return text;
}

struct Passed {
    int calls = 0, diplotypes = 0, sources = 0, meanings = 0, with_meaning = 0, missing = 0;
};

void compare(const std::string& where, const std::vector<std::string>& expected,
             const std::vector<std::string>& cells, Passed& passed, std::set<std::string>& deviating) {
    ++passed.calls;
    const auto same = [&](int& count, const std::string& what, const std::string& wanted,
                          const std::string& found) {
        if (wanted == found)
            ++count;
        else if (deviating.insert(where + " " + what).second)
            MESSAGE(where, " ", what, ": expected '", wanted.substr(0, 200), "', found '",
                    found.substr(0, 200), "'");
    };
    same(passed.diplotypes, "diplotypes", expected[2], cells[diplotypes]);
    same(passed.sources, "source", expected[6], cells[source]);
    same(passed.missing, "missing", expected[5], cells[missing]);
    // The expected tables have no phenotypes of G6PD and RYR1.
    if (expected[1] == "G6PD" || expected[1] == "RYR1") return;
    ++passed.with_meaning;
    same(passed.meanings, "meaning", expected[7], meanings_of(cells));
}

Passed compare_set(const std::filesystem::path& clinic, const domain::PgxKnowledge& knowledge,
                   const std::string& name, bool combinations, std::set<std::string>& deviating) {
    CohortQuestion question;
    question.match.combinations = combinations;
    Context context;
    const auto file = Source::open(clinic / "random" / (name + ".vcf.gz"));
    REQUIRE(file.has_value());
    const auto answers = answer_cohort({&*file, 1}, knowledge, question, context);
    REQUIRE_MESSAGE(answers.has_value(), (answers ? std::string() : render(answers.error())));
    Passed passed;
    for (const std::string& line : lines_of(bytes_of(clinic / "random" / (name + ".expected.tsv.gz")))) {
        const std::vector<std::string> expected = split(line, "\t");
        if (expected.size() < 8 || expected[0] == "sample") continue;
        const auto sample = std::ranges::find(answers->samples, expected[0]) - answers->samples.begin();
        const auto gene = std::ranges::find(answers->genes, expected[1], &CohortAnswers::Gene::name);
        REQUIRE(gene != answers->genes.end());
        const std::string row(gene->rows[gene->of_sample.at(static_cast<std::size_t>(sample))]);
        compare(name + " " + expected[0] + " " + expected[1], expected, split(row, "\t"), passed, deviating);
    }
    MESSAGE(name, ": ", passed.calls, " calls; diplotypes with scores ", passed.diplotypes,
            ", source diplotypes ", passed.sources, ", missing positions ", passed.missing,
            ", recommendation diplotype with phenotype, score and key ", passed.meanings, " of ",
            passed.with_meaning);
    return passed;
}

}  // namespace

TEST_CASE("6,039 rows of random samples, from the file to the lookup key, are PharmCAT's") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    std::set<std::string> deviating;
    int calls = 0;
    for (const char* name : {"phased150", "mixed200", "missing100"})
        calls += compare_set(*clinic, *knowledge, name, false, deviating).calls;
    calls += compare_set(*clinic, *knowledge, "combo60", true, deviating).calls;
    CHECK(calls == 6039);
    // PharmCAT's report sorts these 128 pairs by name alone; here they stay in the order of their scores, as
    // in its list of matches.
    CHECK(deviating ==
          std::set<std::string>{"combo60 S00024 CYP2B6 source", "combo60 S00024 CYP2B6 meaning"});
}
