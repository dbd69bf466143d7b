#include "search/site_index.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <bit>
#include <mutex>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

/// Guides whose hits are gathered at a time, so that memory stays bounded.
constexpr std::size_t batch_size = 1 << 14;

/// Positions at which two numbers of two planes of `length` bits differ.
std::uint32_t differences(std::uint32_t a, std::uint32_t b, int length) {
    const std::uint32_t differ = a ^ b;
    return (differ | differ >> length) & ((1u << length) - 1);
}

struct Found {
    std::uint32_t guide = 0;  // within the batch
    std::uint32_t mismatches = 0;
    std::uint64_t place = 0;
};

/// What is looked up of one guide in one order.
struct Lookup {
    std::uint32_t key = 0;
    std::uint64_t rest = 0;
    int key_most = -1;   // most mismatches within the key; -1: nothing is looked up
    int all_most = 0;    // of key and rest together
    int seed_least = 0;  // second order: sites with fewer in the seed were found in the first
};

/// Xor masks of two planes of `length` bits, by how many positions they change.
std::vector<std::vector<std::uint32_t>> masks_by_distance(int length) {
    std::vector<std::vector<std::uint32_t>> masks(static_cast<std::size_t>(length) + 1);
    for (std::uint32_t mask = 0; mask < 1u << 2 * length; ++mask)
        masks[static_cast<std::size_t>(std::popcount(differences(mask, 0, length)))].push_back(mask);
    return masks;
}

class OrderSearch {
public:
    OrderSearch(const SiteIndex& index, int order, std::vector<Lookup> lookups)
        : order_(index.orders[static_cast<std::size_t>(order)]),
          code_(SiteIndex::layouts(index.pattern.spacer_length)[static_cast<std::size_t>(order)].key_length),
          lookups_(std::move(lookups)),
          masks_(masks_by_distance(code_.lower)) {}

    std::uint32_t groups() const { return code_.groups(); }

    /// Calls `emit(guide, mismatches, place)` for each site of a group of keys.
    template <class Emit>
    void search(std::uint32_t group, Emit&& emit) const {
        const std::uint32_t first = group << 2 * code_.lower;
        for (std::uint32_t guide = 0; guide < lookups_.size(); ++guide) {
            const Lookup& lookup = lookups_[guide];
            const int far = std::popcount(differences(lookup.key >> 2 * code_.lower, group, code_.upper));
            const int most = std::min(lookup.key_most - far, code_.lower);
            for (int near = 0; near <= most; ++near)
                for (const std::uint32_t mask : masks_[static_cast<std::size_t>(near)])
                    compare(guide, lookup, first | ((lookup.key ^ mask) & ((1u << 2 * code_.lower) - 1)),
                            far + near, emit);
        }
    }

private:
    template <class Emit>
    void compare(std::uint32_t guide, const Lookup& lookup, std::uint32_t key, int in_key, Emit& emit) const {
        constexpr std::uint64_t rest_mask = (std::uint64_t{1} << SiteIndex::rest_bits) - 1;
        constexpr std::uint64_t seed_mask = (std::uint64_t{1} << SiteIndex::seed_length) - 1;
        const int most = lookup.all_most - in_key;
        const std::uint64_t end = order_.begins[key + 1];
        for (std::uint64_t i = order_.begins[key]; i < end; ++i) {
            const std::uint64_t entry = order_.entries[i];
            const std::uint64_t differ = (entry ^ lookup.rest) >> SiteIndex::place_bits;
            const std::uint64_t places = (differ | differ >> SiteIndex::rest_bits) & rest_mask;
            const int in_rest = std::popcount(places);
            if (in_rest > most || std::popcount(places & seed_mask) < lookup.seed_least) continue;
            emit(guide, static_cast<std::uint32_t>(in_key + in_rest), entry & SiteIndex::place_mask);
        }
    }

    const SiteIndex::Order& order_;
    KeyCode code_;
    std::vector<Lookup> lookups_;
    std::vector<std::vector<std::uint32_t>> masks_;
};

