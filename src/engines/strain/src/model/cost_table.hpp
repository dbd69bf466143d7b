#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <string>
#include <vector>

namespace strandline::strain {

/// A row of a table of costs, with where its id stands.
struct CostRow {
    std::string id;
    double cost = 0;
    Place place;
};

/// TSV with the columns `id` and `cost`. Each id once, each cost as `formats::is_cost` says; errors
/// (strain.cost) are placed.
Result<std::vector<CostRow>> read_costs(const Source& source);

/// Two rows are of the same thing.
Error cost_twice(const CostRow& row, const Place& first);

}  // namespace strandline::strain
