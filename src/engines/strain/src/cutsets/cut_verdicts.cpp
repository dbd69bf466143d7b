#include "cutsets/cut_verdicts.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/strain/judge.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace strandline::strain {
namespace {

using Reactions = std::vector<std::int32_t>;

constexpr std::size_t block = 256;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// A region on the whole model.
class RegionJudge {
public:
    RegionJudge(const FluxModel& model, const FluxRegion& region)
        : question_(question_of(region)), judge_(model, question_.others) {}

    /// Nothing when the solver gave up.
    std::optional<bool> lives(const Reactions& stopped) {
        const Judge::Optimum found = judge_.optimum(question_.function, true, stopped);
        switch (found.status) {
        case FluxStatus::solver_failure:
            return std::nullopt;
        case FluxStatus::infeasible:
            return false;
        case FluxStatus::unbounded:
            return true;
        case FluxStatus::optimal:
        case FluxStatus::zero_growth:
            break;
        }
        return question_.function.empty() || question_.reached_by(found.value);
    }

private:
    RegionQuestion question_;
    Judge judge_;
};

struct Judges {
    std::vector<RegionJudge> suppress, protect;
    std::uint64_t verdicts = 0;
};

/// That a region is empty without these reactions.
struct EmptyClaim {
    std::size_t region = 0;
    Reactions stopped;
    auto operator<=>(const EmptyClaim&) const = default;
};

bool lives_by_state(const std::vector<RegionMemory>& regions, std::size_t region,
                    const std::vector<std::int32_t>& columns) {
    bool found = false;
    regions[region].each_living(columns, [&](std::size_t k) {
        found = regions[region].states()[k].checked;
        return !found;
    });
    return found;
}

class Verdicts {
public:
    Verdicts(const FluxModel& model, const CompressedModel& compressed, const CutSetProblem& problem,
             const CutMemory& memory, Context& context)
        : model_(model),
          compressed_(compressed),
          problem_(problem),
          memory_(memory),
          context_(context),
          effects_(*model.network) {}

    Result<CutVerdicts> run(std::span<const CutSet> sets) {
        CutVerdicts verdicts;
        std::set<EmptyClaim> claims;
        for (std::size_t begin = 0; begin < sets.size() && !context_.cancelled(); begin += block) {
            const auto part = sets.subspan(begin, std::min(block, sets.size() - begin));
            std::vector<std::vector<EmptyClaim>> made(part.size());
            parallel_for(part.size(), context_.threads(), [&](std::size_t i) {
                if (context_.cancelled()) return;
                made[i] = claims_of(part[i]);
                check_life(part[i]);
            });
            for (auto& some : made) {
                verdicts.sufficient.emplace_back();
                for (EmptyClaim& one : some) {
                    verdicts.sufficient.back().push_back(one.stopped);
                    claims.insert(std::move(one));
                }
            }
            if (fault_) return fail(*fault_);
            context_.progress("judging cut sets", begin, sets.size());
        }
        STRANDLINE_CHECK(check_empty({claims.begin(), claims.end()}));
        for (const auto& judges : idle_) verdicts.programs += judges->verdicts;
        return verdicts;
    }

private:
    std::unique_ptr<Judges> borrow() {
        {
            const std::scoped_lock lock(guard_);
            if (!idle_.empty()) {
                auto one = std::move(idle_.back());
                idle_.pop_back();
                return one;
            }
        }
        auto made = std::make_unique<Judges>();
        for (const FluxRegion& region : problem_.suppress) made->suppress.emplace_back(model_, region);
        for (const FluxRegion& region : problem_.protect) made->protect.emplace_back(model_, region);
        return made;
    }
    void give_back(std::unique_ptr<Judges> one) {
        const std::scoped_lock lock(guard_);
        idle_.push_back(std::move(one));
    }

    void fault(const CutSet& set, std::string_view what) {
        std::vector<std::string> ids;
        for (const std::int32_t one : set.knock_outs)
            ids.push_back(problem_.element == CutElement::gene ? model_.network->genes[at(one)].id
                                                               : model_.reaction_id(one));
        for (const std::int32_t one : set.knock_ins) ids.push_back("+" + model_.reaction_id(one));
        for (const std::int32_t one : set.knock_in_genes)
            ids.push_back("+" + model_.network->genes[at(one)].id);
        tell(Error::fault("strain.cutsets", "on the model as given, {} with {}", what, join(ids, ";")));
    }
    void tell(Error error) {
        const std::scoped_lock lock(guard_);
        if (!fault_) fault_ = std::move(error);
    }

