#pragma once

#include "deletions/dead_sets.hpp"
#include "deletions/feasible_states.hpp"
#include "deletions/growth_screen.hpp"
#include "deletions/index_set.hpp"

#include <strandline/strain/judge.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace strandline::strain {

/// Which state is left after each deletion of one, two or three elements (by index in DeletedElements).
/// States are shared: a deletion that closes nothing that carries flux leaves the state as it was.
class Screening {
public:
    /// All must outlive this.
    Screening(const FluxModel& model, const CompressedModel& small, const DeletedElements& elements);

    Result<void> screen_singles(Context& context);
    /// After the singles.
    Result<void> screen_pairs(Context& context);

    struct Triple {
        std::int32_t j, k, state;
    };
    /// After the pairs: triples i < j < k that may differ from each of their pairs, ascending. Only those of
    /// `wanted(i, j)`.
    Result<std::vector<Triple>> screen_triples(std::int32_t i,
                                               const std::function<bool(std::int32_t, std::int32_t)>& wanted,
                                               Context& context);

    // State 0 is the model without a deletion.
    std::int32_t state(std::int32_t i) const { return single_[at(i)]; }
    std::int32_t state(std::int32_t i, std::int32_t j) const;  // i < j
    /// Of a triple that `screen_triples` left out.
    std::int32_t known_state(std::int32_t i, std::int32_t j, std::int32_t k) const;
    const DeletionOutcome& outcome(std::int32_t state) const { return states_[at(state)].outcome; }

    std::uint64_t linear_programs() const {
        return 1 + screen_.linear_programs() + (feasible_ ? feasible_->linear_programs() : 0);
    }
    std::uint64_t verified() const { return verified_; }
    std::uint64_t judged() const { return judged_; }

private:
    using Members = std::vector<std::int32_t>;
    struct State {
        DeletionOutcome outcome;
        IndexSet support;  // columns
        IndexSet hit_by;   // elements that close a column of the support
    };
    struct Open {
        DeadSet set;
        Members members;  // the first deletion that leaves it
    };

    static std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }
    bool are_partners(std::int32_t i, std::int32_t j) const { return partners_[at(i)].has(j); }
    bool may_differ(std::int32_t i, std::int32_t j) const;
    DeadSet dead_set(std::span<const std::int32_t> members) const;
    /// The state of `set`, from those of parts of it; a new one, to be filled by `solve_open`, where a linear
    /// program is needed.
    Result<std::int32_t> state_of(DeadSet set, std::span<const std::int32_t> members,
                                  std::span<const std::int32_t> parts);
    Result<std::int32_t> without_a_program(const DeadSet& set, std::span<const std::int32_t> parts);
    std::int32_t add_state(DeletionOutcome outcome, IndexSet support);
    Result<void> solve_open(Context& context);
    Result<void> verify(std::int32_t state, std::span<const std::int32_t> members,
                        std::span<const double> duals);
    Result<bool> is_feasible(const DeadSet& set);

    const FluxModel& model_;
    const CompressedModel& small_;
    const DeletedElements& elements_;
    DeadColumns dead_columns_;
    GrowthScreen screen_;
    std::optional<FeasibleStates> feasible_;  // made when first asked
    std::optional<Judge> judge_;              // the same
    bool never_below_zero_ = true;            // the objective, by the bounds of its fluxes
    std::vector<DeadSet> own_;                // by element
    std::vector<IndexSet> partners_;
    std::vector<State> states_;
    std::int32_t no_growth_ = 0, infeasible_ = 0;
    std::map<DeadSet, std::int32_t> known_;
    std::vector<Open> open_;
    std::size_t first_open_ = 0;  // its state
    std::vector<std::int32_t> single_;
    std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> pairs_;  // by i: j and state, ascending
    std::uint64_t verified_ = 0, judged_ = 0;
};

}  // namespace strandline::strain
