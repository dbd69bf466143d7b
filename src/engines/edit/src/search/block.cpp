#include "search/block.hpp"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "search/block.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace strandline::edit {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most eight lanes: a row of a block is eight words.
using D = hn::CappedTag<std::uint64_t, block_words>;
using V = hn::Vec<D>;
constexpr D tag;

/// Bit by bit, which Highway's IfVecThenElse is not with every instruction set.
HWY_INLINE V choose(V bits, V yes, V no) { return hn::Xor(no, hn::And(bits, hn::Xor(yes, no))); }

HWY_INLINE V ones() { return hn::Set(tag, ~std::uint64_t{0}); }

void bases_of_set_words(const std::uint64_t* low, const std::uint64_t* high, std::size_t words,
                        std::uint8_t set, std::uint64_t* into) {
    const auto keep = [set](int bit) { return (set & bit) ? ~std::uint64_t{0} : 0; };
    const std::uint64_t a = keep(1), c = keep(2), g = keep(4), t = keep(8);
    const V va = hn::Set(tag, a), vc = hn::Set(tag, c), vg = hn::Set(tag, g), vt = hn::Set(tag, t);
    const std::size_t step = hn::Lanes(tag);
    std::size_t i = 0;
    for (; i + step <= words; i += step) {
        const V lo = hn::LoadU(tag, low + i), hi = hn::LoadU(tag, high + i);
        const V without_high = choose(lo, vc, va), with_high = choose(lo, vg, vt);
        hn::StoreU(choose(hi, with_high, without_high), tag, into + i);
    }
    for (; i < words; ++i) {
        const std::uint64_t lo = low[i], hi = high[i];
        into[i] = (~hi & ((lo & c) | (~lo & a))) | (hi & ((lo & g) | (~lo & t)));
    }
}

void and_moved_words(std::uint64_t* into, const std::uint64_t* plane, std::size_t words, int shift) {
    const std::size_t step = hn::Lanes(tag);
    std::size_t i = 0;
    if (shift == 0) {
        for (; i < words; ++i) into[i] &= plane[i];
        return;
    }
    for (; i + step <= words; i += step) {
        const V here = hn::ShiftRightSame(hn::LoadU(tag, plane + i), shift);
        const V next = hn::ShiftLeftSame(hn::LoadU(tag, plane + i + 1), 64 - shift);
        hn::StoreU(hn::And(hn::LoadU(tag, into + i), hn::Or(here, next)), tag, into + i);
    }
    for (; i < words; ++i) into[i] &= plane[i] >> shift | plane[i + 1] << (64 - shift);
}

HWY_INLINE std::uint64_t word_at(const std::uint64_t* plane, std::size_t position) {
    std::uint64_t word;
    std::memcpy(&word, reinterpret_cast<const char*>(plane) + position / 8, sizeof word);
    return word >> position % 8;
}

/// Positions of the bits that are set. Eight are written for each word, however many there are, so that
/// hardly a branch depends on the data.
std::size_t list_bits(const std::uint64_t* mask, std::size_t words, std::int32_t* positions) {
    constexpr std::size_t at_once = 6;
    static_assert(at_once <= extract_slack);
    std::size_t count = 0;
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t bits = mask[i];
        if (bits == 0) continue;
        const auto number = static_cast<std::size_t>(__builtin_popcountll(bits));
        const auto first = static_cast<std::int32_t>(i * 64);
        for (std::size_t written = 0; written < number; written += at_once) {
            std::int32_t* to = positions + count + written;
            for (std::size_t k = 0; k < at_once; ++k) {
                to[k] = first + static_cast<std::int32_t>(__builtin_ctzll(bits | std::uint64_t{1} << 63));
                bits &= bits - 1;
            }
        }
        count += number;
    }
    return count;
}

