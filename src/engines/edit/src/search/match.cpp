#include "search/match.hpp"

#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "search/match.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Bit-sliced counting: a number a site is held as planes, one for each binary digit, so that a handful of
// logic instructions adds for as many sites as a vector has bits. Numbers are added by carry-save adders
// (Harley and Seal; Warren, Hacker's Delight, 5-2).

HWY_BEFORE_NAMESPACE();
namespace strandline::edit {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<std::uint64_t, block_words>;
using V = hn::Vec<D>;
constexpr D tag;
constexpr int lanes = static_cast<int>(hn::MaxLanes(tag));

HWY_INLINE V all_ones() { return hn::Set(tag, ~std::uint64_t{0}); }

// Highway has no name for these two functions of three bits; AVX-512 has one instruction for any such.
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
HWY_INLINE V majority(V a, V b, V c) { return V{_mm512_ternarylogic_epi64(a.raw, b.raw, c.raw, 0xE8)}; }
HWY_INLINE V parity(V a, V b, V c) { return V{_mm512_ternarylogic_epi64(a.raw, b.raw, c.raw, 0x96)}; }
HWY_INLINE V or_without(V a, V b, V without) {
    return V{_mm512_ternarylogic_epi64(a.raw, b.raw, without.raw, 0xF4)};
}
#else
HWY_INLINE V majority(V a, V b, V c) { return hn::Or(hn::And(a, b), hn::And(c, hn::Xor(a, b))); }
HWY_INLINE V parity(V a, V b, V c) { return hn::Xor(hn::Xor(a, b), c); }
HWY_INLINE V or_without(V a, V b, V without) { return hn::Or(a, hn::AndNot(without, b)); }
#endif

struct Sum {
    V one, two;
};
HWY_INLINE Sum add(V a, V b, V c) { return {parity(a, b, c), majority(a, b, c)}; }
HWY_INLINE Sum add(V a, V b) { return {hn::Xor(a, b), hn::And(a, b)}; }

/// Number of mismatches, up to 31.
struct Count {
    V c0, c1, c2, c3, c4;
};

HWY_INLINE V load(const std::uint64_t* from) { return hn::Load(tag, from); }

/// Mismatches in a group, out of the tables.
struct FromTables {
    const GroupTables& tables;
    const std::array<std::uint16_t, most_groups>& triplet;
    int part;
    HWY_INLINE Sum group(int g) const {
        const auto& entry = tables.counts[g][triplet[static_cast<std::size_t>(g)]];
        return {load(entry[0] + part), load(entry[1] + part)};
    }
};

/// The same, added up on the spot.
struct FromBlock {
    const Block& block;
    const std::array<std::uint8_t, longest_pattern_spacer>& bases;
    int part;
    HWY_INLINE V at(int i) const { return load(block.differs[i][bases[static_cast<std::size_t>(i)]] + part); }
    HWY_INLINE Sum group(int g) const {
        return add(at(group_bases * g), at(group_bases * g + 1), at(group_bases * g + 2));
    }
};

template <int Groups, class From>
HWY_INLINE Count count_groups(const From& from) {
    static_assert(Groups >= 4 && Groups <= most_groups);
    const Sum g0 = from.group(0), g1 = from.group(1), g2 = from.group(2), g3 = from.group(3);
    const Sum a = add(g0.one, g1.one, g2.one);
    const Sum twos_a = add(g0.two, g1.two, g2.two);
    if constexpr (Groups == 4) {
        const Sum b = add(a.one, g3.one);
        const Sum twos_b = add(twos_a.one, g3.two, a.two);
        const Sum twos_c = add(twos_b.one, b.two);
        const Sum fours = add(twos_a.two, twos_b.two, twos_c.two);
        return {b.one, twos_c.one, fours.one, fours.two, hn::Zero(tag)};
    } else {
        const Sum g4 = from.group(4);
        const Sum b = add(a.one, g3.one, g4.one);
        const Sum twos_b = add(twos_a.one, g3.two, g4.two);
        if constexpr (Groups == 5) {
            const Sum twos_c = add(twos_b.one, a.two, b.two);
            const Sum fours = add(twos_a.two, twos_b.two, twos_c.two);
            return {b.one, twos_c.one, fours.one, fours.two, hn::Zero(tag)};
        } else {
            const Sum g5 = from.group(5);
            const Sum c = add(b.one, g5.one);
            const Sum twos_c = add(twos_b.one, g5.two, a.two);
            const Sum twos_d = add(twos_c.one, b.two, c.two);
            const Sum fours_a = add(twos_a.two, twos_b.two, twos_c.two);
            const Sum fours_b = add(fours_a.one, twos_d.two);
            const Sum eights = add(fours_a.two, fours_b.two);
            return {c.one, twos_d.one, fours_b.one, eights.one, eights.two};
        }
    }
}

HWY_INLINE void count_one(Count& count, V bit) {
    const Sum a = add(count.c0, bit), b = add(count.c1, a.two), c = add(count.c2, b.two),
              d = add(count.c3, c.two);
    count = {a.one, b.one, c.one, d.one, hn::Xor(count.c4, d.two)};
}

/// A limit, digit by digit, all bits of a digit the same, inverted.
struct Limit {
    V n0, n1, n2, n3, n4;
    explicit HWY_INLINE Limit(int limit)
        : n0(digit(limit, 0)),
          n1(digit(limit, 1)),
          n2(digit(limit, 2)),
          n3(digit(limit, 3)),
          n4(digit(limit, 4)) {}
    static HWY_INLINE V digit(int limit, int i) { return (limit >> i & 1) ? hn::Zero(tag) : all_ones(); }
};

/// Where the count is beyond the limit: from the lowest digit up, the higher digit decides unless it is
/// equal, which is the majority of (so far, count, not limit).
template <bool FiveDigits>
HWY_INLINE V beyond(const Count& count, const Limit& limit) {
    V so_far = hn::And(count.c0, limit.n0);
    so_far = majority(so_far, count.c1, limit.n1);
    so_far = majority(so_far, count.c2, limit.n2);
    so_far = majority(so_far, count.c3, limit.n3);
    if constexpr (FiveDigits) so_far = majority(so_far, count.c4, limit.n4);
    return so_far;
}

HWY_INLINE bool everywhere(V bits) { return hn::AllTrue(tag, hn::Eq(bits, all_ones())); }

/// Keeps candidates until there are enough to hand over.
class Outbox {
public:
    explicit Outbox(CandidateSink& sink) : sink_(sink) {}
    ~Outbox() {
        if (count_ > 0) sink_.take({kept_, count_});
    }
    void put(std::uint32_t guide, int bit, int mismatches) {
        if (count_ == most) {
            sink_.take({kept_, count_});
            count_ = 0;
        }
        kept_[count_++] = {guide, static_cast<std::uint16_t>(bit), static_cast<std::uint8_t>(mismatches)};
    }

private:
    static constexpr std::size_t most = 2048;
    CandidateSink& sink_;
    std::size_t count_ = 0;
    BlockHit kept_[most];
};

HWY_NOINLINE void put_hits(V hits, const Count& count, int part, std::uint32_t guide, Outbox& out) {
    alignas(64) std::uint64_t bits[lanes], digits[5][lanes];
    hn::Store(hits, tag, bits);
    hn::Store(count.c0, tag, digits[0]);
    hn::Store(count.c1, tag, digits[1]);
    hn::Store(count.c2, tag, digits[2]);
    hn::Store(count.c3, tag, digits[3]);
    hn::Store(count.c4, tag, digits[4]);
    for (int lane = 0; lane < lanes; ++lane)
        for (std::uint64_t left = bits[lane]; left != 0; left &= left - 1) {
            const int bit = __builtin_ctzll(left);
            int mismatches = 0;
            for (int digit = 0; digit < 5; ++digit)
                mismatches |= static_cast<int>(digits[digit][lane] >> bit & 1) << digit;
            out.put(guide, (part + lane) * 64 + bit, mismatches);
        }
}

/// The places behind the groups, where the first ones left any site.
HWY_NOINLINE void finish(const Block& block, const Batch& batch, std::size_t guide, int counted, Count count,
                         const Limit& limit, int part, Outbox& out) {
    const auto& bases = batch.bases[guide];
    for (int i = counted; i < batch.spacer_length; ++i)
        count_one(count, load(block.differs[i][bases[static_cast<std::size_t>(i)]] + part));
    const V hits = hn::AndNot(beyond<true>(count, limit), load(block.valid + part));
    if (hn::AllTrue(tag, hn::Eq(hits, hn::Zero(tag)))) return;
    put_hits(hits, count, part, static_cast<std::uint32_t>(guide), out);
}

template <int Groups>
void match_groups(const Block& block, const GroupTables* tables, const Batch& batch, std::size_t first,
                  std::size_t last, CandidateSink& sink) {
    Outbox out(sink);
    const Limit limit(batch.limits.mismatches);
    const auto look = [&](const auto& from, std::size_t guide) HWY_ATTR {
        const Count count = count_groups<Groups>(from);
        if (HWY_LIKELY(everywhere(beyond<(Groups > 5)>(count, limit)))) return;
        finish(block, batch, guide, Groups * group_bases, count, limit, from.part, out);
    };
    for (std::size_t guide = first; guide < last; ++guide)
        for (int part = 0; part < block_words; part += lanes) {
            if (tables)
                look(FromTables{*tables, batch.triplet[guide], part}, guide);
            else
                look(FromBlock{block, batch.bases[guide], part}, guide);
        }
}

void match_block(const Block& block, const GroupTables* tables, const Batch& batch, std::size_t first,
                 std::size_t last, CandidateSink& sink) {
    if (batch.groups == 4) return match_groups<4>(block, tables, batch, first, last, sink);
    if (batch.groups == 5) return match_groups<5>(block, tables, batch, first, last, sink);
    match_groups<6>(block, tables, batch, first, last, sink);
}

void fill_group_tables(const Block& block, int groups, GroupTables& tables) {
    for (int part = 0; part < block_words; part += lanes)
        for (int g = 0; g < groups; ++g) {
            const auto& places = block.differs;
            for (int b2 = 0; b2 < 4; ++b2)
                for (int b1 = 0; b1 < 4; ++b1) {
                    const V v2 = load(places[3 * g + 2][b2] + part), v1 = load(places[3 * g + 1][b1] + part);
                    for (int b0 = 0; b0 < 4; ++b0) {
                        const Sum sum = add(load(places[3 * g][b0] + part), v1, v2);
                        auto& entry = tables.counts[g][b0 | b1 << 2 | b2 << 4];
                        hn::Store(sum.one, tag, entry[0] + part);
                        hn::Store(sum.two, tag, entry[1] + part);
                    }
                }
        }
}

// With bulges: for each state (so many DNA, so many RNA bulges) and each t up to the limit a plane of the
// sites that an alignment so far leads to with at most t mismatches. States are worked on from many RNA
// bulges to few, so that each may be overwritten when its successors have been made.

template <int N, class F>
HWY_INLINE void each(F&& f) {
    [&]<int... I>(std::integer_sequence<int, I...>) HWY_ATTR __attribute__((always_inline)) {
        (f(std::integral_constant<int, I>()), ...);
    }(std::make_integer_sequence<int, N>());
}

/// For the limits that are asked for most, in registers; with up to `Most` mismatches.
template <int Dna, int Rna, int Most>
struct Automaton {
    static constexpr int planes = Most + 1;
    V reached[Dna + 1][Rna + 1][planes];

