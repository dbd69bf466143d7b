#include "fit/inner_parameters.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace strandline::process {
namespace {

using domain::Formula;
using formats::PetabObservable;
using Op = Formula::Op;

bool is_name(const Formula& formula) { return formula.op == Op::name; }

bool names(const Formula& formula, const std::string& id) {
    bool found = false;
    each_part(formula, [&](const Formula& part) { found |= is_name(part) && part.name == id; });
    return found;
}

/// Terms or factors of a nest of sums or products.
void parts_of(const Formula& formula, Op op, std::vector<const Formula*>& parts) {
    if (formula.op != op) return parts.push_back(&formula);
    for (const Formula& part : formula.arguments) parts_of(part, op, parts);
}

/// The formula with names instead of its placeholders, as one measurement has it.
Formula filled(Formula formula, const std::vector<std::string>& placeholders,
               const std::vector<Formula>& values) {
    if (is_name(formula)) {
        const auto found = std::ranges::find(placeholders, formula.name);
        const auto index = static_cast<std::size_t>(found - placeholders.begin());
        return index < values.size() ? values[index] : formula;
    }
    for (Formula& part : formula.arguments) part = filled(std::move(part), placeholders, values);
    return formula;
}

class Finder {
public:
    explicit Finder(const Objective& objective) : problem_(objective.problem()) {
        made_.inner.assign(objective.free().size(), 0);
        for (std::size_t k = 0; k < objective.free().size(); ++k) {
            const formats::PetabParameter& parameter =
                problem_.parameters[static_cast<std::size_t>(objective.free()[k])];
            if (parameter.prior.kind != formats::PetabPrior::Kind::none) continue;
            index_[parameter.id] = static_cast<std::int32_t>(k);
            made_.inner[k] = 1;
        }
    }

    InnerParameters run() {
        refuse_model();
        for (const formats::PetabMeasurement& measurement : problem_.measurements) add(measurement);
        settle();
        return std::move(made_);
    }

private:
    std::int32_t free_index(const Formula& formula) const {
        if (!is_name(formula)) return -1;
        const auto found = index_.find(formula.name);
        return found == index_.end() ? -1 : found->second;
    }

    void refuse(const Formula& formula) {
        each_part(formula, [&](const Formula& part) {
            if (const std::int32_t k = free_index(part); k >= 0) made_.inner[static_cast<std::size_t>(k)] = 0;
        });
    }

    /// What the model or a condition uses moves the simulation itself.
    void refuse_model() {
        const auto refuse_id = [&](const std::string& id) { refuse(Formula::of(id)); };
        for (const Setting& setting : settings(problem_.model)) refuse_id(setting.id);
        for (const formats::PetabCondition& condition : problem_.conditions)
            for (const formats::PetabChange& change : condition.changes) refuse(change.formula);
    }

    void add(const formats::PetabMeasurement& measurement) {
        const PetabObservable& observable =
            problem_.observables[static_cast<std::size_t>(measurement.observable)];
        const Formula seen =
            filled(observable.formula, observable.observable_placeholders, measurement.observable_parameters);
        const Formula noise =
            filled(observable.noise_formula, observable.noise_placeholders, measurement.noise_parameters);
        InnerParameters::OfMeasurement own;
        if (observable.noise == PetabObservable::Noise::normal)
            own = scaling_and_offset(seen);
        else
            refuse(seen);
        if (names(noise, observable.id)) refuse(seen);  // it moves the noise too
        const bool normal = observable.noise == PetabObservable::Noise::normal ||
                            observable.noise == PetabObservable::Noise::log_normal ||
                            observable.noise == PetabObservable::Noise::log10_normal;
        own.noise = normal ? free_index(noise) : -1;
        if (own.noise < 0) refuse(noise);
        made_.measurements.push_back(own);
    }

    /// Of y = s f + o; everything else in the formula is refused.
    InnerParameters::OfMeasurement scaling_and_offset(const Formula& formula) {
        InnerParameters::OfMeasurement own;
        std::vector<const Formula*> terms, rest;
        parts_of(formula, Op::plus, terms);
        for (const Formula* term : terms) {
            const std::int32_t k = free_index(*term);
            if (k >= 0 && own.offset < 0 && terms.size() > 1)
                own.offset = k;
            else
                rest.push_back(term);
        }
        if (rest.size() == 1) {
            std::vector<const Formula*> factors;
            parts_of(*rest[0], Op::times, factors);
            rest.clear();
            for (const Formula* factor : factors) {
                const std::int32_t k = free_index(*factor);
                if (k >= 0 && own.scaling < 0 && factors.size() > 1)
                    own.scaling = k;
                else
                    rest.push_back(factor);
            }
        }
        for (const Formula* part : rest) refuse(*part);
        return own;
    }

    static bool refused(const InnerParameters& made, std::int32_t k) {
        return k >= 0 && !made.inner[static_cast<std::size_t>(k)];
    }

    /// One role each, and one that the measurements have; refusals spread until nothing changes.
    void settle() {
        enum Role { scaling, offset, noise };
        std::vector<std::set<int>> roles(made_.inner.size());
        for (const auto& own : made_.measurements)
            for (const auto& [k, role] : {std::pair(own.scaling, scaling), std::pair(own.offset, offset),
                                          std::pair(own.noise, noise)})
                if (k >= 0) roles[static_cast<std::size_t>(k)].insert(role);
        for (std::size_t k = 0; k < roles.size(); ++k)
            if (roles[k].size() != 1) made_.inner[k] = 0;
        for (auto& own : made_.measurements)
            for (std::int32_t* k : {&own.scaling, &own.offset, &own.noise})
                if (refused(made_, *k)) *k = -1;
    }

    const formats::PetabProblem& problem_;
    std::map<std::string, std::int32_t> index_;
    InnerParameters made_;
};

}  // namespace

InnerParameters inner_parameters(const Objective& objective) { return Finder(objective).run(); }

}  // namespace strandline::process
