#include <strandline/clinic/operations.hpp>

#include "knowledge/knowledge_operations.hpp"

namespace strandline::clinic {

std::vector<operation::Operation> operations() {
    return {
        // clang-format off
        knowledge_build_operation(),
        knowledge_show_operation(),
        knowledge_diff_operation(),
        // clang-format on
    };
}

}  // namespace strandline::clinic
