#include <strandline/strain/operations.hpp>

#include "flux/flux_operations.hpp"
#include "model/convert_operation.hpp"

namespace strandline::strain {

std::vector<operation::Operation> operations() {
    return {
        fba_operation(),
        convert_operation(),
    };
}

}  // namespace strandline::strain
