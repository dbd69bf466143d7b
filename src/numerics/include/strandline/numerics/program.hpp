#pragma once

#include <strandline/numerics/expression_graph.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace strandline::numerics {

/// How a program is executed. `automatic`: by the interpreter until so many evaluations were made that
/// compiling is worth it, from then on by native code. `native`: compiled at once, one lane and eight each
/// when first used; by the interpreter on a machine without LLVM.
enum class Execution : std::uint8_t { automatic, interpreted, native };

/// Expressions of a graph, ready to be evaluated; the graph is needed no longer. May be used by several
/// threads. The interpreter and native code give the same bits. Eight lanes give those of one, too, but for
/// exp, log and power, which differ by at most 3e-13 of their value; a lane does not depend on its
/// neighbours.
class Program {
public:
    Program();
    /// `input_count` inputs are handed to `evaluate`, whether used or not.
    Program(const ExpressionGraph& graph, std::span<const Node> outputs, std::size_t input_count,
            Execution execution = Execution::automatic);
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;
    ~Program();

    std::size_t inputs() const;
    std::size_t outputs() const;
    std::size_t operations() const;
    /// Whether `evaluate` runs native code by now.
    bool native() const;

    void evaluate(const double* inputs, double* outputs) const;

    /// Eight sets at once: inputs[i * lanes + l] is input i of set l, outputs likewise.
    static constexpr std::size_t lanes = 8;
    void evaluate_lanes(const double* inputs, double* outputs) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Whether native code can be made here: the build found LLVM's headers and the machine has its library.
bool native_code_available();

}  // namespace strandline::numerics
