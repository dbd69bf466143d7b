#include "design/design_tree.hpp"

namespace strandline::strain {
namespace {

using numerics::infinity;

DesignWorth failed(DesignVerdict verdict) {
    DesignWorth made;
    made.verdict = verdict;
    return made;
}

/// Growth less the growth of states that make no more product than `min_product`.
DesignWorth coupling(DesignProgram& program, const DesignTask& task, DesignWorth made) {
    const DesignVerdict verdict = program.most_growth(-infinity, task.min_product);
    if (verdict == DesignVerdict::impossible) {
        made.value = made.growth;
        return made;
    }
    if (verdict != DesignVerdict::reached) return failed(verdict);
    made.value = made.growth - program.growth();
    made.has_state = true;
    return made;
}

}  // namespace

DesignWorth worth_of(DesignProgram& program, const DesignTask& task) {
    DesignWorth made;
    const DesignVerdict verdict = program.most_growth(-infinity, infinity);
    if (verdict == DesignVerdict::impossible) {
        made.lethal = true;
        return made;
    }
    if (verdict != DesignVerdict::reached) return failed(verdict);
    made.growth = program.growth();
    const DesignVerdict alive = program.protected_live();
    if (alive == DesignVerdict::failure) return failed(alive);
    made.lethal = made.growth < task.min_growth || alive == DesignVerdict::impossible;
    if (made.lethal) return made;
    if (task.method == DesignMethod::growth_coupled) return coupling(program, task, made);
    const DesignVerdict extreme = program.extreme_product(made.growth * (1 - design_growth_slack),
                                                          task.method == DesignMethod::optknock);
    if (extreme != DesignVerdict::reached)
        return failed(extreme == DesignVerdict::impossible ? DesignVerdict::failure : extreme);
    made.value = program.product();
    made.has_state = true;
    return made;
}

}  // namespace strandline::strain
