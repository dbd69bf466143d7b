#include <strandline/edit/library.hpp>

#include "design/site_scanner.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

namespace strandline::edit {
namespace {

constexpr std::size_t least_batch = 64;
constexpr std::size_t batches_most = 64;
constexpr std::size_t tries_for_one_place = 200'000;

// Each kind of control draws from a stream of its own, so that asking for one does not change the other.
constexpr std::uint64_t non_targeting_stream = 0x6e6f6e5f74617267;
constexpr std::uint64_t safe_stream = 0x736166655f746172;

/// The engine is fixed by the standard, unlike its distributions.
std::uint64_t below(std::mt19937_64& random, std::uint64_t limit) {
    const std::uint64_t reach = UINT64_MAX - UINT64_MAX % limit;
    for (;;)
        if (const std::uint64_t value = random(); value < reach) return value % limit;
}

std::string random_spacer(std::mt19937_64& random, int length) {
    std::string bases;
    for (int i = 0; i < length; ++i) bases += "ACGT"[below(random, 4)];
    return bases;
}

bool is_sound(std::string_view spacer, const ControlRules& rules) {
    const double gc = gc_percent(spacer);
    if (gc < rules.gc_least || gc > rules.gc_most) return false;
    for (const char base : {'A', 'C', 'G', 'T'})
        if (longest_run(spacer, base) > rules.longest_run) return false;
    return !rules.has_site || !rules.has_site(spacer);
}

/// How many sites of the genome each spacer comes near; cancelled searches come back empty.
std::vector<std::uint64_t> near_sites(const domain::PackedGenome& genome,
                                      std::span<const std::string> spacers, const Pattern& pattern,
                                      int mismatches, Context& context) {
    std::vector<Query> queries;
    for (const std::string& spacer : spacers) queries.push_back({{"", spacer}, {.mismatches = mismatches}});
    std::vector<std::uint64_t> counts(spacers.size());
    const SearchResult found = find_off_targets(genome, queries, pattern, {.count_only = true}, context);
    for (std::size_t guide = 0; guide < found.counts.size(); ++guide)
        for (const auto& [edits, number] : found.counts[guide].sites) counts[guide] += number;
    return counts;
}

Error too_few(std::string_view kind, std::size_t found, const ControlRules& rules, std::string_view mend) {
    return Error::no("controls.too_few", "not enough {} controls were found", kind)
        .expected("{} without other sites of up to {}", rules.count,
                  counted(static_cast<std::uint64_t>(rules.mismatches), "mismatch", "mismatches"))
        .found("{}", found)
        .mend("{}", mend);
}

std::size_t batch_size(std::size_t lacking) { return std::max(least_batch, lacking + lacking / 2); }

}  // namespace

Result<std::vector<std::string>> make_non_targeting(const domain::Genome& genome, const Pattern& pattern,
                                                    const ControlRules& rules, Context& context) {
    const domain::PackedGenome packed = domain::pack(genome);
    std::mt19937_64 random(context.seed() ^ non_targeting_stream);
    std::set<std::string> seen;
    std::vector<std::string> controls;
    for (std::size_t round = 0; round < batches_most && controls.size() < rules.count; ++round) {
        std::vector<std::string> batch;
        const std::size_t wanted = batch_size(rules.count - controls.size());
        for (std::size_t tries = 0; batch.size() < wanted && tries < wanted * 1000; ++tries) {
            std::string spacer = random_spacer(random, pattern.spacer_length);
            if (is_sound(spacer, rules) && seen.insert(spacer).second) batch.push_back(std::move(spacer));
        }
        const auto counts = near_sites(packed, batch, pattern, rules.mismatches, context);
        if (context.cancelled()) return fail(Error::interrupted());
        for (std::size_t i = 0; i < batch.size() && controls.size() < rules.count; ++i)
            if (counts[i] == 0) controls.push_back(std::move(batch[i]));
    }
    if (controls.size() < rules.count)
        return fail(too_few("non-targeting", controls.size(), rules,
                            "ask for fewer, or with a smaller --control-mismatches"));
    return controls;
}

namespace {

/// A random cut far from genes that has a sound guide on a random strand.
std::optional<DesignedGuide> draw_safe(const domain::Genome& genome, const domain::AnnotationIndex& index,
                                       const SiteScanner& scanner, std::int64_t distance,
                                       const ControlRules& rules, std::mt19937_64& random) {
    for (std::size_t tries = 0; tries < tries_for_one_place; ++tries) {
        std::uint64_t place = below(random, genome.total_length());
        const auto strand = below(random, 2) == 0 ? domain::Strand::forward : domain::Strand::reverse;
        domain::ContigId contig = 0;
        while (place >= static_cast<std::uint64_t>(genome.contigs[contig].length()))
            place -= static_cast<std::uint64_t>(genome.contigs[contig++].length());
        const auto cut = static_cast<std::int64_t>(place);
        // On a contig's first and last bases nobody knows what comes next.
        if (cut <= distance || cut + distance >= genome.contigs[contig].length()) continue;
        auto guide = scanner.at_cut(contig, cut, strand);
        if (!guide || !is_sound(guide->spacer, rules)) continue;
        if (index.feature_at({contig, cut - distance, cut + distance}).gene) continue;
        guide->feature = domain::word(domain::FeatureKind::intergenic);
        return guide;
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<DesignedGuide>> make_safe_targeting(const domain::Genome& genome,
                                                       const domain::Annotation& annotation,
                                                       const Nuclease& nuclease, int spacer_length,
                                                       std::int64_t distance, const ControlRules& rules,
                                                       Context& context) {
    const domain::PackedGenome packed = domain::pack(genome);
    std::mt19937_64 random(context.seed() ^ safe_stream);
    const domain::AnnotationIndex index(annotation, genome, 0);
    const SiteScanner scanner(genome, nuclease, spacer_length);
    std::set<std::string> seen;
    std::vector<DesignedGuide> controls;
    for (std::size_t round = 0; round < batches_most && controls.size() < rules.count; ++round) {
        std::vector<DesignedGuide> batch;
        std::vector<std::string> spacers;
        const std::size_t wanted = batch_size(rules.count - controls.size());
        for (std::size_t tries = 0; spacers.size() < wanted && tries < 2 * wanted; ++tries) {
            auto guide = draw_safe(genome, index, scanner, distance, rules, random);
            if (!guide) break;
            if (!seen.insert(guide->spacer).second) continue;
            spacers.push_back(guide->spacer);
            batch.push_back(std::move(*guide));
        }
        if (batch.empty()) break;
        const auto counts = near_sites(packed, spacers, scanner.pattern(), rules.mismatches, context);
        if (context.cancelled()) return fail(Error::interrupted());
        for (std::size_t i = 0; i < batch.size() && controls.size() < rules.count; ++i)
            if (counts[i] == 1) controls.push_back(std::move(batch[i]));
    }
    if (controls.size() < rules.count)
        return fail(too_few("safe-targeting", controls.size(), rules,
                            "ask for fewer, or with a smaller --safe-distance or --control-mismatches"));
    return controls;
}

}  // namespace strandline::edit
