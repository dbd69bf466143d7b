#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/sequence.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

// From reads of an amplicon to classified alleles.
//
// Positions count from 0 on the amplicon as given; ranges are half-open. A cut or an insertion at position p
// lies between bases p-1 and p.

/// A guide found in an amplicon.
struct AmpliconGuide {
    std::string name;    // "guide1", or as given
    std::string spacer;  // 5' to 3' as the guide reads
    std::int64_t begin = 0, end = 0;
    domain::Strand strand = domain::Strand::forward;
    std::int64_t cut = 0;     // bases cut-1 and cut are its neighbours
    std::int64_t centre = 0;  // of the quantification window, likewise between two bases; mostly the cut
    bool operator==(const AmpliconGuide&) const = default;
};

struct Range {
    std::int64_t begin = 0, end = 0;
    bool operator==(const Range&) const = default;
};

/// What an amplicon is to its locus: the unedited sequence, or one that editing is meant to make.
enum class AmpliconRole { wild_type, hdr, prime };

/// One sequence that reads may come from. The amplicons of a locus compete for its reads; the first of them
/// is the wild type.
struct Amplicon {
    std::string name;
    std::string bases;  // A C G T
    AmpliconRole role = AmpliconRole::wild_type;
    std::uint32_t locus = 0;      // amplicons of one locus share it; 0, 1 … in the order given
    std::uint32_t wild_type = 0;  // index of the first amplicon of the locus; its own where it is that
    std::vector<AmpliconGuide> guides;
    std::vector<Range> coding;         // in frame together: their joined length is read from its first base
    std::vector<std::uint8_t> window;  // a base each: 1 inside the quantification window
    /// A base each, and one for the end: the wild type's base it is aligned to, or for an inserted one the
    /// next.
    std::vector<std::int64_t> on_wild_type;
};

enum class EditKind : std::uint8_t { substitution, deletion, insertion, unknown /* an N in the read */ };

/// One difference of a read to its amplicon.
struct Edit {
    EditKind kind = EditKind::substitution;
    bool in_window = false;  // never of `unknown`
    char base = 0;           // what a substitution made, or N
    std::uint32_t begin = 0,
                  end = 0;  // amplicon bases replaced or lost; of an insertion begin = end, before it
    std::uint32_t inserted = 0, inserted_length = 0;  // of an insertion: in SampleOutcome::inserted_bases
    std::uint32_t length() const { return kind == EditKind::insertion ? inserted_length : end - begin; }
};

/// What the edits inside the window do to the reading frame of the coding parts.
enum class Frame : std::uint8_t {
    not_coding,  // the amplicon has no coding part
    unchanged,   // no insertion or deletion in a coding part
    in_frame,    // their lengths add up to a multiple of three
    shifted
};

/// Reads with the same differences to the same amplicon. Which bases it has follows from amplicon and edits.
struct Allele {
    std::uint32_t amplicon = 0;                    // the first of the best, where ambiguous
    std::uint32_t first_edit = 0, edit_count = 0;  // in SampleOutcome::edits, by position
    std::uint32_t reads = 0;                       // pairs count once
    std::uint32_t reverse_reads = 0;               // of them, sequenced on the other strand of the amplicon
    std::uint32_t begin = 0, end = 0;  // amplicon bases between the read's first and last aligned base
    float identity = 0;                // percent; see Settings::min_identity
    bool covers_window = true;         // all of the window lies within begin … end
    bool ambiguous = false;            // another amplicon aligns as well
    bool modified = false;             // an edit inside the window
    bool substituted = false, deleted = false, inserted = false;  // kinds of edits inside the window
    Frame frame = Frame::not_coding;
};

/// A read that fits no amplicon, and how near it comes.
struct UnalignedRead {
    std::string bases;
    std::uint64_t reads = 0;
    std::uint32_t amplicon = 0;  // the nearest
    bool reverse = false;
    double identity = 0;  // percent
    std::string reason;   // words: "too short: primer dimer?", "reads into adapter", "no likeness" …
};

