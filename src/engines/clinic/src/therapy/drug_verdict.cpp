#include "therapy/drug_verdict.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::TherapyDrug;
using domain::TherapyRequirement;
using domain::TherapyVerdict;
using domain::Waiver;
using Kind = TherapyRequirement::Kind;

TherapyVerdict verdict_of(Waiver waiver) {
    switch (waiver) {
    case Waiver::test_first:
        return TherapyVerdict::unknown;
    case Waiver::caution:
        return TherapyVerdict::caution;
    case Waiver::allow:
        return TherapyVerdict::go;
    }
    return TherapyVerdict::unknown;
}

/// One possible answer on each gene of a drug.
class Combination {
public:
    Combination(const TherapyDrug& drug, const std::vector<std::string>& genes,
                std::vector<ResultInHand> results)
        : drug_(drug), genes_(genes), results_(std::move(results)) {}

    /// Of the worst verdict alone.
    std::vector<TherapyFinding> findings() const {
        std::vector<TherapyFinding> all;
        std::set<std::string> open, answered;
        for (std::size_t r = 0; r < drug_.requirements.size(); ++r) add_requirement(r, all, open, answered);
        for (std::size_t g = 0; g < genes_.size(); ++g) {
            if (open.contains(genes_[g]))
                all.push_back(without_result(g));
            else if (!answered.contains(genes_[g]) && !is_beside_the_point(genes_[g], answered))
                all.push_back(not_named(g));
        }
        const auto worst = std::ranges::max_element(all, {}, &TherapyFinding::verdict);
        const TherapyVerdict verdict = worst == all.end() ? TherapyVerdict::go : worst->verdict;
        std::erase_if(all, [&](const TherapyFinding& finding) { return finding.verdict != verdict; });
        return all;
    }

    /// "CYP2C19 *1/*17, TPMT *1/*1"
    std::string text() const {
        std::vector<std::string> parts;
        for (std::size_t g = 0; g < genes_.size(); ++g)
            if (results_[g].possible)
                parts.push_back(format("{} {}", genes_[g],
                                       results_[g].possible->diplotype.empty()
                                           ? results_[g].possible->phenotype
                                           : results_[g].possible->diplotype));
        return join(parts, ", ");
    }

private:
    const ResultInHand& result_of(const std::string& gene) const {
        return results_[static_cast<std::size_t>(std::ranges::find(genes_, gene) - genes_.begin())];
    }

    void add_requirement(std::size_t number, std::vector<TherapyFinding>& all, std::set<std::string>& open,
                         std::set<std::string>& answered) const {
        const TherapyRequirement& requirement = drug_.requirements[number];
        Truth truth = Truth::yes;
        for (const auto& condition : requirement.when)
            truth = std::min(truth, truth_of(condition, result_of(condition.gene)));
        const auto finding = [&](TherapyVerdict verdict) {
            all.push_back({.verdict = verdict, .requirement = number, .gene = {}, .reason = {}});
        };
        for (const auto& condition : requirement.when) {
            const Truth own = truth_of(condition, result_of(condition.gene));
            if (truth == Truth::unknown && own == Truth::unknown) open.insert(condition.gene);
            const bool says_it_all =
                requirement.kind == Kind::must ||
                (answers_whatever_comes(condition) && (own == Truth::yes || !has_go(drug_, condition.gene)));
            if (truth == Truth::yes || (own != Truth::unknown && says_it_all))
                answered.insert(condition.gene);
        }
        if (requirement.kind == Kind::must) {
            if (truth == Truth::no) finding(TherapyVerdict::avoid);
            if (truth == Truth::yes) finding(TherapyVerdict::go);
        } else if (truth == Truth::yes) {
            finding(requirement.kind == Kind::go     ? TherapyVerdict::go
                    : requirement.kind == Kind::dose ? TherapyVerdict::adjust
                    : requirement.kind == Kind::test ? TherapyVerdict::unknown
                                                     : TherapyVerdict::avoid);
        } else if (truth == Truth::no && requirement.kind != Kind::go) {
            // Told as what was asked and does not apply; of phenotypes only where all of them answer.
            if (std::ranges::all_of(requirement.when, answers_whatever_comes)) finding(TherapyVerdict::go);
        }
    }

