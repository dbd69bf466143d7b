#pragma once

#include <strandline/clinic/phenotype.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// A recommendation of a guideline that a sample's genes lead to.
struct MatchedRecommendation {
    const domain::PgxRecommendation* recommendation = nullptr;
    /// Which diplotypes lead to it, gene by gene as in the guideline: "CYP2C19 *1/*4, CYP2D6 *1/*1"; several
    /// where several diplotypes are possible.
    std::vector<std::string> because;
    /// The same by number: of each `because`, for each gene of the guideline, which of the meanings in
    /// GenePhenotype::recommended; -1 where the gene has no result.
    std::vector<std::vector<std::int32_t>> meanings;
    bool operator==(const MatchedRecommendation&) const = default;
};

enum class GuidanceOutcome : std::uint8_t {
    recommended,        // one recommendation or more: populations apart, and by possible diplotypes
    no_match,           // the genes have results, of which the guideline says nothing
    no_result,          // none of the guideline's genes has a result
    no_recommendations  // the guideline as given holds none (CPIC on warfarin is a flow chart)
};

/// What one guideline says on one drug for one sample.
struct DrugGuidance {
    std::string drug;
    const domain::PgxGuideline* guideline = nullptr;
    GuidanceOutcome outcome = GuidanceOutcome::no_result;
    std::vector<MatchedRecommendation> matched;
    std::vector<std::string> without_result;  // genes of the guideline
    bool operator==(const DrugGuidance&) const = default;
};

/// All guidelines, made ready for samples. Safe for several threads; the knowledge must outlive it.
class Guidance {
public:
    explicit Guidance(const domain::PgxKnowledge& knowledge);

    /// Every pair of drug and guideline: by drug, then source, then guideline. `genes`: one for each gene
    /// that is known of; others have no result.
    std::vector<DrugGuidance> of(std::span<const GenePhenotype> genes) const;
    /// Of one guideline, whatever the drug.
    std::vector<MatchedRecommendation> of_guideline(const domain::PgxGuideline& guideline,
                                                    std::span<const GenePhenotype> genes) const;

    /// A drug and one of its guidelines, by number in the knowledge.
    struct DrugPair {
        std::string drug;
        std::size_t guideline = 0;
    };
    /// In the order of `of`.
    const std::vector<DrugPair>& pairs() const { return pairs_; }
    /// What `of` tells of one pair, `matched` being what its guideline tells.
    DrugGuidance of_pair(const DrugPair& pair, std::span<const MatchedRecommendation> matched,
                         std::span<const GenePhenotype> genes) const;

private:
    const domain::PgxKnowledge& knowledge_;
    std::vector<DrugPair> pairs_;
};

/// Whether guidelines can be looked up by it.
bool has_result(const GenePhenotype& gene);
/// Whether a guideline tells alleles of a gene apart, not only what they mean.
bool asks_for_alleles(const domain::PgxGuideline& guideline, const std::string& gene);
/// Which of a gene's recommended meanings are possibilities of their own, by place: those that mean the same
/// count once.
std::vector<std::size_t> possible_meanings(const GenePhenotype& gene, bool by_alleles);

/// How well a guideline's key fits a meaning: 0 not at all; more where the key says more. Keys are
/// phenotypes, activity scores, "1.0 (Intermediate Metabolizer)", alleles present "*57:01 positive",
/// diplotypes "*1/*3", "1511 and 1502".
int fit_of_key(std::string_view key, const DiplotypeMeaning& meaning);

}  // namespace strandline::clinic
