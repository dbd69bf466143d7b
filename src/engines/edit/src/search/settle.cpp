#include "search/settle.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

constexpr int pair = 0, dna_bulge = 1, rna_bulge = 2;

std::uint32_t first_bits(int count) {
    return count >= 32 ? ~std::uint32_t{0} : count <= 0 ? 0 : (std::uint32_t{1} << count) - 1;
}

/// Towards bit 0 for a positive shift: bit i is then what was bit i + shift.
std::uint32_t shifted(std::uint32_t bits, int shift) { return shift >= 0 ? bits >> shift : bits << -shift; }

void append(Alignment& alignment, int step) {
    alignment.steps |= static_cast<std::uint64_t>(step) << (2 * alignment.columns++);
}

bool comes_first(const Alignment& a, const Alignment& b) {
    for (int i = 0; i < std::min(a.columns, b.columns); ++i)
        if (a.step(i) != b.step(i)) return a.step(i) < b.step(i);
    return false;
}

}  // namespace

OutwardBases pack_outward(std::string_view spacer, PamSide side) {
    OutwardBases packed;
    const auto length = spacer.size();
    STRANDLINE_ASSERT(length <= static_cast<std::size_t>(longest_pattern_spacer));
    for (std::size_t i = 0; i < length; ++i) {
        const std::size_t code =
            std::string_view("ACTG").find(spacer[side == PamSide::three_prime ? length - 1 - i : i]);
        STRANDLINE_ASSERT(code != std::string_view::npos);
        packed.low |= static_cast<std::uint32_t>(code & 1) << i;
        packed.high |= static_cast<std::uint32_t>(code >> 1) << i;
    }
    return packed;
}

Settler::Settler(const OutwardBases& spacer, int spacer_length, const Limits& limits)
    : spacer_(spacer), length_(spacer_length), limits_(limits) {}

void Settler::compare(const SiteBases& site) {
    const std::uint32_t missing = ~first_bits(site.available);
    for (int shift = -limits_.rna_bulges; shift <= limits_.dna_bulges; ++shift) {
        const auto at = static_cast<std::size_t>(shift + most_bulges);
        mismatched_[at] = (shifted(site.bases.low, shift) ^ spacer_.low) |
                          (shifted(site.bases.high, shift) ^ spacer_.high) | shifted(site.ambiguous, shift);
        forbidden_[at] = shifted(missing, shift);
    }
}

/// Of pairing spacer base i with site base i + shift.
int Settler::cost(int i, int shift) const {
    const auto at = static_cast<std::size_t>(shift + most_bulges);
    return static_cast<int>(mismatched_[at] >> i & 1) + (forbidden_[at] >> i & 1 ? never : 0);
}

bool Settler::allowed(Target target, int mismatches) const {
    return mismatches <= limits_.mismatches && mismatches + target.dna + target.rna <= limits_.edits;
}

/// Forward: the fewest mismatches of an alignment with so many bulges of each kind.
void Settler::fewest_by_bulges() {
    const int most_dna = limits_.dna_bulges, most_rna = limits_.rna_bulges;
    std::uint8_t paired[kinds][kinds], rna[kinds][kinds], dna[kinds][kinds];
    for (int d = 0; d <= most_dna; ++d)
        for (int r = 0; r <= most_rna; ++r) paired[d][r] = rna[d][r] = never;
    paired[0][0] = static_cast<std::uint8_t>(std::min<int>(cost(0, 0), never));
    for (int i = 1; i < length_; ++i) {
        for (int r = 0; r <= most_rna; ++r) {
            dna[0][r] = never;
            for (int d = 1; d <= most_dna; ++d) dna[d][r] = std::min(paired[d - 1][r], dna[d - 1][r]);
        }
        for (int d = 0; d <= most_dna; ++d)
            for (int r = most_rna; r >= 0; --r) {
                const std::uint8_t before = std::min({paired[d][r], dna[d][r], rna[d][r]});
                const int now = before + cost(i, d - r);
                rna[d][r] = r > 0 ? std::min(paired[d][r - 1], rna[d][r - 1]) : never;
                paired[d][r] = static_cast<std::uint8_t>(std::min<int>(now, never));
            }
    }
    for (int d = 0; d <= most_dna; ++d)
        for (int r = 0; r <= most_rna; ++r) fewest_[d][r] = paired[d][r];
}

/// Backward from the end with the target's bulges.
void Settler::look_ahead(Target target) {
    const auto join = [](Ahead& to, int last, int mismatches, std::uint32_t ways) {
        if (mismatches > to.fewest[last] || mismatches >= never) return;
        if (mismatches < to.fewest[last]) {
            to.fewest[last] = static_cast<std::uint8_t>(mismatches);
            to.ways[last] = 0;
        }
        to.ways[last] += ways;
    };
    for (int i = length_; i >= 1; --i)
        for (int d = target.dna; d >= 0; --d)
            for (int r = target.rna; r >= 0; --r) {
                Ahead& here = ahead_[i][d][r];
                here = {{never, never, never}, {0, 0, 0}};
                if (i == length_) {
                    if (d == target.dna && r == target.rna) here.fewest[pair] = 0, here.ways[pair] = 1;
                    continue;
                }
                const Ahead& next = ahead_[i + 1][d][r];
                const int paired = cost(i, d - r) + next.fewest[pair];
                for (const int last : {pair, dna_bulge, rna_bulge}) join(here, last, paired, next.ways[pair]);
                if (d < target.dna) {
                    const Ahead& after = ahead_[i][d + 1][r];
                    for (const int last : {pair, dna_bulge})
                        join(here, last, after.fewest[dna_bulge], after.ways[dna_bulge]);
                }
                if (r < target.rna) {
                    const Ahead& after = ahead_[i + 1][d][r + 1];
                    for (const int last : {pair, rna_bulge})
                        join(here, last, after.fewest[rna_bulge], after.ways[rna_bulge]);
                }
            }
}

