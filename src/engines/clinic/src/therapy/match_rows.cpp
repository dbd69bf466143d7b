#include "therapy/match_rows.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/phenotype.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

using domain::TherapyDrug;
using domain::TherapyRequirement;
using domain::TherapyVerdict;
using Kind = TherapyRequirement::Kind;

constexpr std::string_view between = ";;";

/// "must not: G6PD Deficient or Deficient with CNSHA"
std::string words_of(const TherapyRequirement& requirement) {
    std::vector<std::string> conditions;
    for (const auto& condition : requirement.when) {
        std::vector<std::string> any;
        for (const auto& word : condition.any_of) any.push_back(word.written);
        conditions.push_back(format("{} {}", condition.gene, join(any, " or ")));
    }
    return format("{}: {}", words(requirement.kind), join(conditions, " and "));
}

std::string words_of(const domain::TherapySource& source) {
    std::string made = source.title;
    if (!source.version.empty()) made += format(", {}", source.version);
    if (!source.pmid.empty()) made += format(", PMID {}", source.pmid);
    if (!source.url.empty()) made += format(", {}", source.url);
    return made;
}

/// "CYP2C19 *1/*17: Rapid Metabolizer", each possible one.
std::string words_of(const std::string& gene, const domain::PgxGeneResult* result) {
    if (!result || std::ranges::all_of(result->possible, is_no_result)) return gene + ": no result";
    std::vector<std::string> parts;
    for (const auto& possible : result->possible) {
        std::string meaning = possible.phenotype;
        const std::string keys = join(possible.lookup_keys, "; ");
        if (meaning.empty() || is_without_meaning(meaning)) meaning = keys.empty() ? meaning : keys;
        if (!possible.activity_score.empty()) meaning += format(" (score {})", possible.activity_score);
        parts.push_back(
            format("{}{}{}: {}", gene, possible.diplotype.empty() ? "" : " ", possible.diplotype, meaning));
    }
    return join(parts, " or ");
}

std::string factor_of(const TherapyRequirement& requirement) {
    if (!requirement.least_factor) return {};
    return *requirement.least_factor == *requirement.most_factor
               ? format("{}", *requirement.least_factor)
               : format("{} to {}", *requirement.least_factor, *requirement.most_factor);
}

/// One word a requirement, where any has one.
template <class Part>
std::string of_each(const std::vector<const TherapyRequirement*>& requirements, Part part) {
    std::vector<std::string> parts;
    for (const TherapyRequirement* requirement : requirements) parts.push_back(part(*requirement));
    const bool is_empty = std::ranges::all_of(parts, &std::string::empty);
    return is_empty ? std::string() : join(parts, between);
}

std::string uncertainty_of(const DrugVerdict& verdict,
                           const std::vector<const domain::PgxGeneResult*>& used) {
    std::vector<std::string> parts;
    if (!verdict.disagreement.empty())
        parts.push_back("possible diplotypes disagree: " + join(verdict.disagreement, "; "));
    for (const auto* result : used) {
        if (result->assumed_positions > 0)
            parts.push_back(
                format("{}: {} taken as reference", result->gene,
                       counted(static_cast<std::uint64_t>(result->assumed_positions), "position")));
        if (is_blind_to_structure(*result))
            parts.push_back(
                format("{}: {}", result->gene, clinic::words(PhenotypeRemark::structural_variants_unknown)));
        if (result->missing_positions > 0)
            parts.push_back(
                format("{}: {} missing", result->gene,
                       counted(static_cast<std::uint64_t>(result->missing_positions), "position")));
    }
    return join(parts, between);
}

std::string alternatives_of(const domain::Therapy& therapy, const SampleVerdict& verdict,
                            const TherapyDrug& drug) {
    std::vector<std::string> parts;
    for (const std::size_t other : drug.alternatives)
        parts.push_back(
            format("{}: {}", therapy.drugs[other].name, clinic::words(verdict.drugs[other].verdict)));
    return join(parts, between);
}

