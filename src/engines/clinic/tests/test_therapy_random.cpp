// Random therapies and results: the verdict is that of the rules read word by word, and never less cautious
// for knowing less.
#include "therapy/drug_verdict.hpp"

#include <strandline/base/text.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace strandline;
using namespace strandline::clinic;
using domain::PgxGeneResult;
using domain::ResultWord;
using domain::TherapyDrug;
using domain::TherapyRequirement;
using domain::TherapyVerdict;
using domain::Waiver;
using Kind = TherapyRequirement::Kind;

namespace {

const std::vector<std::string> genes = {"A", "B", "C"};
const std::vector<std::string> phenotypes = {"good", "slow", "bad", "Indeterminate", "n/a"};

ResultWord any_word() {
    if (*rc::gen::inRange(0, 5) == 0)
        return {.kind = *rc::gen::element(ResultWord::Kind::carries, ResultWord::Kind::lacks),
                .name = *rc::gen::element<std::string>("*1", "*2"),
                .written = "allele"};
    const std::string name = *rc::gen::elementOf(phenotypes);
    return {.name = name, .written = name};
}

TherapyRequirement any_requirement(bool phenotypes_alone = false) {
    TherapyRequirement made{
        .kind = *rc::gen::element(Kind::go, Kind::dose, Kind::test, Kind::must_not, Kind::must)};
    const unsigned which = *rc::gen::inRange(1U, 8U);
    for (unsigned gene = 0; gene < genes.size(); ++gene)
        if ((which >> gene) & 1U) made.when.push_back({.gene = genes[gene]});
    for (auto& condition : made.when)
        for (int words = *rc::gen::inRange(1, 3); words > 0; --words) {
            ResultWord word = any_word();
            if (phenotypes_alone) word = {.name = "bad", .written = "bad"};
            condition.any_of.push_back(word);
        }
    return made;
}

TherapyDrug any_drug() {
    TherapyDrug made{.name = "d"};
    made.without_result = *rc::gen::element(Waiver::test_first, Waiver::caution, Waiver::allow);
    for (int count = *rc::gen::inRange(1, 5); count > 0; --count)
        made.requirements.push_back(any_requirement());
    return made;
}

domain::PgxPossibleResult any_possible() {
    return {.diplotype = *rc::gen::element<std::string>("*1/*1", "*1/*2", "*2/*3", "Unknown/Unknown"),
            .phenotype = *rc::gen::elementOf(phenotypes),
            .activity_score = {},
            .lookup_keys = {}};
}

std::vector<PgxGeneResult> any_results() {
    std::vector<PgxGeneResult> made;
    for (const std::string& gene : genes) {
        if (*rc::gen::inRange(0, 5) == 0) continue;
        PgxGeneResult result{.gene = gene};
        for (int count = *rc::gen::inRange(0, 4); count > 0; --count)
            result.possible.push_back(any_possible());
        for (const auto& possible : result.possible) result.source.push_back(possible.diplotype);
        made.push_back(std::move(result));
    }
    return made;
}

DrugVerdict judge(const TherapyDrug& drug, const std::vector<PgxGeneResult>& results) {
    std::vector<const PgxGeneResult*> pointers;
    for (const PgxGeneResult& result : results) pointers.push_back(&result);
    return judge_drug(drug, Waiver::allow, pointers);
}

/// Kleene's truth of one word: 0 no, 1 not known, 2 yes.
int plain_truth(const ResultWord& word, const domain::PgxPossibleResult* result) {
    if (!result) return 1;
    if (word.kind == ResultWord::Kind::phenotype) {
        if (result->phenotype == word.name) return 2;
        return result->phenotype == "Indeterminate" || result->phenotype == "n/a" ? 1 : 0;
    }
    if (result->diplotype == "Unknown/Unknown") return 1;
    const bool carries = ("/" + result->diplotype + "/").find("/" + word.name + "/") != std::string::npos;
    return carries == (word.kind == ResultWord::Kind::carries) ? 2 : 0;
}

using World = std::map<std::string, const domain::PgxPossibleResult*>;

TherapyVerdict plain_verdict(const TherapyDrug& drug, const World& world) {
    const TherapyVerdict waived[] = {TherapyVerdict::unknown, TherapyVerdict::caution, TherapyVerdict::go};
    const TherapyVerdict without = waived[static_cast<std::size_t>(drug.without_result)];
    TherapyVerdict worst = TherapyVerdict::go;
    const auto add = [&](TherapyVerdict verdict) { worst = std::max(worst, verdict); };
    std::set<std::string> asked, open, answered;
    std::vector<std::map<std::string, int>> of_requirement;
    for (const TherapyRequirement& requirement : drug.requirements) {
        std::map<std::string, int> truths;
        int all = 2;
        for (const auto& condition : requirement.when) {
            int truth = 0;
            for (const ResultWord& word : condition.any_of)
                truth = std::max(truth, plain_truth(word, world.at(condition.gene)));
            truths[condition.gene] = truth;
            all = std::min(all, truth);
        }
        if (all == 2) {
            if (requirement.kind == Kind::must_not) add(TherapyVerdict::avoid);
            if (requirement.kind == Kind::dose) add(TherapyVerdict::adjust);
            if (requirement.kind == Kind::test) add(TherapyVerdict::unknown);
        }
        if (all == 1) add(without);
        if (all == 0 && requirement.kind == Kind::must) add(TherapyVerdict::avoid);
        of_requirement.push_back(truths);
        for (const auto& condition : requirement.when) {
            asked.insert(condition.gene);
            const int truth = truths[condition.gene];
            const bool of_alleles = std::ranges::all_of(condition.any_of, [](const ResultWord& word) {
                return word.kind != ResultWord::Kind::phenotype;
            });
            if (all == 1 && truth == 1) open.insert(condition.gene);
            const bool has_go = std::ranges::any_of(drug.requirements, [&](const TherapyRequirement& other) {
                return other.kind == Kind::go && std::ranges::any_of(other.when, [&](const auto& in) {
                           return in.gene == condition.gene;
                       });
            });
            if (all == 2 ||
                (truth != 1 && (requirement.kind == Kind::must || (of_alleles && (truth == 2 || !has_go)))))
                answered.insert(condition.gene);
        }
    }
    for (const std::string& gene : asked) {
        if (answered.contains(gene) || open.contains(gene)) continue;
        std::size_t beside = 0, naming = 0;
        for (const auto& truths : of_requirement) {
            if (!truths.contains(gene)) continue;
            ++naming;
            for (const auto& [other, truth] : truths)
                if (truth == 0 && answered.contains(other)) {
                    ++beside;
                    break;
                }
        }
        if (beside == naming) continue;
        const auto* result = world.at(gene);
        const bool is_known = result && result->phenotype != "Indeterminate" && result->phenotype != "n/a";
        add(is_known ? TherapyVerdict::unknown : without);
    }
    return worst;
}

/// Every world that the results leave possible.
std::vector<World> worlds_of(const std::vector<PgxGeneResult>& results) {
    std::vector<World> worlds(1);
    for (const std::string& gene : genes) {
        const auto found = std::ranges::find(results, gene, &PgxGeneResult::gene);
        std::vector<const domain::PgxPossibleResult*> choices;
        if (found != results.end())
            for (const auto& possible : found->possible) choices.push_back(&possible);
        if (choices.empty()) choices.push_back(nullptr);
        std::vector<World> next;
        for (const World& world : worlds)
            for (const auto* choice : choices) {
                next.push_back(world);
                next.back()[gene] = choice;
            }
        worlds = std::move(next);
    }
    return worlds;
}

template <class T>
void shuffle(std::vector<T>& all) {
    for (std::size_t i = 1; i < all.size(); ++i)
        std::swap(all[i], all[*rc::gen::inRange<std::size_t>(0, i + 1)]);
}

}  // namespace

