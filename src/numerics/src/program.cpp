#include "program_code.hpp"

#include <strandline/numerics/program.hpp>

namespace strandline::numerics {

struct Program::State {
    ProgramCode code;
};

Program::Program() : state_(std::make_unique<State>()) {}

Program::Program(const ExpressionGraph& graph, std::span<const Node> outputs, std::size_t input_count,
                 Execution)
    : state_(std::make_unique<State>()) {
    state_->code = program_code(graph, outputs, input_count);
}

Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::size_t Program::inputs() const { return state_->code.input_count; }
std::size_t Program::outputs() const { return state_->code.outputs.size(); }
std::size_t Program::operations() const { return state_->code.instructions.size(); }
bool Program::native() const { return false; }

void Program::evaluate(const double* inputs, double* outputs) const {
    interpret(state_->code, inputs, outputs);
}

void Program::evaluate_lanes(const double* inputs, double* outputs) const {
    interpret_lanes(state_->code, inputs, outputs);
}

bool native_code_available() { return false; }

}  // namespace strandline::numerics
