#include "report/report_operation.hpp"
#include "thread_operations.hpp"

#include <strandline/chain/operations.hpp>

// The engines: name and what it is for, in the order in which help shows them.
// clang-format off
#define STRANDLINE_ENGINES(ENGINE) \
    ENGINE(edit, "CRISPR guides, off-targets, designs and outcomes") \
    ENGINE(strain, "metabolic models, deletions, strain design") \
    ENGINE(process, "kinetic models: simulation, fitting, identifiability") \
    ENGINE(clinic, "from a patient's genotypes to the therapy") \
    /* a new engine goes above this line */
// clang-format on

#define DECLARE(name, summary)                      \
    namespace strandline::name {                    \
    std::vector<operation::Operation> operations(); \
    }
STRANDLINE_ENGINES(DECLARE)
#undef DECLARE

namespace strandline::chain {

std::unique_ptr<operation::Registry> all_operations(Session& session) {
    auto registry = std::make_unique<operation::Registry>();
    registry->add({init_operation(session), run_operation(session, *registry), report_operation()});
#define ADD(name, summary) registry->add_group(#name, summary, name::operations());
    STRANDLINE_ENGINES(ADD)
#undef ADD
    registry->add_group("thread", "what was recorded: list, trace, verify, sign",
                        thread_operations(session, *registry));
    return registry;
}

}  // namespace strandline::chain
