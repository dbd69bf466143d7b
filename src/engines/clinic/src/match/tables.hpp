#pragma once

#include <strandline/clinic/match.hpp>

#include "bits.hpp"

#include <optional>

namespace strandline::clinic {

/// The definition turned so that few words of bits answer which alleles a strand may be.
struct GeneMatcher::Tables {
    domain::GeneDefinition definition;
    MatchOptions options;
    std::uint32_t reference = 0;
    bool toxicity = false;        // undocumented alleles count as reference
    bool least_function = false;  // variants are listed, none scored against another

    struct Cell {
        std::uint32_t kinds = 1;  // bit k: may have allele k; where blank, what the reference allele may have
        bool blank = true, wobble = false;
    };
    std::vector<Cell> cells;           // [allele][position]
    std::vector<Bits> defines;         // of an allele: positions where it says something, wobble left out
    std::vector<Bits> wobbles;         // of an allele: positions where it allows several
    std::vector<Bits> other_than_ref;  // of an allele: positions where it refuses REF
    std::vector<std::vector<std::uint32_t>> needed_by;  // of a position: alleles that refuse REF there
    std::vector<std::uint32_t> plain;                   // alleles that refuse REF nowhere
    std::vector<std::uint8_t> matched;                  // of an allele: takes part
    std::vector<std::string> told;                      // of an allele: its name in results
    std::vector<std::uint32_t> rank;                    // of an allele: its place in the order of names
    std::vector<std::uint32_t> required;                // positions

    /// DPYD HapB3 and its intronic variant alone, where the definition has both.
    struct HapB3 {
        std::uint32_t intronic, exonic;          // positions
        std::uint32_t haplotype, intronic_only;  // alleles
    };
    std::optional<HapB3> hapb3;

    std::vector<std::vector<std::string>> preferences;  // diplotypes by name, the preferred one first

    std::size_t positions() const { return definition.positions.size(); }
    std::size_t alleles() const { return definition.alleles.size(); }
    const Cell& cell(std::size_t allele, std::size_t position) const {
        return cells[allele * positions() + position];
    }
    bool is_hapb3(std::uint32_t allele) const {
        return hapb3 && (allele == hapb3->haplotype || allele == hapb3->intronic_only);
    }
};

}  // namespace strandline::clinic
