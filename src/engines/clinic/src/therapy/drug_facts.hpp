#pragma once

#include <strandline/domain/pgx_calls.hpp>
#include <strandline/domain/therapy.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

std::string_view words(domain::TherapyVerdict verdict);
std::string_view words(domain::TherapyRequirement::Kind kind);

/// CYP2D6 from small variants alone: `clinic pgx` says so in the evidence of its row.
bool is_blind_to_structure(const domain::PgxGeneResult& result);

/// Genes that the drug's requirements name, each once, by name.
std::vector<std::string> genes_of(const domain::TherapyDrug& drug);

/// Whether the drug says of this gene when all is well. Then scores and alleles that nothing names are open.
bool has_go(const domain::TherapyDrug& drug, std::string_view gene);

}  // namespace strandline::clinic
