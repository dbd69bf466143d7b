#include <strandline/process/operations.hpp>

namespace strandline::process {

std::vector<operation::Operation> operations() {
    return {
        // clang-format off
        // clang-format on
    };
}

}  // namespace strandline::process