std::size_t extract_words(const std::uint64_t* low, const std::uint64_t* high, const std::uint64_t* mask,
                          std::size_t words, int begin, int reach, std::uint64_t* bases,
                          std::int32_t* offsets) {
    const std::size_t count = list_bits(mask, words, offsets);
    const std::uint64_t keep = (std::uint64_t{1} << reach) - 1;
    std::size_t i = 0;
#if HWY_TARGET <= HWY_AVX3  // with shorter vectors gathering does not pay off
    const hn::RebindToSigned<D> by_byte;
    const hn::Rebind<std::int32_t, D> narrow;
    const V keep_bases = hn::Set(tag, keep), in_byte = hn::Set(tag, 7);
    const auto move = hn::Set(by_byte, begin);
    for (; i + block_words <= count; i += block_words) {
        const auto first = hn::Add(hn::PromoteTo(by_byte, hn::LoadU(narrow, offsets + i)), move);
        const auto byte = hn::ShiftRight<3>(first);
        const V bit = hn::And(hn::BitCast(tag, first), in_byte);
        const V lows = hn::And(hn::Shr(hn::GatherOffset(tag, low, byte), bit), keep_bases);
        const V highs = hn::And(hn::Shr(hn::GatherOffset(tag, high, byte), bit), keep_bases);
        hn::StoreU(hn::Or(lows, hn::ShiftLeft<32>(highs)), tag, bases + i);
    }
#endif
    for (; i < count; ++i) {
        const auto first = static_cast<std::size_t>(offsets[i] + begin);
        bases[i] = (word_at(low, first) & keep) | (word_at(high, first) & keep) << 32;
    }
    return count;
}

template <int J>
HWY_INLINE void swap_parts(V& a, V& b, V mask) {
    const V differ = hn::And(hn::Xor(hn::ShiftRight<J>(a), b), mask);
    b = hn::Xor(b, differ);
    a = hn::Xor(a, hn::ShiftLeft<J>(differ));
}

/// Three levels of a transposition on rows row, row + by, … row + 7 * by.
template <int By>
HWY_INLINE void transpose_eight(std::uint64_t* rows, int row, V mask4, V mask2, V mask1) {
    const auto at = [&](int i) { return rows + (row + i * By) * block_words; };
    V r0 = hn::Load(tag, at(0)), r1 = hn::Load(tag, at(1)), r2 = hn::Load(tag, at(2)),
      r3 = hn::Load(tag, at(3)), r4 = hn::Load(tag, at(4)), r5 = hn::Load(tag, at(5)),
      r6 = hn::Load(tag, at(6)), r7 = hn::Load(tag, at(7));
    swap_parts<4 * By>(r0, r4, mask4);
    swap_parts<4 * By>(r1, r5, mask4);
    swap_parts<4 * By>(r2, r6, mask4);
    swap_parts<4 * By>(r3, r7, mask4);
    swap_parts<2 * By>(r0, r2, mask2);
    swap_parts<2 * By>(r1, r3, mask2);
    swap_parts<2 * By>(r4, r6, mask2);
    swap_parts<2 * By>(r5, r7, mask2);
    swap_parts<By>(r0, r1, mask1);
    swap_parts<By>(r2, r3, mask1);
    swap_parts<By>(r4, r5, mask1);
    swap_parts<By>(r6, r7, mask1);
    hn::Store(r0, tag, at(0));
    hn::Store(r1, tag, at(1));
    hn::Store(r2, tag, at(2));
    hn::Store(r3, tag, at(3));
    hn::Store(r4, tag, at(4));
    hn::Store(r5, tag, at(5));
    hn::Store(r6, tag, at(6));
    hn::Store(r7, tag, at(7));
}

