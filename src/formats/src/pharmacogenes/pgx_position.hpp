#pragma once

#include "pharmacogenes/json_part.hpp"

#include <strandline/domain/pharmacogenes.hpp>

namespace strandline::formats {

/// A place of the genome as definitions and exemptions write it.
domain::PgxPosition pgx_position(const JsonPart& part);

Json pgx_position_json(const domain::PgxPosition& position);

/// What the source calls an allele of the position: 0 is ref, k is alts[k - 1].
const std::string& source_spelling(const domain::PgxPosition& position, std::size_t allele);

/// As VCF writes it.
const std::string& vcf_spelling(const domain::PgxPosition& position, std::size_t allele);

}  // namespace strandline::formats
