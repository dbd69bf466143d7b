#include "design/restriction.hpp"

#include <strandline/edit/donor.hpp>

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace strandline::edit {
namespace {

struct Enzyme {
    std::string_view name, pattern;
};

// Enzymes of the usual cloning schemes; isoschizomers under each name in use.
constexpr std::array enzymes = {
    Enzyme{"BsmBI", "CGTCTC"},    Enzyme{"Esp3I", "CGTCTC"},  Enzyme{"BbsI", "GAAGAC"},
    Enzyme{"BpiI", "GAAGAC"},     Enzyme{"BsaI", "GGTCTC"},   Enzyme{"Eco31I", "GGTCTC"},
    Enzyme{"SapI", "GCTCTTC"},    Enzyme{"BspQI", "GCTCTTC"}, Enzyme{"LguI", "GCTCTTC"},
    Enzyme{"AarI", "CACCTGC"},    Enzyme{"PaqCI", "CACCTGC"}, Enzyme{"BtgZI", "GCGATG"},
    Enzyme{"BfuAI", "ACCTGC"},    Enzyme{"BspMI", "ACCTGC"},  Enzyme{"BstXI", "CCANNNNNNTGG"},
    Enzyme{"BlpI", "GCTNAGC"},    Enzyme{"EcoRI", "GAATTC"},  Enzyme{"BamHI", "GGATCC"},
    Enzyme{"HindIII", "AAGCTT"},  Enzyme{"XbaI", "TCTAGA"},   Enzyme{"SpeI", "ACTAGT"},
    Enzyme{"PstI", "CTGCAG"},     Enzyme{"XhoI", "CTCGAG"},   Enzyme{"SalI", "GTCGAC"},
    Enzyme{"NcoI", "CCATGG"},     Enzyme{"NdeI", "CATATG"},   Enzyme{"NotI", "GCGGCCGC"},
    Enzyme{"NheI", "GCTAGC"},     Enzyme{"KpnI", "GGTACC"},   Enzyme{"SacI", "GAGCTC"},
    Enzyme{"AgeI", "ACCGGT"},     Enzyme{"MluI", "ACGCGT"},   Enzyme{"PacI", "TTAATTAA"},
    Enzyme{"AscI", "GGCGCGCC"},   Enzyme{"SmaI", "CCCGGG"},   Enzyme{"EcoRV", "GATATC"},
    Enzyme{"DraIII", "CACNNNGTG"}};

constexpr std::size_t shortest_site = 4, longest_site = 20;

bool is_pattern(std::string_view text) {
    return text.size() >= shortest_site && text.size() <= longest_site &&
           std::ranges::all_of(text, [](char c) { return domain::base_set(c) != 0; });
}

Error unknown_site(std::string_view word) {
    std::vector<std::string> known;
    for (const Enzyme& enzyme : enzymes) known.emplace_back(enzyme.name);
    return Error::input("sites.unknown", "--avoid-sites: '{}' is no enzyme that is known", word)
        .expected("names of enzymes or their sites ({} to {} IUPAC codes), commas between", shortest_site,
                  longest_site)
        .found("'{}'", word)
        .candidates(nearest(word, known))
        .mend("write the site itself, such as CGTCTC for BsmBI");
}

bool matches(std::string_view bases, std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i)
        if (domain::base_set(bases[i]) & ~domain::base_set(pattern[i])) return false;
    return true;
}

}  // namespace

Result<std::vector<RestrictionSite>> parse_restriction_sites(std::string_view list) {
    std::vector<RestrictionSite> sites;
    for (const std::string_view part : split(list, ',')) {
        const std::string_view text = trim(part);
        if (text.empty()) continue;
        const auto enzyme =
            std::ranges::find_if(enzymes, [&](const Enzyme& one) { return lower(one.name) == lower(text); });
        if (enzyme != enzymes.end())
            sites.push_back({std::string(enzyme->name), std::string(enzyme->pattern)});
        else if (is_pattern(text))
            sites.push_back({upper(text), upper(text)});
        else
            return fail(unknown_site(text));
    }
    return sites;
}

int count_sites(std::string_view bases, const RestrictionSite& site) {
    const std::string reverse = domain::reverse_complement(site.pattern);
    int count = 0;
    for (std::size_t i = 0; i + site.pattern.size() <= bases.size(); ++i) {
        const std::string_view here = bases.substr(i, site.pattern.size());
        count += matches(here, site.pattern) || matches(here, reverse);
    }
    return count;
}

std::string sites_in(std::string_view bases, std::span<const RestrictionSite> sites) {
    std::vector<std::string> names;
    for (const RestrictionSite& site : sites)
        if (count_sites(bases, site) > 0) names.push_back(site.name);
    return join(names, ",");
}

std::vector<std::string_view> restriction_sites(std::string_view bases) {
    std::vector<std::string_view> found, patterns;
    for (const Enzyme& enzyme : enzymes) {
        if (std::ranges::find(patterns, enzyme.pattern) != patterns.end()) continue;  // under another name
        patterns.push_back(enzyme.pattern);
        if (count_sites(bases, {std::string(enzyme.name), std::string(enzyme.pattern)}) > 0)
            found.push_back(enzyme.name);
    }
    return found;
}

}  // namespace strandline::edit
