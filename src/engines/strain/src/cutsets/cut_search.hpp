#pragma once

#include "cutsets/cut_elements.hpp"
#include "cutsets/region_memory.hpp"
#include "cutsets/region_oracle.hpp"

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

namespace strandline::strain {

struct ElementsHash {
    std::size_t operator()(const Elements& set) const {
        std::uint64_t hash = 0x9e3779b97f4a7c15U;
        for (const std::int32_t one : set)
            hash = (hash ^ static_cast<std::uint64_t>(one + 1)) * 0xff51afd7ed558ccdU + (hash >> 29);
        return static_cast<std::size_t>(hash);
    }
};
using ElementsSet = std::unordered_set<Elements, ElementsHash>;

/// What is the same for a whole search.
struct CutQuestion {
    const CutElements& elements;
    /// By knock-in (reactions, then genes): columns that are closed, and elements that are lost, without it.
    std::vector<std::vector<std::int32_t>> knock_in_columns;
    std::vector<Elements> knock_in_elements;
    int max_size = 1;
    double max_cost = 0;
    std::vector<double> knock_in_cost;
    std::size_t max_sets = 0;
};

/// A cut set of elements and bought knock-ins (indices into the problem's lists), both ascending.
struct FoundCut {
    Elements elements;
    std::vector<std::int32_t> bought;
};

/// The oracles of a thread: of suppressed regions, then of protected ones.
struct Oracles {
    std::vector<RegionOracle> suppress, protect;
};

/// What all threads know, of the same regions.
struct CutMemory {
    std::vector<RegionMemory> suppress, protect;
    Bits absent;  // columns that knock-ins may leave closed
};

struct CutSearch {
    std::vector<FoundCut> cuts;  // minimal, in no set order
    std::uint64_t candidates = 0;
    std::uint64_t programs = 0;
};

/// Breadth-first over the size of a set, for each choice of knock-ins. `memory` begins empty and ends with
/// all that was learnt.
Result<CutSearch> search_cuts(const CutQuestion& question, const Oracles& oracles, CutMemory& memory,
                              Context& context);

}  // namespace strandline::strain
