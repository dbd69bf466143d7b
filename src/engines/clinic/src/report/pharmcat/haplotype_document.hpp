#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

namespace strandline::clinic {

/// What a strand carries, with the bases it rests on: "name", "haplotype", "sequences".
Json haplotype_document(const GeneOfSample& gene, const HaplotypeCall& haplotype,
                        std::vector<std::string> sequences);

/// The same of one allele of a list of variants.
Json variant_haplotype_document(const GeneOfSample& gene, std::uint32_t allele);

/// A position as definitions tell it.
Json position_document(const domain::PgxPosition& position);

}  // namespace strandline::clinic