    HWY_INLINE void start(V differs) {
        each<Dna + 1>([&](auto d) HWY_ATTR __attribute__((always_inline)) {
            each<Rna + 1>([&](auto r) HWY_ATTR __attribute__((always_inline)) {
                each<planes>([&](auto t) HWY_ATTR __attribute__((always_inline)) {
                    reached[d][r][t] = d + r > 0 ? hn::Zero(tag)
                                       : t == 0  ? hn::Xor(differs, all_ones())
                                                 : all_ones();
                });
            });
        });
    }

    /// Spacer base i; `differs(shift)` tells where it differs from the site's base i + shift.
    template <bool Last, class Differs>
    HWY_INLINE void step(Differs differs) {
        each<Dna>([&](auto d) HWY_ATTR __attribute__((always_inline)) {
            each<Rna + 1>([&](auto r) HWY_ATTR __attribute__((always_inline)) {
                each<planes>([&](auto t) HWY_ATTR __attribute__((always_inline)) {
                    reached[d + 1][r][t] = hn::Or(reached[d + 1][r][t], reached[d][r][t]);
                });
            });
        });
        each<Dna + 1>([&](auto d) HWY_ATTR __attribute__((always_inline)) {
            each<Rna + 1>([&](auto from_last) HWY_ATTR __attribute__((always_inline)) {
                constexpr int r = Rna - decltype(from_last)::value;
                const V m = differs(std::integral_constant<int, decltype(d)::value - r>());
                each<planes>([&](auto t_from_last) HWY_ATTR __attribute__((always_inline)) {
                    constexpr int t = Most - decltype(t_from_last)::value;
                    V now = t > 0 ? or_without(reached[d][r][t > 0 ? t - 1 : 0], reached[d][r][t], m)
                                  : hn::AndNot(m, reached[d][r][t]);
                    if constexpr (r > 0 && !Last) now = hn::Or(now, reached[d][r - 1][t]);
                    reached[d][r][t] = now;
                });
            });
        });
    }

