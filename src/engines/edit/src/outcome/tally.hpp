#pragma once

#include <strandline/edit/outcome.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

// Alleles added up: what tables, page and comparison show. Counted are reads of one amplicon alone that hold
// all of its quantification window; the others are told by number.

/// The rows of a nucleotide table: four bases, N, and a deleted base.
inline constexpr std::string_view residues = "ACGTN-";
/// The index in `residues`; letters other than A C G T are N.
std::size_t residue(char letter);

/// Reads with an edit, one number a base of the amplicon.
struct Profile {
    std::vector<std::int64_t> insertions;       // beside the base, on either side; once a read
    std::vector<std::int64_t> insertions_left;  // behind the base; one before the first counts there
    std::vector<std::int64_t> deletions;
    std::vector<std::int64_t> substitutions;
    std::vector<std::int64_t> any;  // any of the three at the base; once a read
};

/// By size; sizes that no read has are left out.
using Histogram = std::map<std::int64_t, std::int64_t>;

/// Bits of Tally::by_kind.
enum : unsigned { inserted_bit = 1, deleted_bit = 2, substituted_bit = 4 };

/// Lengths of the edits of an allele, inside the window.
struct EditSizes {
    std::int64_t inserted = 0, deleted = 0, substituted = 0;  // bases
    bool operator==(const EditSizes&) const = default;
    auto operator<=>(const EditSizes&) const = default;
};
EditSizes sizes_in_window(std::span<const Edit> edits);

/// Reads of one amplicon.
struct Tally {
    std::uint32_t amplicon = 0;
    std::int64_t reads = 0;  // counted
    std::int64_t modified = 0;
    std::int64_t ambiguous = 0, not_covering = 0;  // not counted
    std::array<std::int64_t, 8> by_kind{};         // of kinds of edits in the window, by the bits above
    std::array<std::int64_t, 4> by_frame{};        // by Frame
    std::vector<std::int64_t> covered;             // counted reads that reach the base
    std::array<std::vector<std::int64_t>, 6> nucleotides;            // by residue; they add up to `covered`
    Profile all;                                                     // all edits
    Profile window;                                                  // edits in the window
    Histogram insertion_sizes, deletion_sizes, substitution_counts;  // bases a read in the window; 0 is there
    Histogram indel_sizes;                                           // inserted less deleted

    std::int64_t unmodified() const { return reads - modified; }
    /// Reads with all the kinds of `bits`, whatever else they have.
    std::int64_t with(unsigned bits) const;
};

/// One for each amplicon, in their order.
std::vector<Tally> tally(std::span<const Amplicon> amplicons, const SampleOutcome& sample);

bool is_counted(const Allele& allele);

/// "sub:130:G>T", "del:118-122" (half-open), "ins:125:AC", joined by commas; "none" without edits.
std::string name_edits(const Amplicon& amplicon, const SampleOutcome& sample, std::span<const Edit> edits);

/// Counted reads with the same edits in the window, other edits left aside.
struct WindowAllele {
    std::string edits;  // as `name_edits` writes them
    std::int64_t reads = 0;
    Frame frame = Frame::not_coding;
    EditSizes sizes;
    bool operator==(const WindowAllele&) const = default;
};
/// Of one amplicon, most reads first, then by name.
std::vector<WindowAllele> window_alleles(const Amplicon& amplicon, std::uint32_t index,
                                         const SampleOutcome& sample);

/// What became of a locus: the shares of its wild-type and expected sequences, each as it is or further
/// edited.
struct LocusShares {
    std::uint32_t locus = 0;
    std::string name;  // of its wild type
    std::int64_t reads = 0;
    std::int64_t unmodified = 0;         // wild type without an edit in the window
    std::int64_t modified = 0;           // wild type with one: end joining, or base editing
    std::int64_t expected = 0;           // an expected sequence, exactly in the window: HDR or prime editing
    std::int64_t expected_modified = 0;  // one with further edits: imperfect
    bool has_expected = false;
};
std::vector<LocusShares> share_loci(std::span<const Amplicon> amplicons, std::span<const Tally> tallies);

}  // namespace strandline::edit
