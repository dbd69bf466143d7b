#pragma once

#include "report/sample_answer.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace strandline::clinic {

/// "C/T", "C|T", "C" of one copy, "C/." of a half. `undocumented` as of GeneOfSample: "C>G".
std::string told_genotype(const domain::PgxPosition& position, const domain::PgxGenotype& genotype,
                          const std::string& undocumented);

/// The bases that a cell allows, as VCF writes them or, where `by_source`, as the source does: one allele, or
/// the IUPAC code of several bases.
std::string told_cell(const domain::PgxPosition& position, std::uint32_t cell, bool by_source);

/// What a strand of these alleles and parts has at a position: a cell, never blank; 0 where a part says that
/// it was not seen.
std::uint32_t cell_of(const domain::GeneDefinition& definition, const HaplotypeCall& haplotype,
                      std::uint32_t position);

/// The bases of both strands of a diplotype at each position seen, "201060815:C;201091993:G;". The second is
/// empty of a haploid sample.
std::pair<std::string, std::string> told_strands(const GeneOfSample& gene, const DiplotypeCall& diplotype);

/// Those of one allele alone, where strands are not told: every base that the sample has and it allows.
std::string told_strand(const GeneOfSample& gene, std::uint32_t allele);

}  // namespace strandline::clinic
