#pragma once

#include <strandline/base/file.hpp>
#include <strandline/domain/pharmacogenes.hpp>
#include <strandline/operation/operation.hpp>

namespace strandline::clinic {

/// Columns of clinic.recommendations/1.
std::vector<operation::Column> recommendation_columns();

/// Every recommendation by its id, with its text: what lines of clinic.answers/1 name. In the order of the
/// knowledge.
Result<void> write_recommendations(const domain::PgxKnowledge& knowledge, Sink& sink);

}  // namespace strandline::clinic
