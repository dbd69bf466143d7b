#include <strandline/edit/offtargets.hpp>

#include "search/harvest.hpp"
#include "search/match.hpp"
#include "search/windows.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <bit>
#include <memory>
#include <mutex>
#include <utility>

namespace strandline::edit {
namespace {

constexpr std::size_t worth_tables = 64;      // guides for which the tables of a block pay off
constexpr std::size_t guides_at_once = 4096;  // between two questions whether to go on
constexpr std::size_t few_guides = 1;         // whose sites are worth asking for their first places alone
constexpr int nearby_mismatches = 6;          // up to which that leaves few
constexpr double dense_pams = 0.2;            // windows that have one, from which on all are compared

/// What all threads share.
struct Plan {
    const domain::PackedGenome& genome;
    const Geometry geometry;
    const std::vector<Batch> batches;
    const SearchOptions& options;
    const Context& context;
    int spacer_length = 0;
    int groups = 0;       // tables that some batch without bulges reads
    bool tables = false;  // whether they pay off
    bool dense = false;
    bool any_circular = false;
    std::vector<Nearby> nearby{};  // of few guides without bulges: sites are asked before they are listed
};

/// Where the sites of a block come from.
struct BlockSource {
    const Side* side = nullptr;
    const std::int32_t* offsets = nullptr;  // of listed sites
    const SpecialSite* special = nullptr;   // or these
    std::int64_t first = 0;                 // or 512 windows from this on
};

/// One thread's search: takes a stretch after the other.
class Searcher final : public CandidateSink {
public:
    Searcher(const Plan& plan, std::size_t guides, int most_dna, int most_rna)
        : plan_(plan), finder_(plan.genome, plan.geometry), counts_(guides, most_dna, most_rna) {}

    std::vector<Found> search(const PlaneStretch& stretch) {
        stretch_ = stretch;
        finder_.enter(stretch);
        for (const Side& side : plan_.geometry.sides) {
            source_ = {.side = &side};
            const auto plain = finder_.plain(side);
            if (plan_.dense)
                search_straight(plain);
            else
                search_extracted(plain);
            search_special(finder_.special(side));
        }
        return std::exchange(hits_, {});
    }

    const SiteCounts& counts() const { return counts_; }

    void take(std::span<const BlockHit> candidates) override {
        const bool exact = !batch_->has_bulges() && !source_.special;
        for (const BlockHit& candidate : candidates) {
            if (exact)
                report_without_bulges(candidate);
            else
                settle(candidate);
        }
    }

private:
    void search_straight(std::span<const std::uint64_t> windows) {
        const std::size_t first_word = static_cast<std::size_t>(stretch_.begin / 64);
        for (std::size_t word = 0; word < windows.size(); word += block_words) {
            const std::size_t words = std::min<std::size_t>(block_words, windows.size() - word);
            std::ranges::fill(block_.valid, 0);
            std::copy_n(windows.data() + word, words, block_.valid);
            if (std::ranges::all_of(block_.valid, [](std::uint64_t bits) { return bits == 0; })) continue;
            fill_block_straight(plan_.genome.low().data() + first_word + word,
                                plan_.genome.high().data() + first_word + word,
                                plan_.geometry.bases_begin(*source_.side), plan_.geometry.reach,
                                source_.side->rightward, source_.side->reversed(), block_);
            source_.first = static_cast<std::int64_t>(word) * 64;
            search_block();
        }
    }

    void search_extracted(std::span<const std::uint64_t> windows) {
        if (!plan_.nearby.empty()) windows = near_ones(windows);
        std::size_t most = 0;
        for (const std::uint64_t word : windows) most += static_cast<std::size_t>(std::popcount(word));
        if (bases_.size() < most) {
            bases_.resize(most);
            offsets_.resize(most + extract_slack);
        }
        const std::size_t first_word = static_cast<std::size_t>(stretch_.begin / 64);
        const std::size_t count =
            extract(plan_.genome.low().data() + first_word, plan_.genome.high().data() + first_word,
                    windows.data(), windows.size(), plan_.geometry.bases_begin(*source_.side),
                    plan_.geometry.reach, bases_.data(), offsets_.data());
        for (std::size_t first = 0; first < count; first += block_sites) {
            const std::size_t sites = std::min<std::size_t>(block_sites, count - first);
            std::copy_n(bases_.data() + first, sites, words_);
            std::fill(words_ + sites, words_ + block_sites, 0);
            fill_block(words_, nullptr, plan_.geometry.reach, source_.side->rightward,
                       source_.side->reversed(), block_);
            mark_valid(sites);
            source_.offsets = offsets_.data() + first;
            search_block();
        }
        source_.offsets = nullptr;
    }

