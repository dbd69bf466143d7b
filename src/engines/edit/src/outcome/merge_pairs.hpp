#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::outcome {

/// A read and its Phred + 33 letters; bases A C G T N.
struct Mate {
    std::string_view bases, quality;
};

/// Joins the mates of a pair where they overlap, in the manner of FLASH (Magoc 2011): of all placements of
/// the second mate's reverse complement along the first, the one with most matches - 3 mismatches, no less
/// than 0, over at least `min_overlap` bases of which at most `max_mismatch` differ; among equals the longest
/// overlap. The fragment runs from the first base of the first mate to the first base of the second, so that
/// what was read beyond it (adapters) falls away. Where mates differ the better quality decides; N where they
/// are equal.
class PairMerger {
public:
    PairMerger(int min_overlap, double max_mismatch)
        : min_overlap_(min_overlap), max_mismatch_(max_mismatch) {}
    /// The fragment into `bases`; false where there is no overlap.
    bool merge(const Mate& first, const Mate& second, std::string& bases);

private:
    /// A read at two bits a base and where it is known, behind each a word of zeros.
    struct Planes {
        std::vector<std::uint64_t> low, high, known;
        std::int64_t size = 0;
        void set(std::string_view bases);
    };
    struct Overlap {
        std::int64_t matches = 0, mismatches = 0;
    };
    static Overlap compare(const Planes& a, std::int64_t from, const Planes& b, std::int64_t length);
    bool find_shift(std::int64_t& shift) const;

    int min_overlap_;
    double max_mismatch_;
    Planes first_, second_;
    std::string turned_;
};

}  // namespace strandline::edit::outcome
