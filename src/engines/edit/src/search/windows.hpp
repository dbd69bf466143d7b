#pragma once

#include "search/geometry.hpp"
#include "search/settle.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::edit {

/// Positions of the planes in which windows begin; `begin` is a multiple of 64.
struct PlaneStretch {
    std::uint64_t begin = 0, end = 0;
    std::size_t words() const { return static_cast<std::size_t>((end - begin + 63) / 64); }
};

std::vector<PlaneStretch> cut_into_stretches(const domain::PackedGenome& genome);

/// A site that the planes alone do not tell all about: it has ambiguous letters, or ends before the window.
struct SpecialSite {
    std::int64_t offset = 0;  // of its window, from the stretch's begin; may lie before the contig
    SiteBases bases;
};

/// Finds the windows of a stretch that have a PAM.
class WindowFinder {
public:
    WindowFinder(const domain::PackedGenome& genome, const Geometry& geometry)
        : genome_(genome), geometry_(geometry) {}

    void enter(const PlaneStretch& stretch);
    /// A bit for each window of the stretch that has a PAM and plain bases only. Valid until the next call.
    std::span<const std::uint64_t> plain(const Side& side);
    /// The others; after `plain` for the same side.
    std::vector<SpecialSite> special(const Side& side) const;

private:
    void mark_windows();
    void mark_ambiguous();
    const std::vector<std::uint64_t>& plane_of(std::uint8_t set);
    void find_pams(const Side& side);
    void add_ambiguous(const Side& side, std::vector<SpecialSite>& sites) const;
    void add_cut_short(const Side& side, std::vector<SpecialSite>& sites) const;
    void add_site(const Side& side, domain::ContigId contig, std::int64_t pam_at, int available,
                  std::vector<SpecialSite>& sites) const;
    std::int64_t most_beside(const Side& side, const domain::PackedGenome::Contig& contig,
                             std::int64_t pam_at) const;

    const domain::PackedGenome& genome_;
    const Geometry& geometry_;
    PlaneStretch stretch_;
    std::vector<std::uint64_t> within_;     // windows that lie in a contig
    std::vector<std::uint64_t> touched_;    // windows with an ambiguous letter, but not of such alone
    std::vector<std::uint64_t> plain_;      // windows in a contig without ambiguous letters
    std::vector<std::uint64_t> ambiguous_;  // letters
    std::vector<std::vector<std::uint64_t>> planes_ = std::vector<std::vector<std::uint64_t>>(16);
    bool has_planes_[16] = {};
    bool has_ambiguous_ = false;
    std::vector<std::uint64_t> pams_, pam_;  // windows with any, with one of the PAMs
    std::vector<std::uint64_t> chosen_;
};

}  // namespace strandline::edit
