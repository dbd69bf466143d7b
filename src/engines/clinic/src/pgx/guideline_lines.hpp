#pragma once

#include "pgx/cohort_answers.hpp"

#include <strandline/clinic/recommendation.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace strandline::clinic {

/// What one guideline tells of the samples of a cohort, as text: each text is made once, for all samples
/// whose genes mean the same to this guideline. The answers and the guidance must outlive it. For one thread
/// at a time.
class GuidelineLines {
public:
    GuidelineLines(const Guidance& guidance, const domain::PgxKnowledge& knowledge, std::size_t guideline,
                   const CohortAnswers& answers);

    /// Which of the texts are those of a sample.
    std::uint32_t variant_of(std::size_t sample);
    /// Of the guideline's `drug`-th pair in Guidance::pairs.
    const std::string& text(std::uint32_t variant, std::size_t drug) const {
        return variants_[variant][drug];
    }

private:
    /// A gene of the guideline that is answered.
    struct Gene {
        const GeneParts* parts;
        bool by_alleles;
        std::vector<std::string> keys;        // that the guideline looks up
        std::vector<std::uint32_t> class_of;  // of each meaning; `unknown` until asked for
        DistinctTexts classes;                // how the keys fit, of meanings that the guideline takes as one
    };
    static constexpr std::uint32_t unknown = ~std::uint32_t{0};

    std::uint32_t class_of(Gene& gene, std::uint32_t meaning) const;
    std::vector<std::string> texts_of(std::size_t sample) const;

    const Guidance& guidance_;
    const domain::PgxGuideline& guideline_;
    std::vector<const Guidance::DrugPair*> pairs_;
    std::vector<Gene> genes_;
    /// Of each gene: from what the genes before it make together and its own class to a number.
    std::vector<std::unordered_map<std::uint64_t, std::uint32_t>> together_;
    std::vector<std::vector<std::string>> variants_;  // of each drug
};

}  // namespace strandline::clinic
