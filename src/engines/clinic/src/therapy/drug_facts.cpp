#include "therapy/drug_facts.hpp"

#include <strandline/clinic/phenotype.hpp>

#include <algorithm>
#include <set>

namespace strandline::clinic {

using domain::TherapyDrug;
using domain::TherapyRequirement;
using domain::TherapyVerdict;
using Kind = TherapyRequirement::Kind;

std::string_view words(TherapyVerdict verdict) {
    switch (verdict) {
    case TherapyVerdict::no_rule:
        return "no rule";
    case TherapyVerdict::go:
        return "go";
    case TherapyVerdict::caution:
        return "caution";
    case TherapyVerdict::adjust:
        return "adjust";
    case TherapyVerdict::unknown:
        return "unknown";
    case TherapyVerdict::avoid:
        return "avoid";
    }
    return "";
}

std::string_view words(TherapyRequirement::Kind kind) {
    switch (kind) {
    case Kind::go:
        return "go";
    case Kind::dose:
        return "dose";
    case Kind::test:
        return "test";
    case Kind::must_not:
        return "must not";
    case Kind::must:
        return "must";
    }
    return "";
}

bool has_go(const TherapyDrug& drug, std::string_view gene) {
    return std::ranges::any_of(drug.requirements, [&](const TherapyRequirement& requirement) {
        return requirement.kind == Kind::go &&
               std::ranges::find(requirement.when, gene, &domain::GeneCondition::gene) !=
                   requirement.when.end();
    });
}

bool is_blind_to_structure(const domain::PgxGeneResult& result) {
    return result.evidence.find(words(PhenotypeRemark::structural_variants_unknown)) != std::string::npos;
}

std::vector<std::string> genes_of(const TherapyDrug& drug) {
    std::set<std::string> genes;
    for (const auto& requirement : drug.requirements)
        for (const auto& condition : requirement.when) genes.insert(condition.gene);
    return {genes.begin(), genes.end()};
}

}  // namespace strandline::clinic
