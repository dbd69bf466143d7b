#include "search/windows.hpp"

#include "search/block.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <bit>
#include <string_view>

namespace strandline::edit {
namespace {

using Contig = domain::PackedGenome::Contig;

/// Windows a stretch holds: its sites stay within a core's second-level cache.
constexpr std::uint64_t stretch_length = 1 << 19;

/// Sets the bits [begin, end), cut to the stretch.
void set_bits(std::vector<std::uint64_t>& bits, const PlaneStretch& stretch, std::int64_t begin,
              std::int64_t end, bool value = true) {
    const auto first = static_cast<std::int64_t>(stretch.begin);
    begin = std::max<std::int64_t>(begin - first, 0);
    end = std::min(end - first, static_cast<std::int64_t>(stretch.end - stretch.begin));
    if (begin >= end) return;
    const auto word = [&](std::int64_t i) -> std::uint64_t& { return bits[static_cast<std::size_t>(i)]; };
    const auto put = [value](std::uint64_t& to, std::uint64_t mask) { to = value ? to | mask : to & ~mask; };
    const std::uint64_t from_begin = ~std::uint64_t{0} << begin % 64;
    const std::uint64_t to_end = ~std::uint64_t{0} >> (63 - (end - 1) % 64);
    const std::int64_t last = (end - 1) / 64;
    if (begin / 64 == last) return put(word(last), from_begin & to_end);
    put(word(begin / 64), from_begin);
    std::fill(&word(begin / 64) + 1, &word(last), value ? ~std::uint64_t{0} : 0);
    put(word(last), to_end);
}

std::int64_t offset_of(const Contig& contig) { return static_cast<std::int64_t>(contig.offset); }

/// Contigs that begin at or before a position, or rather the first that may reach to it.
std::size_t first_contig(const std::vector<Contig>& contigs, std::uint64_t position) {
    const auto behind = std::ranges::upper_bound(contigs, position, {}, &Contig::offset);
    return behind == contigs.begin() ? 0 : static_cast<std::size_t>(behind - contigs.begin()) - 1;
}

bool fits(std::string_view bases, std::string_view pam) {
    for (std::size_t i = 0; i < pam.size(); ++i)
        if (domain::base_set(bases[i]) & ~domain::base_set(pam[i])) return false;
    return true;
}

}  // namespace

std::vector<PlaneStretch> cut_into_stretches(const domain::PackedGenome& genome) {
    std::vector<PlaneStretch> stretches;
    std::uint64_t end = 0;
    for (const Contig& contig : genome.contigs())
        end = std::max(end, contig.offset + static_cast<std::uint64_t>(contig.length));
    for (std::uint64_t begin = 0; begin < end; begin += stretch_length)
        stretches.push_back({begin, std::min(end, begin + stretch_length)});
    return stretches;
}

void WindowFinder::enter(const PlaneStretch& stretch) {
    stretch_ = stretch;
    std::ranges::fill(has_planes_, false);
    mark_windows();
    mark_ambiguous();
}

void WindowFinder::mark_windows() {
    const auto& contigs = genome_.contigs();
    within_.assign(stretch_.words(), 0);
    for (std::size_t i = first_contig(contigs, stretch_.begin);
         i < contigs.size() && contigs[i].offset < stretch_.end; ++i) {
        const Contig& contig = contigs[i];
        if (contig.length < geometry_.window()) continue;
        const std::int64_t windows = contig.circular ? contig.length : contig.length - geometry_.window() + 1;
        set_bits(within_, stretch_, offset_of(contig), offset_of(contig) + windows);
    }
}

void WindowFinder::mark_ambiguous() {
    const auto window = static_cast<std::uint64_t>(geometry_.window());
    const auto runs = genome_.runs_within(stretch_.begin, stretch_.end + window);
    has_ambiguous_ = !runs.empty();
    plain_ = within_;
    if (!has_ambiguous_) return;
    touched_.assign(stretch_.words(), 0);
    ambiguous_.assign(stretch_.words() + 1, 0);
    PlaneStretch letters = stretch_;
    letters.end = stretch_.begin + (stretch_.words() + 1) * 64;
    for (const auto& run : runs) {
        const auto begin = static_cast<std::int64_t>(run.begin);
        const std::int64_t end = begin + run.length;
        set_bits(ambiguous_, letters, begin, end);
        set_bits(touched_, stretch_, begin - geometry_.window() + 1, end);
    }
    for (std::size_t i = 0; i < plain_.size(); ++i) {
        plain_[i] &= ~touched_[i];
        touched_[i] &= within_[i];
    }
    // Where a window holds nothing else it has more mismatches than any limit allows.
    for (const auto& run : runs)
        set_bits(touched_, stretch_, static_cast<std::int64_t>(run.begin),
                 static_cast<std::int64_t>(run.begin) + run.length - geometry_.window() + 1, false);
}

/// Where a letter may be of the set: ambiguous ones always count.
const std::vector<std::uint64_t>& WindowFinder::plane_of(std::uint8_t set) {
    std::vector<std::uint64_t>& plane = planes_[set];
    if (has_planes_[set]) return plane;
    has_planes_[set] = true;
    const std::size_t words = stretch_.words() + 1, first = static_cast<std::size_t>(stretch_.begin / 64);
    plane.resize(words);
    bases_of_set(genome_.low().data() + first, genome_.high().data() + first, words, set, plane.data());
    if (has_ambiguous_)
        for (std::size_t i = 0; i < words; ++i) plane[i] |= ambiguous_[i];
    return plane;
}

void WindowFinder::find_pams(const Side& side) {
    pams_.assign(stretch_.words(), 0);
    for (const std::string& pam : side.pams) {
        pam_ = within_;
        for (std::size_t i = 0; i < pam.size(); ++i)
            if (const std::uint8_t set = domain::base_set(pam[i]); set != 15)
                and_moved(pam_.data(), plane_of(set).data(), pam_.size(),
                          geometry_.pam_begin(side) + static_cast<int>(i));
        for (std::size_t i = 0; i < pams_.size(); ++i) pams_[i] |= pam_[i];
    }
}

std::span<const std::uint64_t> WindowFinder::plain(const Side& side) {
    find_pams(side);
    chosen_.resize(pams_.size());
    for (std::size_t i = 0; i < pams_.size(); ++i) chosen_[i] = pams_[i] & plain_[i];
    return chosen_;
}

std::vector<SpecialSite> WindowFinder::special(const Side& side) const {
    std::vector<SpecialSite> sites;
    if (has_ambiguous_) add_ambiguous(side, sites);
    add_cut_short(side, sites);
    return sites;
}

void WindowFinder::add_ambiguous(const Side& side, std::vector<SpecialSite>& sites) const {
    const auto& contigs = genome_.contigs();
    for (std::size_t i = 0; i < pams_.size(); ++i)
        for (std::uint64_t bits = pams_[i] & touched_[i]; bits != 0; bits &= bits - 1) {
            const std::uint64_t at =
                stretch_.begin + i * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
            const std::size_t contig = first_contig(contigs, at);
            add_site(side, static_cast<domain::ContigId>(contig),
                     static_cast<std::int64_t>(at - contigs[contig].offset) + geometry_.pam_begin(side),
                     geometry_.reach, sites);
        }
}

/// How many letters there are beside a PAM.
std::int64_t WindowFinder::most_beside(const Side& side, const Contig& contig, std::int64_t pam_at) const {
    if (contig.circular) return contig.length - geometry_.pam;
    return side.rightward ? contig.length - geometry_.pam - pam_at : pam_at;
}

/// PAMs too close to the end of a contig for the whole window, yet not for every alignment.
void WindowFinder::add_cut_short(const Side& side, std::vector<SpecialSite>& sites) const {
    const auto& contigs = genome_.contigs();
    if (geometry_.reach == geometry_.shortest) return;
    for (std::size_t i = first_contig(contigs, stretch_.begin);
         i < contigs.size() && contigs[i].offset < stretch_.end; ++i) {
        const Contig& contig = contigs[i];
        if (contig.offset < stretch_.begin || contig.length < geometry_.pam + geometry_.shortest) continue;
        if (contig.circular && contig.length >= geometry_.window()) continue;
        // On a circle a PAM read leftward begins at 1 to its length, so that there is a base before it.
        std::int64_t first = contig.circular && !side.rightward ? 1 : 0;
        std::int64_t last = contig.circular ? first + contig.length - 1 : contig.length - geometry_.pam;
        if (!contig.circular && side.rightward)
            first = std::max<std::int64_t>(first, contig.length - geometry_.window() + 1);
        else if (!contig.circular)
            last = std::min<std::int64_t>(last, geometry_.reach - 1);
        for (std::int64_t at = first; at <= last; ++at) {
            const std::int64_t beside = most_beside(side, contig, at);
            if (beside >= geometry_.shortest)
                add_site(side, static_cast<domain::ContigId>(i), at,
                         static_cast<int>(std::min<std::int64_t>(beside, geometry_.reach)), sites);
        }
    }
}

/// `pam_at` counts from the contig's begin, and may be its length or more on a circle.
void WindowFinder::add_site(const Side& side, domain::ContigId id, std::int64_t pam_at, int available,
                            std::vector<SpecialSite>& sites) const {
    const Contig& contig = genome_.contigs()[id];
    std::int64_t begin = side.rightward ? pam_at : pam_at - available;
    begin = (begin % contig.length + contig.length) % contig.length;
    const std::string letters = genome_.bases(id, begin, available + geometry_.pam);
    const std::string_view pam = std::string_view(letters).substr(
        side.rightward ? 0 : static_cast<std::size_t>(available), static_cast<std::size_t>(geometry_.pam));
    if (std::ranges::none_of(side.pams, [&](const std::string& one) { return fits(pam, one); })) return;
    SpecialSite site;
    site.offset = static_cast<std::int64_t>(contig.offset) + pam_at - geometry_.pam_begin(side) -
                  static_cast<std::int64_t>(stretch_.begin);
    site.bases.available = available;
    for (int i = 0; i < available; ++i) {
        const char letter =
            letters[static_cast<std::size_t>(side.rightward ? geometry_.pam + i : available - 1 - i)];
        const std::size_t code = std::string_view("ACTG").find(letter);
        if (code == std::string_view::npos) {
            site.bases.ambiguous |= std::uint32_t{1} << i;
            continue;
        }
        const std::size_t oriented = side.reversed() ? code ^ 2 : code;
        site.bases.bases.low |= static_cast<std::uint32_t>(oriented & 1) << i;
        site.bases.bases.high |= static_cast<std::uint32_t>(oriented >> 1) << i;
    }
    sites.push_back(site);
}

}  // namespace strandline::edit
