#pragma once

#include "search/geometry.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// What runs on vectors. Each function picks the instructions of the machine at run time and gives the same
// answer with all of them.

namespace strandline::edit {

constexpr int block_sites = 512;
constexpr int block_words = block_sites / 64;

/// 512 sites, one bit each: where they differ from a base at a place outward from the PAM. The site of a bit
/// is told by the maker of the block: see `site_of_bit`.
struct Block {
    alignas(64) std::uint64_t differs[longest_reach][4][block_words];  // by base: A C T G
    alignas(64) std::uint64_t valid[block_words];                      // bits that stand for a site
};

/// Blocks made of a list of sites hold them bit-transposed in stripes; `bit` counts through the words.
constexpr int site_of_bit(int bit) { return bit % 64 * block_words + bit / 64; }

/// into[i] = bases of `set` (A=1 C=2 G=4 T=8) at position i.
void bases_of_set(const std::uint64_t* low, const std::uint64_t* high, std::size_t words, std::uint8_t set,
                  std::uint64_t* into);
/// into &= plane moved towards bit 0 by `shift` (0 to 63) positions; reads one word of `plane` more.
void and_moved(std::uint64_t* into, const std::uint64_t* plane, std::size_t words, int shift);

/// The bases of windows: for each bit set in `mask` `reach` bases from its position + `begin` on, low planes
/// in the low half and high planes in the high half of a word. Gives their number. Planes must go on for 8
/// bytes behind the last, and `offsets` has room for `extract_slack` more.
constexpr std::size_t extract_slack = 8;
std::size_t extract(const std::uint64_t* low, const std::uint64_t* high, const std::uint64_t* mask,
                    std::size_t words, int begin, int reach, std::uint64_t* bases, std::int32_t* offsets);

/// What few guides ask of the bases next to a PAM: their codes outward, and the most mismatches among them.
struct Nearby {
    static constexpr int length = 10;
    std::array<std::uint8_t, length> bases{};  // A=0 C=1 T=2 G=3
    int most = 0;                              // 0 to 10
};
/// Leaves in `mask` the windows in which at least one guide has at most its mismatches in the first places.
/// `words` is a multiple of 8; the planes go on for 8 words behind.
void keep_near(const std::uint64_t* low, const std::uint64_t* high, std::uint64_t* mask, std::size_t words,
               int begin, int reach, bool rightward, bool complement, std::span<const Nearby> guides);

/// From 512 words as `extract` gives them, which are used up. `ambiguous`: nullptr, or 512 words with a bit
/// for each base that no base matches. Leaves `valid` alone.
void fill_block(std::uint64_t* bases, std::uint64_t* ambiguous, int reach, bool rightward, bool complement,
                Block& block);
/// From 512 positions as they stand in the planes, at a multiple of 64; `begin` as in `extract`.
void fill_block_straight(const std::uint64_t* low, const std::uint64_t* high, int begin, int reach,
                         bool rightward, bool complement, Block& block);

}  // namespace strandline::edit
