#pragma once

#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

/// How a position is called wherever it is told: its rs number, or its place ("chr1:97078987") without one.
std::string position_name(const domain::PgxPosition& position);

/// Of a gene's positions at `places`, in their order.
std::vector<std::string> position_names(const domain::GeneDefinition& definition,
                                        std::span<const std::uint32_t> places);

}  // namespace strandline::clinic
