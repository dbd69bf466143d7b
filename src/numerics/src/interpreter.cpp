#include "operation_value.hpp"
#include "program_code.hpp"

#include <strandline/numerics/program.hpp>

#include <algorithm>

namespace strandline::numerics {
namespace {

/// slots[slot * width + lane]
template <std::size_t width>
class Machine {
public:
    Machine(const ProgramCode& code, double* slots) : next_(code.instructions.data()), slots_(slots) {}

    void run(const Run& run) {
        switch (run.kind) {
        case NodeKind::add:
            return binary(run, [](double a, double b) { return a + b; });
        case NodeKind::subtract:
            return binary(run, [](double a, double b) { return a - b; });
        case NodeKind::multiply:
            return binary(run, [](double a, double b) { return a * b; });
        case NodeKind::divide:
            return binary(run, [](double a, double b) { return a / b; });
        case NodeKind::negate:
            return unary(run, [](double a) { return -a; });
        case NodeKind::sqrt:
            return unary(run, [](double a) { return std::sqrt(a); });
        case NodeKind::abs:
            return unary(run, [](double a) { return std::fabs(a); });
        case NodeKind::sign:
            return unary(run, sign_of);
        case NodeKind::minimum:
            return binary(run, minimum_of);
        case NodeKind::maximum:
            return binary(run, maximum_of);
        case NodeKind::less:
            return binary(run, [](double a, double b) { return truth(a < b); });
        case NodeKind::less_equal:
            return binary(run, [](double a, double b) { return truth(a <= b); });
        case NodeKind::equal:
            return binary(run, [](double a, double b) { return truth(a == b); });
        case NodeKind::not_equal:
            return binary(run, [](double a, double b) { return truth(a != b); });
        case NodeKind::both:
            return binary(run, [](double a, double b) { return truth(a != 0 && b != 0); });
        case NodeKind::either:
            return binary(run, [](double a, double b) { return truth(a != 0 || b != 0); });
        case NodeKind::opposite:
            return unary(run, [](double a) { return truth(a == 0); });
        case NodeKind::select:
            return select(run);
        default:
            break;
        }
        if (const BinaryFunction function = binary_function(run.kind)) return binary(run, function);
        unary(run, unary_function(run.kind));
    }

private:
    template <class Function>
    void unary(const Run& run, Function function) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_) {
            const double* a = slots_ + next_->a * width;
            double* result = slots_ + next_->result * width;
            for (std::size_t lane = 0; lane < width; ++lane) result[lane] = function(a[lane]);
        }
    }

    template <class Function>
    void binary(const Run& run, Function function) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_) {
            const double* a = slots_ + next_->a * width;
            const double* b = slots_ + next_->b * width;
            double* result = slots_ + next_->result * width;
            for (std::size_t lane = 0; lane < width; ++lane) result[lane] = function(a[lane], b[lane]);
        }
    }

    void select(const Run& run) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_) {
            const double* a = slots_ + next_->a * width;
            const double* b = slots_ + next_->b * width;
            const double* c = slots_ + next_->c * width;
            double* result = slots_ + next_->result * width;
            for (std::size_t lane = 0; lane < width; ++lane) result[lane] = a[lane] != 0 ? b[lane] : c[lane];
        }
    }

    const Instruction* next_;
    double* slots_;
};

template <std::size_t width>
void interpret_wide(const ProgramCode& code, const double* inputs, double* outputs) {
    thread_local std::vector<double> slots;
    if (slots.size() < code.slots * width) slots.resize(code.slots * width);
    double* at = slots.data();
    for (const double constant : code.constants) at = std::fill_n(at, width, constant);
    for (const std::uint32_t input : code.used_inputs) at = std::copy_n(inputs + input * width, width, at);
    Machine<width> machine(code, slots.data());
    for (const Run& run : code.runs) machine.run(run);
    for (const std::uint32_t slot : code.outputs)
        outputs = std::copy_n(slots.data() + slot * width, width, outputs);
}

}  // namespace

void interpret(const ProgramCode& code, const double* inputs, double* outputs) {
    interpret_wide<1>(code, inputs, outputs);
}

void interpret_lanes(const ProgramCode& code, const double* inputs, double* outputs) {
    interpret_wide<Program::lanes>(code, inputs, outputs);
}

}  // namespace strandline::numerics
