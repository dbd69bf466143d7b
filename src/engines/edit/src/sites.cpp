#include "sites.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <array>

namespace strandline::edit {
namespace {

/// What a genome letter is to the search: its base code where it is plain, and the set of bases it may be.
struct Letter {
    std::uint8_t low = 0, high = 0, ambiguous = 1, set = 0;
};

std::array<Letter, 256> make_letters() {
    std::array<Letter, 256> letters{};
    for (unsigned code = 0; code < 256; ++code) {
        letters[code].set = domain::base_set(static_cast<char>(code));
        const std::size_t base = std::string_view("ACGT").find(static_cast<char>(code));
        if (base == std::string_view::npos) continue;
        letters[code].low = base & 1;
        letters[code].high = static_cast<std::uint8_t>(base >> 1);
        letters[code].ambiguous = 0;
    }
    return letters;
}

const std::array<Letter, 256>& letters() {
    static const std::array<Letter, 256> table = make_letters();
    return table;
}

const Letter& letter(char code) { return letters()[static_cast<unsigned char>(code)]; }

/// The window's last bases as bit planes, moved on by one base at a time.
struct RollingSpacer {
    std::uint32_t low = 0, high = 0, ambiguous = 0;
    void push(const Letter& next) {
        low = low << 1 | next.low;
        high = high << 1 | next.high;
        ambiguous = ambiguous << 1 | next.ambiguous;
    }
};

}  // namespace

PackedSpacer pack(std::string_view spacer) {
    STRANDLINE_ASSERT(spacer.size() <= longest_pattern_spacer);
    RollingSpacer rolling;
    for (const char base : spacer) rolling.push(letter(base));
    STRANDLINE_ASSERT(rolling.ambiguous == 0);
    return static_cast<PackedSpacer>(rolling.high) << 32 | rolling.low;
}

void Sites::clear() {
    spacers.clear();
    offsets.clear();
    ambiguous_spacers.clear();
    ambiguous_letters.clear();
    ambiguous_offsets.clear();
}

SiteFinder::SiteFinder(const Pattern& pattern, domain::Strand strand, int most_mismatches)
    : window_length_(pattern.length()),
      spacer_length_(pattern.spacer_length),
      most_mismatches_(most_mismatches) {
    // On the reverse strand the window reads as the reverse complement of the pattern: the PAM changes side.
    const bool forward = strand == domain::Strand::forward;
    const bool pam_last = (pattern.pam_side == PamSide::three_prime) == forward;
    const std::string pam = forward ? pattern.pam : domain::reverse_complement(pattern.pam);
    const std::int64_t pam_begin = pam_last ? pattern.spacer_length : 0;
    spacer_begin_ = pam_last ? 0 : static_cast<std::int64_t>(pam.size());
    for (std::size_t i = 0; i < pam.size(); ++i) {
        const auto excluded = static_cast<std::uint8_t>(15 & ~domain::base_set(pam[i]));
        if (excluded) pam_.push_back({pam_begin + static_cast<std::int64_t>(i), excluded});
    }
    // The letter that lets the fewest bases pass is looked at first.
    std::ranges::stable_sort(pam_, std::ranges::greater(),
                             [](const PamLetter& l) { return std::popcount(l.excluded); });
}

void SiteFinder::find(std::string_view bases, std::int64_t windows, Sites& sites) const {
    STRANDLINE_ASSERT(static_cast<std::int64_t>(bases.size()) >= windows + window_length_ - 1);
    sites.clear();
    const auto& table = letters();
    const auto at = [&](std::int64_t i) -> const Letter& {
        return table[static_cast<unsigned char>(bases[static_cast<std::size_t>(i)])];
    };
    const std::uint32_t mask = spacer_length_ == 32 ? ~0u : (1u << spacer_length_) - 1;
    RollingSpacer rolling;
    for (int i = 0; i + 1 < spacer_length_; ++i) rolling.push(at(spacer_begin_ + i));
    for (std::int64_t window = 0; window < windows; ++window) {
        rolling.push(at(window + spacer_begin_ + spacer_length_ - 1));
        const bool has_pam = std::ranges::all_of(
            pam_, [&](const PamLetter& l) { return (at(window + l.at).set & l.excluded) == 0; });
        if (!has_pam) continue;
        const PackedSpacer spacer =
            static_cast<PackedSpacer>(rolling.high & mask) << 32 | (rolling.low & mask);
        const std::uint32_t ambiguous = rolling.ambiguous & mask;
        if (ambiguous == 0) {
            sites.spacers.push_back(spacer);
            sites.offsets.push_back(static_cast<std::uint32_t>(window));
        } else if (std::popcount(ambiguous) <= most_mismatches_) {
            sites.ambiguous_spacers.push_back(spacer);
            sites.ambiguous_letters.push_back(ambiguous);
            sites.ambiguous_offsets.push_back(static_cast<std::uint32_t>(window));
        }
    }
}

}  // namespace strandline::edit