    /// Of the windows those that some guide may match by its first places.
    std::span<const std::uint64_t> near_ones(std::span<const std::uint64_t> windows) {
        near_.assign((windows.size() + block_words - 1) / block_words * block_words, 0);
        std::ranges::copy(windows, near_.begin());
        const auto first = static_cast<std::size_t>(stretch_.begin / 64);
        keep_near(plan_.genome.low().data() + first, plan_.genome.high().data() + first, near_.data(),
                  near_.size(), plan_.geometry.bases_begin(*source_.side), plan_.geometry.reach,
                  source_.side->rightward, source_.side->reversed(), plan_.nearby);
        return std::span(near_).first(windows.size());
    }

    /// These have been read outward and in guide orientation.
    void search_special(const std::vector<SpecialSite>& sites) {
        for (std::size_t first = 0; first < sites.size(); first += block_sites) {
            const std::size_t count = std::min<std::size_t>(block_sites, sites.size() - first);
            std::fill_n(words_, block_sites, 0);
            std::fill_n(ambiguous_, block_sites, 0);
            for (std::size_t i = 0; i < count; ++i) {
                const SiteBases& site = sites[first + i].bases;
                words_[i] = site.bases.low | static_cast<std::uint64_t>(site.bases.high) << 32;
                ambiguous_[i] = site.ambiguous;
            }
            fill_block(words_, ambiguous_, plan_.geometry.reach, true, false, block_);
            mark_valid(count);
            source_.special = sites.data() + first;
            search_block();
        }
        source_.special = nullptr;
    }

    void mark_valid(std::size_t sites) {
        std::ranges::fill(block_.valid, sites == block_sites ? ~std::uint64_t{0} : 0);
        if (sites == block_sites) return;
        for (int bit = 0; bit < block_sites; ++bit)
            if (static_cast<std::size_t>(site_of_bit(bit)) < sites)
                block_.valid[bit / 64] |= std::uint64_t{1} << bit % 64;
    }

    void search_block() {
        if (plan_.tables) fill_tables(block_, plan_.groups, *tables_);
        for (const Batch& batch : plan_.batches) {
            batch_ = &batch;
            for (std::size_t first = 0; first < batch.queries.size(); first += guides_at_once) {
                if (plan_.context.cancelled()) return;
                const std::size_t last = std::min(batch.queries.size(), first + guides_at_once);
                if (batch.has_bulges())
                    match_with_bulges(block_, batch, first, last, *this);
                else
                    match(block_, plan_.tables ? tables_.get() : nullptr, batch, first, last, *this);
            }
        }
    }

    /// Of the window's begin, from the stretch's.
    std::int64_t offset_of(int bit) const {
        if (source_.special) return source_.special[site_of_bit(bit)].offset;
        if (source_.offsets) return source_.offsets[site_of_bit(bit)];
        return source_.first + bit;
    }

    void report_without_bulges(const BlockHit& candidate) {
        const Settled site{.mismatches = candidate.mismatches,
                           .equivalents = 1,
                           .alignment = {0, static_cast<std::uint8_t>(plan_.spacer_length)}};
        const std::uint32_t guide = batch_->queries[candidate.guide];
        counts_.add(guide, site);
        if (!plan_.options.count_only) keep(guide, offset_of(candidate.bit), site);
    }

