#pragma once

#include <strandline/domain/genome.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace strandline::edit {

// Scores of sites and guides of SpCas9. Bases read 5'→3' in guide orientation, in either case; position 1 is
// the PAM-distal end. What a score is not defined for has none: it is never 0 instead.

constexpr int scored_spacer_length = 20;
constexpr int scored_pam_length = 3;

/// Cutting frequency determination (Doench 2016, Nat Biotechnol 34:184, table S19), in [0, 1]: the product of
/// the weights of the mismatches and of the last two bases of the PAM. Nothing for bulges, letters other than
/// A C G T in spacer, site or the PAM's last two bases, a spacer or site that is not of 20 nt, a PAM not
/// of 3.
std::optional<double> cfd(std::string_view spacer, std::string_view site, std::string_view pam);

/// The same for many sites of one guide: weights of four positions at a time are multiplied beforehand. `cfd`
/// multiplies in the same order, so both give the same bits.
class CfdOfGuide {
public:
    /// Nothing for a spacer that is not 20 nt of A C G T.
    static std::optional<CfdOfGuide> of(std::string_view spacer);

    std::optional<double> operator()(std::string_view site, std::string_view pam) const;
    /// Bit planes as domain::PackedGenome has them (A=00 C=01 T=10 G=11), in guide orientation: position 1 of
    /// the site at bit 0, nothing above bit 19; the last two bases of the PAM at bits 0 and 1.
    double of_planes(std::uint32_t low, std::uint32_t high, std::uint32_t pam_low,
                     std::uint32_t pam_high) const {
        double product = 1;
        for (unsigned group = 0; group < 5; ++group)
            product *= groups_->sites[group][(low >> 4 * group & 0xF) | (high >> 4 * group & 0xF) << 4];
        return product * groups_->pams[(pam_low & 3) | (pam_high & 3) << 2];
    }

private:
    struct Groups {
        std::array<std::array<double, 256>, 5>
            sites;  // by four bases, low plane and high: product of the weights
        std::array<double, 16> pams;
    };
    explicit CfdOfGuide(std::unique_ptr<const Groups> groups) : groups_(std::move(groups)) {}

    std::unique_ptr<const Groups> groups_;
};

/// Two ways of reading the MIT hit score are in use, and differ on most hits with more than two mismatches.
enum class MitConvention {
    floored,  // mean distance rounded down to a whole number; 0.2 times where the PAM does not end in GG
    mean      // the mean itself; the PAM does not count
};

/// MIT hit score (Hsu 2013, Nat Biotechnol 31:827), in [0, 100]; 100 is the guide's own site. Nothing for
/// bulges, letters other than A C G T in spacer or site (floored: and in the PAM's last two bases), a spacer
/// or site that is not of 20 nt, a PAM not of 3.
std::optional<double> mit_hit_score(std::string_view spacer, std::string_view site, std::string_view pam,
                                    MitConvention convention);

/// Specificity of a guide from the scores of its off-targets in percent (MIT hit scores, or 100 times CFD):
/// 100 * 100 / (100 + sum), in (0, 100]. The guide's own site is left out by the caller. Sums in whole units
/// of 2^-30, so that the answer does not depend on the order of the hits; it stops growing at 1.7e8 perfect
/// sites.
class Specificity {
public:
    void add(double percent);  // in [0, 100]
    void add(const Specificity& other);
    double sum() const;    // percent
    double value() const;  // percent

private:
    std::uint64_t units_ = 0;
};

/// What a hit scores, from bases aligned with '-' at bulges as the table of off-targets has them.
struct HitScores {
    std::optional<double> cfd;          // in [0, 1]
    std::optional<double> mit_percent;  // in [0, 100]
};
HitScores score_hit(std::string_view crrna, std::string_view site, std::string_view pam,
                    MitConvention convention = MitConvention::floored);

constexpr int on_target_length = 30;       // 4 bases, spacer of 20, NGG, 3 bases
constexpr int on_target_bases_before = 4;  // the spacer
constexpr int on_target_bases_behind = 3;  // the PAM

/// The 30 bases that `on_target_score` takes, around `site` (protospacer and PAM, 23 nt) on `strand` of its
/// contig. Nothing where `site` is of another length or a linear contig ends before the context does.
std::optional<std::string> on_target_context(const domain::Contig& contig, const domain::Interval& site,
                                             domain::Strand strand);

/// Strandline on-target 1: how active SpCas9 with this guide is expected to be, in [0, 1], by boosted trees
/// trained on the screens of Doench 2014 and 2016 (model/train.py). A rank within a gene rather than a
/// frequency: 0.5 is a middling guide. `percent_peptide`, in [0, 100], is how far into the protein it cuts.
/// Nothing where `context` is not 30 bases of A C G T, or its PAM is not NGG.
std::optional<double> on_target_score(std::string_view context,
                                      std::optional<double> percent_peptide = std::nullopt);

}  // namespace strandline::edit