/// How many mismatches are let pass in the seed (first order); the rest (second order) then gets the others.
int seed_share(int mismatches) { return mismatches / 2; }

std::vector<Lookup> lookups_of(std::span<const Query> queries, const Pattern& pattern, int order) {
    const auto layout = SiteIndex::layouts(pattern.spacer_length)[static_cast<std::size_t>(order)];
    const KeyCode code(layout.key_length);
    std::vector<Lookup> lookups;
    for (const Query& query : queries) {
        const OutwardBases bases = pack_outward(query.guide.spacer, pattern.pam_side);
        const int most = std::min(query.limits.mismatches, query.limits.edits);
        const int share = seed_share(most);
        lookups.push_back({.key = code.key(bases, layout),
                           .rest = rest_of(bases, layout),
                           .key_most = order == 0 ? share : most - share - 1,
                           .all_most = most,
                           .seed_least = order == 0 ? 0 : share + 1});
    }
    return lookups;
}

/// Hits of a batch of guides, in no set order.
class GuideBatch {
public:
    GuideBatch(const SiteIndex& index, std::span<const Query> queries, const SearchOptions& options)
        : index_(index), queries_(queries), options_(options), counts_(queries.size()) {}

    void search(Context& context) {
        for (int order = 0; order < 2; ++order) {
            const OrderSearch search(index_, order, lookups_of(queries_, index_.pattern, order));
            parallel_for(search.groups(), context.threads(), [&](std::size_t group) {
                if (context.cancelled()) return;
                std::vector<Found> found;
                search.search(static_cast<std::uint32_t>(group),
                              [&](std::uint32_t guide, std::uint32_t mismatches, std::uint64_t place) {
                                  found.push_back({guide, mismatches, place});
                              });
                take(found);
            });
        }
        compare_ambiguous();
    }

    std::vector<Found> hits() && { return std::move(hits_); }
    std::vector<std::array<std::uint64_t, most_mismatches + 1>> counts() && { return std::move(counts_); }

private:
    void take(const std::vector<Found>& found) {
        const std::lock_guard lock(guard_);
        for (const Found& hit : found) ++counts_[hit.guide][hit.mismatches];
        if (!options_.count_only) hits_.insert(hits_.end(), found.begin(), found.end());
    }

    void compare_ambiguous() {
        std::vector<Found> found;
        for (std::uint32_t guide = 0; guide < queries_.size(); ++guide) {
            const Query& query = queries_[guide];
            const OutwardBases spacer = pack_outward(query.guide.spacer, index_.pattern.pam_side);
            const int most = std::min(query.limits.mismatches, query.limits.edits);
            for (const SiteIndex::Ambiguous& site : index_.ambiguous) {
                const std::uint32_t differ =
                    (site.low ^ spacer.low) | (site.high ^ spacer.high) | site.letters;
                if (const int mismatches = std::popcount(differ); mismatches <= most)
                    found.push_back({guide, static_cast<std::uint32_t>(mismatches), site.place});
            }
        }
        take(found);
    }

    const SiteIndex& index_;
    std::span<const Query> queries_;
    const SearchOptions& options_;
    std::mutex guard_;
    std::vector<Found> hits_;
    std::vector<std::array<std::uint64_t, most_mismatches + 1>> counts_;
};

/// Keeps the closest `most` of each guide; `hits` are sorted by guide and place.
void keep_closest(std::vector<Found>& hits, std::uint64_t most) {
    std::vector<Found> kept;
    for (auto begin = hits.begin(); begin != hits.end();) {
        auto end =
            std::find_if(begin, hits.end(), [&](const Found& hit) { return hit.guide != begin->guide; });
        std::vector<Found> own(begin, end);
        if (own.size() > most) {
            std::ranges::stable_sort(own, {}, &Found::mismatches);
            own.resize(most);
            std::ranges::sort(own, {}, &Found::place);
        }
        kept.insert(kept.end(), own.begin(), own.end());
        begin = end;
    }
    hits = std::move(kept);
}

