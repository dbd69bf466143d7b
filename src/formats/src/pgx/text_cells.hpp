#pragma once

#include "records.hpp"

#include <string_view>

namespace strandline::formats {

/// What is wrong with a cell; `what` null when nothing is.
struct PgxCellSlip {
    const char* code = nullptr;  // "clinic.ploidy"
    const char* what = nullptr;
    std::string_view cell;
};

/// Which entries of a cell matter; -1 where FORMAT has none.
struct PgxKeys {
    int gt = -1, phase_set = -1, depth = -1, least_depth = -1, quality = -1;
};
PgxKeys keys_of(std::string_view format);

/// Genotypes of all wanted samples. `slots`: for each sample of the file its place, or -1.
PgxCellSlip read_cells(std::string_view cells, const PgxKeys& keys, const std::vector<std::int32_t>& slots,
                       std::size_t wanted, bool depths, PgxRecord& into);

}  // namespace strandline::formats
