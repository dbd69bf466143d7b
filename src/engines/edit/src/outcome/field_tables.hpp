#pragma once

#include "outcome/aligned.hpp"
#include "outcome/view.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

// Tables under the names and columns that scripts of the field read, written from the public description of
// CRISPResso2's output (docs.crispresso.com; Clement 2019, Nat Biotechnol 37:224).
// docs/edit/outcome-tables.md says what is in each, and where ours differ.

enum class Scale { reads, percent };
enum class Positions { all, window };

/// One row an amplicon: reads by status and by kinds of edits in the window.
Result<void> write_editing_frequency(Sink& sink, const OutcomeView& view);
/// The same for many samples, a row a sample and amplicon.
Result<void> write_samples_summary(Sink& sink, std::span<const OutcomeView> views);
Result<void> write_mapping_statistics(Sink& sink, const OutcomeView& view);
/// One row an allele with its alignment.
Result<void> write_alleles_frequency(Sink& sink, const OutcomeView& view);
/// Alleles of one amplicon in a part of it.
Result<void> write_alleles_around(Sink& sink, const OutcomeView& view, std::size_t amplicon, Range part);
/// Rows A C G T N -; a column a base.
Result<void> write_nucleotides(Sink& sink, const Amplicon& amplicon, const Tally& tally, Scale scale,
                               Positions positions);
/// Rows of edits; a column a base.
Result<void> write_modification_counts(Sink& sink, const Amplicon& amplicon, const Tally& tally,
                                       Positions positions);
/// Rows A C G T N: what bases other than the amplicon's own were read; a column a base of `part`.
Result<void> write_substitutions(Sink& sink, const Amplicon& amplicon, const Tally& tally, Range part);
/// Sizes from the least to the largest (0 always among them), with the number of reads.
Result<void> write_histogram(Sink& sink, const Histogram& histogram, std::string_view size_column);
/// Words and numbers; only of amplicons with coding parts.
Result<void> write_frameshift(Sink& sink, const Tally& tally);
/// 1-based position and percent of reads with an edit there.
Result<void> write_effect_vector(Sink& sink, const std::vector<std::int64_t>& row, const Tally& tally,
                                 std::string_view column);
/// Percent of each residue at the bases a base editor may change, numbered along the guide's surroundings.
Result<void> write_selected_nucleotides(Sink& sink, const Amplicon& amplicon, const Tally& tally,
                                        const AmpliconGuide& guide, Range part, char from, Scale scale);

/// A file of the set: its name and how it is written.
struct FieldFile {
    std::string name;
    std::function<Result<void>(Sink&)> write;
};

struct FieldSettings {
    std::int64_t flank = 20;  // bases on each side of the cut in tables round a guide
    bool base_editing = false;
    Conversion conversion;
};

/// All files of a sample. Those of an amplicon begin with its name where there is more than one. The view
/// must outlive them.
std::vector<FieldFile> field_files(const OutcomeView& view, const FieldSettings& settings);

/// A name that is safe as part of a file name anywhere: letters, digits, '.', '-' and '_', others as '_'.
std::string file_name_part(std::string_view name);

}  // namespace strandline::edit
