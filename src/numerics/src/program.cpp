#include "native_code.hpp"

#include <strandline/numerics/program.hpp>

#include <atomic>
#include <mutex>

namespace strandline::numerics {
namespace {

/// Nanoseconds, measured on a machine of 2023: what compiling costs, and what native code saves an operation.
constexpr double compile_once = 8e6, compile_operation = 5e3, saved_with_one = 0.55, saved_with_lanes = 2;

/// After as many evaluations as compiling would have paid for itself in, it is done: then no more than twice
/// the time of knowing beforehand is spent.
std::uint64_t evaluations_worth_compiling(std::size_t operations, bool lanes) {
    const double count = static_cast<double>(operations);
    return static_cast<std::uint64_t>((compile_once + compile_operation * count) /
                                      ((lanes ? saved_with_lanes : saved_with_one) * count + 1));
}

/// Native code that is made when it is wanted, by one thread; the others go on as they are meanwhile.
class Compiled {
public:
    const NativeCode* get() const { return ready_.load(std::memory_order_acquire); }

    /// Compiles unless that was tried before. `wait`: also for another thread that is at it.
    const NativeCode* make(const ProgramCode& code, bool lanes, bool wait) {
        std::unique_lock lock(making_, std::defer_lock);
        if (wait)
            lock.lock();
        else if (!lock.try_lock())
            return nullptr;
        if (!tried_) {
            tried_ = true;
            owner_ = NativeCode::make(code, lanes);
            ready_.store(owner_.get(), std::memory_order_release);
        }
        return owner_.get();
    }

    /// Whether this evaluation is the one after which compiling pays.
    bool is_due(std::uint64_t worth) {
        const std::uint64_t before = evaluations_.load(std::memory_order_relaxed);
        if (before > worth) return false;
        evaluations_.store(before + 1, std::memory_order_relaxed);
        return before == worth;
    }

private:
    std::atomic<const NativeCode*> ready_ = nullptr;
    std::atomic<std::uint64_t> evaluations_ = 0;
    std::mutex making_;
    bool tried_ = false;
    std::unique_ptr<NativeCode> owner_;
};

}  // namespace

struct Program::State {
    ProgramCode code;
    Execution execution = Execution::interpreted;
    std::uint64_t worth_of_one = 0, worth_of_lanes = 0;
    Compiled one, lanes;

    const NativeCode* native(Compiled& compiled, bool of_lanes) {
        if (execution == Execution::interpreted) return nullptr;
        if (const NativeCode* const ready = compiled.get()) return ready;
        if (execution == Execution::native) return compiled.make(code, of_lanes, true);
        const std::uint64_t worth = of_lanes ? worth_of_lanes : worth_of_one;
        return compiled.is_due(worth) ? compiled.make(code, of_lanes, false) : nullptr;
    }
};

Program::Program() : state_(std::make_unique<State>()) {}

Program::Program(const ExpressionGraph& graph, std::span<const Node> outputs, std::size_t input_count,
                 Execution execution)
    : state_(std::make_unique<State>()) {
    state_->code = program_code(graph, outputs, input_count);
    state_->execution = state_->code.instructions.empty() ? Execution::interpreted : execution;
    const std::size_t operations = state_->code.instructions.size();
    state_->worth_of_one = evaluations_worth_compiling(operations, false);
    state_->worth_of_lanes = evaluations_worth_compiling(operations, true);
    if (execution == Execution::native) state_->native(state_->one, false);
}

Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::size_t Program::inputs() const { return state_->code.input_count; }
std::size_t Program::outputs() const { return state_->code.outputs.size(); }
std::size_t Program::operations() const { return state_->code.instructions.size(); }
bool Program::native() const { return state_->one.get() != nullptr; }

void Program::evaluate(const double* inputs, double* outputs) const {
    if (const NativeCode* const native = state_->native(state_->one, false))
        native->run(inputs, outputs);
    else
        interpret(state_->code, inputs, outputs);
}

void Program::evaluate_lanes(const double* inputs, double* outputs) const {
    if (const NativeCode* const native = state_->native(state_->lanes, true))
        native->run(inputs, outputs);
    else
        interpret_lanes(state_->code, inputs, outputs);
}

}  // namespace strandline::numerics