/// Of those with the fewest mismatches the first, a pair before a DNA bulge before an RNA bulge.
Alignment Settler::first_alignment(Target target) const {
    Alignment alignment;
    append(alignment, pair);
    int i = 1, d = 0, r = 0, last = pair;
    while (i < length_) {
        const int left = ahead_[i][d][r].fewest[last];
        if (cost(i, d - r) + ahead_[i + 1][d][r].fewest[pair] == left) {
            last = pair;
            ++i;
        } else if (last != rna_bulge && d < target.dna && ahead_[i][d + 1][r].fewest[dna_bulge] == left) {
            last = dna_bulge;
            ++d;
        } else {
            last = rna_bulge;
            ++i;
            ++r;
        }
        append(alignment, last);
    }
    return alignment;
}

std::optional<Settled> Settler::canonical(const SiteBases& site) {
    compare(site);
    fewest_by_bulges();
    std::optional<std::pair<int, int>> best;  // edits, bulges
    for (int d = 0; d <= limits_.dna_bulges; ++d)
        for (int r = 0; r <= limits_.rna_bulges; ++r)
            if (allowed({d, r}, fewest_[d][r])) {
                const std::pair rank(fewest_[d][r] + d + r, d + r);
                if (!best || rank < *best) best = rank;
            }
    if (!best) return std::nullopt;
    Settled settled{.mismatches = static_cast<std::uint8_t>(best->first - best->second), .equivalents = 0};
    const int bulges = best->second;
    if (bulges == 0) {
        settled.equivalents = 1;
        settled.alignment.columns = static_cast<std::uint8_t>(length_);
        return settled;
    }
    for (int d = 0; d <= std::min(bulges, limits_.dna_bulges); ++d) {
        const Target target{d, bulges - d};
        if (target.rna > limits_.rna_bulges || fewest_[d][target.rna] + bulges != best->first) continue;
        look_ahead(target);
        const Alignment alignment = first_alignment(target);
        if (settled.equivalents == 0 || comes_first(alignment, settled.alignment)) {
            settled.alignment = alignment;
            settled.dna_bulges = static_cast<std::uint8_t>(d);
            settled.rna_bulges = static_cast<std::uint8_t>(target.rna);
        }
        settled.equivalents += ahead_[1][0][0].ways[pair];
    }
    return settled;
}

void Settler::enumerate(int i, int d, int r, int last, Settled so_far, Target target,
                        std::vector<Settled>& found) const {
    if (!allowed(target, so_far.mismatches + ahead_[i][d][r].fewest[last])) return;
    if (i == length_) {
        found.push_back(so_far);
        return;
    }
    const auto with = [&](int step, int mismatches) {
        Settled next = so_far;
        append(next.alignment, step);
        next.mismatches = static_cast<std::uint8_t>(std::min<int>(next.mismatches + mismatches, never));
        return next;
    };
    enumerate(i + 1, d, r, pair, with(pair, cost(i, d - r)), target, found);
    if (d < target.dna && last != rna_bulge)
        enumerate(i, d + 1, r, dna_bulge, with(dna_bulge, 0), target, found);
    if (r < target.rna && last != dna_bulge)
        enumerate(i + 1, d, r + 1, rna_bulge, with(rna_bulge, 0), target, found);
}

std::vector<Settled> Settler::all(const SiteBases& site) {
    const std::optional<Settled> best = canonical(site);
    std::vector<Settled> found;
    if (!best) return found;
    for (int d = 0; d <= limits_.dna_bulges; ++d)
        for (int r = 0; r <= limits_.rna_bulges; ++r) {
            if (!allowed({d, r}, fewest_[d][r])) continue;
            look_ahead({d, r});
            Settled start{.mismatches = static_cast<std::uint8_t>(cost(0, 0)),
                          .dna_bulges = static_cast<std::uint8_t>(d),
                          .rna_bulges = static_cast<std::uint8_t>(r),
                          .equivalents = best->equivalents};
            append(start.alignment, pair);
            enumerate(1, 0, 0, pair, start, {d, r}, found);
        }
    std::ranges::sort(found, [](const Settled& a, const Settled& b) {
        const auto rank = [](const Settled& s) {
            const int bulges = s.dna_bulges + s.rna_bulges;
            return std::pair(s.mismatches + bulges, bulges);
        };
        return rank(a) != rank(b) ? rank(a) < rank(b) : comes_first(a.alignment, b.alignment);
    });
    return found;
}

}  // namespace strandline::edit
