#include "sight.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

using domain::PgxGenotype;
using Tables = GeneMatcher::Tables;

void warn(GeneCall& call, MatchWarning warning) {
    if (std::ranges::find(call.warnings, warning) == call.warnings.end()) call.warnings.push_back(warning);
}

/// Reads genotypes one by one, in the order of positions.
class Reading {
public:
    Reading(const Tables& tables, GeneCall& call)
        : tables_(tables), call_(call), sight_(tables.positions()) {}

    void take(std::uint32_t position, PgxGenotype genotype) {
        if (genotype.first == PgxGenotype::missing && !genotype.is_haploid() &&
            genotype.second == PgxGenotype::missing)
            return miss(position);
        if (genotype.first == PgxGenotype::missing && genotype.is_haploid()) return miss(position);
        if (genotype.assumed) call_.assumed.push_back(position);
        settle_undocumented(position, genotype);
        (genotype.is_haploid() ? haploid_ : diploid_) = true;
        if (!genotype.is_haploid() && !genotype.phased &&
            (genotype.first != genotype.second || !tables_.options.partly_phased))
            unphased_ = true;
        if (genotype.is_missing()) {
            // Half a genotype: only a strand of phased data can be told without it.
            if (!tables_.options.combinations) return set(NotCalled::partial);
            warn(call_, MatchWarning::partial_as_missing);
            if (!genotype.phased) return miss(position);
        }
        see(position, genotype);
    }

    Sight end() {
        if (!call_.seen) set(NotCalled::nothing_seen);
        if (haploid_ && diploid_) set(NotCalled::ploidy);
        for (const std::uint32_t required : tables_.required)
            if (!sight_.seen.has(required)) set(NotCalled::required_missing);
        sight_.haploid = haploid_;
        sight_.phased = call_.seen && !unphased_;
        number_blocks();
        sight_.effectively_phased = call_.seen && sight_.blocks <= 1;
        return std::move(sight_);
    }

private:
    struct Set {
        std::int32_t set;
        bool phased;
        std::uint32_t block;
    };

    void miss(std::uint32_t position) { call_.missing.push_back(position); }

    void set(NotCalled reason) {
        if (sight_.reason == NotCalled::called) sight_.reason = reason;
    }

    void settle_undocumented(std::uint32_t position, PgxGenotype& genotype) {
        const std::size_t kinds = tables_.definition.positions[position].alts.size() + 1;
        const auto unknown = [&](std::uint8_t kind) {
            return kind == PgxGenotype::other || (kind < PgxGenotype::none && kind >= kinds);
        };
        if (!unknown(genotype.first) && !unknown(genotype.second)) return;
        call_.undocumented.push_back(position);
        if (!tables_.toxicity) return set(NotCalled::undocumented);
        warn(call_, MatchWarning::undocumented_as_reference);
        if (unknown(genotype.first)) genotype.first = 0;
        if (unknown(genotype.second)) genotype.second = 0;
    }

    void see(std::uint32_t position, const PgxGenotype& genotype) {
        ++call_.seen;
        sight_.seen.set(position);
        const std::uint8_t second = genotype.is_haploid() ? genotype.first : genotype.second;
        if (genotype.first == 0 && second == 0) return sight_.only_ref.set(position);
        sight_.variants.push_back({position, genotype.first, second, 0});
        sets_.push_back({genotype.phase_set, genotype.phased, 0});
    }

    /// Heterozygous positions of a phased gene keep their strands within a phase set; of an unphased gene
    /// each stands alone.
    void number_blocks() {
        std::vector<Set> known;
        for (std::size_t v = 0; v < sight_.variants.size(); ++v) {
            Sight::Variant& variant = sight_.variants[v];
            if (!variant.heterozygous()) continue;
            ++sight_.heterozygous;
            if (!sets_[v].phased || (unphased_ && !tables_.options.partly_phased)) {
                variant.block = sight_.blocks++;
                continue;
            }
            const auto found = std::ranges::find(known, sets_[v].set, &Set::set);
            variant.block = found == known.end() ? sight_.blocks++ : found->block;
            if (found == known.end()) known.push_back({sets_[v].set, true, variant.block});
        }
    }

    const Tables& tables_;
    GeneCall& call_;
    Sight sight_;
    std::vector<Set> sets_;  // of each variant
    bool haploid_ = false, diploid_ = false, unphased_ = false;
};

}  // namespace

Sight look(const Tables& tables, std::span<const PgxGenotype> genotypes, GeneCall& call) {
    Reading reading(tables, call);
    for (std::uint32_t p = 0; p < tables.positions(); ++p)
        reading.take(p, p < genotypes.size() ? genotypes[p] : PgxGenotype{});
    Sight sight = reading.end();
    call.phased = sight.phased;
    call.effectively_phased = sight.effectively_phased;
    return sight;
}

}  // namespace strandline::clinic
