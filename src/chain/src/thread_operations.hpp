#pragma once

#include "session_state.hpp"

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::chain {

/// init, run, thread log|show|trace|verify|checkpoint|check|key show|key trust. The functions work on
/// `session`.
operation::Operation init_operation(Session& session);
operation::Operation run_operation(Session& session, const operation::Registry& registry);
std::vector<operation::Operation> thread_operations(Session& session, const operation::Registry& registry);

operation::Operation trace_operation(Session& session, const operation::Registry& registry);

/// What a user names by an id, the beginning of one, or a file whose content is known: one record or
/// artefact.
struct Named {
    store::Id id;
    bool is_record = false;
};
Result<Named> find_named(Session::State& session, const std::string& words);

/// The first digits of an id, as people read them.
std::string short_id(const store::Id& id);

}  // namespace strandline::chain
