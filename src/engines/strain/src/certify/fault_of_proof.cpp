#include <strandline/base/text.hpp>
#include <strandline/numerics/rational.hpp>
#include <strandline/strain/certificate.hpp>

#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace strandline::strain {
namespace {

using numerics::Rational;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Fractions by id, as a proof has them; nothing where one is no fraction or an id is not among the known.
using Fractions = std::map<std::string, Rational, std::less<>>;

std::optional<Fractions> fractions(const Json* from, const std::set<std::string, std::less<>>& known) {
    Fractions made;
    if (!from) return made;
    if (!from->is_object()) return std::nullopt;
    for (const auto& [id, value] : from->members()) {
        const auto number = value.is_string() ? Rational::parse(value.string()) : std::nullopt;
        if (!number || !known.contains(id)) return std::nullopt;
        made.emplace(id, *number);
    }
    return made;
}

Rational of(const Fractions& fractions, std::string_view id) {
    const auto found = fractions.find(id);
    return found == fractions.end() ? Rational() : found->second;
}

class ProofReader {
public:
    ProofReader(const FluxModel& model, const FluxRegion& region, const Json& proof)
        : model_(model), network_(*model.network), region_(region), proof_(proof) {
        for (const domain::Reaction& reaction : network_.reactions) reactions_.insert(reaction.id);
        for (const domain::Metabolite& metabolite : network_.metabolites)
            if (!metabolite.boundary) metabolites_.insert(metabolite.id);
        for (const domain::FluxConstraint& constraint : network_.constraints)
            constraints_.insert(constraint.id);
        for (std::size_t k = 1; k <= region.size(); ++k) conditions_.insert(std::to_string(k));
    }

    std::string fault() {
        const Json* claim = proof_.find("claim");
        if (!claim || !claim->is_string()) return "it claims nothing";
        if (!read_knocked()) return "what it knocks out is not in the model";
        const std::string& word = claim->string();
        const bool has_function = word == "at_most" || word == "reaches";
        if (has_function && !read_function()) return "its function or bound cannot be read";
        if (word == "at_most") return fault_of_multipliers(bound_, false);
        if (word == "infeasible") return fault_of_multipliers(Rational(), true);
        if (word == "reaches" || word == "feasible") return fault_of_state(has_function);
        return format("it claims '{}', which is no claim", word);
    }

private:
    bool read_knocked() {
        const Json* list = proof_.find("knocked");
        if (!list || !list->is_array()) return false;
        for (const Json& id : list->items()) {
            if (!id.is_string() || !reactions_.contains(id.string())) return false;
            knocked_.insert(id.string());
        }
        return true;
    }

    bool read_function() {
        const auto read = fractions(proof_.find("function"), reactions_);
        const Json* bound = proof_.find("bound");
        const auto number = bound && bound->is_string() ? Rational::parse(bound->string()) : std::nullopt;
        if (!read || !number) return false;
        function_ = *read;
        bound_ = *number;
        return true;
    }

    double lower(std::size_t reaction) const {
        return knocked_.contains(network_.reactions[reaction].id) ? 0 : model_.lower[reaction];
    }
    double upper(std::size_t reaction) const {
        return knocked_.contains(network_.reactions[reaction].id) ? 0 : model_.upper[reaction];
    }

    /// weight * something within the bounds is at most what is added; false where it has no bound.
    static bool add_most(Rational& sum, const Rational& weight, double lower, double upper) {
        if (weight.is_zero()) return true;
        const double bound = weight.sign() > 0 ? upper : lower;
        if (!std::isfinite(bound)) return false;
        sum += weight * Rational::decimal(bound);
        return true;
    }

