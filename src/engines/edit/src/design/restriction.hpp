#pragma once

#include <strandline/base/result.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// A recognition site that cloning must not meet: an enzyme's, or bases given as such.
struct RestrictionSite {
    std::string name;
    std::string pattern;  // IUPAC codes, upper case
};

/// "BsmBI,BbsI,GAAGAC": enzymes by name in any case (REBASE, Roberts 2023, Nucleic Acids Res 51:D629), or 4
/// to 20 IUPAC codes. Error: "sites.unknown".
Result<std::vector<RestrictionSite>> parse_restriction_sites(std::string_view list);

/// How often a site is in `bases`, on either strand; a palindrome counts once a place.
int count_sites(std::string_view bases, const RestrictionSite& site);

/// Names of the sites that are in `bases`, in the order given, commas between.
std::string sites_in(std::string_view bases, std::span<const RestrictionSite> sites);

}  // namespace strandline::edit
