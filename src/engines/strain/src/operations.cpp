#include <strandline/strain/operations.hpp>

#include "flux/flux_operations.hpp"

namespace strandline::strain {

std::vector<operation::Operation> operations() {
    return {
        fba_operation(),
    };
}

}  // namespace strandline::strain
