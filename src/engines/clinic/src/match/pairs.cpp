#include "pairs.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

using Tables = GeneMatcher::Tables;

/// One allele against the variants of a sample: on which strand it could be the one.
struct Fit {
    std::uint32_t allele;
    std::int32_t score;        // cells that are seen, wobble left out
    Bits as_first, as_second;  // over variants
    bool wobbles;              // at some variant
};

bool may_have(const Tables& tables, std::uint32_t allele, const Sight::Variant& variant, std::uint8_t kind) {
    return tables.cell(allele, variant.position).kinds >> kind & 1;
}

Fit fit(const Tables& tables, const Sight& sight, std::uint32_t allele) {
    Fit fit{allele, common(tables.defines[allele], sight.seen), Bits(sight.variants.size()),
            Bits(sight.variants.size()), false};
    for (std::size_t v = 0; v < sight.variants.size(); ++v) {
        fit.wobbles = fit.wobbles || tables.cell(allele, sight.variants[v].position).wobble;
        if (may_have(tables, allele, sight.variants[v], sight.variants[v].first)) fit.as_first.set(v);
        if (may_have(tables, allele, sight.variants[v], sight.variants[v].second)) fit.as_second.set(v);
    }
    return fit;
}

/// Whether each variant, taken alone, is explained by one allele on each strand.
bool explain_together(const Fit& one, const Fit& other, const Bits& all) {
    for (std::size_t w = 0; w < all.words(); ++w)
        if (all.word(w) & ~((one.as_first.word(w) & other.as_second.word(w)) |
                            (one.as_second.word(w) & other.as_first.word(w))))
            return false;
    return true;
}

bool both_cover(const Bits& one, const Bits& other, const Bits& block) {
    for (std::size_t w = 0; w < block.words(); ++w)
        if (block.word(w) & ~(one.word(w) & other.word(w))) return false;
    return true;
}

/// Wobble cells count where the strand does not have REF.
int wobble_score(const Tables& tables, std::uint32_t allele, const Sight::Variant& variant,
                 std::uint8_t kind) {
    return kind != 0 && tables.cell(allele, variant.position).wobble;
}

/// The variants of each block; those that are homozygous in block 0 too, which any way of it keeps.
struct Blocks {
    std::vector<Bits> each;
    Bits all;
};

Blocks blocks_of(const Sight& sight) {
    std::vector<Bits> blocks(std::max(1u, sight.blocks), Bits(sight.variants.size()));
    for (std::size_t v = 0; v < sight.variants.size(); ++v) {
        const Sight::Variant& variant = sight.variants[v];
        blocks[variant.heterozygous() ? variant.block : 0].set(v);
    }
    Bits all(sight.variants.size());
    for (std::size_t v = 0; v < sight.variants.size(); ++v) all.set(v);
    return {std::move(blocks), std::move(all)};
}

/// What the wobble cells of a block add where the strands are put one way; nothing where that does not fit.
std::optional<std::int32_t> block_score(const Tables& tables, const Sight& sight, const Bits& block,
                                        const Fit& one, const Fit& other) {
    if (!both_cover(one.as_first, other.as_second, block)) return std::nullopt;
    std::int32_t score = 0;
    if (!one.wobbles && !other.wobbles) return score;
    for (std::size_t v = 0; v < sight.variants.size(); ++v)
        if (block.has(v))
            score += wobble_score(tables, one.allele, sight.variants[v], sight.variants[v].first) +
                     wobble_score(tables, other.allele, sight.variants[v], sight.variants[v].second);
    return score;
}

/// The score of two alleles that explain each block in one way or the other, or nothing.
std::optional<std::int32_t> pair_score(const Tables& tables, const Sight& sight, const Blocks& blocks,
                                       const Fit& one, const Fit& other) {
    if (!explain_together(one, other, blocks.all)) return std::nullopt;
    std::int32_t score = one.score + other.score;
    for (const Bits& block : blocks.each) {
        const auto straight = block_score(tables, sight, block, one, other);
        const auto turned = block_score(tables, sight, block, other, one);
        if (!straight && !turned) return std::nullopt;
        score += std::max(straight.value_or(0), turned.value_or(0));
    }
    return score;
}

/// Which alleles could be one: those that need no variant, and those that need one at a variant's position
/// or where nothing is seen.
std::vector<std::uint32_t> worth_a_look(const Tables& tables, const Sight& sight, const GeneCall& call) {
    std::vector<std::uint32_t> alleles = tables.plain;
    const auto add = [&](std::uint32_t position) {
        const auto& needed = tables.needed_by[position];
        alleles.insert(alleles.end(), needed.begin(), needed.end());
    };
    for (const Sight::Variant& variant : sight.variants) add(variant.position);
    for (const std::uint32_t missing : call.missing) add(missing);
    std::ranges::sort(alleles);
    const auto repeated = std::ranges::unique(alleles);
    alleles.erase(repeated.begin(), repeated.end());
    return alleles;
}