/// A cell must not break the table, whatever a file brings along.
std::string cell(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

/// Requirements that decide, and of a gene without answer those that ask for it.
struct DecidingRequirements {
    std::vector<const TherapyRequirement*> apply, spared, asked;
};

DecidingRequirements deciding(const TherapyDrug& drug, const DrugVerdict& verdict) {
    DecidingRequirements made;
    for (const TherapyFinding& finding : verdict.findings) {
        if (finding.requirement == TherapyFinding::none) {
            for (const TherapyRequirement& requirement : drug.requirements)
                if (requirement.kind != Kind::go &&
                    std::ranges::find(requirement.when, finding.gene, &domain::GeneCondition::gene) !=
                        requirement.when.end() &&
                    std::ranges::find(made.asked, &requirement) == made.asked.end())
                    made.asked.push_back(&requirement);
            continue;
        }
        const TherapyRequirement& requirement = drug.requirements[finding.requirement];
        const bool is_spared = finding.verdict == TherapyVerdict::go && requirement.kind != Kind::go &&
                               requirement.kind != Kind::must;
        (is_spared ? made.spared : made.apply).push_back(&requirement);
    }
    return made;
}

/// What is to be done, requirement by requirement; of a gene without answer the reason.
std::string action_of(const TherapyDrug& drug, const DrugVerdict& verdict, const DecidingRequirements& by) {
    if (verdict.verdict == TherapyVerdict::no_rule) return drug.no_requirement;
    std::vector<std::string> parts;
    for (const TherapyRequirement* requirement : by.apply)
        parts.push_back(requirement->kind == Kind::must && verdict.verdict == TherapyVerdict::go
                            ? std::string()
                            : requirement->action);
    for (const TherapyFinding& finding : verdict.findings)
        if (finding.requirement == TherapyFinding::none)
            parts.push_back(finding.verdict == TherapyVerdict::unknown ? "test first; " + finding.reason
                                                                       : finding.reason);
    std::erase(parts, std::string());
    return join(parts, between);
}

std::string requirements_of(const DecidingRequirements& by) {
    std::vector<std::string> parts;
    for (const TherapyRequirement* requirement : by.apply) parts.push_back(words_of(*requirement));
    for (const TherapyRequirement* requirement : by.spared)
        parts.push_back("does not apply: " + words_of(*requirement));
    for (const TherapyRequirement* requirement : by.asked) parts.push_back("open: " + words_of(*requirement));
    return join(parts, between);
}

/// Each source once, in the order of the requirements.
std::string sources_of(const domain::Therapy& therapy, const DecidingRequirements& by) {
    std::vector<std::string> parts;
    for (const auto* requirements : {&by.apply, &by.spared, &by.asked})
        for (const TherapyRequirement* requirement : *requirements) {
            std::string source = words_of(therapy.sources[requirement->source]);
            if (std::ranges::find(parts, source) == parts.end()) parts.push_back(std::move(source));
        }
    return join(parts, between);
}

}  // namespace

std::string match_header() {
    return "sample\tdrug\trole\trequired\tverdict\trequirement\tresult\taction\tdose_"
           "factor\tdose\talternatives\t"
           "strength\tsource\tuncertainty\tevidence\n";
}

std::vector<std::string> match_rows(const domain::Therapy& therapy, const SampleVerdict& verdict,
                                    std::span<const domain::PgxGeneResult* const> results) {
    std::vector<std::string> rows;
    for (std::size_t d = 0; d < therapy.drugs.size(); ++d) {
        const TherapyDrug& drug = therapy.drugs[d];
        const DrugVerdict& of_drug = verdict.drugs[d];
        const DecidingRequirements by = deciding(drug, of_drug);
        std::vector<std::string> told, evidence;
        std::vector<const domain::PgxGeneResult*> used;
        for (const std::string& gene : genes_of(drug)) {
            const auto found =
                std::ranges::find(results, gene, [](const auto* result) { return result->gene; });
            const auto* result = found == results.end() ? nullptr : *found;
            told.push_back(words_of(gene, result));
            if (!result) continue;
            used.push_back(result);
            if (!result->evidence.empty()) evidence.push_back(format("{}: {}", gene, result->evidence));
        }
        std::vector<std::string> cells = {drug.name,
                                          drug.role,
                                          drug.is_required ? "yes" : "no",
                                          std::string(clinic::words(of_drug.verdict)),
                                          requirements_of(by),
                                          join(told, between),
                                          action_of(drug, of_drug, by),
                                          of_each(by.apply, [](const auto& of) { return factor_of(of); }),
                                          of_each(by.apply, [](const auto& of) { return of.dose; }),
                                          alternatives_of(therapy, verdict, drug),
                                          of_each(by.apply, [](const auto& of) { return of.strength; }),
                                          sources_of(therapy, by),
                                          uncertainty_of(of_drug, used),
                                          join(evidence, between)};
        for (std::string& text : cells) text = cell(std::move(text));
        rows.push_back(join(cells, "\t"));
    }
    return rows;
}

}  // namespace strandline::clinic
