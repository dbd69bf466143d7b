#include "strands.hpp"

#include <algorithm>

namespace strandline::clinic {

namespace {

using Tables = GeneMatcher::Tables;
using Alleles = std::vector<std::uint32_t>;

/// Named alleles against one strand, blank cells left open.
class StrandReading {
public:
    StrandReading(const Tables& tables, const Sight& sight, const Strand& strand)
        : tables_(tables), sight_(sight), strand_(strand) {}

    /// What each variant of the strand is, if it is one.
    bool is_variant(std::size_t v) const {
        return strand_[v] == Sight::unknown ||
               !(tables_.cell(tables_.reference, sight_.variants[v].position).kinds >> strand_[v] & 1);
    }

    std::uint8_t kind_at(std::uint32_t position) const {
        for (std::size_t v = 0; v < sight_.variants.size(); ++v)
            if (sight_.variants[v].position == position) return strand_[v];
        return sight_.seen.has(position) ? 0 : Sight::unknown;
    }

    bool is_on(std::uint32_t allele) const {
        if (meet(tables_.other_than_ref[allele], sight_.only_ref)) return false;
        for (std::size_t v = 0; v < sight_.variants.size(); ++v) {
            const std::uint32_t position = sight_.variants[v].position;
            const Tables::Cell& cell = tables_.cell(allele, position);
            if (cell.blank) continue;
            if (strand_[v] == Sight::unknown || !(cell.kinds >> strand_[v] & 1)) return false;
        }
        return meet(tables_.defines[allele], sight_.seen);
    }

    /// Alleles on the strand that are not a part of another one on it.
    Alleles largest(const Alleles& among) const {
        Alleles found;
        for (const std::uint32_t allele : among)
            if (std::ranges::none_of(among, [&](std::uint32_t other) { return is_part(allele, other); }))
                found.push_back(allele);
        return found;
    }

    bool overlap(std::uint32_t one, std::uint32_t other) const {
        for (std::size_t w = 0; w < sight_.seen.words(); ++w)
            if (said(one, w) & said(other, w)) return true;
        return false;
    }

    bool explains(std::uint32_t allele, std::size_t v) const {
        return !tables_.cell(allele, sight_.variants[v].position).blank;
    }

    /// Of combined alleles wobble cells count like others.
    std::int32_t score(std::uint32_t allele) const {
        return common(tables_.defines[allele], sight_.seen) + common(tables_.wobbles[allele], sight_.seen);
    }

private:
    std::uint64_t said(std::uint32_t allele, std::size_t w) const {
        return (tables_.defines[allele].word(w) | tables_.wobbles[allele].word(w)) & sight_.seen.word(w);
    }

    /// Wobble cells, which allow the reference, need no other allele to say the same.
    bool is_part(std::uint32_t allele, std::uint32_t other) const {
        bool smaller = false;
        for (std::size_t w = 0; w < sight_.seen.words(); ++w) {
            if (needed(allele, w) & ~said(other, w)) return false;
            smaller = smaller || (needed(other, w) & ~said(allele, w));
        }
        return smaller;
    }

    std::uint64_t needed(std::uint32_t allele, std::size_t w) const {
        return tables_.defines[allele].word(w) & sight_.seen.word(w);
    }

    const Tables& tables_;
    const Sight& sight_;
    const Strand& strand_;
};

/// Sets of alleles that do not overlap and to which no further one can be added, in the order of their first
/// differing allele. Bron and Kerbosch with the pivot of Tomita 2006: without it, n alleles that all go
/// together are looked at in 2^n ways.
class Together {
public:
    Together(const StrandReading& strand, const Alleles& alleles, std::size_t most)
        : alleles_(alleles), most_(most), beside_(alleles.size() * alleles.size()) {
        const std::size_t n = alleles.size();
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j)
                beside_[i * n + j] = beside_[j * n + i] = !strand.overlap(alleles[i], alleles[j]);
    }