    /// Another gene, which has an answer, keeps every requirement of this one from holding.
    bool is_beside_the_point(const std::string& gene, const std::set<std::string>& answered) const {
        return std::ranges::all_of(drug_.requirements, [&](const TherapyRequirement& requirement) {
            const auto& when = requirement.when;
            if (std::ranges::find(when, gene, &domain::GeneCondition::gene) == when.end()) return true;
            return std::ranges::any_of(when, [&](const domain::GeneCondition& other) {
                return answered.contains(other.gene) && truth_of(other, result_of(other.gene)) == Truth::no;
            });
        });
    }

    TherapyFinding without_result(std::size_t g) const {
        const auto* possible = results_[g].possible;
        const bool is_there = possible && !is_no_result(*possible);
        const std::string told =
            is_there ? format("{} does not answer it",
                              possible->phenotype.empty() ? possible->diplotype : possible->phenotype)
                     : "no result";
        const Waiver waiver = drug_.without_result;
        return {.verdict = verdict_of(waiver),
                .requirement = TherapyFinding::none,
                .gene = genes_[g],
                .reason = format("{}: {}{}", genes_[g], told,
                                 waiver == Waiver::test_first ? "" : ", which the therapy file lets pass")};
    }

    TherapyFinding not_named(std::size_t g) const {
        const auto* possible = results_[g].possible;
        if (!possible || is_without_meaning(possible->phenotype)) return without_result(g);
        return {.verdict = TherapyVerdict::unknown,
                .requirement = TherapyFinding::none,
                .gene = genes_[g],
                .reason = why_not_named(g)};
    }

    std::string why_not_named(std::size_t g) const {
        const auto& possible = *results_[g].possible;
        bool by_score = false, with_others = false;
        for (const TherapyRequirement& requirement : drug_.requirements)
            for (const auto& condition : requirement.when) {
                if (condition.gene != genes_[g]) continue;
                by_score = by_score || asks_score(condition);
                with_others = with_others || truth_of(condition, results_[g]) == Truth::yes;
            }
        const std::string score = by_score && !possible.activity_score.empty()
                                      ? format(" (score {})", possible.activity_score)
                                      : "";
        if (with_others)
            return format("{}: the therapy file names {}{} only beside other results than these", genes_[g],
                          possible.phenotype, score);
        return format("{}: the therapy file says nothing of {}{}", genes_[g], possible.phenotype, score);
    }

    const TherapyDrug& drug_;
    const std::vector<std::string>& genes_;
    std::vector<ResultInHand> results_;
};

/// Answers on a gene that no condition of the drug can tell apart, each once.
std::vector<ResultInHand> told_apart(const TherapyDrug& drug, const std::string& gene,
                                     const domain::PgxGeneResult* result) {
    if (!result || result->possible.empty()) return {{.gene = result, .possible = nullptr}};
    std::vector<ResultInHand> made;
    std::set<std::pair<std::vector<Truth>, std::string>> seen;
    for (const auto& possible : result->possible) {
        const ResultInHand hand{.gene = result, .possible = &possible};
        std::vector<Truth> truths;
        for (const auto& requirement : drug.requirements)
            for (const auto& condition : requirement.when)
                if (condition.gene == gene) truths.push_back(truth_of(condition, hand));
        if (seen.emplace(std::move(truths), possible.phenotype).second) made.push_back(hand);
    }
    return made;
}

