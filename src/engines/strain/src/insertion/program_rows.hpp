#pragma once

#include <strandline/domain/network.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <vector>

namespace strandline::strain {

/// lower <= terms . x <= upper, terms of columns.
struct ProgramRow {
    std::vector<domain::Term> terms;
    double lower = 0, upper = 0;
};

/// The rows of a program.
std::vector<ProgramRow> rows_of(const numerics::LinearProgram& program);

/// The same program with these rows instead; columns keep their bounds.
void set_rows(numerics::LinearProgram& program, const std::vector<ProgramRow>& rows);

}  // namespace strandline::strain