/// Eight 64x64 bit matrices at once, one in each word of the 64 rows of eight words (Warren, Hacker's
/// Delight, 7-3): row j of them is words 8j to 8j+7, so that no word has to move.
void transpose(std::uint64_t* words) {
    const auto mask = [](std::uint64_t bits) HWY_ATTR { return hn::Set(tag, bits); };
    for (int part = 0; part < block_words; part += static_cast<int>(hn::Lanes(tag))) {
        for (int row = 0; row < 8; ++row)
            transpose_eight<8>(words + part, row, mask(0x00000000FFFFFFFF), mask(0x0000FFFF0000FFFF),
                               mask(0x00FF00FF00FF00FF));
        for (int row = 0; row < 64; row += 8)
            transpose_eight<1>(words + part, row, mask(0x0F0F0F0F0F0F0F0F), mask(0x3333333333333333),
                               mask(0x5555555555555555));
    }
}

/// Where bases with these bits differ from each base, for one row of a block. On the complementary strand the
/// high bit is the other way round.
HWY_INLINE void put_differences(V low, V high, V never, bool complement, int part,
                                std::uint64_t (&row)[4][block_words]) {
    const int flip = complement ? 2 : 0;
    const V no_low = hn::Xor(low, ones()), no_high = hn::Xor(high, ones());
    hn::Store(hn::Or(hn::Or(low, high), never), tag, row[0 ^ flip] + part);
    hn::Store(hn::Or(hn::Or(no_low, high), never), tag, row[1 ^ flip] + part);
    hn::Store(hn::Or(hn::Or(low, no_high), never), tag, row[2 ^ flip] + part);
    hn::Store(hn::Or(hn::Or(no_low, no_high), never), tag, row[3 ^ flip] + part);
}

void fill_block_words(std::uint64_t* bases, std::uint64_t* ambiguous, int reach, bool rightward,
                      bool complement, Block& block) {
    transpose(bases);
    if (ambiguous) transpose(ambiguous);
    for (int i = 0; i < reach; ++i) {
        const int row = rightward ? i : reach - 1 - i;
        for (int part = 0; part < block_words; part += static_cast<int>(hn::Lanes(tag))) {
            const V never = ambiguous ? hn::Load(tag, ambiguous + row * block_words + part) : hn::Zero(tag);
            put_differences(hn::Load(tag, bases + row * block_words + part),
                            hn::Load(tag, bases + (32 + row) * block_words + part), never, complement, part,
                            block.differs[i]);
        }
    }
}

HWY_INLINE V moved(const std::uint64_t* plane, int position) {
    const std::uint64_t* from = plane + position / 64;
    const int shift = position % 64;
    if (shift == 0) return hn::LoadU(tag, from);
    return hn::Or(hn::ShiftRightSame(hn::LoadU(tag, from), shift),
                  hn::ShiftLeftSame(hn::LoadU(tag, from + 1), 64 - shift));
}

void fill_block_straight_words(const std::uint64_t* low, const std::uint64_t* high, int begin, int reach,
                               bool rightward, bool complement, Block& block) {
    for (int i = 0; i < reach; ++i) {
        const int at = begin + (rightward ? i : reach - 1 - i);
        for (int part = 0; part < block_words; part += static_cast<int>(hn::Lanes(tag)))
            put_differences(moved(low + part, at), moved(high + part, at), hn::Zero(tag), complement, part,
                            block.differs[i]);
    }
}

/// Numbers of up to four bits, one a lane's bit: whether they are at most `most`.
HWY_INLINE V at_most(const V (&count)[4], int most) {
    V less = hn::Zero(tag), equal = ones();
    for (int bit = 3; bit >= 0; --bit) {
        if (most >> bit & 1) {
            less = hn::Or(less, hn::AndNot(count[bit], equal));
            equal = hn::And(equal, count[bit]);
        } else {
            equal = hn::AndNot(count[bit], equal);
        }
    }
    return hn::Or(less, equal);
}

/// The planes at the places of a window, of which none is more than 63 behind its begin.
struct Neighbourhood {
    V first, second;
    HWY_INLINE explicit Neighbourhood(const std::uint64_t* from)
        : first(hn::LoadU(tag, from)), second(hn::LoadU(tag, from + 1)) {}
    HWY_INLINE V at(int place) const {
        return place == 0 ? first
                          : hn::Or(hn::ShiftRightSame(first, place), hn::ShiftLeftSame(second, 64 - place));
    }
};

