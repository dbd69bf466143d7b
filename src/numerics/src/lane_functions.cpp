#include "lane_functions.hpp"

#include "operation_value.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lane_functions.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h.
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace strandline::numerics {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t lanes = 8;
using D = hn::CappedTag<double, lanes>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;
constexpr D tag;

HWY_INLINE M is_true(V a) { return hn::Not(hn::Eq(a, hn::Zero(tag))); }
HWY_INLINE V truth(M mask) { return hn::IfThenElseZero(mask, hn::Set(tag, 1.0)); }

/// Those lanes again by the plain function.
template <class Function>
HWY_INLINE void repair(M wrong, double* result, Function function) {
    const V marks = truth(wrong);
    HWY_ALIGN double marked[lanes];
    hn::Store(marks, tag, marked);
    for (std::size_t lane = 0; lane < hn::Lanes(tag); ++lane)
        if (marked[lane] != 0) result[lane] = function(lane);
}

void exp_of_lanes(const double* a, double* result) {
    HWY_ALIGN double from[lanes];
    for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag)) {
        const V x = hn::LoadU(tag, a + k);
        hn::Store(x, tag, from);
        const M usual = hn::Lt(hn::Abs(x), hn::Set(tag, 700.0));
        hn::StoreU(hn::Exp(tag, hn::IfThenElseZero(usual, x)), tag, result + k);
        if (!hn::AllTrue(tag, usual))
            repair(hn::Not(usual), result + k, [&](std::size_t lane) { return std::exp(from[lane]); });
    }
}

HWY_INLINE M is_usual_number(V x) {
    return hn::And(hn::Gt(x, hn::Set(tag, 1e-300)), hn::Lt(x, hn::Set(tag, 1e300)));
}

void log_of_lanes(const double* a, double* result) {
    HWY_ALIGN double from[lanes];
    for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag)) {
        const V x = hn::LoadU(tag, a + k);
        hn::Store(x, tag, from);
        const M usual = is_usual_number(x);
        hn::StoreU(hn::Log(tag, hn::IfThenElse(usual, x, hn::Set(tag, 1.0))), tag, result + k);
        if (!hn::AllTrue(tag, usual))
            repair(hn::Not(usual), result + k, [&](std::size_t lane) { return std::log(from[lane]); });
    }
}

/// exp(b log a) where |b log a| < 300: the error of the product then stays below 3e-13 of the result.
void power_of_lanes(const double* a, const double* b, double* result) {
    HWY_ALIGN double base[lanes];
    HWY_ALIGN double exponent[lanes];
    for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag)) {
        const V x = hn::LoadU(tag, a + k), y = hn::LoadU(tag, b + k);
        hn::Store(x, tag, base);
        hn::Store(y, tag, exponent);
        const M positive = is_usual_number(x);
        const V product = hn::Mul(y, hn::Log(tag, hn::IfThenElse(positive, x, hn::Set(tag, 1.0))));
        const M usual = hn::And(positive, hn::Lt(hn::Abs(product), hn::Set(tag, 300.0)));
        hn::StoreU(hn::Exp(tag, hn::IfThenElseZero(usual, product)), tag, result + k);
        if (!hn::AllTrue(tag, usual))
            repair(hn::Not(usual), result + k,
                   [&](std::size_t lane) { return std::pow(base[lane], exponent[lane]); });
    }
}

/// Goes through a run of instructions, vector by vector.
class LaneMachine {
public:
    LaneMachine(const ProgramCode& code, double* slots) : next_(code.instructions.data()), slots_(slots) {}