    /// Nothing where there are more than `most`.
    std::optional<std::vector<Alleles>> sets() {
        Places chosen, open;
        for (std::size_t i = 0; i < alleles_.size(); ++i) (goes_with_all(i) ? chosen : open).push_back(i);
        grow(chosen, std::move(open), {});
        if (found_.size() > most_) return std::nullopt;
        for (Places& set : found_) std::ranges::sort(set);
        std::ranges::sort(found_);
        std::vector<Alleles> sets;
        for (const Places& set : found_)
            for (Alleles& alleles = sets.emplace_back(); const std::size_t i : set)
                alleles.push_back(alleles_[i]);
        return sets;
    }

private:
    using Places = std::vector<std::size_t>;  // in alleles_

    bool are_beside(std::size_t i, std::size_t j) const { return beside_[i * alleles_.size() + j]; }
    bool goes_with_all(std::size_t i) const {
        for (std::size_t j = 0; j < alleles_.size(); ++j)
            if (j != i && !are_beside(i, j)) return false;
        return true;
    }
    Places beside(const Places& places, std::size_t next) const {
        Places found;
        for (const std::size_t i : places)
            if (i != next && are_beside(i, next)) found.push_back(i);
        return found;
    }
    /// The place that leaves the fewest of `open` to be tried.
    std::size_t pivot(const Places& open, const Places& done) const {
        std::size_t best = open.front(), most = 0;
        for (const Places* places : {&open, &done})
            for (const std::size_t i : *places)
                if (const std::size_t others = beside(open, i).size(); others > most) {
                    most = others;
                    best = i;
                }
        return best;
    }

    void grow(const Places& chosen, Places open, Places done) {
        if (open.empty() && done.empty()) found_.push_back(chosen);
        if (open.empty() || found_.size() > most_) return;
        const std::size_t left_out = pivot(open, done);
        for (const std::size_t next : Places(open)) {
            if (next != left_out && are_beside(next, left_out)) continue;
            Places with = chosen;
            with.push_back(next);
            grow(with, beside(open, next), beside(done, next));
            std::erase(open, next);
            done.push_back(next);
        }
    }

    const Alleles& alleles_;
    std::size_t most_;
    std::vector<char> beside_;  // whether two do not overlap
    std::vector<Places> found_;
};

/// DPYD HapB3 is its intronic variant, alone or with the exonic one; the exonic one tells it only where the
/// intronic is missing.
std::optional<std::uint32_t> hapb3_on(const Tables& tables, const StrandReading& strand, GeneCall& call) {
    const auto warn = [&](MatchWarning warning) {
        if (std::ranges::find(call.warnings, warning) == call.warnings.end())
            call.warnings.push_back(warning);
    };
    const std::uint8_t intronic = strand.kind_at(tables.hapb3->intronic),
                       exonic = strand.kind_at(tables.hapb3->exonic);
    const bool exonic_variant = exonic != 0 && exonic != Sight::unknown;
    if (intronic == Sight::unknown) {
        if (!exonic_variant) return std::nullopt;
        warn(MatchWarning::hapb3_exonic_only);
        return tables.hapb3->haplotype;
    }
    if (intronic == 0) {
        if (exonic_variant) warn(MatchWarning::hapb3_intronic_mismatch_exonic);
        return std::nullopt;
    }
    return exonic_variant ? tables.hapb3->haplotype : tables.hapb3->intronic_only;
}

std::string part_name(const Tables& tables, std::uint32_t position, std::uint8_t kind) {
    const domain::PgxPosition& place = tables.definition.positions[position];
    const std::string at = "g." + std::to_string(place.position);
    if (kind == Sight::unknown) return at + "?";
    if (kind == 0) return at + place.ref;
    if (place.alts.size() == 1) return place.name;
    return at + place.ref + ">" + place.alts[kind - 1u];
}

std::vector<std::string> components(const Tables& tables, const HaplotypeCall& call) {
    std::vector<std::string> names;
    for (const std::uint32_t allele : call.alleles) names.push_back(tables.told[allele]);
    for (const HaplotypePart& part : call.parts) names.push_back(part_name(tables, part.position, part.kind));
    return names;
}

std::string joined(const std::vector<std::string>& names) {
    if (names.size() == 1) return names.front();
    std::string text = "[";
    for (const std::string& name : names) text += (text.size() > 1 ? " + " : "") + name;
    return text + "]";
}

HaplotypeCall tell_set(const Tables& tables, const Sight& sight, const Strand& strand,
                       const StrandReading& reading, Alleles alleles, bool parts) {
    std::ranges::sort(alleles, {}, [&](std::uint32_t a) { return tables.rank[a]; });
    HaplotypeCall told;
    told.alleles = std::move(alleles);
    if (parts)
        for (std::size_t v = 0; v < sight.variants.size(); ++v)
            if (reading.is_variant(v) && std::ranges::none_of(told.alleles, [&](std::uint32_t allele) {
                    return reading.explains(allele, v);
                }))
                told.parts.push_back({sight.variants[v].position, strand[v]});
    for (const std::uint32_t allele : told.alleles) told.score += reading.score(allele);
    if (told.alleles.empty()) told.score = reading.score(tables.reference);
    told.score -= static_cast<std::int32_t>(told.parts.size());
    if (told.alleles.empty() && told.parts.empty()) told.alleles.push_back(tables.reference);
    told.name = joined(components(tables, told));
    return told;
}

}  // namespace

