#include "native_calls.hpp"

#include <strandline/numerics/program.hpp>

namespace strandline::numerics {

void each_lane(UnaryFunction function, const double* a, double* result) {
    for (std::size_t lane = 0; lane < Program::lanes; ++lane) result[lane] = function(a[lane]);
}

void each_lane_of_two(BinaryFunction function, const double* a, const double* b, double* result) {
    for (std::size_t lane = 0; lane < Program::lanes; ++lane) result[lane] = function(a[lane], b[lane]);
}

BinaryFunction called_binary(NodeKind kind) {
    if (kind == NodeKind::minimum) return minimum_of;
    if (kind == NodeKind::maximum) return maximum_of;
    return binary_function(kind);
}

const char* intrinsic_of(NodeKind kind) {
    switch (kind) {
    case NodeKind::sqrt:
        return "llvm.sqrt";
    case NodeKind::floor:
        return "llvm.floor";
    case NodeKind::ceil:
        return "llvm.ceil";
    default:
        return nullptr;
    }
}

bool is_call(NodeKind kind) {
    return !intrinsic_of(kind) && (unary_function(kind) || called_binary(kind)) && kind != NodeKind::sign;
}

}  // namespace strandline::numerics
