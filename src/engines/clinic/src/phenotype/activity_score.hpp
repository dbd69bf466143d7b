#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace strandline::clinic {

/// What an allele, a strand or a diplotype contributes: "0.5", or "≥3.0" where copies were not counted on.
struct ActivityScore {
    double value = 0;
    bool at_least = false;
    static std::optional<ActivityScore> parse(std::string_view text);  // nothing of "n/a"
    std::string text() const;                                          // "0.0", "1.25", "≥3.0"
    ActivityScore operator+(ActivityScore other) const {
        return {value + other.value, at_least || other.at_least};
    }
};

/// The phenotype of a score by those that the table has: of the same score, or of both neighbours where these
/// agree, or of the highest for what is above. Nothing otherwise.
const domain::DiplotypePhenotype* phenotype_of_score(const domain::PhenotypeTable& table,
                                                     ActivityScore score);

}  // namespace strandline::clinic