    void settle(const BlockHit& candidate) {
        const std::int64_t offset = offset_of(candidate.bit);
        const SiteBases site =
            source_.special ? source_.special[site_of_bit(candidate.bit)].bases : plain_site(offset);
        if (!batch_->has_bulges() && site.available < plan_.spacer_length) return;
        Settler settler(batch_->spacers[candidate.guide], plan_.spacer_length, batch_->limits);
        const std::optional<Settled> canonical = settler.canonical(site);
        if (!canonical) return;
        const std::uint32_t guide = batch_->queries[candidate.guide];
        counts_.add(guide, *canonical);
        if (plan_.options.count_only) return;
        if (!plan_.options.all_alignments) return keep(guide, offset, *canonical);
        for (const Settled& one : settler.all(site)) keep(guide, offset, one);
    }

    /// A site of plain bases, out of the planes.
    SiteBases plain_site(std::int64_t offset) const {
        const std::uint64_t first = stretch_.begin + static_cast<std::uint64_t>(offset) +
                                    static_cast<std::uint64_t>(plan_.geometry.bases_begin(*source_.side));
        const int reach = plan_.geometry.reach;
        const auto read = [&](std::span<const std::uint64_t> plane) {
            const std::uint64_t at = first / 64, shift = first % 64;
            std::uint64_t bits = plane[at] >> shift;
            if (shift > 0) bits |= plane[at + 1] << (64 - shift);
            if (!source_.side->rightward) bits = reversed_bits(bits) >> (64 - reach);
            return static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << reach) - 1));
        };
        SiteBases site{.bases = {read(plan_.genome.low()), read(plan_.genome.high())}, .available = reach};
        if (source_.side->reversed()) site.bases.high = ~site.bases.high;
        return site;
    }

    static std::uint64_t reversed_bits(std::uint64_t bits) {
        const auto swap = [&bits](std::uint64_t mask, int by) {
            bits = (bits >> by & mask) | (bits & mask) << by;
        };
        swap(0x5555555555555555, 1);
        swap(0x3333333333333333, 2);
        swap(0x0F0F0F0F0F0F0F0F, 4);
        return __builtin_bswap64(bits);
    }

    void keep(std::uint32_t guide, std::int64_t offset, const Settled& site) {
        const Geometry& geometry = plan_.geometry;
        const std::int64_t window = static_cast<std::int64_t>(stretch_.begin) + offset;
        const std::int64_t beside = plan_.spacer_length + site.dna_bulges - site.rna_bulges;
        std::int64_t begin = source_.side->rightward ? window : window + geometry.reach - beside;
        if (plan_.any_circular)
            begin = within_contig(begin, source_.side->rightward ? window : window + geometry.reach - 1);
        hits_.push_back({.begin = static_cast<std::uint64_t>(begin),
                         .steps = site.alignment.steps,
                         .guide = guide,
                         .equivalents = site.equivalents,
                         .mismatches = site.mismatches,
                         .dna_bulges = site.dna_bulges,
                         .rna_bulges = site.rna_bulges,
                         .columns = static_cast<std::uint8_t>(site.alignment.columns & 127),
                         .reverse = source_.side->reversed()});
    }

    /// Round the circle on which `inside` lies, or stands at most in what is wrapped.
    std::int64_t within_contig(std::int64_t begin, std::int64_t inside) const {
        const auto& contigs = plan_.genome.contigs();
        const auto behind = std::ranges::upper_bound(contigs, static_cast<std::uint64_t>(inside), {},
                                                     &domain::PackedGenome::Contig::offset);
        const auto& contig = *(behind - 1);
        const auto offset = static_cast<std::int64_t>(contig.offset);
        if (!contig.circular) return begin;
        return offset + ((begin - offset) % contig.length + contig.length) % contig.length;
    }

    const Plan& plan_;
    WindowFinder finder_;
    SiteCounts counts_;
    PlaneStretch stretch_;
    BlockSource source_;
    const Batch* batch_ = nullptr;
    std::vector<Found> hits_;
    std::vector<std::uint64_t> bases_, near_;
    std::vector<std::int32_t> offsets_;
    alignas(64) std::uint64_t words_[block_sites];
    alignas(64) std::uint64_t ambiguous_[block_sites];
    Block block_{};
    std::unique_ptr<GroupTables> tables_ = std::make_unique<GroupTables>();
};

