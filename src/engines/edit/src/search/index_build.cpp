#include "search/block.hpp"
#include "search/site_index.hpp"
#include "search/windows.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <bit>
#include <memory>
#include <mutex>
#include <utility>

namespace strandline::edit {
namespace {

/// Parts of the genome that are counted, then filled in, each by one thread; their number must not depend on
/// that of the threads, because entries of one key stand in the order of the parts.
constexpr std::size_t parts = 16;

std::uint32_t reversed_bits(std::uint32_t bits) {
    const auto swap = [&bits](std::uint32_t mask, int by) {
        bits = (bits >> by & mask) | (bits & mask) << by;
    };
    swap(0x55555555, 1);
    swap(0x33333333, 2);
    swap(0x0F0F0F0F, 4);
    return __builtin_bswap32(bits);
}

/// Reads the sites of stretches, one after the other.
class SiteReader {
public:
    SiteReader(const domain::PackedGenome& genome, const Geometry& geometry)
        : genome_(genome), geometry_(geometry), finder_(genome, geometry) {}

    /// Calls `plain(place, bases)` and `special(place, site bases)`.
    template <class Plain, class Special>
    void read(const PlaneStretch& stretch, Plain plain, Special special) {
        finder_.enter(stretch);
        for (const Side& side : geometry_.sides) {
            const auto windows = finder_.plain(side);
            const std::size_t count = extract_from(stretch, side, windows);
            const std::uint64_t strand = side.reversed() ? 1 : 0;
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint64_t position = stretch.begin + static_cast<std::uint64_t>(offsets_[i]);
                plain(position * 2 + strand, oriented(bases_[i], side));
            }
            for (const SpecialSite& site : finder_.special(side)) {
                const auto position =
                    static_cast<std::uint64_t>(static_cast<std::int64_t>(stretch.begin) + site.offset);
                special(position * 2 + strand, site.bases);
            }
        }
    }

private:
    std::size_t extract_from(const PlaneStretch& stretch, const Side& side,
                             std::span<const std::uint64_t> windows) {
        std::size_t most = 0;
        for (const std::uint64_t word : windows) most += static_cast<std::size_t>(std::popcount(word));
        if (bases_.size() < most) {
            bases_.resize(most);
            offsets_.resize(most + extract_slack);
        }
        const auto first = static_cast<std::size_t>(stretch.begin / 64);
        return extract(genome_.low().data() + first, genome_.high().data() + first, windows.data(),
                       windows.size(), geometry_.bases_begin(side), geometry_.reach, bases_.data(),
                       offsets_.data());
    }

    OutwardBases oriented(std::uint64_t word, const Side& side) const {
        OutwardBases bases{static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
        if (!side.rightward) {
            bases.low = reversed_bits(bases.low) >> (32 - geometry_.reach);
            bases.high = reversed_bits(bases.high) >> (32 - geometry_.reach);
        }
        if (side.reversed()) bases.high = ~bases.high & ((1u << geometry_.reach) - 1);
        return bases;
    }

    const domain::PackedGenome& genome_;
    const Geometry& geometry_;
    WindowFinder finder_;
    std::vector<std::uint64_t> bases_;
    std::vector<std::int32_t> offsets_;
};

Geometry geometry_without_bulges(const Pattern& pattern) {
    const Query query{{"", std::string(static_cast<std::size_t>(pattern.spacer_length), 'A')}, {}};
    return geometry_of(pattern, std::span(&query, 1));
}

/// Stretches of one part.
std::span<const PlaneStretch> part_of(const std::vector<PlaneStretch>& stretches, std::size_t part) {
    const std::size_t begin = stretches.size() * part / parts, end = stretches.size() * (part + 1) / parts;
    return std::span(stretches).subspan(begin, end - begin);
}

}  // namespace

SortedSites sort_sites(const domain::PackedGenome& genome, const Pattern& pattern, int order,
                       std::vector<SiteIndex::Ambiguous>* ambiguous, Context& context) {
    const Geometry geometry = geometry_without_bulges(pattern);
    const auto layout = SiteIndex::layouts(pattern.spacer_length)[static_cast<std::size_t>(order)];
    const KeyCode code(layout.key_length);
    const std::vector<PlaneStretch> stretches = cut_into_stretches(genome);
    std::vector<std::vector<std::uint32_t>> next(parts);
    std::vector<std::vector<SiteIndex::Ambiguous>> special(parts);
    auto tell = [&, done = std::size_t{0}, guard = std::make_shared<std::mutex>()](std::string_view task,
                                                                                   std::size_t of) mutable {
        const std::lock_guard lock(*guard);
        context.progress(task, ++done, of);
    };
    parallel_for(parts, context.threads(), [&](std::size_t part) {
        next[part].resize(code.keys());
        SiteReader reader(genome, geometry);
        for (const PlaneStretch& stretch : part_of(stretches, part)) {
            if (context.cancelled()) return;
            reader.read(
                stretch,
                [&](std::uint64_t, const OutwardBases& bases) { ++next[part][code.key(bases, layout)]; },
                [&](std::uint64_t place, const SiteBases& site) {
                    if (ambiguous && std::popcount(site.ambiguous) <= most_mismatches)
                        special[part].push_back({place, site.bases.low, site.bases.high, site.ambiguous, 0});
                });
        }
        tell("counting sites", parts);
    });
    if (context.cancelled()) return {};
    SortedSites sorted;
    sorted.begins.resize(std::size_t{code.keys()} + 1);
    for (std::uint32_t key = 0; key < code.keys(); ++key) {
        std::uint32_t within = 0;
        for (auto& of_part : next) within += std::exchange(of_part[key], within);
        sorted.begins[key + 1] = sorted.begins[key] + within;
    }
    sorted.entries.resize(sorted.begins.back());
    parallel_for(parts, context.threads(), [&](std::size_t part) {
        SiteReader reader(genome, geometry);
        for (const PlaneStretch& stretch : part_of(stretches, part)) {
            if (context.cancelled()) return;
            reader.read(
                stretch,
                [&](std::uint64_t place, const OutwardBases& bases) {
                    const std::uint32_t key = code.key(bases, layout);
                    sorted.entries[sorted.begins[key] + next[part][key]++] = place | rest_of(bases, layout);
                },
                [](std::uint64_t, const SiteBases&) {});
        }
        tell("sorting sites", parts);
    });
    if (ambiguous)
        for (const auto& of_part : special)
            ambiguous->insert(ambiguous->end(), of_part.begin(), of_part.end());
    return sorted;
}

}  // namespace strandline::edit
