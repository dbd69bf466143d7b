#include "design/design_reduction.hpp"

#include "design/design_tree.hpp"

#include <strandline/base/parallel.hpp>

#include <atomic>

namespace strandline::strain {
namespace {

using numerics::infinity;

constexpr std::size_t elements_at_once = 16;

}  // namespace

FluxModel without_idle_reactions(const FluxModel& model, const DesignTask& task) {
    DesignTask nothing = task;
    nothing.candidates.clear();
    const DesignSpace space = design_space(model, nothing);
    DesignProgram program(space);
    if (space.growth.empty()) return model;
    if (program.most_growth(-infinity, infinity) != DesignVerdict::reached) return model;
    if (program.growth() < task.min_growth) return model;
    std::vector<std::int32_t> columns;
    for (std::int32_t j = 0; j < space.small.columns(); ++j) columns.push_back(j);
    DesignMarks used(columns.size());
    const double growth =
        task.method == DesignMethod::growth_coupled || !task.protect.empty() ? -infinity : task.min_growth;
    if (program.use_more(growth, columns, used) != DesignVerdict::reached) return model;
    FluxModel made = model;
    for (std::size_t j = 0; j < space.small.share.size(); ++j) {
        const std::int32_t column = space.small.share[j].column;
        if (column < 0 || !used.has(column)) made.lower[j] = made.upper[j] = 0;
    }
    return made;
}

std::vector<bool> elements_that_may_go(const DesignSpace& space, const DesignTask& task,
                                       const DesignProgram& program, Context& context) {
    DesignProgram first = program;
    if (first.most_growth(-infinity, infinity) != DesignVerdict::reached) return {};
    const DesignMarks support = first.state().support;
    std::vector<std::int32_t> asked;
    elements_against(space, support).each([&](std::int32_t element) { asked.push_back(element); });
    std::vector<char> lethal(asked.size(), 0);
    std::atomic<bool> gave_up = false;
    const std::size_t blocks = (asked.size() + elements_at_once - 1) / elements_at_once;
    parallel_for(blocks, context.threads(), [&](std::size_t b) {
        DesignProgram own = program;
        for (std::size_t i = b * elements_at_once; i < std::min(asked.size(), (b + 1) * elements_at_once);
             ++i) {
            own.shut(space.dead_columns({&asked[i], 1}));
            const DesignVerdict verdict = own.most_growth(-infinity, infinity);
            if (verdict == DesignVerdict::failure) gave_up = true;
            lethal[i] = verdict == DesignVerdict::impossible ||
                        (verdict == DesignVerdict::reached && own.growth() < task.min_growth);
        }
    });
    if (gave_up) return {};
    std::vector<bool> made(space.elements.size(), true);
    for (std::size_t i = 0; i < asked.size(); ++i)
        if (lethal[i]) made[static_cast<std::size_t>(asked[i])] = false;
    return made;
}

}  // namespace strandline::strain