struct ReadCounts {
    std::uint64_t input = 0;        // reads or pairs in the files
    std::uint64_t low_quality = 0;  // left out for their mean quality
    std::uint64_t unmerged = 0;     // pairs whose mates do not overlap; left out
    std::uint64_t merged = 0;       // pairs joined
    std::uint64_t aligned = 0;      // to an amplicon, ambiguous ones among them
    std::uint64_t ambiguous = 0;
    std::uint64_t not_covering = 0;  // aligned and not ambiguous, yet without all of the window
    std::uint64_t unaligned = 0;
    std::uint64_t unique = 0;  // distinct sequences that were aligned
    bool paired = false;
    bool operator==(const ReadCounts&) const = default;
};
// input = low_quality + unmerged + aligned + unaligned

struct SampleOutcome {
    std::string name;
    ReadCounts counts;
    std::vector<Allele> alleles;           // most reads first, then by amplicon, begin, end and edits
    std::vector<Edit> edits;               // of all alleles
    std::string inserted_bases;            // of all insertions
    std::vector<UnalignedRead> unaligned;  // up to 20, most reads first, then by sequence

    std::span<const Edit> edits_of(const Allele& allele) const {
        return std::span(edits).subspan(allele.first_edit, allele.edit_count);
    }
    std::string_view inserted_by(const Edit& edit) const {
        return std::string_view(inserted_bases).substr(edit.inserted, edit.inserted_length);
    }
};

/// Read and amplicon, column by column, '-' in gaps; from allele.begin to allele.end.
struct AlignedPair {
    std::string read, reference;
};
AlignedPair aligned_pair(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele);

/// The read's bases along the amplicon, without gaps.
std::string allele_bases(const Amplicon& amplicon, const SampleOutcome& sample, const Allele& allele);

/// Scores of an alignment. A gap of n bases costs open + (n-1) extend, one at an end of the alignment n
/// extend. `incentive` is won by an insertion at a cut and by a deletion that reaches or spans it.
struct AlignmentScores {
    int match = 5, mismatch = -4, unknown = -2 /* N */;
    int gap_open = -20, gap_extend = -2, gap_incentive = 1;
    bool operator==(const AlignmentScores&) const = default;
};

struct OutcomeSettings {
    AlignmentScores scores;
    double min_mean_quality = 0;  // Phred; of a read, and of each mate of a pair
    int min_base_quality = 0;     // bases below become N
    double min_identity = 60;  // percent of the shorter of read and amplicon that match; a gap takes 4 away
    int min_overlap = 10;      // of the mates of a pair
    double max_overlap_mismatch = 0.25;  // of the overlap's bases
};

struct WindowSettings {
    std::int64_t cut_offset = -3;  // from the spacer's 3' end; negative is inside the spacer
    std::int64_t centre = -3;      // likewise
    std::int64_t size = 1;         // bases on each side of the centre; 0: the whole amplicon
    std::int64_t exclude_left = 15, exclude_right = 15;  // bases at the ends, never in the window
};

/// One locus as its user gives it. Bases of either case, U for T.
struct LocusRequest {
    std::string name;
    std::string amplicon;
    std::vector<std::string> guides;  // spacers without PAM, either strand
    std::vector<std::string> coding;  // parts of the amplicon
    struct Expected {
        std::string name, bases;
        AmpliconRole role = AmpliconRole::hdr;
    };
    std::vector<Expected> expected;
    Place place;  // where it was given, for errors; may be empty
};

/// Amplicons of all loci. Errors: letters, a guide or coding part that is not in its amplicon (and what is
/// nearest), an expected amplicon equal to another, an empty window.
Result<std::vector<Amplicon>> make_amplicons(std::span<const LocusRequest> loci, const WindowSettings& window,
                                             const AlignmentScores& scores);

/// Reads of one sample: one file, or the mates of pairs in two; several files are read one after another.
struct ReadFiles {
    std::string name;
    std::vector<Source> first, second;  // second: empty, or as many
};

/// The whole of it: reads to alleles. Memory: about the distinct sequences. The same for any number of
/// threads and any instruction set.
Result<SampleOutcome> measure_outcome(const ReadFiles& reads, std::span<const Amplicon> amplicons,
                                      const OutcomeSettings& settings, Context& context);

}  // namespace strandline::edit
