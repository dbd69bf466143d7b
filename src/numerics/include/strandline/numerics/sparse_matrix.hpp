#pragma once

#include <cstdint>
#include <vector>

namespace strandline::numerics {

/// Where a sparse matrix has entries: compressed columns, rows rising within each.
struct SparsePattern {
    std::int32_t rows = 0, columns = 0;
    std::vector<std::int32_t> column_starts;  // columns + 1
    std::vector<std::int32_t> row_indices;
    std::size_t entries() const { return row_indices.size(); }
};

}  // namespace strandline::numerics
