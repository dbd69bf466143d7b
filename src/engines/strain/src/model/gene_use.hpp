#pragma once

#include <strandline/base/result.hpp>
#include <strandline/strain/flux_model.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// Genes whose ids are words of a condition and no reaction's.
std::vector<std::int32_t> genes_in(std::string_view condition, const domain::Network& network);

/// Adds to the network, for each of these genes, a flux of the gene's id: what the gene carries. The flux of
/// each reaction that needs one of them, as its size, is the sum of shares, one for each smallest gene set
/// that runs it; a gene carries the shares of the sets that it is in. `model` has the bounds. Errors:
/// strain.regulation where a rule has too many such sets.
Result<void> add_gene_use(domain::Network& network, const FluxModel& model,
                          std::span<const std::int32_t> genes);

}  // namespace strandline::strain