/// Lends a searcher to each thread that asks, and keeps them all.
class Searchers {
public:
    Searchers(const Plan& plan, std::span<const Query> queries) : plan_(plan), guides_(queries.size()) {
        for (const Query& query : queries) {
            most_dna_ = std::max(most_dna_, query.limits.dna_bulges);
            most_rna_ = std::max(most_rna_, query.limits.rna_bulges);
        }
    }
    std::unique_ptr<Searcher> borrow() {
        {
            const std::lock_guard lock(guard_);
            if (!idle_.empty()) {
                auto searcher = std::move(idle_.back());
                idle_.pop_back();
                return searcher;
            }
        }
        return std::make_unique<Searcher>(plan_, guides_, most_dna_, most_rna_);
    }
    void give_back(std::unique_ptr<Searcher> searcher) {
        const std::lock_guard lock(guard_);
        idle_.push_back(std::move(searcher));
    }
    std::vector<GuideCounts> counts() const {
        SiteCounts sum(guides_, most_dna_, most_rna_);
        for (const auto& searcher : idle_) sum.add(searcher->counts());
        return sum.by_query();
    }

private:
    const Plan& plan_;
    std::size_t guides_;
    int most_dna_ = 0, most_rna_ = 0;
    std::mutex guard_;
    std::vector<std::unique_ptr<Searcher>> idle_;
};

/// Empty where listing all sites is no slower.
std::vector<Nearby> nearby_of(std::span<const Batch> batches) {
    std::vector<Nearby> all;
    for (const Batch& batch : batches) {
        if (batch.has_bulges() || batch.limits.mismatches > nearby_mismatches ||
            all.size() + batch.queries.size() > few_guides)
            return {};
        for (const auto& bases : batch.bases) {
            Nearby nearby{.most = std::min(batch.limits.mismatches, batch.limits.edits)};
            std::copy_n(bases.begin(), Nearby::length, nearby.bases.begin());
            all.push_back(nearby);
        }
    }
    return all;
}

Plan make_plan(const domain::PackedGenome& genome, std::span<const Query> queries, const Pattern& pattern,
               const SearchOptions& options, const Context& context) {
    Plan plan{genome, geometry_of(pattern, queries), make_batches(queries, pattern), options, context};
    plan.spacer_length = pattern.spacer_length;
    std::size_t guides = 0;
    for (const Batch& batch : plan.batches)
        if (!batch.has_bulges()) {
            guides += batch.queries.size();
            plan.groups = std::max(plan.groups, batch.groups);
        }
    plan.tables = guides >= worth_tables;
    plan.nearby = nearby_of(plan.batches);
    plan.dense = pam_density(pattern) >= dense_pams && plan.nearby.empty();
    plan.any_circular =
        std::ranges::any_of(genome.contigs(), [](const auto& contig) { return contig.circular; });
    return plan;
}

}  // namespace

SearchResult find_off_targets(const domain::PackedGenome& genome, std::span<const Query> queries,
                              const Pattern& pattern, const SearchOptions& options, Context& context) {
    const Plan plan = make_plan(genome, queries, pattern, options, context);
    const std::vector<PlaneStretch> stretches = cut_into_stretches(genome);
    Harvest harvest(queries.size(), stretches.size(), options);
    Searchers searchers(plan, queries);
    std::uint64_t done = 0;
    std::mutex telling;
    parallel_for(stretches.size(), context.threads(), [&](std::size_t i) {
        if (context.cancelled()) return;
        std::unique_ptr<Searcher> searcher = searchers.borrow();
        std::vector<Found> hits = searcher->search(stretches[i]);
        searchers.give_back(std::move(searcher));
        harvest.put(i, std::move(hits));
        const std::lock_guard lock(telling);
        done += stretches[i].end - stretches[i].begin;
        context.progress("searching", done, stretches.back().end);
    });
    if (context.cancelled()) return {};
    return {harvest.take(genome, pattern, context), searchers.counts()};
}

}  // namespace strandline::edit