    /// Sites within the limits.
    HWY_INLINE V accepted(const Limits& limits) const {
        V any = hn::Zero(tag);
        each<Dna + 1>([&](auto d) HWY_ATTR __attribute__((always_inline)) {
            each<Rna + 1>([&](auto r) HWY_ATTR __attribute__((always_inline)) {
                each<planes>([&](auto t) HWY_ATTR __attribute__((always_inline)) {
                    const int left = limits.edits - d - r;
                    if (t == (left < limits.mismatches ? left : limits.mismatches))
                        any = hn::Or(any, reached[d][r][t]);
                });
            });
        });
        return any;
    }

    HWY_INLINE V alive() const {
        V any = hn::Zero(tag);
        each<Dna + 1>([&](auto d) HWY_ATTR __attribute__((always_inline)) {
            each<Rna + 1>([&](auto r) HWY_ATTR
                          __attribute__((always_inline)) { any = hn::Or(any, reached[d][r][Most]); });
        });
        return any;
    }
};

HWY_INLINE bool nowhere(V bits) { return hn::AllTrue(tag, hn::Eq(bits, hn::Zero(tag))); }

void put_survivors(V survivors, int part, std::size_t guide, Outbox& out) {
    alignas(64) std::uint64_t bits[lanes];
    hn::Store(survivors, tag, bits);
    for (int lane = 0; lane < lanes; ++lane)
        for (std::uint64_t left = bits[lane]; left != 0; left &= left - 1)
            out.put(static_cast<std::uint32_t>(guide), (part + lane) * 64 + __builtin_ctzll(left), 0);
}

constexpr int first_look = 12;  // spacer bases after which sites are seldom left with few mismatches

template <int Dna, int Rna, int Most>
void match_bulges(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                  CandidateSink& sink) {
    Outbox out(sink);
    const int length = batch.spacer_length;
    for (std::size_t guide = first; guide < last; ++guide) {
        const auto& bases = batch.bases[guide];
        for (int part = 0; part < block_words; part += lanes) {
            Automaton<Dna, Rna, Most> automaton;
            int i = 0;
            const auto differs = [&](auto shift) HWY_ATTR __attribute__((always_inline)) {
                // Before base Rna a state may not be there yet; its planes are empty whatever is read.
                const int at = i + shift;
                return load(block.differs[at < 0 ? 0 : at][bases[static_cast<std::size_t>(i)]] + part);
            };
            automaton.start(differs(std::integral_constant<int, 0>()));
            for (i = 1; i < first_look; ++i) automaton.template step<false>(differs);
            if (Most <= 2 && nowhere(automaton.alive())) continue;
            for (; i < length - 1; ++i) automaton.template step<false>(differs);
            automaton.template step<true>(differs);
            const V survivors = hn::And(automaton.accepted(batch.limits), load(block.valid + part));
            if (nowhere(survivors)) continue;
            put_survivors(survivors, part, guide, out);
        }
    }
}

/// For any limits, in memory.
void match_any_bulges(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                      CandidateSink& sink) {
    Outbox out(sink);
    const int length = batch.spacer_length, most = batch.limits.mismatches, dna = batch.limits.dna_bulges,
              rna = batch.limits.rna_bulges;
    constexpr int kinds = most_bulges + 1;
    alignas(64) std::uint64_t reached[kinds][kinds][most_mismatches + 1][lanes];
    const auto or_into = [](std::uint64_t* to, const std::uint64_t* from)
                             HWY_ATTR { hn::Store(hn::Or(load(to), load(from)), tag, to); };
    for (std::size_t guide = first; guide < last; ++guide)
        for (int part = 0; part < block_words; part += lanes) {
            const auto& bases = batch.bases[guide];
            for (int d = 0; d <= dna; ++d)
                for (int r = 0; r <= rna; ++r)
                    for (int t = 0; t <= most; ++t)
                        hn::Store(d + r > 0 ? hn::Zero(tag) : all_ones(), tag, reached[d][r][t]);
            hn::Store(hn::Xor(load(block.differs[0][bases[0]] + part), all_ones()), tag, reached[0][0][0]);
            for (int i = 1; i < length; ++i) {
                for (int d = 1; d <= dna; ++d)
                    for (int r = 0; r <= rna; ++r)
                        for (int t = 0; t <= most; ++t) or_into(reached[d][r][t], reached[d - 1][r][t]);
                for (int d = 0; d <= dna; ++d)
                    for (int r = rna; r >= 0; --r) {
                        auto& here = reached[d][r];
                        const int at = i + d - r < 0 ? 0 : i + d - r;
                        const V m = load(block.differs[at][bases[static_cast<std::size_t>(i)]] + part);
                        V above = load(here[most]);
                        for (int t = most; t > 0; --t) {
                            const V below = load(here[t - 1]);
                            hn::Store(or_without(below, above, m), tag, here[t]);
                            above = below;
                        }
                        hn::Store(hn::AndNot(m, above), tag, here[0]);
                        if (r > 0 && i < length - 1)
                            for (int t = 0; t <= most; ++t) or_into(here[t], reached[d][r - 1][t]);
                    }
            }
            V survivors = hn::Zero(tag);
            for (int d = 0; d <= dna; ++d)
                for (int r = 0; r <= rna; ++r) {
                    const int t = most < batch.limits.edits - d - r ? most : batch.limits.edits - d - r;
                    if (t >= 0) survivors = hn::Or(survivors, load(reached[d][r][t]));
                }
            survivors = hn::And(survivors, load(block.valid + part));
            if (!nowhere(survivors)) put_survivors(survivors, part, guide, out);
        }
}

template <int Dna, int Rna>
void match_one_bulge(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                     CandidateSink& sink) {
    const int most = batch.limits.mismatches;
    if (most <= 2) return match_bulges<Dna, Rna, 2>(block, batch, first, last, sink);
    if (most <= 4) return match_bulges<Dna, Rna, 4>(block, batch, first, last, sink);
    if (most <= 6) return match_bulges<Dna, Rna, 6>(block, batch, first, last, sink);
    match_any_bulges(block, batch, first, last, sink);
}

void match_block_with_bulges(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                             CandidateSink& sink) {
    const int dna = batch.limits.dna_bulges, rna = batch.limits.rna_bulges;
    if (dna == 1 && rna == 0) return match_one_bulge<1, 0>(block, batch, first, last, sink);
    if (dna == 0 && rna == 1) return match_one_bulge<0, 1>(block, batch, first, last, sink);
    if (dna == 1 && rna == 1) return match_one_bulge<1, 1>(block, batch, first, last, sink);
    match_any_bulges(block, batch, first, last, sink);
}

}  // namespace HWY_NAMESPACE
}  // namespace strandline::edit
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::edit {

HWY_EXPORT(match_block);
HWY_EXPORT(match_block_with_bulges);
HWY_EXPORT(fill_group_tables);

void fill_tables(const Block& block, int groups, GroupTables& tables) {
    HWY_DYNAMIC_DISPATCH(fill_group_tables)(block, groups, tables);
}

void match(const Block& block, const GroupTables* tables, const Batch& batch, std::size_t first,
           std::size_t last, CandidateSink& sink) {
    HWY_DYNAMIC_DISPATCH(match_block)(block, tables, batch, first, last, sink);
}

void match_with_bulges(const Block& block, const Batch& batch, std::size_t first, std::size_t last,
                       CandidateSink& sink) {
    HWY_DYNAMIC_DISPATCH(match_block_with_bulges)(block, batch, first, last, sink);
}

}  // namespace strandline::edit
#endif
