#include <strandline/edit/prime_editing.hpp>

#include "window.hpp"

#include <strandline/base/error.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/melting.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

namespace strandline::edit {
namespace {

using domain::reverse_complement;
using domain::Strand;

/// A site on one strand of a sequence, by the first base of its protospacer.
struct Site {
    std::size_t begin = 0;
    std::size_t nick() const { return begin + prime_spacer - nick_to_pam; }
};

std::vector<Site> sites(const std::string& bases, const std::string& pam) {
    std::vector<Site> found;
    const std::size_t length = prime_spacer + pam.size();
    for (std::size_t begin = 0; begin + length <= bases.size(); ++begin)
        if (is_pam(std::string_view(bases).substr(begin + prime_spacer, pam.size()), pam))
            found.push_back({begin});
    return found;
}

std::string spacer_at(const std::string& bases, Site site) { return bases.substr(site.begin, prime_spacer); }

int differing(std::string_view a, std::string_view b) {
    int count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i];
    return count;
}

SequenceEdit on_strand(const SequenceEdit& edit, Strand strand) {
    if (strand == Strand::forward) return edit;
    return {reverse_complement(edit.before), reverse_complement(edit.after)};
}

/// The edit leaves what lies before it as it is, so the site stands where it stood.
SiteAfter site_after(const SequenceEdit& edit, Site site, const std::string& pam) {
    const std::size_t pam_begin = site.begin + prime_spacer;
    if (pam_begin + pam.size() > edit.after.size() ||
        !is_pam(std::string_view(edit.after).substr(pam_begin, pam.size()), pam))
        return SiteAfter::pam_gone;
    return spacer_at(edit.before, site) != spacer_at(edit.after, site) ? SiteAfter::seed_changed
                                                                       : SiteAfter::intact;
}

/// Finds guides that nick the strand opposite to the pegRNA's.
class NickFinder {
public:
    NickFinder(const SequenceEdit& edit, const Difference& change, const PrimeOptions& options)
        : options_(options), after_(reverse_complement(edit.after)) {
        const std::string before = reverse_complement(edit.before);
        for (const Site site : sites(before, options.pam)) spacers_before_.push_back(spacer_at(before, site));
        for (const Site site : sites(after_, options.pam)) {
            const std::size_t end = after_.size() - site.begin;  // of the site on the pegRNA's strand
            const std::size_t begin = end - prime_spacer - options.pam.size();
            const bool overlaps = begin < change.end_after && end > change.begin;
            all_.push_back({site, overlaps, overlaps ? seed_mismatches(site) : 0});
        }
    }

    /// PE3: nicks before and after the edit, at the distance asked for; the nearer its middle the better.
    std::optional<NickingGuide> pe3(std::size_t nick) const {
        const int middle = (options_.nearest_nick + options_.farthest_nick) / 2;
        return best(
            nick,
            [&](const Candidate& one, std::int64_t distance) {
                return !one.overlaps && std::abs(distance) >= options_.nearest_nick &&
                       std::abs(distance) <= options_.farthest_nick;
            },
            [&](const Candidate&, std::int64_t distance) {
                return std::pair<std::int64_t, std::int64_t>(0, std::abs(std::abs(distance) - middle));
            });
    }

    /// PE3b: matches the edited sequence only. Most mismatches in the seed first, then the nearest.
    std::optional<NickingGuide> pe3b(std::size_t nick) const {
        return best(
            nick,
            [&](const Candidate& one, std::int64_t distance) {
                return one.overlaps && one.seed_mismatches > 0 &&
                       std::abs(distance) <= options_.farthest_nick;
            },
            [](const Candidate& one, std::int64_t distance) {
                return std::pair<std::int64_t, std::int64_t>(-one.seed_mismatches, std::abs(distance));
            });
    }

private:
    struct Candidate {
        Site site;
        bool overlaps;
        int seed_mismatches;
    };

    /// To the nearest site of the sequence before the edit; all of the seed where that has none.
    int seed_mismatches(Site site) const {
        const std::string seed = spacer_at(after_, site).substr(prime_spacer - seed_length);
        int fewest = static_cast<int>(seed_length);
        for (const std::string& other : spacers_before_)
            fewest =
                std::min(fewest, differing(seed, std::string_view(other).substr(prime_spacer - seed_length)));
        return fewest;
    }

    template <class Accept, class Cost>
    std::optional<NickingGuide> best(std::size_t nick, Accept&& accept, Cost&& cost) const {
        std::optional<std::pair<bool, std::pair<std::int64_t, std::int64_t>>> lowest;
        std::optional<NickingGuide> found;
        for (const Candidate& one : all_) {
            const auto here = static_cast<std::int64_t>(after_.size() - one.site.nick());
            const std::int64_t distance = here - static_cast<std::int64_t>(nick);
            if (!accept(one, distance)) continue;
            const std::string spacer = spacer_at(after_, one.site);
            const auto price = std::pair(longest_run(spacer, 'T') >= 4, cost(one, distance));
            if (lowest && *lowest <= price) continue;
            lowest = price;
            found = NickingGuide{spacer, after_.substr(one.site.begin + prime_spacer, options_.pam.size()),
                                 distance, one.seed_mismatches};
        }
        return found;
    }

