#pragma once

#include "therapy/condition_truth.hpp"
#include "therapy/drug_facts.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// Why a drug has its verdict: a requirement, or a gene of which nothing is known or said.
struct TherapyFinding {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    domain::TherapyVerdict verdict = domain::TherapyVerdict::go;
    std::size_t requirement = none;  // of the drug
    std::string gene;                // where it is no requirement
    std::string reason;
    bool operator==(const TherapyFinding&) const = default;
    auto operator<=>(const TherapyFinding&) const = default;
};

/// What one drug's requirements say of what is known of a patient.
struct DrugVerdict {
    domain::TherapyVerdict verdict = domain::TherapyVerdict::no_rule;
    std::vector<TherapyFinding> findings;  // those of this verdict, in the order of the file
    /// Where possible diplotypes lead to different answers: each answer with the first that leads to it.
    std::vector<std::string> disagreement;
    bool operator==(const DrugVerdict&) const = default;
};

/// The most cautious of what the possible results lead to. `results`: what is known of the patient, in any
/// order; genes that are not there have no result. A result that no requirement names is never `go`. At most
/// `most_combinations` of possible diplotypes are looked at: beyond, the verdict is `unknown` and says so.
/// `assumed`: what results are worth that rest on positions taken as reference, or on small variants alone.
DrugVerdict judge_drug(const domain::TherapyDrug& drug, domain::Waiver assumed,
                       std::span<const domain::PgxGeneResult* const> results);
inline constexpr std::size_t most_combinations = 4096;

}  // namespace strandline::clinic