    void run(const Run& run) {
        switch (run.kind) {
        case NodeKind::add:
            return binary(run, [](V a, V b) { return hn::Add(a, b); });
        case NodeKind::subtract:
            return binary(run, [](V a, V b) { return hn::Sub(a, b); });
        case NodeKind::multiply:
            return binary(run, [](V a, V b) { return hn::Mul(a, b); });
        case NodeKind::divide:
            return binary(run, [](V a, V b) { return hn::Div(a, b); });
        case NodeKind::negate:
            return unary(run, [](V a) { return hn::Neg(a); });
        case NodeKind::sqrt:
            return unary(run, [](V a) { return hn::Sqrt(a); });
        case NodeKind::abs:
            return unary(run, [](V a) { return hn::Abs(a); });
        case NodeKind::sign:
            return unary(run, [](V a) {
                const V zero = hn::Zero(tag);
                return hn::Sub(truth(hn::Gt(a, zero)), truth(hn::Lt(a, zero)));
            });
        case NodeKind::minimum:
            return binary(run, [](V a, V b) {
                return hn::IfThenElse(hn::Or(hn::Lt(a, b), hn::Not(hn::Eq(a, a))), a, b);
            });
        case NodeKind::maximum:
            return binary(run, [](V a, V b) {
                return hn::IfThenElse(hn::Or(hn::Gt(a, b), hn::Not(hn::Eq(a, a))), a, b);
            });
        default:
            return logic(run);
        }
    }

private:
    void logic(const Run& run) {
        switch (run.kind) {
        case NodeKind::less:
            return binary(run, [](V a, V b) { return truth(hn::Lt(a, b)); });
        case NodeKind::less_equal:
            return binary(run, [](V a, V b) { return truth(hn::Le(a, b)); });
        case NodeKind::equal:
            return binary(run, [](V a, V b) { return truth(hn::Eq(a, b)); });
        case NodeKind::not_equal:
            return binary(run, [](V a, V b) { return truth(hn::Not(hn::Eq(a, b))); });
        case NodeKind::both:
            return binary(run, [](V a, V b) { return truth(hn::And(is_true(a), is_true(b))); });
        case NodeKind::either:
            return binary(run, [](V a, V b) { return truth(hn::Or(is_true(a), is_true(b))); });
        case NodeKind::opposite:
            return unary(run, [](V a) { return truth(hn::Eq(a, hn::Zero(tag))); });
        case NodeKind::select:
            return select(run);
        default:
            return function(run);
        }
    }

    template <class Function>
    HWY_INLINE void unary(const Run& run, Function function) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_)
            for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag))
                hn::StoreU(function(hn::LoadU(tag, at(next_->a) + k)), tag, at(next_->result) + k);
    }

    template <class Function>
    HWY_INLINE void binary(const Run& run, Function function) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_)
            for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag))
                hn::StoreU(function(hn::LoadU(tag, at(next_->a) + k), hn::LoadU(tag, at(next_->b) + k)), tag,
                           at(next_->result) + k);
    }

    void select(const Run& run) {
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_)
            for (std::size_t k = 0; k < lanes; k += hn::Lanes(tag)) {
                const M yes = is_true(hn::LoadU(tag, at(next_->a) + k));
                const V chosen =
                    hn::IfThenElse(yes, hn::LoadU(tag, at(next_->b) + k), hn::LoadU(tag, at(next_->c) + k));
                hn::StoreU(chosen, tag, at(next_->result) + k);
            }
    }

    void function(const Run& run) {
        const UnaryLanes one_vector = unary_lanes(run.kind);
        const BinaryLanes two_vectors = binary_lanes(run.kind);
        const UnaryFunction one = unary_function(run.kind);
        const BinaryFunction two = binary_function(run.kind);
        for (const Instruction* end = next_ + run.count; next_ != end; ++next_) {
            const double* const a = at(next_->a);
            const double* const b = at(next_->b);
            double* const result = at(next_->result);
            if (one_vector)
                one_vector(a, result);
            else if (two_vectors)
                two_vectors(a, b, result);
            else
                for (std::size_t lane = 0; lane < lanes; ++lane)
                    result[lane] = two ? two(a[lane], b[lane]) : one(a[lane]);
        }
    }

    double* at(std::uint32_t slot) const { return slots_ + slot * lanes; }

    const Instruction* next_;
    double* slots_;
};

void run_all_lanes(const ProgramCode& code, double* slots) {
    LaneMachine machine(code, slots);
    for (const Run& run : code.runs) machine.run(run);
}

}  // namespace HWY_NAMESPACE
}  // namespace strandline::numerics
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace strandline::numerics {

HWY_EXPORT(exp_of_lanes);
HWY_EXPORT(log_of_lanes);
HWY_EXPORT(power_of_lanes);
HWY_EXPORT(run_all_lanes);

UnaryLanes unary_lanes(NodeKind kind) {
    if (kind == NodeKind::exp)
        return [](const double* a, double* result) { HWY_DYNAMIC_DISPATCH(exp_of_lanes)(a, result); };
    if (kind == NodeKind::log)
        return [](const double* a, double* result) { HWY_DYNAMIC_DISPATCH(log_of_lanes)(a, result); };
    return nullptr;
}

BinaryLanes binary_lanes(NodeKind kind) {
    if (kind != NodeKind::power) return nullptr;
    return [](const double* a, const double* b, double* result) {
        HWY_DYNAMIC_DISPATCH(power_of_lanes)(a, b, result);
    };
}

void run_lanes(const ProgramCode& code, double* slots) { HWY_DYNAMIC_DISPATCH(run_all_lanes)(code, slots); }

double* aligned_place(std::vector<double>& memory, std::size_t size) {
    if (memory.size() < size + 8) memory.resize(size + 8);
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    return memory.data() + (64 - address % 64) % 64 / sizeof(double);
}

}  // namespace strandline::numerics
#endif
