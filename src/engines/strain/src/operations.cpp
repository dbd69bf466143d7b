#include <strandline/strain/operations.hpp>

#include "deletions/deletion_operations.hpp"
#include "certify/certify_operation.hpp"
#include "check/check_operation.hpp"
#include "cutsets/cutsets_operation.hpp"
#include "dynamic/dynamic_operations.hpp"
#include "enzymes/enzymes_operation.hpp"
#include "design/design_operation.hpp"
#include "flux/flux_operations.hpp"
#include "model/convert_operation.hpp"
#include "variability/variability_operations.hpp"
#include "insertion/insertion_operations.hpp"
#include "sampling/sample_operation.hpp"
#include "medium/medium_operations.hpp"

namespace strandline::strain {

std::vector<operation::Operation> operations() {
    return {
        check_operation(),
        fba_operation(),
        convert_operation(),
        fva_operation(),
        knockouts_operation(),
        certify_operation(),
        pfba_operation(),
        moma_operation(),
        room_operation(),
        envelope_operation(),
        cutsets_operation(),
        insert_operation(),
        simulate_operation(),
        sample_operation(),
        fba_operation(),  pfba_operation(),     moma_operation(),
        room_operation(), envelope_operation(), sample_operation(),
        medium_operation(),
        enzymes_operation(),
        design_operation(),
    };
}

}  // namespace strandline::strain
