#include "insertion/cheapest_opening.hpp"

#include "insertion/hitting_set.hpp"
#include "insertion/opening_oracle.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <functional>
#include <optional>

namespace strandline::strain {
namespace {

using numerics::MixedStatus;
using Open = OpeningOracle::Open;

/// How far the search for a set goes. Alternatives far dearer than the first set are many coverings away.
struct Effort {
    int coverings = 0;
    std::int64_t nodes = 0;  // of each covering
};
constexpr Effort for_the_first{200, 5000}, for_a_further{40, 200};

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

class OpeningSearch {
public:
    OpeningSearch(const OpeningTask& task, Context& context) : task_(task), context_(context), oracle_(task) {
        hitting_.most = task.most;
        for (const Opening& opening : task.openings) {
            hitting_.cost.push_back(opening.cost);
            hitting_.size.push_back(opening.size);
        }
    }

    OpeningSets run() {
        OpeningSets made;
        const std::optional<bool> possible = oracle_.is_enough(Open(task_.openings.size(), true));
        if (!possible) return made;
        made.end = *possible ? OpeningEnd::enough : OpeningEnd::none;
        while (made.end == OpeningEnd::enough &&
               made.sets.size() < static_cast<std::size_t>(task_.alternatives)) {
            OpeningSet next;
            const std::size_t number = made.sets.size() + 1;
            made.end = find_next(number, number == 1 ? for_the_first : for_a_further, next);
            made.bound = bound_;
            if (made.end == OpeningEnd::limit && made.sets.empty() && task_.most >= all_sizes())
                made.sets.push_back(some_set());
            if (made.end != OpeningEnd::enough) break;
            hitting_.forbidden.push_back(next.openings);
            made.sets.push_back(std::move(next));
        }
        return made;
    }

private:
    Open open_of(const std::vector<std::int32_t>& openings) const {
        Open open(task_.openings.size(), false);
        for (const std::int32_t k : openings) open[at(k)] = true;
        return open;
    }

    std::int64_t all_sizes() const {
        std::int64_t sum = 0;
        for (const Opening& opening : task_.openings) sum += opening.size;
        return sum;
    }

    /// A minimal set, whatever it costs: dear ones are closed first.
    OpeningSet some_set() {
        std::vector<std::int32_t> order(task_.openings.size());
        for (std::size_t k = 0; k < order.size(); ++k) order[k] = static_cast<std::int32_t>(k);
        std::ranges::stable_sort(order, std::greater<>(),
                                 [&](std::int32_t k) { return hitting_.cost[at(k)]; });
        Open open(task_.openings.size(), true);
        const auto close = [&](std::size_t begin, std::size_t end, bool closed) {
            for (std::size_t i = begin; i < end; ++i) open[at(order[i])] = !closed;
        };
        const auto try_closing = [&](const auto& self, std::size_t begin, std::size_t end) -> void {
            close(begin, end, true);
            if (oracle_.is_enough(open).value_or(false)) return;
            close(begin, end, false);
            if (end - begin <= 1) return;
            const std::size_t middle = begin + (end - begin) / 2;
            self(self, begin, middle);
            self(self, middle, end);
        };
        try_closing(try_closing, 0, order.size());
        OpeningSet made;
        made.proved = false;
        for (std::size_t k = 0; k < open.size(); ++k)
            if (open[k]) {
                made.openings.push_back(static_cast<std::int32_t>(k));
                made.cost += hitting_.cost[k];
            }
        return made;
    }

    OpeningEnd find_next(std::size_t number, const Effort& effort, OpeningSet& next) {
        hitting_.nodes = effort.nodes;
        for (int round = 0; round < effort.coverings && !context_.cancelled(); ++round) {
            context_.progress(format("set {}, cost {} or more: covering", number, bound_),
                              static_cast<std::uint64_t>(round),
                              static_cast<std::uint64_t>(effort.coverings));
            const HittingSet candidate = cheapest_hitting_set(hitting_, context_);
            if (candidate.status == MixedStatus::infeasible) return OpeningEnd::none;
            if (candidate.status == MixedStatus::limit) return OpeningEnd::limit;
            if (candidate.status != MixedStatus::optimal) return OpeningEnd::failure;
            bound_ = std::max(bound_, candidate.cost);
            const std::optional<bool> enough = oracle_.is_enough(open_of(candidate.elements));
            if (!enough) return OpeningEnd::failure;
            if (*enough) return without_idle(candidate.elements, next);
            if (!learn(open_of(candidate.elements))) return OpeningEnd::failure;
        }
        return OpeningEnd::limit;
    }

    /// Sets one of which is needed each, without a common element, until what they hold is enough.
    bool learn(Open open) {
        for (;;) {
            const auto part = oracle_.missing(open);
            if (!part || part->empty()) return false;
            hitting_.to_hit.push_back(*part);
            for (const std::int32_t k : *part) open[at(k)] = true;
            const std::optional<bool> enough = oracle_.is_enough(open);
            if (!enough) return false;
            if (*enough) return true;
        }
    }

    /// What costs nothing may be in a cheapest set without need.
    OpeningEnd without_idle(std::vector<std::int32_t> openings, OpeningSet& next) {
        for (std::size_t i = openings.size(); i-- > 0;) {
            if (task_.openings[at(openings[i])].cost > 0) continue;
            std::vector<std::int32_t> fewer = openings;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            const std::optional<bool> enough = oracle_.is_enough(open_of(fewer));
            if (!enough) return OpeningEnd::failure;
            if (*enough) openings = std::move(fewer);
        }
        next.openings = std::move(openings);
        next.cost = 0;
        for (const std::int32_t k : next.openings) next.cost += task_.openings[at(k)].cost;
        return OpeningEnd::enough;
    }

    const OpeningTask& task_;
    Context& context_;
    OpeningOracle oracle_;
    HittingTask hitting_;
    double bound_ = 0;
};

}  // namespace

OpeningSets cheapest_openings(const OpeningTask& task, Context& context) {
    return OpeningSearch(task, context).run();
}

}  // namespace strandline::strain
