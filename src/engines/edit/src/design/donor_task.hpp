#pragma once

#include "design/placed.hpp"

#include <strandline/edit/donor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::edit {

/// An edit placed on a stretch of the genome, and all that is translated there.
struct DonorTask {
    formats::EditText text;
    domain::ContigId contig = 0;
    std::int64_t stretch_begin = 0;
    LocalEdit edit;
    std::vector<EditedCoding> codings;    // whose protein a silent change must not touch
    std::optional<std::size_t> target;    // of `codings`: the gene that the edit is about, or lies in
    std::string gene;                     // its name
    std::optional<std::string> intended;  // the protein that is wanted, told without the edit's bases
    std::vector<bool> fixed;              // of the edited stretch
    std::vector<std::string> notes;
};

/// `flank` bases are taken to each side as far as the contig goes. `insert` is "" where none was given.
/// Errors: those of placing, "change.intron", "change.stop", "donor.frame", "donor.stop", "insert.missing",
/// "insert.unused".
Result<DonorTask> place_donor_task(const formats::AnnotatedGenome& annotated, const formats::EditText& text,
                                   const std::string& insert, std::int64_t flank, Context& context);

}  // namespace strandline::edit
