#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <algorithm>
#include <cctype>

namespace strandline::edit {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

}  // namespace

SiteText describe(const domain::PackedGenome& genome, const Query& query, const Pattern& pattern,
                  const OffTarget& hit) {
    const domain::Interval& at = hit.interval;
    std::string window = genome.bases(at.contig, at.begin, at.end - at.begin);
    if (hit.strand == domain::Strand::reverse) window = domain::reverse_complement(window);
    const auto pam = static_cast<std::size_t>(pattern.pam_length());
    const bool pam_last = pattern.pam_side == PamSide::three_prime;
    SiteText text;
    text.pam = pam_last ? window.substr(window.size() - pam) : window.substr(0, pam);
    std::string letters = pam_last ? window.substr(0, window.size() - pam) : window.substr(pam);
    std::string spacer = query.guide.spacer;
    if (pam_last) {  // alignments read from the PAM outward
        std::ranges::reverse(letters);
        std::ranges::reverse(spacer);
    }
    std::size_t of_site = 0, of_spacer = 0;
    for (int column = 0; column < hit.alignment.columns; ++column) {
        const int step = hit.alignment.step(column);
        const char base = step == 1 ? '-' : spacer[of_spacer++];
        const char letter = step == 2 ? '-' : letters[of_site++];
        text.crrna += base;
        text.site += step == 0 && base != letter ? lower(letter) : letter;
    }
    STRANDLINE_ASSERT(of_site == letters.size() && of_spacer == spacer.size());
    if (pam_last) {
        std::ranges::reverse(text.crrna);
        std::ranges::reverse(text.site);
    }
    return text;
}

}  // namespace strandline::edit
