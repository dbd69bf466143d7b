#pragma once

#include "design/restriction.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// How a spacer is cloned: as two oligos that anneal and leave overhangs, or as one oligo of a pool between a
/// prefix and a suffix.
struct Cloning {
    std::string name;           // of the backbone; "none", "custom"
    std::string enzyme;         // that opens the backbone; "" when not known
    std::string prefix;         // before the spacer, 5' to 3'
    std::string suffix;         // behind it, top strand: what an annealed oligo is ligated to
    std::string bottom_prefix;  // 5' overhang of the second oligo; "" for a pool
    bool adds_g = true;         // a 5' G where the spacer has none: where the U6 promoter starts
    bool makes_oligos() const { return name != "none"; }
};

std::vector<std::string> backbone_names();  // "none" first
/// The scheme of a backbone of `backbone_names`.
Cloning backbone(std::string_view name);

struct Oligos {
    bool added_g = false;
    std::string forward, reverse;  // reverse is "" for a pool
};
Oligos oligos_for(std::string_view spacer, const Cloning& cloning);

/// Whether one of the sites comes up by cloning the spacer: in it, or across its seams.
bool brings_site(std::string_view spacer, const Cloning& cloning, std::span<const RestrictionSite> sites);

}  // namespace strandline::edit