/// Haplotypes of a call, each once.
class Haplotypes {
public:
    Haplotypes(const Tables& tables, GeneCall& call) : tables_(tables), call_(call) {}
    std::uint32_t of(const Fit& fit) {
        for (std::uint32_t h = 0; h < call_.haplotypes.size(); ++h)
            if (call_.haplotypes[h].alleles.front() == fit.allele) return h;
        call_.haplotypes.push_back({tables_.told[fit.allele], {fit.allele}, {}, fit.score});
        return static_cast<std::uint32_t>(call_.haplotypes.size() - 1);
    }

private:
    const Tables& tables_;
    GeneCall& call_;
};

struct Scored {
    std::size_t one, other;
    std::int32_t score;
};

void tell(const Tables& tables, const std::vector<Fit>& fits, std::vector<Scored>& pairs, bool haploid,
          GeneCall& call) {
    // Fits are in the order of names: so are pairs of one score.
    std::ranges::stable_sort(pairs, std::ranges::greater{}, &Scored::score);
    Haplotypes haplotypes(tables, call);
    for (const Scored& pair : pairs) {
        if (!tables.options.all && pair.score < pairs.front().score) break;
        DiplotypeCall diplotype;
        diplotype.score = pair.score;
        diplotype.name = tables.told[fits[pair.one].allele];
        if (!haploid) diplotype.name += "/" + tables.told[fits[pair.other].allele];
        // Suballeles are told by one name.
        if (std::ranges::find(call.diplotypes, diplotype.name, &DiplotypeCall::name) != call.diplotypes.end())
            continue;
        diplotype.first = haplotypes.of(fits[pair.one]);
        if (!haploid) diplotype.second = haplotypes.of(fits[pair.other]);
        call.diplotypes.push_back(std::move(diplotype));
    }
}

/// Of unphased data: where all diplotypes of a list explain the sample, only the one that the list prefers is
/// left, whatever the scores.
void prefer(const Tables& tables, const std::vector<Fit>& fits, std::vector<Scored>& pairs) {
    if (tables.preferences.empty() || pairs.size() < 2) return;
    const auto name = [&](const Scored& pair) {
        return tables.told[fits[pair.one].allele] + "/" + tables.told[fits[pair.other].allele];
    };
    std::vector<std::string> names;
    for (const Scored& pair : pairs) names.push_back(name(pair));
    for (const std::vector<std::string>& list : tables.preferences) {
        const auto explains = [&](const std::string& told) {
            return std::ranges::find(names, told) != names.end();
        };
        if (!std::ranges::all_of(list, explains)) continue;
        std::erase_if(pairs, [&](const Scored& pair) { return name(pair) != list.front(); });
        return;
    }
}

}  // namespace

std::vector<std::uint32_t> candidates(const Tables& tables, const Sight& sight, GeneCall& call) {
    std::vector<std::uint32_t> found;
    for (const std::uint32_t allele : worth_a_look(tables, sight, call)) {
        if (allele != tables.reference && !meet(tables.defines[allele], sight.seen) &&
            !meet(tables.wobbles[allele], sight.seen)) {
            call.uncallable.push_back(allele);
            continue;
        }
        if (meet(tables.other_than_ref[allele], sight.only_ref)) continue;
        found.push_back(allele);
    }
    return found;
}

void pair_alleles(const Tables& tables, const Sight& sight, GeneCall& call) {
    std::vector<std::uint32_t> alleles = candidates(tables, sight, call);
    std::ranges::sort(alleles, {}, [&](std::uint32_t a) { return tables.rank[a]; });
    std::vector<Fit> fits;
    for (const std::uint32_t allele : alleles) fits.push_back(fit(tables, sight, allele));
    const Blocks blocks = blocks_of(sight);
    std::vector<Scored> pairs;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        const std::size_t end = sight.haploid ? i + 1 : fits.size();
        for (std::size_t j = i; j < end; ++j)
            if (const auto score = pair_score(tables, sight, blocks, fits[i], fits[j]))
                pairs.push_back({i, j, sight.haploid ? *score / 2 : *score});
    }
    if (!sight.effectively_phased) prefer(tables, fits, pairs);
    tell(tables, fits, pairs, sight.haploid, call);
}

}  // namespace strandline::clinic
