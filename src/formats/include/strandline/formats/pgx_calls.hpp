#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/pgx_calls.hpp>

#include <set>
#include <string>

namespace strandline::formats {

/// A table clinic.pgx/1, rows in any order; of these genes alone. Memory: a few bytes a sample and gene, and
/// what rows tell, once each. Errors: those of a table, "pgx_calls.name", "pgx_calls.count",
/// "pgx_calls.lists", "pgx_calls.twice", "pgx_calls.empty".
Result<domain::PgxCallTable> read_pgx_calls(const Source& source, const std::set<std::string>& genes);

}  // namespace strandline::formats
