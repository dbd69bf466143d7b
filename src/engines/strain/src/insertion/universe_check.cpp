#include "insertion/universe_check.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace strandline::strain {
namespace {

using domain::Network;
using domain::Reaction;
using domain::Term;

constexpr double rounding = 1e-9;  // relative: 1/3 written in two ways is one
constexpr std::size_t most_named = 5;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::map<std::string_view, double> by_metabolite(const Network& network, const Reaction& reaction) {
    std::map<std::string_view, double> made;
    for (const Term& term : reaction.terms) made[network.metabolites[at(term.index)].id] = term.coefficient;
    return made;
}

std::string side(const Network& network, const Reaction& reaction, double sign) {
    std::vector<std::string> parts;
    for (const Term& term : reaction.terms)
        if (const double amount = sign * term.coefficient; amount > 0) {
            const std::string& id = network.metabolites[at(term.index)].id;
            parts.push_back(amount == 1 ? id : format("{} {}", amount, id));
        }
    return join(parts, " + ");
}

std::string equation(const Network& network, const Reaction& reaction) {
    return format("{} <=> {}", side(network, reaction, -1), side(network, reaction, 1));
}

/// It can run so that nothing is used up.
bool makes_from_nothing(const Reaction& reaction) {
    const auto all = [&](double sign) {
        return std::ranges::all_of(reaction.terms,
                                   [&](const Term& term) { return sign * term.coefficient > 0; });
    };
    return (reaction.upper > 0 && all(1)) || (reaction.lower < 0 && all(-1));
}

std::string named(const std::vector<std::string>& ids) {
    const std::vector<std::string> first(
        ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), most_named)));
    return join(first, ", ") +
           (ids.size() > most_named ? format(" and {} more", ids.size() - most_named) : "");
}

class UniverseCheck {
public:
    UniverseCheck(const FluxModel& host, const Universe& universe) : host_(host), universe_(universe) {
        for (std::int32_t j = 0; j < host.reactions(); ++j)
            index_.emplace(host.network->reactions[at(j)].id, j);
    }

    Result<void> run(Context& context) {
        for (std::size_t r = 0; r < universe_.network.reactions.size(); ++r) look_at(r);
        if (errors_.any()) return fail(errors_.take());
        if (!from_nothing_.empty())
            context.log(LogLevel::warning,
                        format("made from nothing, if inserted: {}", named(from_nothing_)));
        if (!narrower_.empty())
            context.log(LogLevel::warning,
                        format("not offered, as the host has the same in fewer directions: {} (to offer the "
                               "other direction, give the row an id of its own)",
                               named(narrower_)));
        if (!other_.empty())
            context.log(
                LogLevel::notice,
                format("not offered, as the host has another reaction of the same id: {}", named(other_)));
        return {};
    }

private:
    void look_at(std::size_t r) {
        const Reaction& reaction = universe_.network.reactions[r];
        if (reaction.terms.empty()) return;
        if (!universe_.is_model && makes_from_nothing(reaction)) from_nothing_.push_back(reaction.id);
        const auto known = index_.find(reaction.id);
        if (known == index_.end()) return;
        const Reaction& own = host_.network->reactions[at(known->second)];
        const auto ratio = ratio_of(*host_.network, own, universe_.network, reaction);
        if (!ratio && universe_.is_model)
            other_.push_back(reaction.id);
        else if (!ratio)
            errors_.add(another(r, own));
        else if (!universe_.is_model && !holds(at(known->second), reaction, *ratio))
            narrower_.push_back(reaction.id);
    }

    /// The host's reaction, if it runs at all, runs wherever the offered one would.
    bool holds(std::size_t own, const Reaction& offered, double ratio) const {
        const double lower = host_.lower[own], upper = host_.upper[own];
        if (lower == 0 && upper == 0) return true;
        const bool forward = ratio > 0 ? offered.upper > 0 : offered.lower < 0;
        const bool backward = ratio > 0 ? offered.lower < 0 : offered.upper > 0;
        return (!forward || upper > 0) && (!backward || lower < 0);
    }

    Error another(std::size_t r, const Reaction& own) const {
        const Reaction& reaction = universe_.network.reactions[r];
        Error made = Error::input("strain.universe", "the host has another reaction '{}'", reaction.id)
                         .expected("{}, as in the host, or an id of its own", equation(*host_.network, own))
                         .mend("rename the row");
        return r < universe_.place.size() ? std::move(made).at(universe_.place[r]) : made;
    }

    const FluxModel& host_;
    const Universe& universe_;
    std::map<std::string_view, std::int32_t> index_;  // of the host
    std::vector<std::string> from_nothing_, narrower_, other_;
    Errors errors_;
};

}  // namespace

std::optional<double> ratio_of(const Network& of_a, const Reaction& a, const Network& of_b,
                               const Reaction& b) {
    if (a.terms.empty() || a.terms.size() != b.terms.size()) return std::nullopt;
    const auto in_a = by_metabolite(of_a, a), in_b = by_metabolite(of_b, b);
    std::optional<double> ratio;
    for (const auto& [id, amount] : in_b) {
        const auto found = in_a.find(id);
        if (found == in_a.end()) return std::nullopt;
        const double here = amount / found->second;
        if (!ratio) ratio = here;
        if (std::abs(here - *ratio) > rounding * std::abs(*ratio)) return std::nullopt;
    }
    return ratio;
}

Result<void> check_universe(const FluxModel& host, const Universe& universe, Context& context) {
    return UniverseCheck(host, universe).run(context);
}

}  // namespace strandline::strain