    std::string fault_of_multipliers(const Rational& bound, bool strictly) {
        const Json* parts = proof_.find("multipliers");
        if (!parts || !parts->is_object()) return "it has no multipliers";
        const auto metabolites = fractions(parts->find("metabolites"), metabolites_);
        const auto constraints = fractions(parts->find("constraints"), constraints_);
        const auto conditions = fractions(parts->find("conditions"), conditions_);
        if (!metabolites || !constraints || !conditions) return "a multiplier cannot be read";

        Rational sum;
        std::map<std::int32_t, Rational> rest;  // function - combination of rows, by reaction
        const auto take_row = [&](const std::vector<domain::Term>& terms, const Rational& multiplier,
                                  double low, double high) {
            for (const domain::Term& term : terms)
                rest[term.index] -= multiplier * Rational::decimal(term.coefficient);
            return add_most(sum, multiplier, low, high);
        };
        for (const domain::FluxConstraint& row : network_.constraints)
            if (!take_row(row.terms, of(*constraints, row.id), row.lower, row.upper))
                return format("constraint {} has no bound on the side that is used", row.id);
        for (std::size_t k = 0; k < region_.size(); ++k)
            if (!take_row(region_[k].terms, of(*conditions, std::to_string(k + 1)), region_[k].lower,
                          region_[k].upper))
                return format("condition {} has no bound on the side that is used", k + 1);
        for (std::size_t j = 0; j < network_.reactions.size(); ++j) {
            const domain::Reaction& reaction = network_.reactions[j];
            Rational weight = of(function_, reaction.id) + rest[static_cast<std::int32_t>(j)];
            for (const domain::Term& term : reaction.terms)
                weight -= of(*metabolites, network_.metabolites[at(term.index)].id) *
                          Rational::decimal(term.coefficient);
            if (!add_most(sum, weight, lower(j), upper(j)))
                return format("reaction {} has no bound on the side that is used", reaction.id);
        }
        if (strictly ? sum >= bound : sum > bound)
            return format("the multipliers prove at most {}, not {}", sum.text(),
                          strictly ? "less than 0" : bound.text());
        return {};
    }

    std::string fault_of_state(bool has_function) {
        const auto fluxes = fractions(proof_.find("fluxes"), reactions_);
        if (!fluxes || !proof_.find("fluxes")) return "its fluxes cannot be read";
        std::vector<Rational> flux, balance(network_.metabolites.size());
        Rational value;
        for (std::size_t j = 0; j < network_.reactions.size(); ++j) {
            const domain::Reaction& reaction = network_.reactions[j];
            flux.push_back(of(*fluxes, reaction.id));
            if (!is_between(flux[j], lower(j), upper(j)))
                return format("the flux of {} is not within its bounds", reaction.id);
            for (const domain::Term& term : reaction.terms)
                balance[at(term.index)] += flux[j] * Rational::decimal(term.coefficient);
            value += flux[j] * of(function_, reaction.id);
        }
        for (std::size_t i = 0; i < balance.size(); ++i)
            if (!network_.metabolites[i].boundary && !balance[i].is_zero())
                return format("{} is not balanced", network_.metabolites[i].id);
        const auto sum_of = [&](const std::vector<domain::Term>& terms) {
            Rational sum;
            for (const domain::Term& term : terms)
                sum += Rational::decimal(term.coefficient) * flux[at(term.index)];
            return sum;
        };
        for (const domain::FluxConstraint& row : network_.constraints)
            if (!is_between(sum_of(row.terms), row.lower, row.upper))
                return format("constraint {} does not hold", row.id);
        for (std::size_t k = 0; k < region_.size(); ++k)
            if (!is_between(sum_of(region_[k].terms), region_[k].lower, region_[k].upper))
                return format("condition {} does not hold", k + 1);
        if (has_function && value < bound_)
            return format("the state reaches {}, not {}", value.text(), bound_.text());
        return {};
    }

    static bool is_between(const Rational& value, double lower, double upper) {
        return !(std::isfinite(lower) && value < Rational::decimal(lower)) &&
               !(std::isfinite(upper) && value > Rational::decimal(upper));
    }

    const FluxModel& model_;
    const domain::Network& network_;
    const FluxRegion& region_;
    const Json& proof_;
    std::set<std::string, std::less<>> reactions_, metabolites_, constraints_, conditions_, knocked_;
    Fractions function_;
    Rational bound_;
};

}  // namespace

std::string fault_of_proof(const FluxModel& model, const FluxRegion& region, const Json& proof) {
    return ProofReader(model, region, proof).fault();
}

}  // namespace strandline::strain
