#include "library/oligo.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <array>

namespace strandline::edit {
namespace {

struct Backbone {
    std::string_view name, enzyme;
};

// All have the overhangs CACC and AAAC behind a U6 promoter and before the scaffold GTTT. lentiGuide-Puro and
// lentiCRISPRv2: Sanjana 2014, Nat Methods 11:783. pX330, pX458, pX459: Cong 2013, Science 339:819; Ran 2013,
// Nat Protoc 8:2281.
constexpr std::array backbones = {Backbone{"lentiGuide-Puro", "BsmBI"}, Backbone{"lentiCRISPRv2", "BsmBI"},
                                  Backbone{"pX330", "BbsI"}, Backbone{"pX458", "BbsI"},
                                  Backbone{"pX459", "BbsI"}};

}  // namespace

std::vector<std::string> backbone_names() {
    std::vector<std::string> names = {"none"};
    for (const Backbone& one : backbones) names.emplace_back(one.name);
    return names;
}

Cloning backbone(std::string_view name) {
    const auto found = std::ranges::find(backbones, name, &Backbone::name);
    if (found == backbones.end()) return {.name = "none"};
    return {.name = std::string(found->name),
            .enzyme = std::string(found->enzyme),
            .prefix = "CACC",
            .suffix = "GTTT",
            .bottom_prefix = "AAAC"};
}

Oligos oligos_for(std::string_view spacer, const Cloning& cloning) {
    Oligos oligos;
    if (!cloning.makes_oligos()) return oligos;
    oligos.added_g = cloning.adds_g && !spacer.starts_with('G');
    const std::string insert = (oligos.added_g ? "G" : "") + std::string(spacer);
    if (cloning.bottom_prefix.empty()) {
        oligos.forward = cloning.prefix + insert + cloning.suffix;
    } else {
        oligos.forward = cloning.prefix + insert;
        oligos.reverse = cloning.bottom_prefix + domain::reverse_complement(insert);
    }
    return oligos;
}

bool brings_site(std::string_view spacer, const Cloning& cloning, std::span<const RestrictionSite> sites) {
    const std::string g = cloning.makes_oligos() && cloning.adds_g && !spacer.starts_with('G') ? "G" : "";
    const std::string cloned = cloning.prefix + g + std::string(spacer) + cloning.suffix;
    return std::ranges::any_of(sites, [&](const RestrictionSite& site) {
        return count_sites(cloned, site) >
               count_sites(cloning.prefix, site) + count_sites(cloning.suffix, site);
    });
}

}  // namespace strandline::edit
