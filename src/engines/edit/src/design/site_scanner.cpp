#include "design/site_scanner.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {

SiteScanner::SiteScanner(const domain::Genome& genome, const Nuclease& nuclease, int spacer_length)
    : genome_(genome), pattern_{spacer_length, {std::string(nuclease.pam)}, nuclease.pam_side} {
    const auto pam = pattern_.pam_length();
    const bool behind = pattern_.pam_side == PamSide::three_prime;
    const std::int64_t cut_from_left = spacer_length - nuclease.cut, cut_from_right = pam + nuclease.cut;
    forward_ = {behind ? spacer_length : 0, {}, behind ? cut_from_left : cut_from_right};
    reverse_ = {behind ? 0 : spacer_length, {}, behind ? cut_from_right : cut_from_left};
    for (const char code : nuclease.pam) forward_.sets.push_back(domain::base_set(code));
    for (const char code : domain::reverse_complement(nuclease.pam))
        reverse_.sets.push_back(domain::base_set(code));
    for (unsigned code = 0; code < sets_.size(); ++code)
        sets_[code] = domain::base_set(static_cast<char>(code));
}

bool SiteScanner::has_pam(const domain::Contig& contig, std::int64_t begin, domain::Strand strand) const {
    const PamOnStrand& pam = pam_on(strand);
    std::int64_t at = begin + pam.offset;
    for (const std::uint8_t allowed : pam.sets) {
        if (at >= contig.length()) at -= contig.length();
        const auto letter = static_cast<unsigned char>(contig.bases[static_cast<std::size_t>(at)]);
        if (sets_[letter] & ~allowed) return false;
        ++at;
    }
    return true;
}

std::string SiteScanner::context_of(const domain::Contig& contig, std::int64_t begin,
                                    domain::Strand strand) const {
    const bool forward = strand == domain::Strand::forward;
    const std::int64_t count = context_before + window_length(pattern_) + context_behind;
    std::int64_t from = begin - (forward ? context_before : context_behind);
    if (contig.circular && contig.length() >= count)
        from = (from + contig.length()) % contig.length();
    else if (from < 0 || from + count > contig.length())
        return "";
    std::string bases = bases_at(contig, from, count);
    return forward ? bases : domain::reverse_complement(bases);
}

std::optional<DesignedGuide> SiteScanner::at_cut(domain::ContigId id, std::int64_t cut,
                                                 domain::Strand strand) const {
    const domain::Contig& contig = genome_.contigs[id];
    std::int64_t begin = cut - pam_on(strand).cut;
    if (contig.circular) begin = ((begin % contig.length()) + contig.length()) % contig.length();
    if (begin < 0 || begin >= window_count(contig, window_length(pattern_))) return std::nullopt;
    if (!has_pam(contig, begin, strand)) return std::nullopt;
    Window window = window_at(contig, pattern_, begin, strand);
    if (!std::ranges::all_of(window.protospacer, domain::is_plain_base)) return std::nullopt;
    DesignedGuide guide;
    guide.gc_percent = gc_percent(window.protospacer);
    guide.poly_t = longest_run(window.protospacer, 'T');
    guide.spacer = std::move(window.protospacer);
    guide.pam = std::move(window.pam);
    guide.interval = {id, begin, begin + window_length(pattern_)};
    guide.strand = strand;
    guide.cut_position = ((cut % contig.length()) + contig.length()) % contig.length();
    guide.context = context_of(contig, begin, strand);
    return guide;
}

}  // namespace strandline::edit
