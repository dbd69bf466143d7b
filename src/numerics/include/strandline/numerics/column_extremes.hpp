#pragma once

#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace strandline::numerics {

/// The least and the most of single columns of one linear program, asked one after another, each from the
/// vertex of the one before. A primal simplex method for objectives of one column: reduced costs are one row
/// of the tableau, so that a step costs two solves with the basis and nothing is set up between questions.
/// Clp's checks are missing here: where a question takes too long or numbers go wrong it is given up.
/// Not shared by threads.
class ColumnExtremes {
public:
    /// `solved` is at an optimal basis.
    explicit ColumnExtremes(const LpSolver& solved);
    ColumnExtremes(ColumnExtremes&&) noexcept;
    ColumnExtremes& operator=(ColumnExtremes&&) noexcept;
    ~ColumnExtremes();

    /// optimal, unbounded, or failure: given up, which says nothing of the program; after many steps (the next
    /// question goes on from there) or where numbers went wrong (then it is broken).
    LpStatus solve(std::int32_t column, bool maximise);
    std::span<const double> values() const;  // by column, after optimal; within bounds
    double value(std::int32_t column) const { return values()[static_cast<std::size_t>(column)]; }
    bool broken() const;
    std::uint64_t iterations() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace strandline::numerics
