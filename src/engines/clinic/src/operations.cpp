#include <strandline/clinic/operations.hpp>

#include "knowledge/knowledge_operations.hpp"
#include "pgx/pgx_operation.hpp"
#include "therapy/match_operation.hpp"

namespace strandline::clinic {

std::vector<operation::Operation> operations() {
    return {
        // clang-format off
        pgx_operation(),
        match_operation(),
        knowledge_build_operation(),
        knowledge_show_operation(),
        knowledge_diff_operation(),
        // clang-format on
    };
}

}  // namespace strandline::clinic
