#pragma once

#include <strandline/edit/offtargets.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

constexpr int longest_reach = longest_pattern_spacer + most_bulges;
static_assert(longest_pam + longest_reach < 64, "a window is read from two words");

/// How sites of one strand lie on the forward strand. Their bases are read from the PAM outward: there, to
/// larger or to smaller coordinates.
struct Side {
    domain::Strand strand = domain::Strand::forward;
    bool rightward = false;
    std::vector<std::string> pams;  // as they read on the forward strand
    bool reversed() const { return strand == domain::Strand::reverse; }
};

/// A window is a PAM and as many bases outward as any alignment may need. Positions are within the window.
struct Geometry {
    int spacer = 20, pam = 3;
    int reach = 20;     // spacer and most DNA bulges
    int shortest = 20;  // spacer less most RNA bulges
    Side sides[2];
    int window() const { return pam + reach; }
    int pam_begin(const Side& side) const { return side.rightward ? 0 : reach; }
    int bases_begin(const Side& side) const { return side.rightward ? pam : 0; }
};

Geometry geometry_of(const Pattern& pattern, std::span<const Query> queries);

/// The share of random windows that have one of the PAMs, at most.
double pam_density(const Pattern& pattern);

}  // namespace strandline::edit
