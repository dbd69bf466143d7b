#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>
#include <strandline/edit/coding.hpp>
#include <strandline/formats/edits.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/operation/operation.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strandline::edit {

/// The contig that a change names, its positions within it and its REF what the genome reads.
/// Errors: "contig.unknown", "change.position", "change.reference".
Result<domain::ContigId> place_on_contig(const domain::Genome& genome, const formats::Change& change);

/// The longest coding sequence of the one gene that a change names; a residue is what the gene has there.
/// Errors: "gene.unknown", "gene.ambiguous", those of `CodingBases::read`, "change.residue".
Result<CodingBases> place_on_gene(const formats::AnnotatedGenome& annotated, const formats::Change& change,
                                  Context& context);

/// Base `position` may lie before 0 or behind the end of a circular contig.
std::int64_t within(const domain::Contig& contig, std::int64_t position);

/// A stretch of a contig round [begin, end), `flank` bases to each side or as far as a linear contig goes; on
/// a circular one at most once round.
struct Stretch {
    std::string bases;
    std::int64_t begin = 0;  // on the contig; may be negative on a circular one
    std::int64_t end() const { return begin + static_cast<std::int64_t>(bases.size()); }
};
Stretch stretch_around(const domain::Contig& contig, std::int64_t begin, std::int64_t end,
                       std::int64_t flank);

/// "4-8" as two whole numbers, least <= first <= last <= most. Error "parameter.value".
Result<std::pair<int, int>> read_range(const std::string& option, const std::string& text, int least,
                                       int most);

/// The edits of a repeated option and of a file, in this order; those of the option are named e1, e2 …
Result<std::vector<formats::EditText>> edit_texts(const operation::Call& call, const std::string& option,
                                                  const std::string& port);

/// No error when something says where the genes of --genome are.
Result<formats::AnnotatedGenome> read_annotated(const operation::Call& call, bool needs_genes);

std::vector<std::string> column_names(const std::vector<operation::Column>& columns);

}  // namespace strandline::edit
