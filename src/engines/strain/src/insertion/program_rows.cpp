#include "insertion/program_rows.hpp"

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

std::vector<ProgramRow> rows_of(const numerics::LinearProgram& program) {
    std::vector<ProgramRow> rows(at(program.matrix.rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].lower = program.row_lower[i];
        rows[i].upper = program.row_upper[i];
    }
    for (std::int32_t j = 0; j < program.matrix.columns(); ++j) {
        const auto row = program.matrix.rows_of(j);
        const auto value = program.matrix.values_of(j);
        for (std::size_t k = 0; k < row.size(); ++k) rows[at(row[k])].terms.push_back({j, value[k]});
    }
    return rows;
}

void set_rows(numerics::LinearProgram& program, const std::vector<ProgramRow>& rows) {
    std::vector<std::vector<domain::Term>> columns(program.lower.size());
    program.row_lower.clear();
    program.row_upper.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        program.row_lower.push_back(rows[i].lower);
        program.row_upper.push_back(rows[i].upper);
        for (const domain::Term& term : rows[i].terms)
            columns[at(term.index)].push_back({static_cast<std::int32_t>(i), term.coefficient});
    }
    program.matrix = {};
    program.matrix.rows = static_cast<std::int32_t>(rows.size());
    for (const auto& column : columns) {
        for (const domain::Term& entry : column) program.matrix.add(entry.index, entry.coefficient);
        program.matrix.end_column();
    }
}

}  // namespace strandline::strain
