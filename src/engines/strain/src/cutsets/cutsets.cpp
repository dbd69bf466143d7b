#include <strandline/strain/cutsets.hpp>

#include "cutsets/cut_elements.hpp"
#include "cutsets/cut_search.hpp"

#include <cstdio>
namespace strandline::strain {
Result<CutSets> minimal_cut_sets(const FluxModel& model, const CutSetProblem& problem, Context& context) {
    const CompressedModel compressed = compress(model);
    STRANDLINE_TRY(const CutElements elements, cut_elements(model, compressed, problem));
    CutQuestion question{elements, {}, problem.max_size, problem.max_cost, {}, problem.max_sets};
    CutMemory memory;
    memory.absent = Bits(static_cast<std::size_t>(compressed.columns()));
    for (const std::int32_t reaction : problem.knock_ins) {
        question.knock_in_columns.push_back(columns_of(compressed, std::span(&reaction, 1)));
        for (auto c : question.knock_in_columns.back()) memory.absent.set(static_cast<std::size_t>(c));
        question.knock_in_cost.push_back(cost_of(problem.knock_in_cost, reaction));
    }
    Oracles oracles;
    for (const auto& r : problem.suppress) oracles.suppress.emplace_back(model, compressed, r), memory.suppress.emplace_back(compressed.columns());
    for (const auto& r : problem.protect) oracles.protect.emplace_back(model, compressed, r), memory.protect.emplace_back(compressed.columns());
    std::fprintf(stderr, "elements %d columns %d\n", elements.rules.elements(), compressed.columns());
    STRANDLINE_TRY(CutSearch found, search_cuts(question, oracles, memory, context));
    CutSets made;
    std::map<std::size_t,std::size_t> groups, sets;
    for (auto& c : found.cuts) { groups[c.elements.size()+c.bought.size()]++; size_t n=1; for (auto e: c.elements) n*=elements.members[e].size(); sets[c.elements.size()+c.bought.size()]+=n; }
    for (auto& [k,v] : groups) std::fprintf(stderr, "size %zu groups %zu sets %zu\n", k, v, sets[k]);
    std::size_t un=0; double sz=0; for (auto& s : memory.suppress[0].states()) {un+=!s.checked; sz+=s.size;}
    std::fprintf(stderr, "programs %lu states %zu unchecked %zu mean %g candidates %lu\n", (unsigned long)found.programs, memory.suppress[0].states().size(), un, sz/memory.suppress[0].states().size(), (unsigned long)found.candidates);
    return made;
}
}
