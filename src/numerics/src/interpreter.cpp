#include "lane_functions.hpp"
#include "operation_value.hpp"
#include "program_code.hpp"

#include <strandline/numerics/program.hpp>

#include <algorithm>

namespace strandline::numerics {
namespace {

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
        double* const slots = slots_;
        for (const Instruction& each : next(run)) slots[each.result] = function(slots[each.a]);
    }

    template <class Function>
    void binary(const Run& run, Function function) {
        double* const slots = slots_;
        for (const Instruction& each : next(run)) slots[each.result] = function(slots[each.a], slots[each.b]);
    }

    void select(const Run& run) {
        double* const slots = slots_;
        for (const Instruction& each : next(run))
            slots[each.result] = slots[each.a] != 0 ? slots[each.b] : slots[each.c];
    }

    std::span<const Instruction> next(const Run& run) {
        next_ += run.count;
        return {next_ - run.count, run.count};
    }

    const Instruction* next_;
    double* slots_;
};

/// Constants and inputs to their slots, `lanes` of each.
template <std::size_t lanes>
void fill_slots(const ProgramCode& code, const double* inputs, double* at) {
    for (const double constant : code.constants) at = std::fill_n(at, lanes, constant);
    for (const std::uint32_t input : code.used_inputs) at = std::copy_n(inputs + input * lanes, lanes, at);
}

}  // namespace

void interpret(const ProgramCode& code, const double* inputs, double* outputs) {
    thread_local std::vector<double> memory;
    double* const slots = aligned_place(memory, code.slots);
    fill_slots<1>(code, inputs, slots);
    Machine machine(code, slots);
    for (const Run& run : code.runs) machine.run(run);
    for (const std::uint32_t slot : code.outputs) *outputs++ = slots[slot];
}

void interpret_lanes(const ProgramCode& code, const double* inputs, double* outputs) {
    thread_local std::vector<double> memory;
    constexpr std::size_t lanes = Program::lanes;
    double* const slots = aligned_place(memory, code.slots * lanes);
    fill_slots<lanes>(code, inputs, slots);
    run_lanes(code, slots);
    for (const std::uint32_t slot : code.outputs) outputs = std::copy_n(slots + slot * lanes, lanes, outputs);
}

}  // namespace strandline::numerics