void keep_near_words(const std::uint64_t* low, const std::uint64_t* high, std::uint64_t* mask,
                     std::size_t words, int begin, int reach, bool rightward, bool complement,
                     std::span<const Nearby> guides) {
    constexpr std::size_t lanes = hn::MaxLanes(tag);
    const int leftmost = rightward ? begin : begin + reach - Nearby::length;
    for (std::size_t word = 0; word < words; word += lanes) {
        const V windows = hn::LoadU(tag, mask + word);
        const Neighbourhood lows(low + word), highs(high + word);
        V kept = hn::Zero(tag);
        for (const Nearby& guide : guides) {
            V one = hn::Zero(tag), two = one, four = one, eight = one;
#pragma GCC unroll 10
            for (int i = 0; i < Nearby::length; ++i) {
                const unsigned code =
                    guide.bases[static_cast<std::size_t>(rightward ? i : Nearby::length - 1 - i)] ^
                    (complement ? 2U : 0U);
                const V low_differs =
                    hn::Xor(lows.at(leftmost + i), hn::Set(tag, 0 - std::uint64_t{code & 1}));
                const V high_differs =
                    hn::Xor(highs.at(leftmost + i), hn::Set(tag, 0 - std::uint64_t{code >> 1 & 1}));
                const V differs = hn::Or(low_differs, high_differs);
                const V to_two = hn::And(one, differs);
                one = hn::Xor(one, differs);
                const V to_four = hn::And(two, to_two);
                two = hn::Xor(two, to_two);
                eight = hn::Or(eight, hn::And(four, to_four));
                four = hn::Xor(four, to_four);
            }
            const V count[4] = {one, two, four, eight};
            kept = hn::Or(kept, at_most(count, guide.most));
        }
        hn::StoreU(hn::And(windows, kept), tag, mask + word);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace strandline::edit
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::edit {

HWY_EXPORT(bases_of_set_words);
HWY_EXPORT(and_moved_words);
HWY_EXPORT(extract_words);
HWY_EXPORT(fill_block_words);
HWY_EXPORT(keep_near_words);
HWY_EXPORT(fill_block_straight_words);

void bases_of_set(const std::uint64_t* low, const std::uint64_t* high, std::size_t words, std::uint8_t set,
                  std::uint64_t* into) {
    HWY_DYNAMIC_DISPATCH(bases_of_set_words)(low, high, words, set, into);
}

void and_moved(std::uint64_t* into, const std::uint64_t* plane, std::size_t words, int shift) {
    HWY_DYNAMIC_DISPATCH(and_moved_words)(into, plane, words, shift);
}

void keep_near(const std::uint64_t* low, const std::uint64_t* high, std::uint64_t* mask, std::size_t words,
               int begin, int reach, bool rightward, bool complement, std::span<const Nearby> guides) {
    HWY_DYNAMIC_DISPATCH(keep_near_words)(low, high, mask, words, begin, reach, rightward, complement,
                                          guides);
}

std::size_t extract(const std::uint64_t* low, const std::uint64_t* high, const std::uint64_t* mask,
                    std::size_t words, int begin, int reach, std::uint64_t* bases, std::int32_t* offsets) {
    return HWY_DYNAMIC_DISPATCH(extract_words)(low, high, mask, words, begin, reach, bases, offsets);
}

void fill_block(std::uint64_t* bases, std::uint64_t* ambiguous, int reach, bool rightward, bool complement,
                Block& block) {
    HWY_DYNAMIC_DISPATCH(fill_block_words)(bases, ambiguous, reach, rightward, complement, block);
}

void fill_block_straight(const std::uint64_t* low, const std::uint64_t* high, int begin, int reach,
                         bool rightward, bool complement, Block& block) {
    HWY_DYNAMIC_DISPATCH(fill_block_straight_words)(low, high, begin, reach, rightward, complement, block);
}

}  // namespace strandline::edit
#endif
