#pragma once

#include <strandline/chain/session.hpp>
#include <strandline/operation/operation.hpp>

namespace strandline::chain {

/// Every operation there is: the engines', then those of the thread and of chains, which work on `session`.
/// `session` must outlive the registry.
std::unique_ptr<operation::Registry> all_operations(Session& session);

}  // namespace strandline::chain