    const PrimeOptions& options_;
    std::string after_;  // the strand opposite to the pegRNA's, edited
    std::vector<std::string> spacers_before_;
    std::vector<Candidate> all_;
};

class Designer {
public:
    Designer(const SequenceEdit& edit, Strand strand, const PrimeOptions& options)
        : edit_(on_strand(edit, strand)),
          strand_(strand),
          options_(options),
          change_(difference(edit_)),
          nicks_(edit_, change_, options_) {}

    void add(std::vector<PegRna>& guides) const {
        for (const Site site : sites(edit_.before, options_.pam)) {
            if (site.nick() > change_.begin) break;
            add_site(site, guides);
        }
    }

private:
    void add_site(Site site, std::vector<PegRna>& guides) const {
        const auto reach = static_cast<int>(change_.end_after - site.nick());
        const int shortest = std::max(options_.shortest_rtt, reach + options_.homology);
        const int room = static_cast<int>(edit_.after.size() - site.nick());
        const int longest = std::min(options_.longest_rtt, room);
        if (shortest > longest) return;
        PegRna guide;
        guide.strand = strand_;
        guide.spacer = spacer_at(edit_.before, site);
        guide.pam = edit_.before.substr(site.begin + prime_spacer, options_.pam.size());
        guide.nick = site.nick();
        guide.nick_to_edit = static_cast<std::int64_t>(change_.begin - site.nick());
        guide.site_after = site_after(edit_, site, options_.pam);
        guide.pe3 = nicks_.pe3(guide.nick);
        guide.pe3b = nicks_.pe3b(guide.nick);
        for (int pbs = options_.shortest_pbs; pbs <= options_.longest_pbs; ++pbs) {
            guide.pbs = reverse_complement(edit_.before.substr(guide.nick - static_cast<std::size_t>(pbs),
                                                               static_cast<std::size_t>(pbs)));
            guide.pbs_celsius = rna_dna_melting_celsius(guide.pbs);
            guide.pbs_gc_percent = gc_percent(guide.pbs);
            for (int rtt = shortest; rtt <= longest; ++rtt) {
                guide.rtt = reverse_complement(edit_.after.substr(guide.nick, static_cast<std::size_t>(rtt)));
                guide.homology = rtt - reach;
                guides.push_back(guide);
            }
        }
    }

    SequenceEdit edit_;
    Strand strand_;
    const PrimeOptions& options_;
    Difference change_;
    NickFinder nicks_;
};

}  // namespace

Difference difference(const SequenceEdit& edit) {
    const std::string& before = edit.before;
    const std::string& after = edit.after;
    STRANDLINE_ASSERT(before != after);
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t prefix = 0, suffix = 0;
    while (prefix < shorter && before[prefix] == after[prefix]) ++prefix;
    while (suffix < shorter - prefix &&
           before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix])
        ++suffix;
    return {prefix, before.size() - suffix, after.size() - suffix};
}

std::string PegRna::full() const { return spacer + std::string(prime_scaffold) + extension(); }

CloningOligos cloning_oligos(const PegRna& guide) {
    const std::string spacer = guide.spacer.starts_with('G') ? guide.spacer : "G" + guide.spacer;
    const std::string extension = guide.extension();
    return {"CACC" + spacer + "GTTTT", "CTCTAAAAC" + reverse_complement(spacer), "GTGC" + extension,
            "AAAA" + reverse_complement(extension)};
}

std::vector<PegRna> design_pegrnas(const SequenceEdit& edit, const PrimeOptions& options) {
    std::vector<PegRna> guides;
    for (const Strand strand : {Strand::forward, Strand::reverse})
        Designer(edit, strand, options).add(guides);
    return guides;
}

std::optional<std::string> simulate_prime_edit(std::string_view before, std::size_t nick,
                                               std::string_view extension, std::size_t pbs_length,
                                               std::size_t homology, std::size_t from) {
    const std::string written = reverse_complement(extension);  // what pairs with the PBS, then the flap
    if (pbs_length > nick || written.size() <= pbs_length) return std::nullopt;
    if (before.substr(nick - pbs_length, pbs_length) != std::string_view(written).substr(0, pbs_length))
        return std::nullopt;
    const std::string flap = written.substr(pbs_length);
    if (homology > flap.size()) return std::nullopt;
    const std::size_t like =
        before.find(std::string_view(flap).substr(flap.size() - homology), std::max(nick, from));
    if (like == std::string_view::npos) return std::nullopt;
    return std::string(before.substr(0, nick)) + flap + std::string(before.substr(like + homology));
}

}  // namespace strandline::edit
