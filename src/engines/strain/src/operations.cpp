#include <strandline/strain/operations.hpp>

#include "certify/certify_operation.hpp"
#include "check/check_operation.hpp"
#include "cutsets/cutsets_operation.hpp"
#include "deletions/deletion_operations.hpp"
#include "design/design_operation.hpp"
#include "dynamic/dynamic_operations.hpp"
#include "enzymes/enzymes_operation.hpp"
#include "flux/flux_operations.hpp"
#include "insertion/insertion_operations.hpp"
#include "medium/medium_operations.hpp"
#include "model/convert_operation.hpp"
#include "sampling/sample_operation.hpp"
#include "variability/variability_operations.hpp"

namespace strandline::strain {

std::vector<operation::Operation> operations() {
    return {
        // clang-format off
        convert_operation(),
        check_operation(),
        fba_operation(),
        pfba_operation(),
        fva_operation(),
        moma_operation(),
        room_operation(),
        knockouts_operation(),
        envelope_operation(),
        medium_operation(),
        sample_operation(),
        cutsets_operation(),
        design_operation(),
        insert_operation(),
        enzymes_operation(),
        simulate_operation(),
        certify_operation(),
        // clang-format on
    };
}

}  // namespace strandline::strain