    std::vector<EmptyClaim> claims_of(const CutSet& set) const {
        const Reactions stopped = stopped_reactions(effects_, problem_, set);
        const std::vector<std::int32_t> columns = columns_of(compressed_, stopped);
        std::vector<EmptyClaim> made;
        for (std::size_t r = 0; r < problem_.suppress.size(); ++r) {
            Reactions needed = stopped;
            if (const auto* cut = memory_.suppress[r].cut_within(columns))
                std::erase_if(needed, [&](std::int32_t reaction) {
                    return !std::ranges::binary_search(*cut, compressed_.share[at(reaction)].column);
                });
            made.push_back({r, std::move(needed)});
        }
        return made;
    }

    bool some_suppressed_lives(const Reactions& stopped, Judges& judges) {
        const auto columns = columns_of(compressed_, stopped);
        for (std::size_t r = 0; r < problem_.suppress.size(); ++r)
            if (lives_by_state(memory_.suppress, r, columns)) return true;
        for (RegionJudge& judge : judges.suppress) {
            ++judges.verdicts;
            if (judge.lives(stopped) == true) return true;
        }
        return false;
    }
    bool all_protected_live(const Reactions& stopped, Judges& judges) {
        const auto columns = columns_of(compressed_, stopped);
        for (std::size_t r = 0; r < problem_.protect.size(); ++r) {
            if (lives_by_state(memory_.protect, r, columns)) continue;
            ++judges.verdicts;
            if (judges.protect[r].lives(stopped) != true) return false;
        }
        return true;
    }

    void check_life(const CutSet& set) {
        auto judges = borrow();
        if (!all_protected_live(stopped_reactions(effects_, problem_, set), *judges))
            fault(set, "a protected region is empty");
        for (std::size_t k = 0; k < set.knock_outs.size() && !context_.cancelled(); ++k) {
            CutSet less = set;
            less.knock_outs.erase(less.knock_outs.begin() + static_cast<std::ptrdiff_t>(k));
            if (!some_suppressed_lives(stopped_reactions(effects_, problem_, less), *judges))
                fault(set, "a loss could be left out");
        }
        for (std::size_t k = 0; k < set.knock_ins.size() + set.knock_in_genes.size(); ++k) {
            if (context_.cancelled()) break;
            CutSet less = set;
            const bool gene = k >= set.knock_ins.size();
            auto& bought = gene ? less.knock_in_genes : less.knock_ins;
            bought.erase(bought.begin() + static_cast<std::ptrdiff_t>(gene ? k - set.knock_ins.size() : k));
            const Reactions stopped = stopped_reactions(effects_, problem_, less);
            if (!some_suppressed_lives(stopped, *judges) && all_protected_live(stopped, *judges))
                fault(set, "a knock-in could be left out");
        }
        give_back(std::move(judges));
    }

    Result<void> check_empty(const std::vector<EmptyClaim>& claims) {
        parallel_for(claims.size(), context_.threads(), [&](std::size_t i) {
            if (context_.cancelled()) return;
            auto judges = borrow();
            ++judges->verdicts;
            const auto lives = judges->suppress[claims[i].region].lives(claims[i].stopped);
            give_back(std::move(judges));
            if (lives == false) return;
            std::vector<std::string> ids;
            for (const std::int32_t one : claims[i].stopped) ids.push_back(model_.reaction_id(one));
            tell(Error::fault("strain.cutsets",
                              "on the model as given, the suppressed region is {} without {}",
                              lives ? "not empty" : "not decided by the solver", join(ids, ", ")));
        });
        if (fault_) return fail(*fault_);
        return {};
    }

    const FluxModel& model_;
    const CompressedModel& compressed_;
    const CutSetProblem& problem_;
    const CutMemory& memory_;
    Context& context_;
    GeneEffects effects_;
    std::mutex guard_;
    std::vector<std::unique_ptr<Judges>> idle_;
    std::optional<Error> fault_;
};

}  // namespace

std::vector<std::int32_t> stopped_reactions(const GeneEffects& effects, const CutSetProblem& problem,
                                            const CutSet& set) {
    std::vector<std::int32_t> made = set.knock_outs;
    if (problem.element == CutElement::gene) {
        for (const std::int32_t gene : problem.knock_in_genes)
            if (!std::ranges::binary_search(set.knock_in_genes, gene)) made.push_back(gene);
        made = effects.dead_reactions(made);
    }
    for (const std::int32_t one : problem.knock_ins)
        if (!std::ranges::binary_search(set.knock_ins, one)) made.push_back(one);
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

Result<CutVerdicts> judge_cut_sets(const FluxModel& model, const CompressedModel& compressed,
                                   const CutSetProblem& problem, const CutMemory& memory,
                                   std::span<const CutSet> sets, Context& context) {
    return Verdicts(model, compressed, problem, memory, context).run(sets);
}

}  // namespace strandline::strain
