#include "combine.hpp"

#include "strands.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

using Tables = GeneMatcher::Tables;

/// Few ways may have several tellings; beyond this many in the mean a list helps nobody.
constexpr std::size_t pairs_for_a_way = 4;

struct Pair {
    HaplotypeCall one, other;
    std::int32_t score() const { return one.score + other.score; }
};

/// Both strands of one way, in the order of telling.
void add_pairs(const Tables& tables, const Sight& sight, const std::vector<HaplotypeCall>& ones,
               const std::vector<HaplotypeCall>& others, std::vector<Pair>& pairs) {
    const TellingOrder before{tables};
    for (const HaplotypeCall& one : ones) {
        if (sight.haploid) {
            pairs.push_back({one, {}});
            continue;
        }
        for (const HaplotypeCall& other : others)
            pairs.push_back(before(other, one) ? Pair{other, one} : Pair{one, other});
    }
}

std::uint32_t place_of(const HaplotypeCall& haplotype, GeneCall& call) {
    const auto found = std::ranges::find(call.haplotypes, haplotype);
    const auto place = static_cast<std::uint32_t>(found - call.haplotypes.begin());
    if (found == call.haplotypes.end()) call.haplotypes.push_back(haplotype);
    return place;
}

void tell(const Tables& tables, const Sight& sight, std::vector<Pair>& pairs, GeneCall& call) {
    const TellingOrder before{tables};
    std::ranges::stable_sort(pairs, [&](const Pair& a, const Pair& b) {
        if (a.score() != b.score()) return a.score() > b.score();
        if (before(a.one, b.one) || before(b.one, a.one)) return before(a.one, b.one);
        return before(a.other, b.other);
    });
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Pair& pair = pairs[i];
        if (i && pair.one == pairs[i - 1].one && pair.other == pairs[i - 1].other) continue;
        DiplotypeCall diplotype;
        diplotype.score = pair.score();
        diplotype.first = place_of(pair.one, call);
        diplotype.name = pair.one.name;
        if (!sight.haploid) {
            diplotype.second = place_of(pair.other, call);
            diplotype.name += "/" + pair.other.name;
        }
        call.diplotypes.push_back(std::move(diplotype));
    }
}

bool is_seen_variant(std::uint8_t kind) { return kind != 0 && kind != Sight::unknown; }

/// How many strands have an allele at a position that is not the reference's; nothing where it is missing.
std::optional<int> variants_at(const Sight& sight, std::uint32_t position) {
    if (!sight.seen.has(position)) return std::nullopt;
    for (const Sight::Variant& variant : sight.variants)
        if (variant.position == position)
            return is_seen_variant(variant.first) + is_seen_variant(variant.second);
    return 0;
}

/// Intronic and exonic variants are taken to be on the same strands.
std::vector<std::uint32_t> hapb3_variants(const Tables& tables, const Sight& sight, GeneCall& call) {
    const auto intronic = variants_at(sight, tables.hapb3->intronic),
               exonic = variants_at(sight, tables.hapb3->exonic);
    std::vector<std::uint32_t> found;
    if (!intronic) {
        if (exonic.value_or(0) > 0) call.warnings.push_back(MatchWarning::hapb3_exonic_only);
        found.assign(static_cast<std::size_t>(exonic.value_or(0)), tables.hapb3->haplotype);
        return found;
    }
    const int both = std::min(*intronic, exonic.value_or(0));
    if (exonic.value_or(0) > both) call.warnings.push_back(MatchWarning::hapb3_intronic_mismatch_exonic);
    found.assign(static_cast<std::size_t>(*intronic - both), tables.hapb3->intronic_only);
    found.insert(found.end(), static_cast<std::size_t>(both), tables.hapb3->haplotype);
    return found;
}

/// On how many strands an allele can be as far as each position alone says.
int strands_of(const Tables& tables, const Sight& sight, std::uint32_t allele) {
    if (meet(tables.other_than_ref[allele], sight.only_ref)) return 0;
    int strands = 2;
    for (const Sight::Variant& variant : sight.variants) {
        const Tables::Cell& cell = tables.cell(allele, variant.position);
        if (cell.blank) continue;
        const auto fits = [&](std::uint8_t kind) {
            return kind != Sight::unknown && (cell.kinds >> kind & 1);
        };
        strands = std::min(strands, fits(variant.first) + fits(variant.second));
    }
    return strands;
}

}  // namespace

void combine_alleles(const Tables& tables, const Sight& sight, bool parts, GeneCall& call) {
    const auto strands = ways(sight, tables.options.most_ways);
    if (!strands) {
        call.reason = NotCalled::too_many;
        return;
    }
    std::vector<Pair> pairs;
    for (const auto& [one, other] : *strands) {
        add_pairs(tables, sight, tell_strand(tables, sight, one, parts, call),
                  tell_strand(tables, sight, other, parts, call), pairs);
        if (pairs.size() > pairs_for_a_way * tables.options.most_ways) call.reason = NotCalled::too_many;
        if (!call.called()) return;
    }
    tell(tables, sight, pairs, call);
    call.combined = std::ranges::any_of(call.haplotypes, [](const HaplotypeCall& haplotype) {
        return haplotype.alleles.size() != 1 || !haplotype.parts.empty();
    });
}

void list_variants(const Tables& tables, const Sight& sight, GeneCall& call) {
    for (const Sight::Variant& variant : sight.variants)
        for (const std::uint32_t allele : tables.needed_by[variant.position]) {
            if (tables.is_hapb3(allele) || std::ranges::find(call.variants, allele) != call.variants.end())
                continue;
            call.variants.insert(call.variants.end(),
                                 static_cast<std::size_t>(strands_of(tables, sight, allele)), allele);
        }
    if (tables.hapb3) {
        const auto found = hapb3_variants(tables, sight, call);
        call.variants.insert(call.variants.end(), found.begin(), found.end());
    }
    while (call.variants.size() < 2) call.variants.push_back(tables.reference);
    std::ranges::sort(call.variants, {}, [&](std::uint32_t allele) { return tables.rank[allele]; });
}

}  // namespace strandline::clinic
