#include "score/bases.hpp"

#include <strandline/edit/scores.hpp>

namespace strandline::edit {
namespace {

constexpr std::size_t positions = scored_spacer_length;

/// Hsu 2013, supplement: how much a mismatch at a position takes from the cutting, in thousandths, from the
/// PAM-distal end.
constexpr std::array<int, positions> loss = {0,   0,   14,  0,   0,   395, 317, 0,   389, 79,
                                             445, 508, 613, 851, 732, 828, 615, 804, 685, 583};
constexpr double other_pam = 0.2;  // what CRISPOR's published values follow

struct Mismatches {
    int count = 0, first = 0, last = 0;
    double kept = 1;  // product of 1 - loss
};

std::optional<Mismatches> mismatches(std::string_view spacer, std::string_view site) {
    const auto guide = plain_bases<positions>(spacer);
    const auto bases = plain_bases<positions>(site);
    if (!guide || !bases) return std::nullopt;
    Mismatches found;
    for (std::size_t i = 0; i < positions; ++i) {
        if ((*guide)[i] == (*bases)[i]) continue;
        if (found.count++ == 0) found.first = static_cast<int>(i);
        found.last = static_cast<int>(i);
        found.kept *= (1000 - loss[i]) / 1000.0;
    }
    return found;
}

/// Less where the mismatches are close together. The distances of neighbours add up to last - first.
double spread(const Mismatches& found, MitConvention convention) {
    if (found.count < 2) return 1;
    const int apart = found.last - found.first, gaps = found.count - 1;
    const double distance =
        convention == MitConvention::floored ? apart / gaps : static_cast<double>(apart) / gaps;
    return 1 / ((19 - distance) / 19 * 4 + 1);
}

}  // namespace

std::optional<double> mit_hit_score(std::string_view spacer, std::string_view site, std::string_view pam,
                                    MitConvention convention) {
    const auto found = mismatches(spacer, site);
    if (!found || pam.size() != scored_pam_length) return std::nullopt;
    const bool of_pam = convention == MitConvention::floored;
    const int first = base_number(pam[1]), second = base_number(pam[2]);
    if (of_pam && (first < 0 || second < 0)) return std::nullopt;
    double score = 100 * found->kept * spread(*found, convention);
    if (found->count > 0) score /= found->count * found->count;
    constexpr int guanine = 2;
    if (of_pam && (first != guanine || second != guanine)) score *= other_pam;
    return score;
}

HitScores score_hit(std::string_view crrna, std::string_view site, std::string_view pam,
                    MitConvention convention) {
    return {.cfd = cfd(crrna, site, pam), .mit_percent = mit_hit_score(crrna, site, pam, convention)};
}

}  // namespace strandline::edit
