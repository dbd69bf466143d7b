#pragma once

#include <strandline/domain/network.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace strandline::strain {

/// Sets of numbers (genes, or elements of a design), each ascending, none within another, in order.
using KillSets = std::vector<std::vector<std::int32_t>>;

/// Every smallest set of genes, of up to `most` members, without which the rule does not hold. Genes for
/// which `may_go` is false stay.
KillSets kill_sets(const domain::GeneRule& rule, int most, const std::function<bool(std::int32_t)>& may_go);

/// The smallest sets among those of both.
KillSets united(KillSets a, KillSets b);

/// Whether `part` is within `whole`; both ascending.
bool is_within(std::span<const std::int32_t> part, std::span<const std::int32_t> whole);

}  // namespace strandline::strain