/// Turns places into intervals.
class Places {
public:
    Places(const domain::PackedGenome& genome, const Pattern& pattern) : genome_(genome), pattern_(pattern) {}

    OffTarget hit(const Found& found, std::uint32_t guide) const {
        const std::uint64_t position = found.place / 2;
        const auto& contigs = genome_.contigs();
        const auto behind =
            std::ranges::upper_bound(contigs, position, {}, &domain::PackedGenome::Contig::offset);
        const auto id = static_cast<domain::ContigId>(behind - contigs.begin() - 1);
        const auto begin = static_cast<std::int64_t>(position - contigs[id].offset);
        OffTarget hit;
        hit.guide = guide;
        hit.interval = {id, begin, begin + pattern_.spacer_length + pattern_.pam_length()};
        hit.strand = found.place % 2 ? domain::Strand::reverse : domain::Strand::forward;
        hit.mismatches = static_cast<std::uint8_t>(found.mismatches);
        hit.alignment.columns = static_cast<std::uint8_t>(pattern_.spacer_length);
        return hit;
    }

private:
    const domain::PackedGenome& genome_;
    const Pattern& pattern_;
};

}  // namespace

std::array<SiteIndex::Layout, 2> SiteIndex::layouts(int spacer_length) {
    const int rest = spacer_length - seed_length;
    const int second = std::min(rest, seed_length);
    return {Layout{0, seed_length, {seed_length, spacer_length}, {rest, 0}},
            Layout{seed_length, second, {0, seed_length + second}, {seed_length, rest - second}}};
}

std::uint32_t KeyCode::key(const OutwardBases& bases, const SiteIndex::Layout& layout) const {
    const auto planes = [&](int begin, int count) {
        const std::uint32_t mask = (1u << count) - 1;
        return (bases.low >> begin & mask) | (bases.high >> begin & mask) << count;
    };
    return planes(layout.key_begin, upper) << 2 * lower | planes(layout.key_begin + upper, lower);
}

std::uint64_t rest_of(const OutwardBases& bases, const SiteIndex::Layout& layout) {
    std::uint64_t low = 0, high = 0;
    int at = 0;
    for (int piece = 0; piece < 2; ++piece) {
        const std::uint64_t mask = (std::uint64_t{1} << layout.rest_length[piece]) - 1;
        low |= (bases.low >> layout.rest_begin[piece] & mask) << at;
        high |= (bases.high >> layout.rest_begin[piece] & mask) << at;
        at += layout.rest_length[piece];
    }
    return (low | high << SiteIndex::rest_bits) << SiteIndex::place_bits;
}

SearchResult find_off_targets_indexed(const SiteIndex& index, const domain::PackedGenome& genome,
                                      std::span<const Query> queries, const SearchOptions& options,
                                      Context& context) {
    SearchResult result;
    result.counts.resize(queries.size());
    const Places places(genome, index.pattern);
    for (std::size_t first = 0; first < queries.size() && !context.cancelled(); first += batch_size) {
        GuideBatch batch(index, queries.subspan(first, std::min(batch_size, queries.size() - first)),
                         options);
        batch.search(context);
        const auto counts = std::move(batch).counts();
        for (std::size_t guide = 0; guide < counts.size(); ++guide)
            for (int mismatches = 0; mismatches <= most_mismatches; ++mismatches)
                if (const std::uint64_t count = counts[guide][static_cast<std::size_t>(mismatches)])
                    result.counts[first + guide].sites[{mismatches, 0, 0}] = count;
        std::vector<Found> hits = std::move(batch).hits();
        // Places ascend with contig, start and strand: contigs lie in the order of the genome.
        std::ranges::sort(hits, {}, [](const Found& hit) { return std::tuple(hit.guide, hit.place); });
        if (options.max_hits) keep_closest(hits, options.max_hits);
        for (const Found& hit : hits)
            result.hits.push_back(places.hit(hit, static_cast<std::uint32_t>(first) + hit.guide));
        context.progress("looking up", std::min(first + batch_size, queries.size()), queries.size());
    }
    return result;
}

}  // namespace strandline::edit
