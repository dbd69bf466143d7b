#include "model_index.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace strandline::process {

namespace {

using domain::Formula;
using domain::KineticModel;
using Op = Formula::Op;

constexpr int most_nested_calls = 4;  // deeper ones are left to be solved by numbers

using NameSet = std::set<std::string, std::less<>>;

void collect_names(const Formula& formula, NameSet& names) {
    each_part(formula, [&](const Formula& part) {
        if (part.op == Op::name) names.insert(part.name);
    });
}

struct Rule {
    const Formula* formula = nullptr;
    NameSet names;
    std::vector<std::uint32_t> candidates;  // entities that it may determine, the likeliest first
    std::optional<std::uint32_t> determines;
};

bool may_be_determined(const Entity& entity) { return entity.role == Role::kept && !entity.constant; }

/// How unlikely it is that a rule is meant to determine this: what an event sets is more likely given than
/// sought; Level 1 does not say what is constant, so that there a number speaks for a constant.
int unlikeliness(const KineticModel& model, const Entity& entity) {
    if (model.level == 1 && entity.compartment && !entity.species) return entity.compartment->size ? 3 : 1;
    if (model.level == 1 && entity.parameter) return entity.parameter->value ? 3 : 1;
    return entity.event_target ? 2 : 0;
}

/// The quantities that the rule names, itself or through assignment rules, the likeliest first.
void find_candidates(const KineticModel& model, const ModelIndex& index, Rule& rule) {
    NameSet seen = rule.names;
    std::vector<std::string> open(seen.begin(), seen.end());
    std::vector<std::uint32_t> direct, through;
    for (std::size_t next = 0; next < open.size(); ++next) {
        const auto at = index.by_id.find(open[next]);
        if (at == index.by_id.end()) continue;
        const Entity& entity = index.entities[at->second];
        if (may_be_determined(entity)) (next < rule.names.size() ? direct : through).push_back(at->second);
        NameSet more;
        if (entity.role == Role::assigned) collect_names(*entity.rule, more);
        if (entity.role == Role::reaction && entity.reaction->law) collect_names(*entity.reaction->law, more);
        for (const std::string& name : more)
            if (seen.insert(name).second) open.push_back(name);
    }
    for (auto* list : {&direct, &through}) {
        std::ranges::sort(*list);
        std::ranges::stable_sort(
            *list, {}, [&](std::uint32_t entity) { return unlikeliness(model, index.entities[entity]); });
        rule.candidates.insert(rule.candidates.end(), list->begin(), list->end());
    }
}

/// Kuhn's augmenting paths: whether `rule` can be given a quantity, others being moved to theirs.
bool augment(std::vector<Rule>& rules, std::size_t rule, std::set<std::uint32_t>& tried) {
    for (const std::uint32_t candidate : rules[rule].candidates) {
        if (!tried.insert(candidate).second) continue;
        const auto holder =
            std::ranges::find_if(rules, [&](const Rule& other) { return other.determines == candidate; });
        if (holder == rules.end() ||
            augment(rules, static_cast<std::size_t>(holder - rules.begin()), tried)) {
            rules[rule].determines = candidate;
            return true;
        }
    }
    return false;
}

/// What already gives the quantity its value.
std::string_view determined_by(const ModelIndex& index, const std::string& id) {
    const Entity& entity = *index.find(id);
    switch (entity.role) {
    case Role::assigned:
        return "an assignment rule's";
    case Role::rated:
        return "a rate rule's";
    case Role::moved:
        return "moved by reactions";
    case Role::reaction:
        return "a reaction's rate";
    case Role::composed:
        return "a stoichiometry with a formula";
    default:
        return entity.constant ? "constant" : "another algebraic rule's";
    }
}

Error overdetermined(const ModelIndex& index, std::size_t number, const Rule& rule) {
    std::vector<std::string> names;
    for (const std::string& name : rule.names)
        names.push_back(format("{} ({})", name, determined_by(index, name)));
    return Error::input("process.overdetermined", "algebraic rule {}, 0 = {}, has nothing left to determine",
                        number + 1, formats::formula_text(*rule.formula))
        .expected("a quantity in it that is not constant, that no other rule and no reaction determines")
        .found("{}", names.empty() ? std::string("no quantity at all") : join(names, ", "))
        .mend("delete the rule, or make one of its quantities variable");
}

/// Everything a quantity's value may depend on at the same moment, by name. Wider than needed where in doubt.
NameSet needs(const ModelIndex& index, const std::vector<Rule>& rules, const Entity& entity) {
    NameSet names;
    if (entity.species) names.insert(entity.species->compartment);
    if (entity.role == Role::assigned) collect_names(*entity.rule, names);
    if (entity.reaction && entity.reaction->law) collect_names(*entity.reaction->law, names);
    if (entity.reference && entity.reference->formula) collect_names(*entity.reference->formula, names);
    for (const Rule& rule : rules)
        if (rule.determines && &index.entities[*rule.determines] == &entity) {
            names.insert(rule.names.begin(), rule.names.end());
            names.erase(entity.id);
        }
    return names;
}

bool asks_for_rates(const Formula& formula) {
    bool asks = false;
    each_part(formula, [&](const Formula& part) { asks |= part.op == Op::rate_of; });
    return asks;
}

/// Whether what `rule` needs besides what it determines needs that again.
bool in_a_loop(const ModelIndex& index, const std::vector<Rule>& rules, const Rule& rule) {
    const Entity& own = index.entities[*rule.determines];
    const NameSet first = needs(index, rules, own);
    NameSet seen = first;
    std::vector<std::string> open(first.begin(), first.end());
    while (!open.empty()) {
        const std::string name = open.back();
        open.pop_back();
        if (name == own.id) return true;
        const Entity* entity = index.find(name);
        if (!entity) continue;
        if (entity->rule && asks_for_rates(*entity->rule)) return true;
        for (const std::string& more : needs(index, rules, *entity))
            if (seen.insert(more).second) open.push_back(more);
    }
    return false;
}

bool mentions(const Formula& formula, std::string_view id) {
    bool found = false;
    each_part(formula, [&](const Formula& part) { found |= part.op == Op::name && part.name == id; });
    return found;
}

Formula with_arguments(const Formula& body, const std::map<std::string, Formula>& arguments) {
    if (body.op == Op::name)
        if (const auto at = arguments.find(body.name); at != arguments.end()) return at->second;
    Formula made = body;
    for (Formula& part : made.arguments) part = with_arguments(part, arguments);
    return made;
}

/// The formula with calls of the model's functions replaced by their bodies; calls deeper than `depth` stay.
Formula without_calls(const KineticModel& model, Formula formula, int depth) {
    for (Formula& part : formula.arguments) part = without_calls(model, std::move(part), depth);
    if (formula.op != Op::call || depth == 0) return formula;
    const auto function = std::ranges::find(model.functions, formula.name, &domain::KineticFunction::id);
    if (function == model.functions.end() || !function->body ||
        function->arguments.size() != formula.arguments.size())
        return formula;
    std::map<std::string, Formula> arguments;
    for (std::size_t i = 0; i < function->arguments.size(); ++i)
        arguments.emplace(function->arguments[i], formula.arguments[i]);
    return without_calls(model, with_arguments(*function->body, arguments), depth - 1);
}

/// formula = factor * x + rest, both without x; the factor a number.
struct Linear {
    double factor = 0;
    Formula rest = Formula::of(0.0);
};

std::optional<double> as_number(const Formula& formula) {
    if (formula.op == Op::number) return formula.value;
    if (formula.op == Op::minus && formula.arguments.size() == 1)
        if (const auto value = as_number(formula.arguments[0])) return -*value;
    return std::nullopt;
}

Formula scaled(Formula formula, double factor) {
    if (factor == 1) return formula;
    return Formula::of(Op::times, {Formula::of(factor), std::move(formula)});
}

std::optional<Linear> linear_in(const Formula& formula, std::string_view id) {
    if (!mentions(formula, id)) return Linear{0, formula};
    const auto& parts = formula.arguments;
    switch (formula.op) {
    case Op::name:
        return Linear{1, Formula::of(0.0)};
    case Op::plus: {
        Linear sum;
        std::vector<Formula> rest;
        for (const Formula& part : parts) {
            auto one = linear_in(part, id);
            if (!one) return std::nullopt;
            sum.factor += one->factor;
            rest.push_back(std::move(one->rest));
        }
        sum.rest = Formula::of(Op::plus, std::move(rest));
        return sum;
    }
    case Op::minus: {
        auto first = linear_in(parts[0], id);
        if (!first) return std::nullopt;
        if (parts.size() == 1)
            return Linear{-first->factor, Formula::of(Op::minus, {std::move(first->rest)})};
        auto second = linear_in(parts[1], id);
        if (!second) return std::nullopt;
        return Linear{first->factor - second->factor,
                      Formula::of(Op::minus, {std::move(first->rest), std::move(second->rest)})};
    }
    case Op::times: {
        double factor = 1;
        std::optional<Linear> with;
        for (const Formula& part : parts) {
            if (const auto value = as_number(part))
                factor *= *value;
            else if (with || !(with = linear_in(part, id)))
                return std::nullopt;
        }
        return Linear{factor * with->factor, scaled(std::move(with->rest), factor)};
    }
    case Op::divide: {
        const auto by = as_number(parts[1]);
        auto first = linear_in(parts[0], id);
        if (!by || !first || *by == 0) return std::nullopt;
        return Linear{first->factor / *by, scaled(std::move(first->rest), 1 / *by)};
    }
    default:
        return std::nullopt;
    }
}

}  // namespace

