#pragma once

#include "design/design_program.hpp"
#include "design/design_shelf.hpp"
#include "design/witness_pool.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace strandline::strain {

/// Siblings of the tree: `knocked` with one more of `children` each. What stands before a child in the list,
/// and what is `excluded`, is not knocked out below that child: no set is met twice.
struct DesignFamily {
    std::vector<std::int32_t> knocked;  // ascending
    DesignMarks excluded;
    std::vector<std::int32_t> children;
    double limit = 0;  // states with more growth have to be stopped; of when the family was made, or above
};

/// Sets of elements (ascending) that leave too little growth.
using LethalSets = std::set<std::vector<std::int32_t>>;

/// What is known when a family is looked at; the same for all families of a block.
struct DesignKnowledge {
    const DesignSpace& space;
    const DesignTask& task;
    const DesignProgram& program;  // to copy
    const DesignShelf& shelf;
    const WitnessPool& pool;
    const LethalSets& lethal;
};

/// What came of looking at a family.
struct FamilyResult {
    explicit FamilyResult(const DesignSpace& space) : witnesses(space) {}
    std::vector<FoundDesign> found;
    WitnessPool witnesses;
    std::vector<std::vector<std::int32_t>> lethal;
    std::vector<DesignFamily> families;  // of the children
    DesignVerdict verdict = DesignVerdict::reached;
    std::int64_t nodes = 0, programs = 0;
};

/// Looks at the model without knock-outs; its family of first knock-outs.
FamilyResult look_at_root(const DesignKnowledge& known);
/// Looks at each child.
FamilyResult look_at(const DesignFamily& family, const DesignKnowledge& known);

/// What some knocked-out model is worth; a growth below `min_growth` is worth nothing.
struct DesignWorth {
    DesignVerdict verdict = DesignVerdict::reached;
    double growth = 0, value = 0;
    bool lethal = false;
    bool has_state = false;  // whether a last state is at hand: growth_coupled may have none
};
/// Leaves the program with the state that a better design has to stop, where there is one.
DesignWorth worth_of(DesignProgram& program, const DesignTask& task);

}  // namespace strandline::strain
