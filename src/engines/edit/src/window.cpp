#include "window.hpp"

namespace strandline::edit {

std::int64_t window_length(const Pattern& pattern) { return pattern.spacer_length + pattern.pam_length(); }

std::int64_t window_count(const domain::Contig& contig, std::int64_t length) {
    if (contig.length() < length) return 0;
    return contig.circular ? contig.length() : contig.length() - length + 1;
}

std::string bases_at(const domain::Contig& contig, std::int64_t begin, std::int64_t count) {
    std::string bases = contig.bases.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(count));
    const std::size_t missing = static_cast<std::size_t>(count) - bases.size();
    if (missing > 0) bases += contig.bases.substr(0, missing);
    return bases;
}

Window window_at(const domain::Contig& contig, const Pattern& pattern, std::int64_t begin,
                 domain::Strand strand) {
    std::string bases = bases_at(contig, begin, window_length(pattern));
    if (strand == domain::Strand::reverse) bases = domain::reverse_complement(bases);
    const auto spacer = static_cast<std::size_t>(pattern.spacer_length);
    if (pattern.pam_side == PamSide::three_prime) return {bases.substr(0, spacer), bases.substr(spacer)};
    return {bases.substr(static_cast<std::size_t>(pattern.pam_length())),
            bases.substr(0, static_cast<std::size_t>(pattern.pam_length()))};
}

bool is_pam(std::string_view bases, std::string_view pam) {
    for (std::size_t i = 0; i < pam.size(); ++i)
        if (domain::base_set(bases[i]) & ~domain::base_set(pam[i])) return false;
    return true;
}

}  // namespace strandline::edit
