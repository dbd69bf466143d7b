#pragma once

#include "window.hpp"

#include <strandline/edit/guides.hpp>
#include <strandline/edit/nuclease.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace strandline::edit {

/// Tells for a cut whether the genome has a site of the nuclease there. The PAM is looked at first, letter by
/// letter in place, since most cuts fail on it.
class SiteScanner {
public:
    SiteScanner(const domain::Genome& genome, const Nuclease& nuclease, int spacer_length);

    /// The guide that cuts between `cut` - 1 and `cut` (which may lie beyond either end of a circular contig)
    /// and reads on `strand`: spacer, PAM, place and what the spacer tells. Nothing where there is no PAM, an
    /// ambiguous letter in the protospacer, or the end of a linear contig.
    std::optional<DesignedGuide> at_cut(domain::ContigId contig, std::int64_t cut,
                                        domain::Strand strand) const;

    const Pattern& pattern() const { return pattern_; }

private:
    bool has_pam(const domain::Contig& contig, std::int64_t begin, domain::Strand strand) const;
    std::string context_of(const domain::Contig& contig, std::int64_t begin, domain::Strand strand) const;

    struct PamOnStrand {
        std::int64_t offset = 0;         // from the window's begin
        std::vector<std::uint8_t> sets;  // allowed bases, from left to right
        std::int64_t cut = 0;            // from the window's begin
    };
    const PamOnStrand& pam_on(domain::Strand strand) const {
        return strand == domain::Strand::forward ? forward_ : reverse_;
    }

    const domain::Genome& genome_;
    Pattern pattern_;
    PamOnStrand forward_, reverse_;
    std::array<std::uint8_t, 256> sets_{};  // of each genome letter
};

}  // namespace strandline::edit
