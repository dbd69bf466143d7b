#pragma once

#include "search/settle.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace strandline::edit {

/// A hit as the search keeps it.
struct Found {
    std::uint64_t begin = 0;  // position in the planes, within its contig
    std::uint64_t steps = 0;
    std::uint32_t guide = 0;
    std::uint32_t equivalents = 1;
    std::uint8_t mismatches = 0, dna_bulges = 0, rna_bulges = 0;
    std::uint8_t columns : 7 = 0, reverse : 1 = 0;
    int edits() const { return mismatches + dna_bulges + rna_bulges; }
};

/// Numbers of sites by guide, mismatches, DNA and RNA bulges.
class SiteCounts {
public:
    SiteCounts(std::size_t guides, int most_dna, int most_rna);
    void add(std::uint32_t guide, const Settled& site) {
        ++counts_[guide * by_guide() +
                  (site.mismatches * static_cast<std::size_t>(dna_) + site.dna_bulges) *
                      static_cast<std::size_t>(rna_) +
                  site.rna_bulges];
    }
    void add(const SiteCounts& other);
    std::vector<GuideCounts> by_query() const;

private:
    std::size_t by_guide() const { return static_cast<std::size_t>((most_mismatches + 1) * dna_ * rna_); }
    std::size_t guides_;
    int dna_, rna_;  // how many numbers of each there may be
    std::vector<std::uint64_t> counts_;
};

/// Gathers the hits of all stretches, from any thread, into the order that is promised.
class Harvest {
public:
    Harvest(std::size_t guides, std::size_t stretches, const SearchOptions& options);

    void put(std::size_t stretch, std::vector<Found> hits);
    std::vector<OffTarget> take(const domain::PackedGenome& genome, const Pattern& pattern, Context& context);

private:
    void keep_best(std::vector<Found>& hits) const;
    std::vector<std::size_t> count_by_guide() const;

    std::size_t guides_;
    std::uint64_t max_hits_;
    std::vector<std::vector<Found>> parts_;  // by stretch, or by guide where only so many are kept
    std::mutex guard_;
};

}  // namespace strandline::edit
