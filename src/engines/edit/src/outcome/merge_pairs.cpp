#include "outcome/merge_pairs.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace strandline::edit::outcome {
namespace {

constexpr std::int64_t mismatch_weight = 3;

/// 64 bits from bit `at` on; a word of zeros follows the last.
std::uint64_t bits_from(const std::vector<std::uint64_t>& plane, std::int64_t at) {
    const auto word = static_cast<std::size_t>(at / 64);
    const auto shift = static_cast<unsigned>(at % 64);
    return shift == 0 ? plane[word] : plane[word] >> shift | plane[word + 1] << (64 - shift);
}

}  // namespace

void PairMerger::Planes::set(std::string_view bases) {
    size = static_cast<std::int64_t>(bases.size());
    const std::size_t words = bases.size() / 64 + 2;
    low.assign(words, 0);
    high.assign(words, 0);
    known.assign(words, 0);
    for (std::size_t i = 0; i < bases.size(); ++i) {
        // A 00, C 01, G 11, T 10: two bits of the letters themselves.
        const auto letter = static_cast<std::uint64_t>(bases[i]);
        low[i / 64] |= (letter >> 1 & 1) << (i % 64);
        high[i / 64] |= (letter >> 2 & 1) << (i % 64);
        known[i / 64] |= static_cast<std::uint64_t>(bases[i] != 'N') << (i % 64);
    }
}

PairMerger::Overlap PairMerger::compare(const Planes& a, std::int64_t from, const Planes& b,
                                        std::int64_t length) {
    Overlap found;
    for (std::int64_t at = 0; at < length; at += 64) {
        const auto word = static_cast<std::size_t>(at / 64);
        std::uint64_t both = bits_from(a.known, from + at) & b.known[word];
        if (length - at < 64) both &= (std::uint64_t{1} << (length - at)) - 1;
        const std::uint64_t differ =
            (bits_from(a.low, from + at) ^ b.low[word]) | (bits_from(a.high, from + at) ^ b.high[word]);
        found.mismatches += std::popcount(differ & both);
        found.matches += std::popcount(both);
    }
    found.matches -= found.mismatches;
    return found;
}

bool PairMerger::find_shift(std::int64_t& shift) const {
    const std::int64_t one = first_.size, two = second_.size;
    const std::int64_t middle = (one - two) / 2;
    std::int64_t best = -1;
    // Overlaps grow shorter from the middle outward, and none wins more than its length.
    for (std::int64_t step = 0;; ++step) {
        std::int64_t longest = 0;
        for (const std::int64_t at : {middle + step, middle - step}) {
            const std::int64_t length = std::min(one, at + two) - std::max<std::int64_t>(at, 0);
            longest = std::max(longest, length);
            if (length < min_overlap_ || length <= best || (step == 0 && at != middle)) continue;
            const Overlap found =
                at >= 0 ? compare(first_, at, second_, length) : compare(second_, -at, first_, length);
            const std::int64_t score = found.matches - mismatch_weight * found.mismatches;
            const bool few =
                static_cast<double>(found.mismatches) <= max_mismatch_ * static_cast<double>(length);
            if (score > best && few && found.matches + found.mismatches >= min_overlap_) {
                best = score;
                shift = at;
            }
        }
        if (longest < min_overlap_ || longest <= best) return best >= 0;
    }
}

bool PairMerger::merge(const Mate& first, const Mate& second, std::string& bases) {
    turned_ = domain::reverse_complement(second.bases);
    first_.set(first.bases);
    second_.set(turned_);
    std::int64_t shift = 0;
    if (!find_shift(shift)) return false;
    const std::int64_t end = shift + second_.size;
    bases.clear();
    for (std::int64_t i = 0; i < end; ++i) {
        const bool in_first = i < first_.size, in_second = i >= shift;
        const char one = in_first ? first.bases[static_cast<std::size_t>(i)] : 'N';
        const char two = in_second ? turned_[static_cast<std::size_t>(i - shift)] : 'N';
        if (one == two || two == 'N') {
            bases += one;
        } else if (one == 'N') {
            bases += two;
        } else {
            const char trust = first.quality[static_cast<std::size_t>(i)];
            const char trust_too = second.quality[static_cast<std::size_t>(end - 1 - i)];
            bases += trust > trust_too ? one : trust < trust_too ? two : 'N';
        }
    }
    return true;
}

}  // namespace strandline::edit::outcome
