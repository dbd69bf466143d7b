#pragma once

#include <strandline/edit/offtargets.hpp>

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// A protospacer of up to 32 bases as two bit planes, the low bits of the base codes (A=0 C=1 G=2 T=3) in
/// the low half and the high bits in the high half; base 0 is the highest bit in use.
using PackedSpacer = std::uint64_t;

/// `spacer` holds A C G T only.
PackedSpacer pack(std::string_view spacer);

inline int packed_mismatches(PackedSpacer a, PackedSpacer b) {
    const std::uint64_t differ = a ^ b;
    return std::popcount(static_cast<std::uint32_t>(differ | differ >> 32));
}

/// A stretch of a contig in which windows begin.
struct Stretch {
    domain::ContigId contig = 0;
    std::int64_t begin = 0, end = 0;
};

/// Windows of one strand that have the PAM. Spacers are packed as they stand on the forward strand.
struct Sites {
    std::vector<PackedSpacer> spacers;   // without an ambiguous letter
    std::vector<std::uint32_t> offsets;  // of the windows, from the stretch's begin
    std::vector<PackedSpacer> ambiguous_spacers;
    std::vector<std::uint32_t> ambiguous_letters;  // bit set where the letter is ambiguous
    std::vector<std::uint32_t> ambiguous_offsets;
    void clear();
};

/// What the windows of a pattern look like on the forward strand, for a guide on `strand`.
class SiteFinder {
public:
    SiteFinder(const Pattern& pattern, domain::Strand strand, int most_mismatches);

    /// Sites whose windows begin within the stretch, in order. `bases` are those of all its windows.
    void find(std::string_view bases, std::int64_t windows, Sites& sites) const;

private:
    struct PamLetter {
        std::int64_t at;        // within the window
        std::uint8_t excluded;  // bases that must not be possible there
    };
    std::vector<PamLetter> pam_;  // without N
    std::int64_t window_length_ = 0;
    std::int64_t spacer_begin_ = 0;  // within the window
    int spacer_length_ = 0;
    int most_mismatches_ = 0;
};

}  // namespace strandline::edit
