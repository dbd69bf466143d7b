#pragma once

#include <strandline/numerics/expression_graph.hpp>

#include <cstddef>
#include <vector>

namespace strandline::numerics {

/// slots[result] = kind(slots[a], slots[b], slots[c])
struct Instruction {
    std::uint32_t result = 0, a = 0, b = 0, c = 0;
};

/// Consecutive instructions of one kind.
struct Run {
    NodeKind kind = NodeKind::constant;
    std::uint32_t count = 0;
};

/// A straight-line program over slots: first the constants, then the inputs that are used, then values, whose
/// slots are used again once nobody needs them.
struct ProgramCode {
    std::size_t input_count = 0;
    std::vector<double> constants;
    std::vector<std::uint32_t> used_inputs;
    std::size_t slots = 0;
    std::vector<Run> runs;
    std::vector<Instruction> instructions;
    std::vector<std::uint32_t> outputs;  // their slots, kept to the end

    std::size_t first_value() const { return constants.size() + used_inputs.size(); }
};

ProgramCode program_code(const ExpressionGraph& graph, std::span<const Node> outputs,
                         std::size_t input_count);

/// Inputs and outputs as in Program.
void interpret(const ProgramCode& code, const double* inputs, double* outputs);
void interpret_lanes(const ProgramCode& code, const double* inputs, double* outputs);

}  // namespace strandline::numerics
