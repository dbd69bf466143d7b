#include <strandline/edit/prime_editing.hpp>

#include <strandline/base/text.hpp>
#include <strandline/edit/guides.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace strandline::edit {
namespace {

constexpr int terminator = 4;  // T in a row end transcription by RNA polymerase III
constexpr double coolest = 30, warmest = 37;
constexpr double least_gc = 40, most_gc = 60;
constexpr int usual_pbs = 13;
constexpr int usual_homology_least = 7, usual_homology_most = 16;

double outside(double value, double least, double most) {
    return value < least ? least - value : value > most ? value - most : 0;
}

bool has_terminator(const PegRna& guide) {
    return longest_run(guide.spacer, 'T') >= terminator || longest_run(guide.extension(), 'T') >= terminator;
}

/// 0: at most 10 nt; then a step for each further 10.
std::int64_t nick_class(const PegRna& guide) {
    return std::max<std::int64_t>(guide.nick_to_edit - 1, 0) / 10;
}

int homology_off(const PegRna& guide) {
    return static_cast<int>(outside(guide.homology, usual_homology_least, usual_homology_most));
}

/// The smaller, the better; the first that differs decides.
auto cost(const PegRna& guide) {
    const auto whole = [](double value) { return static_cast<int>(std::ceil(value)); };
    return std::tuple(has_terminator(guide), guide.site_after, nick_class(guide), guide.rtt.starts_with('C'),
                      whole(outside(guide.pbs_celsius, coolest, warmest)),
                      whole(outside(guide.pbs_gc_percent, least_gc, most_gc)), homology_off(guide),
                      std::abs(static_cast<int>(guide.pbs.size()) - usual_pbs), guide.nick_to_edit,
                      guide.rtt.size(), guide.strand, guide.nick, guide.pbs.size());
}

std::string reason(const PegRna& guide) {
    std::vector<std::string> parts;
    if (has_terminator(guide)) parts.push_back("a run of T may end its transcription");
    parts.push_back(guide.site_after == SiteAfter::pam_gone       ? "the edit destroys the PAM"
                    : guide.site_after == SiteAfter::seed_changed ? "the edit changes the seed"
                                                                  : "the edited site can be nicked again");
    parts.push_back(format("nick {} nt from the edit", guide.nick_to_edit));
    if (guide.rtt.starts_with('C')) parts.push_back("the extension begins with C");
    const double off = outside(guide.pbs_celsius, coolest, warmest);
    parts.push_back(format("PBS of {} nt melts at {:.1f} °C{}", guide.pbs.size(), guide.pbs_celsius,
                           off == 0                      ? ""
                           : guide.pbs_celsius < coolest ? ", weak"
                                                         : ", tight"));
    if (outside(guide.pbs_gc_percent, least_gc, most_gc) > 0)
        parts.push_back(format("its GC is {:.0f} %", guide.pbs_gc_percent));
    parts.push_back(format("template of {} nt, {} behind the edit{}", guide.rtt.size(), guide.homology,
                           guide.homology < usual_homology_least  ? ", short"
                           : guide.homology > usual_homology_most ? ", long"
                                                                  : ""));
    return join(parts, "; ");
}

}  // namespace

std::vector<RankedPegRna> rank_pegrnas(std::vector<PegRna> guides, std::size_t per_nick) {
    std::ranges::sort(guides, [](const PegRna& a, const PegRna& b) { return cost(a) < cost(b); });
    std::vector<RankedPegRna> ranked;
    std::map<std::pair<domain::Strand, std::size_t>, std::size_t> taken;
    for (PegRna& guide : guides) {
        if (per_nick != 0 && taken[{guide.strand, guide.nick}]++ >= per_nick) continue;
        std::string why = reason(guide);
        ranked.push_back({std::move(guide), static_cast<int>(ranked.size() + 1), std::move(why)});
    }
    return ranked;
}

}  // namespace strandline::edit
