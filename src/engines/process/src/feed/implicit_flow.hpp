#pragma once

#include "feed/dense_factor.hpp"
#include "feed/piece_flow.hpp"

namespace strandline::process {

/// By collocation, for stiff systems (substrate that is used up as soon as it is fed); derivatives, too, are
/// those of the numbers that the steps make.
class ImplicitFlow : public PieceFlow {
public:
    ImplicitFlow(const PieceEquations& equations, const SimulationOptions& options,
                 std::vector<double> sizes);
    bool run(std::span<const double> numbers, std::span<const double> stops, bool slopes,
             PieceCourse& course) const override;
    void curvature(std::span<const double> numbers, std::span<const double> stops, const PieceCourse& course,
                   std::span<const double> weights, std::span<double> matrix) const override;

private:
    struct Work;
    double allowed(double value, std::size_t state) const;
    bool stages(Work& work, double place, double length, std::span<const double> from) const;
    double error(Work& work, double length, std::span<const double> from) const;
    void evaluate(Work& work, double place, double length) const;
    bool factor(DenseFactor& made, const double* entries, double length) const;
    bool add_slopes(Work& work, PieceCourse::Step& step, std::vector<double>& slopes) const;

    const PieceEquations& equations_;
    SimulationOptions options_;
    std::vector<double> sizes_;
};

}  // namespace strandline::process
