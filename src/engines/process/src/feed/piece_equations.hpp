#pragma once

#include "feed/optimal_control.hpp"

#include <strandline/numerics/program.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::process {

/// Numbers of one piece of the feed: what its course and all that is looked at along it depend on.
///
///     place τ in [0, 1] | piece k | pieces N | z: states, profile values, end time T | held values | weights
///
/// The time is (k + τ) T / N. Profile values of a control: one (constant), those of both ends (linear), or
/// start and rate (exponential). Weights are only of what is summed for second derivatives.
struct PieceLayout {
    std::size_t states = 0, profile = 0, held = 0;
    std::vector<std::size_t> profile_begins;  // of each control in the profile values

    static constexpr std::size_t place = 0, piece = 1, pieces = 2, z = 3;
    std::size_t unknowns() const { return states + profile + 1; }
    std::size_t end_time() const { return z + states + profile; }
    std::size_t held_begin() const { return z + unknowns(); }
    std::size_t count() const { return held_begin() + held; }
};

/// Some expressions over the numbers of a piece, with their first derivatives by z and the second ones of
/// their weighted sum.
class PieceExpressions {
public:
    struct Entry {
        std::uint32_t row = 0, column = 0;
    };
    PieceExpressions(numerics::ExpressionGraph& graph, std::span<const Node> nodes,
                     const PieceLayout& layout);

    std::size_t size() const { return size_; }
    /// By expression and by position in z.
    std::span<const Entry> entries() const { return entries_; }
    /// Lower triangle, by positions in z.
    std::span<const Entry> second_entries() const { return second_entries_; }

    void values(const double* numbers, double* values) const;
    /// Values, then the entries.
    void with_derivatives(const double* numbers, double* both) const;
    /// `numbers` are followed by one weight an expression.
    void second(const double* numbers_and_weights, double* entries) const;

private:
    std::size_t size_ = 0;
    std::vector<Entry> entries_, second_entries_;
    numerics::Program values_, both_, second_;
};

/// A system with its controls written out: dx/dτ and what is observed. Smooth systems alone (no events,
/// switches, algebraic rows or draws) can be integrated from these; all have their observed expressions.
struct PieceEquations {
    PieceEquations(const CompiledSystem& system, std::span<const Control> controls,
                   std::span<const std::uint32_t> control_held);

    PieceLayout layout;
    bool smooth = false;
    PieceExpressions rates, observed;
    std::vector<std::uint8_t> follows_controls;  // of each observed expression: it names a control itself

private:
    struct Written {
        numerics::ExpressionGraph graph;
        PieceLayout layout;
        std::vector<Node> rates, observed;
        std::vector<std::uint8_t> follows_controls;
        bool smooth = false;
    };
    static Written write(const CompiledSystem& system, std::span<const Control> controls,
                         std::span<const std::uint32_t> control_held);
    explicit PieceEquations(Written written);
};

}  // namespace strandline::process
