#pragma once

#include <strandline/base/json.hpp>
#include <strandline/strain/check.hpp>

#include <string>

namespace strandline::strain {

/// strain.check/1: everything, by id.
Json check_json(const FluxModel& model, const ModelCheck& check);
/// A page to read: counts, and the first few of each list.
std::string check_text(const FluxModel& model, const ModelCheck& check);

}  // namespace strandline::strain