std::optional<std::vector<std::pair<Strand, Strand>>> ways(const Sight& sight, std::size_t most) {
    const std::uint32_t free = sight.blocks > 1 ? sight.blocks - 1 : 0;
    if (free >= 63 || (std::uint64_t{1} << free) > most) return std::nullopt;
    std::vector<std::pair<Strand, Strand>> found;
    for (std::uint64_t way = 0; way < (std::uint64_t{1} << free); ++way) {
        Strand one, other;
        for (const Sight::Variant& variant : sight.variants) {
            // The first block stays: turning all of them round tells the same two strands.
            const bool turned =
                variant.heterozygous() && variant.block > 0 && (way >> (variant.block - 1) & 1);
            one.push_back(turned ? variant.second : variant.first);
            other.push_back(turned ? variant.first : variant.second);
        }
        found.emplace_back(std::move(one), std::move(other));
    }
    return found;
}

std::vector<HaplotypeCall> tell_strand(const Tables& tables, const Sight& sight, const Strand& strand,
                                       bool parts, GeneCall& call) {
    const StrandReading reading(tables, sight, strand);
    Alleles on;
    for (const Sight::Variant& variant : sight.variants)
        for (const std::uint32_t allele : tables.needed_by[variant.position])
            if (!tables.is_hapb3(allele) && allele != tables.reference && reading.is_on(allele))
                on.push_back(allele);
    std::ranges::sort(on);
    const auto repeated = std::ranges::unique(on);
    on.erase(repeated.begin(), repeated.end());
    std::optional<std::uint32_t> hapb3;
    if (tables.hapb3) hapb3 = hapb3_on(tables, reading, call);
    const Alleles largest = reading.largest(on);
    auto sets = Together(reading, largest, tables.options.most_ways).sets();
    if (!sets) {
        call.reason = NotCalled::too_many;
        return {};
    }
    std::vector<HaplotypeCall> told;
    for (Alleles& set : *sets) {
        if (hapb3) set.push_back(*hapb3);
        told.push_back(tell_set(tables, sight, strand, reading, std::move(set), parts));
    }
    return told;
}

bool TellingOrder::operator()(const HaplotypeCall& one, const HaplotypeCall& other) const {
    const std::size_t sizes[] = {one.alleles.size() + one.parts.size(),
                                 other.alleles.size() + other.parts.size()};
    if (sizes[0] != sizes[1]) return sizes[0] < sizes[1];
    // Named alleles come before parts, which are in the order of positions.
    const auto key = [&](const HaplotypeCall& call, std::size_t i) -> std::uint64_t {
        if (i < call.alleles.size()) return tables.rank[call.alleles[i]];
        const HaplotypePart& part = call.parts[i - call.alleles.size()];
        return (std::uint64_t{1} << 48) + (std::uint64_t{part.position} << 8) + part.kind;
    };
    for (std::size_t i = 0; i < sizes[0]; ++i)
        if (key(one, i) != key(other, i)) return key(one, i) < key(other, i);
    return one.name < other.name;
}

}  // namespace strandline::clinic