/// Results that rest on what nobody saw are not as good as others.
void weigh_assumed(Waiver assumed, const std::vector<const domain::PgxGeneResult*>& of_gene,
                   DrugVerdict& verdict) {
    std::vector<TherapyFinding> findings;
    const auto add = [&](const domain::PgxGeneResult& result, const std::string& why) {
        findings.push_back({.verdict = verdict_of(assumed),
                            .requirement = TherapyFinding::none,
                            .gene = result.gene,
                            .reason = format("{}: {}", result.gene, why)});
    };
    for (const auto* result : of_gene) {
        if (!result) continue;
        if (result->assumed_positions > 0)
            add(*result, format("rests on {} taken as reference",
                                counted(static_cast<std::uint64_t>(result->assumed_positions), "position")));
        if (is_blind_to_structure(*result))
            add(*result, "rests on small variants alone, without deletions, copies and hybrids");
    }
    if (findings.empty() || verdict.verdict > findings.front().verdict || assumed == Waiver::allow) return;
    if (verdict.verdict < findings.front().verdict) verdict.findings.clear();
    verdict.verdict = findings.front().verdict;
    verdict.findings.insert(verdict.findings.end(), findings.begin(), findings.end());
}

/// One possible answer a gene, then the next of the last gene, and so on; false at the end.
bool advance(std::vector<std::size_t>& at, const std::vector<std::vector<ResultInHand>>& choices) {
    for (std::size_t g = at.size(); g-- > 0;) {
        if (++at[g] < choices[g].size()) return true;
        at[g] = 0;
    }
    return false;
}

/// What each combination leads to, put together: the worst verdict, and whether all agree.
DrugVerdict worst_of(const TherapyDrug& drug, const std::vector<std::string>& genes,
                     const std::vector<std::vector<ResultInHand>>& choices) {
    DrugVerdict made{.verdict = TherapyVerdict::go, .findings = {}, .disagreement = {}};
    std::vector<std::vector<TherapyFinding>> answers;
    std::vector<std::string> examples;
    std::vector<std::size_t> at(choices.size(), 0);
    do {
        std::vector<ResultInHand> results;
        for (std::size_t g = 0; g < choices.size(); ++g) results.push_back(choices[g][at[g]]);
        const Combination combination(drug, genes, std::move(results));
        std::vector<TherapyFinding> findings = combination.findings();
        const TherapyVerdict verdict = findings.empty() ? TherapyVerdict::go : findings.front().verdict;
        if (verdict > made.verdict) made.findings.clear();
        made.verdict = std::max(made.verdict, verdict);
        if (verdict == made.verdict)
            for (const TherapyFinding& finding : findings)
                if (std::ranges::find(made.findings, finding) == made.findings.end())
                    made.findings.push_back(finding);
        // Which of several ways to say go does not matter.
        if (verdict == TherapyVerdict::go) findings.clear();
        if (std::ranges::find(answers, findings) == answers.end()) {
            answers.push_back(std::move(findings));
            examples.push_back(format("{} with {}", words(verdict), combination.text()));
        }
    } while (advance(at, choices));
    std::ranges::sort(made.findings, [](const auto& one, const auto& other) {
        return std::tie(one.requirement, one.gene, one.reason) <
               std::tie(other.requirement, other.gene, other.reason);
    });
    if (answers.size() > 1) made.disagreement = std::move(examples);
    return made;
}

}  // namespace

DrugVerdict judge_drug(const TherapyDrug& drug, Waiver assumed,
                       std::span<const domain::PgxGeneResult* const> results) {
    if (drug.requirements.empty()) return {};
    const std::vector<std::string> genes = genes_of(drug);
    std::vector<const domain::PgxGeneResult*> of_gene;
    std::vector<std::vector<ResultInHand>> choices;
    double combinations = 1;
    for (const std::string& gene : genes) {
        const auto found = std::ranges::find(results, gene, [](const auto* result) { return result->gene; });
        of_gene.push_back(found == results.end() ? nullptr : *found);
        choices.push_back(told_apart(drug, gene, of_gene.back()));
        combinations *= static_cast<double>(choices.back().size());
    }
    if (combinations > static_cast<double>(most_combinations))
        return {.verdict = TherapyVerdict::unknown,
                .findings = {{.verdict = TherapyVerdict::unknown,
                              .requirement = TherapyFinding::none,
                              .gene = genes.front(),
                              .reason = "more possible combinations of diplotypes than are looked at"}},
                .disagreement = {}};
    DrugVerdict made = worst_of(drug, genes, choices);
    weigh_assumed(assumed, of_gene, made);
    return made;
}

}  // namespace strandline::clinic
