#pragma once

#include "feed/piece_flow.hpp"

#include <strandline/numerics/nonlinear_program.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace strandline::process {

/// A feed in numbers: of each control the values at the begins of its pieces (linear: at all edges), and the
/// rates of its pieces (exponential).
struct FeedPlan {
    double end_time = 0;
    std::vector<std::vector<double>> values, rates;  // [control][piece]
};

/// Typical sizes, which unknowns and rows are scaled by, and the least value that each state may have.
struct FeedSizes {
    std::vector<double> states, observed, least;
    /// The largest norm of d rates / d states met, times the whole run: the steps that an explicit method
    /// would need for its stability's sake are a few times fewer.
    double stiffness = 0;
};

/// What a row of the program says, for reports.
struct FeedRow {
    enum class Kind : std::uint8_t { continuity, constraint, member_objective } kind = Kind::continuity;
    std::size_t constraint = 0, member = 0;
    std::int32_t piece = 0;
    double place = 0;  // within the piece
};

/// The nonlinear program of direct multiple shooting. Unknowns, scaled by their sizes: end time (where
/// free), controls, states of every member at the end of every piece, and of an ensemble each member's
/// objective.
class Shooting {
public:
    Shooting(const FeedProblem& problem, const PieceEquations& equations, const PieceFlow& flow,
             std::int32_t pieces, FeedSizes sizes);

    numerics::NonlinearProgram program(unsigned threads);
    /// The unknowns of a plan with the states that it leads to; where the course breaks off, the last ones.
    std::vector<double> unknowns(const FeedPlan& plan);
    FeedPlan plan(std::span<const double> unknowns) const;
    /// Of the controls and the end time alone.
    struct ControlUnknown {
        std::size_t control = 0;
        std::int32_t piece = 0;
        bool rate = false, end_time = false;
    };
    const std::vector<ControlUnknown>& control_unknowns() const { return control_unknowns_; }

    const std::vector<FeedRow>& rows() const { return rows_; }
    double row_size(std::size_t row) const { return row_sizes_[row]; }
    double unknown_size(std::size_t unknown) const { return unknown_sizes_[unknown]; }
    double objective_size() const { return sizes_.observed[problem_.objective]; }
    double time_of(const FeedRow& row, double end_time) const {
        return (row.piece + row.place) * end_time / pieces_;
    }
    /// Of the rows, scaled. False where a course breaks off.
    bool values(std::span<const double> unknowns, std::span<double> made) {
        return constraints(unknowns, made);
    }
    std::vector<double> member_objectives(std::span<const double> unknowns);
    std::int32_t simulations() const { return simulations_; }

private:
    /// One member's piece: continuity, and constraints within.
    struct Piece {
        std::size_t member = 0;
        std::int32_t number = 0;
        std::vector<std::int32_t> z;  // the unknown at each position, -1 for what is given
        std::size_t row = 0;
        std::vector<double> numbers;
        PieceCourse course;
        std::vector<double> looked_at;  // at each sample: observed values, then their derivatives' entries
        bool good = false;
    };
    /// Expressions at an edge, of the states there and of the controls of the piece before or after.
    struct Edge {
        std::size_t member = 0;
        std::int32_t number = 0;
        double place = 0;
        std::vector<std::int32_t> z;
        std::vector<std::size_t> observed, rows;  // rows: of each; `objective_row` for the objective itself
        std::vector<double> numbers, both;
    };
    static constexpr std::size_t objective_row = ~std::size_t{0};

    // shooting_layout.cpp
    void lay_out_unknowns();
    void lay_out_rows();
    void add_row(FeedRow row, double lower, double upper, double size);
    void add_edge(std::size_t member, std::int32_t piece, double place, std::size_t state_edge);
    std::vector<std::int32_t> positions(std::size_t member, std::int32_t piece, std::size_t state_edge) const;
    std::int32_t state_unknown(std::size_t member, std::size_t edge) const;
    std::int32_t value_unknown(std::size_t control, std::int32_t piece) const;

    // shooting_values.cpp
    bool update(std::span<const double> unknowns, bool slopes);
    void set_numbers(std::span<const double> unknowns, std::span<const std::int32_t> z, std::size_t member,
                     std::int32_t piece, double place, std::vector<double>& numbers) const;
    void look_within(Piece& piece) const;

    // shooting_objective.cpp
    bool objective(std::span<const double> unknowns, double& value);
    bool gradient(std::span<const double> unknowns, std::span<double> made);

    // shooting_values.cpp
    bool constraints(std::span<const double> unknowns, std::span<double> made);
    bool jacobian(std::span<const double> unknowns, std::span<double> made);
    void jacobian_of(const Piece& piece, double*& made) const;

    // shooting_program.cpp
    void place_jacobian(numerics::NonlinearProgram& program) const;
    void place_hessian(numerics::NonlinearProgram& program) const;

    // shooting_curvature.cpp
    bool hessian(std::span<const double> unknowns, double factor, std::span<const double> multipliers,
                 std::span<double> made);
    void curvature_of(const Piece& piece, std::span<const double> multipliers,
                      std::span<double> matrix) const;
    void curvature_of(const Edge& edge, double factor, std::span<const double> multipliers,
                      std::span<double> matrix) const;

    const FeedProblem& problem_;
    const PieceEquations& equations_;
    std::int32_t pieces_;
    const PieceFlow& flow_;
    FeedSizes sizes_;
    bool free_end_;
    unsigned threads_ = 1;

    std::vector<std::size_t> value_begins_, rate_begins_;  // of each control, among the unknowns
    std::size_t states_begin_ = 0, objectives_begin_ = 0, unknown_count_ = 0;
    std::vector<ControlUnknown> control_unknowns_;
    std::vector<double> unknown_sizes_, lower_, upper_;
    std::vector<FeedRow> rows_;
    std::vector<double> row_sizes_, row_lower_, row_upper_;
    std::vector<double> stops_;
    std::vector<std::size_t> within_;  // constraints looked at within pieces
    std::vector<Piece> parts_;
    std::vector<Edge> edges_;

    std::vector<double> at_;  // the unknowns that courses are of
    bool good_ = false, sloped_ = false;
    std::int32_t simulations_ = 0;
};

}  // namespace strandline::process
