#include "check/report.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

constexpr std::size_t most_shown = 8;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

class ReportText {
public:
    ReportText(const FluxModel& model, const ModelCheck& check)
        : network_(*model.network), model_(model), check_(check) {}

    std::string all() {
        line("model", format("{}: {}, {}, {}", network_.id, counted(network_.reactions.size(), "reaction"),
                             counted(network_.metabolites.size(), "metabolite"),
                             counted(network_.genes.size(), "gene")));
        line("usable", check_.faults.empty() ? "yes" : "no: " + join(check_.faults, "; "));
        line("objective", objective());
        line("medium", medium());
        line("bounds", bounds());
        mass();
        line("conservation", conservation());
        energy();
        line("blocked", few(network_.reactions, check_.blocked));
        line("blocked, open", few(network_.reactions, check_.blocked_when_open));
        line("in loops", few(network_.reactions, check_.in_loops));
        line("only produced", few(network_.metabolites, check_.dead_ends.only_produced));
        line("only consumed", few(network_.metabolites, check_.dead_ends.only_consumed));
        line("in one reaction", few(network_.metabolites, check_.dead_ends.in_one_reaction));
        line("in none", few(network_.metabolites, check_.dead_ends.in_none));
        line("duplicates", duplicates());
        line("without a rule",
             counted(static_cast<std::uint64_t>(check_.reactions_without_rule), "reaction") +
                 " besides exchanges");
        line("unused genes", few(network_.genes, check_.unused_genes));
        biomass();
        return std::move(text_);
    }

private:
    void line(std::string_view title, std::string_view text) { text_ += format("{:<16}  {}\n", title, text); }

    static std::string first_of(const std::vector<std::string>& words) {
        if (words.size() <= most_shown) return join(words, ", ");
        return join({words.begin(), words.begin() + most_shown}, ", ") + ", …";
    }

    template <class Items>
    static std::string names(const Items& items, const std::vector<std::int32_t>& indices) {
        std::vector<std::string> words;
        for (const std::int32_t index : indices) words.push_back(items[at(index)].id);
        return first_of(words);
    }
    template <class Items>
    static std::string few(const Items& items, const std::vector<std::int32_t>& indices) {
        if (indices.empty()) return "none";
        return format("{}: {}", indices.size(), names(items, indices));
    }
    template <class Items>
    static std::string few(const Items& items, const std::optional<std::vector<std::int32_t>>& indices) {
        return indices ? few(items, *indices) : "not known: there is no flux state, or the solver failed";
    }

    std::string objective() const {
        if (model_.objective.empty()) return "none";
        std::string made = format("{} ({})", model_.objective_name, word(check_.growth.status));
        if (check_.growth.has_fluxes()) made += format(": {}", shown(check_.growth.objective));
        return made;
    }

    std::string medium() const {
        std::vector<OpenUptake> sorted = check_.medium;
        std::ranges::stable_sort(sorted, {}, &OpenUptake::most);
        std::vector<std::string> words;
        for (const OpenUptake& one : sorted)
            words.push_back(format("{} {}", network_.reactions[at(one.reaction)].id, shown(one.most)));
        return words.empty() ? "nothing is taken up" : format("{}: {}", words.size(), first_of(words));
    }

    std::string bounds() const {
        const BoundCounts& b = check_.bounds;
        return format(
            "{} reversible, {} forward, {} backward, {} closed, {} forced; {} infinite, {} at the "
            "largest, {}",
            b.reversible, b.forward, b.backward, b.closed, b.forced, b.infinite, b.at_largest,
            shown(b.largest));
    }

    void mass() {
        const MassBalance& m = check_.mass;
        line("balance", format("{} balanced, {} not; {} without all formulas, {} without all charges, {} "
                               "pseudo-reactions left out",
                               m.balanced.size(), m.unbalanced.size(), m.without_formulas.size(),
                               m.without_charges.size(), m.left_out.size()));
        for (std::size_t k = 0; k < std::min(m.unbalanced.size(), most_shown); ++k) {
            std::vector<std::string> words;
            for (const auto& [symbol, number] : m.unbalanced[k].elements)
                words.push_back(format("{} {}{}", symbol, number > 0 ? "+" : "", shown(number)));
            if (const double charge = m.unbalanced[k].charge; charge != 0)
                words.push_back(format("charge {}{}", charge > 0 ? "+" : "", shown(charge)));
            line("",
                 format("{}: {}", network_.reactions[at(m.unbalanced[k].reaction)].id, join(words, ", ")));
        }
        if (m.unbalanced.size() > most_shown) line("", "…");
        line("no formula", few(network_.metabolites, m.metabolites_without_formula));
    }

    std::string conservation() const {
        if (!check_.unconserved) return "not known: the solver failed";
        if (check_.unconserved->empty()) return "every metabolite can have a mass";
        return format("no mass possible for {}", few(network_.metabolites, *check_.unconserved));
    }

    void energy() {
        const EnergyCheck& e = check_.energy;
        if (e.failed) line("energy", "not known for every carrier: the solver failed");
        if (e.tested.empty())
            line("energy", "not tested: no carrier has a BiGG id that is known");
        else if (e.cycles.empty())
            line("energy", format("none from nothing, of {}", counted(e.tested.size(), "carrier")));
        for (const EnergyCycle& cycle : e.cycles)
            line("energy",
                 format("{} from nothing, by {}", cycle.carrier, few(network_.reactions, cycle.reactions)));
    }

    std::string duplicates() const {
        std::vector<std::string> words;
        for (const std::vector<std::int32_t>& group : check_.duplicates) {
            std::vector<std::string> ids;
            for (const std::int32_t reaction : group) ids.push_back(network_.reactions[at(reaction)].id);
            words.push_back(join(ids, " = "));
        }
        return words.empty() ? "none" : format("{}: {}", words.size(), first_of(words));
    }

    void biomass() {
        for (const BiomassCheck& one : check_.biomass) {
            const std::string& id = network_.reactions[at(one.reaction)].id;
            line("biomass", one.gram_per_mmol ? format("{} weighs {} g/mmol", id, shown(*one.gram_per_mmol))
                                              : format("{} has no weight, without that of {}", id,
                                                       few(network_.metabolites, one.without_weight)));
            if (one.not_producible && one.not_producible->empty())
                line("", "every substrate can be made");
            else
                line("", "cannot be made: " + few(network_.metabolites, one.not_producible));
        }
    }

    const domain::Network& network_;
    const FluxModel& model_;
    const ModelCheck& check_;
    std::string text_;
};

}  // namespace

std::string check_text(const FluxModel& model, const ModelCheck& check) {
    return ReportText(model, check).all();
}

}  // namespace strandline::strain