Result<void> match_algebraic_rules(const KineticModel& model, ModelIndex& index) {
    std::vector<Rule> rules;
    for (const auto& rule : model.rules) {
        if (rule.kind != domain::KineticRule::Kind::algebraic || !rule.formula) continue;
        Rule one{.formula = &*rule.formula};
        collect_names(*rule.formula, one.names);
        for (const std::string& name : one.names)
            if (!index.find(name)) return fail(unknown_name(index, name));
        find_candidates(model, index, one);
        rules.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
        std::set<std::uint32_t> tried;
        if (!augment(rules, i, tried)) return fail(overdetermined(index, i, rules[i]));
    }
    std::vector<std::pair<std::uint32_t, const Formula*>> residuals;
    for (const Rule& rule : rules) {
        Entity& entity = index.entities[*rule.determines];
        std::optional<Linear> linear;
        if (!in_a_loop(index, rules, rule))
            linear = linear_in(without_calls(model, *rule.formula, most_nested_calls), entity.id);
        if (linear && linear->factor != 0) {
            index.solutions.push_back(
                std::make_unique<const Formula>(scaled(linear->rest, -1 / linear->factor)));
            entity.rule = index.solutions.back().get();
            entity.role = Role::solved;
        } else {
            entity.role = Role::algebraic;
            residuals.emplace_back(*rule.determines, rule.formula);
        }
    }
    std::ranges::sort(residuals, {}, &std::pair<std::uint32_t, const Formula*>::first);
    for (const auto& [entity, formula] : residuals) index.residuals.push_back(formula);
    return {};
}

}  // namespace strandline::process
