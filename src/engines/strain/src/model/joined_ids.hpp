#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <cstdint>
#include <span>

namespace strandline::strain {

/// Tables join ids by ';': an error where one of these has a ';' of its own.
Result<void> check_joined_genes(const domain::Network& network, std::span<const std::int32_t> genes);
Result<void> check_joined_reactions(const domain::Network& network, std::span<const std::int32_t> reactions);
/// All of the network.
Result<void> check_joined_genes(const domain::Network& network);
Result<void> check_joined_reactions(const domain::Network& network);

}  // namespace strandline::strain