TEST_CASE("therapy: the verdict is the worst of all possible worlds") {
    CHECK(rc::check([] {
        const TherapyDrug drug = any_drug();
        const auto results = any_results();
        TherapyVerdict worst = TherapyVerdict::go;
        std::set<TherapyVerdict> seen;
        for (const World& world : worlds_of(results)) {
            worst = std::max(worst, plain_verdict(drug, world));
            seen.insert(plain_verdict(drug, world));
        }
        const DrugVerdict found = judge(drug, results);
        RC_ASSERT(found.verdict == worst);
        if (seen.size() > 1) RC_ASSERT(!found.disagreement.empty());
        for (const TherapyFinding& finding : found.findings) RC_ASSERT(finding.verdict == worst);
        if (worst > TherapyVerdict::go) RC_ASSERT(!found.findings.empty());
    }));
}

TEST_CASE("therapy: no order makes a difference") {
    CHECK(rc::check([] {
        TherapyDrug drug = any_drug();
        auto results = any_results();
        const DrugVerdict before = judge(drug, results);
        shuffle(results);
        RC_ASSERT(judge(drug, results) == before);
        shuffle(drug.requirements);
        for (auto& requirement : drug.requirements) shuffle(requirement.when);
        for (auto& result : results) { shuffle(result.possible); }
        RC_ASSERT(judge(drug, results).verdict == before.verdict);
    }));
}

TEST_CASE("therapy: one more possible diplotype never makes a verdict less cautious") {
    CHECK(rc::check([] {
        const TherapyDrug drug = any_drug();
        auto results = any_results();
        if (results.empty()) return;
        PgxGeneResult& result = results[*rc::gen::inRange<std::size_t>(0, results.size())];
        if (result.possible.empty()) return;
        const TherapyVerdict before = judge(drug, results).verdict;
        result.possible.push_back(any_possible());
        result.source.push_back(result.possible.back().diplotype);
        RC_ASSERT(judge(drug, results).verdict >= before);
    }));
}

TEST_CASE("therapy: a result that is taken away leaves the verdict, or makes it unknown") {
    CHECK(rc::check([] {
        TherapyDrug drug = any_drug();
        drug.without_result = Waiver::test_first;
        auto results = any_results();
        if (results.empty()) return;
        const TherapyVerdict before = judge(drug, results).verdict;
        results.erase(results.begin() +
                      static_cast<std::ptrdiff_t>(*rc::gen::inRange<std::size_t>(0, results.size())));
        RC_ASSERT(judge(drug, results).verdict >= std::min(before, TherapyVerdict::unknown));
    }));
}

TEST_CASE("therapy: one more thing to avoid never makes a verdict less cautious") {
    CHECK(rc::check([] {
        TherapyDrug drug = any_drug();
        const auto results = any_results();
        const TherapyVerdict before = judge(drug, results).verdict;
        drug.requirements.push_back(any_requirement(true));
        drug.requirements.back().kind = Kind::must_not;
        RC_ASSERT(judge(drug, results).verdict >= before);
    }));
}
