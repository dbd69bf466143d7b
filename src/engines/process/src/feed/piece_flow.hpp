#pragma once

#include "feed/piece_equations.hpp"

#include <array>
#include <span>
#include <vector>

namespace strandline::process {

/// The course of one piece: states where it was asked for (the last is the piece's end) and their derivatives
/// by z, [stop][state][position in z]; and the steps, which second derivatives go back along.
struct PieceCourse {
    std::vector<double> states, slopes;
    struct Step {
        double place = 0, length = 0;
        std::vector<double> stages;         // [stage][state]
        std::vector<double> stage_slopes;   // [stage][state][position in z]
        std::vector<double> stage_entries;  // [stage][entry of the rates' derivatives]
        bool stop = false;                  // ends at a stop
    };
    std::vector<Step> steps;
    std::size_t used = 0;  // steps of this course; further ones are room kept from before
    bool sloped = false;

    Step& next_step() {
        if (used == steps.size()) steps.emplace_back();
        return steps[used++];
    }
};

/// How a piece is integrated.
class PieceFlow {
public:
    virtual ~PieceFlow() = default;
    /// `numbers` as PieceLayout has them; stops rise and end with 1. False where a value is not finite or the
    /// steps become too many.
    virtual bool run(std::span<const double> numbers, std::span<const double> stops, bool slopes,
                     PieceCourse& course) const = 0;

    /// Adds the second derivatives by z of the sum of weights [stop][state] times states to a square matrix,
    /// its lower triangle. The course must have slopes, and be of these numbers and stops.
    virtual void curvature(std::span<const double> numbers, std::span<const double> stops,
                           const PieceCourse& course, std::span<const double> weights,
                           std::span<double> matrix) const = 0;
};

/// By an explicit method with variable steps. Derivatives are those of the numbers that the steps make, exact
/// to rounding: Bock, in Modelling of Chemical Reaction Systems, Springer Series in Chemical Physics 18:102
/// (1981), internal differentiation.
class ExplicitFlow : public PieceFlow {
public:
    /// `sizes`: of the states, for the error allowed.
    ExplicitFlow(const PieceEquations& equations, const SimulationOptions& options,
                 std::vector<double> sizes);
    bool run(std::span<const double> numbers, std::span<const double> stops, bool slopes,
             PieceCourse& course) const override;
    void curvature(std::span<const double> numbers, std::span<const double> stops, const PieceCourse& course,
                   std::span<const double> weights, std::span<double> matrix) const override;

private:
    struct Work;
    bool attempt(Work& work, double place, double length, const double* from) const;
    double fastest(Work& work, double place, const double* from) const;
    double error(const Work& work, const double* from, double length) const;
    void add_slopes(Work& work, PieceCourse::Step& step, std::vector<double>& slopes) const;

    const PieceEquations& equations_;
    SimulationOptions options_;
    std::vector<double> sizes_;
};

}  // namespace strandline::process
