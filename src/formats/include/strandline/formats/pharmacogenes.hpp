#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

// The JSON files in which the field hands on pharmacogenomic facts (as in PharmCAT's releases). Errors name
// the file and, as `record` of the place, the JSON pointer to what is wrong; all slips of a file are told at
// once. Members that are not read are not facts: identifiers of database rows, and what follows from others.

enum class PgxFile : std::uint8_t { definition, exemptions, phenotype, guideline, other };

/// By its members, never by its name.
PgxFile pgx_file_kind(const Json& json);
/// `other` for a file that is no JSON. Errors: "file.size" above `largest_pgx_file`, those of the JSON.
Result<PgxFile> pgx_file_kind(const Source& source);
inline constexpr std::size_t largest_pgx_file = std::size_t{1} << 28;  // bytes, decompressed

/// Named alleles of a gene. A cell is a base or bases as VCF writes them, an IUPAC code of several, or null.
/// "clinic.definition…": another build than GRCh38, positions that do not rise, a cell that is no allele of
/// its position, not one reference.
Result<domain::GeneDefinition> read_gene_definition(const Source& source);

/// Adds to each definition what the exemptions say of its gene; genes without definition are passed over.
Result<void> read_exemptions(const Source& source, std::vector<domain::GeneDefinition>& definitions);

/// Functions of alleles and phenotypes of their pairs. "clinic.phenotype…": a pair of unknown alleles, a pair
/// told twice.
Result<domain::PhenotypeTable> read_phenotype_table(const Source& source);

/// A guideline with its recommendations.
Result<domain::PgxGuideline> read_guideline(const Source& source);

/// All facts of these files, by gene and by guideline, whatever the order of the files; those that hold none
/// are passed over with a notice. Two files of one gene or guideline are an error, as is no fact at all.
Result<domain::PgxKnowledge> read_knowledge(std::span<const Source> files, Context& context);

/// The same facts as the readers take them, back in the form of the field.
Json gene_definition_json(const domain::GeneDefinition& definition);
Json exemptions_json(std::span<const domain::GeneDefinition> definitions);
Json phenotype_table_json(const domain::PhenotypeTable& table);
Json guideline_json(const domain::PgxGuideline& guideline);

/// Who made the facts of a source ("CPIC", "DPWG", "CLINPGX"), and under which terms they may be handed on.
domain::PgxSource pgx_source(std::string_view name, std::string_view version);

}  // namespace strandline::formats
