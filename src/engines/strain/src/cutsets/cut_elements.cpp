#include "cutsets/cut_elements.hpp"

#include "model/numbers.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace strandline::strain {
namespace {

using Kind = LossRule::Kind;
using Implicants = std::vector<Elements>;  // sets that each suffice, none within another

constexpr std::size_t most_implicants = 256;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

LossRule joined(Kind kind, std::vector<LossRule> parts) {
    std::vector<LossRule> kept;
    for (LossRule& part : parts) {
        if (part.kind == Kind::always) {
            if (kind == Kind::any_of) return {};
            continue;
        }
        if (part.kind == kind)
            std::ranges::move(part.parts, std::back_inserter(kept));
        else
            kept.push_back(std::move(part));
    }
    if (kept.empty()) return {};
    if (kept.size() == 1) return std::move(kept.front());
    return {kind, -1, std::move(kept)};
}

/// Over genes; those that stay are always there.
LossRule loss_rule(const domain::GeneRule& rule, const std::vector<char>& may_be_lost) {
    using From = domain::GeneRule::Kind;
    if (rule.kind == From::none) return {};
    if (rule.kind == From::gene)
        return may_be_lost[at(rule.gene)] ? LossRule{Kind::element, rule.gene, {}} : LossRule{};
    std::vector<LossRule> parts;
    for (const domain::GeneRule& part : rule.parts) parts.push_back(loss_rule(part, may_be_lost));
    return joined(rule.kind == From::all_of ? Kind::all_of : Kind::any_of, std::move(parts));
}

void absorb(Implicants& sets) {
    std::ranges::sort(sets, [](const Elements& a, const Elements& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    Implicants kept;
    for (Elements& one : sets)
        if (std::ranges::none_of(kept,
                                 [&](const Elements& less) { return std::ranges::includes(one, less); }))
            kept.push_back(std::move(one));
    sets = std::move(kept);
}

/// The prime implicants of a rule, unless there are too many.
std::optional<Implicants> implicants(const LossRule& rule) {
    if (rule.kind == Kind::always) return Implicants{{}};
    if (rule.kind == Kind::element) return Implicants{{rule.element}};
    Implicants made;
    if (rule.kind == Kind::all_of) made = {{}};
    for (const LossRule& part : rule.parts) {
        const auto more = implicants(part);
        if (!more) return std::nullopt;
        if (rule.kind == Kind::any_of) {
            made.insert(made.end(), more->begin(), more->end());
        } else {
            Implicants product;
            if (made.size() * more->size() > most_implicants * 8) return std::nullopt;
            for (const Elements& a : made)
                for (const Elements& b : *more) {
                    product.emplace_back();
                    std::ranges::set_union(a, b, std::back_inserter(product.back()));
                }
            made = std::move(product);
        }
        absorb(made);
        if (made.size() > most_implicants) return std::nullopt;
    }
    return made;
}

void mentions(const LossRule& rule, std::set<std::int32_t>& into) {
    if (rule.kind == Kind::element) into.insert(rule.element);
    for (const LossRule& part : rule.parts) mentions(part, into);
}

/// What a gene does in each column: in which of its implicants it is. Genes of one role do the same.
using Role = std::vector<std::int32_t>;

/// Separates the columns of a role, and marks those of which the implicants are not known.
constexpr std::int32_t next_column = -1, own_role = -2;

void add_roles(std::int32_t column, const LossRule& rule, const std::optional<Implicants>& sets,
               std::map<std::int32_t, Role>& roles) {
    if (!sets) {
        std::set<std::int32_t> genes;
        mentions(rule, genes);
        for (const std::int32_t gene : genes) {
            Role& role = roles[gene];
            role.insert(role.end(), {next_column, column, own_role, gene});
        }
        return;
    }
    std::map<std::int32_t, Role> here;
    for (std::size_t k = 0; k < sets->size(); ++k)
        for (const std::int32_t gene : (*sets)[k]) here[gene].push_back(static_cast<std::int32_t>(k));
    for (auto& [gene, where] : here) {
        Role& role = roles[gene];
        role.insert(role.end(), {next_column, column});
        role.insert(role.end(), where.begin(), where.end());
    }
}

LossRule over_elements(const LossRule& rule, const std::map<std::int32_t, std::int32_t>& element_of) {
    if (rule.kind == Kind::element) return {Kind::element, element_of.at(rule.element), {}};
    LossRule made{rule.kind, -1, {}};
    for (const LossRule& part : rule.parts) made.parts.push_back(over_elements(part, element_of));
    return made;
}

LossRule over_elements(const Implicants& sets, const std::map<std::int32_t, std::int32_t>& element_of) {
    std::vector<LossRule> any;
    for (const Elements& one : sets) {
        std::set<std::int32_t> elements;
        for (const std::int32_t gene : one) elements.insert(element_of.at(gene));
        std::vector<LossRule> all;
        for (const std::int32_t element : elements) all.push_back({Kind::element, element, {}});
        any.push_back(joined(Kind::all_of, std::move(all)));
    }
    return joined(Kind::any_of, std::move(any));
}

/// From rules over genes (or reactions) by column. Those `apart` stand for themselves alone.
CutElements grouped(const std::vector<LossRule>& rules, std::span<const std::int32_t> apart) {
    std::vector<std::optional<Implicants>> sets;
    std::map<std::int32_t, Role> roles;
    for (std::size_t j = 0; j < rules.size(); ++j) {
        sets.push_back(implicants(rules[j]));
        add_roles(static_cast<std::int32_t>(j), rules[j], sets.back(), roles);
    }
    for (const std::int32_t one : apart)
        if (const auto found = roles.find(one); found != roles.end())
            found->second.insert(found->second.end(), {own_role, one});
    CutElements made;
    std::map<Role, std::int32_t> element_with;
    std::map<std::int32_t, std::int32_t> element_of;
    for (const auto& [gene, role] : roles) {
        const auto [place, is_new] =
            element_with.emplace(role, static_cast<std::int32_t>(made.members.size()));
        if (is_new) made.members.emplace_back();
        made.members[at(place->second)].push_back(gene);
        element_of[gene] = place->second;
    }
    for (const std::int32_t one : apart) {
        const auto found = element_of.find(one);
        made.of_knock_in.push_back(found == element_of.end() ? -1 : found->second);
    }
    std::vector<LossRule> over;
    for (std::size_t j = 0; j < rules.size(); ++j)
        over.push_back(sets[j] ? over_elements(*sets[j], element_of) : over_elements(rules[j], element_of));
    made.rules = LossRules(std::move(over), static_cast<std::int32_t>(made.members.size()));
    return made;
}

Error forced(const FluxModel& model, std::int32_t reaction, std::string_view what) {
    const std::string& id = model.reaction_id(reaction);
    return Error::input("strain.forced_flux", "{} '{}', which must carry flux", what, id)
        .expected("bounds that include 0, so that to stop it is a state of the model")
        .found("{} to {}", shown(model.lower[at(reaction)]), shown(model.upper[at(reaction)]))
        .mend("leave it out with --except, or open its bounds with --set {}={}", id,
              model.lower[at(reaction)] > 0 ? "0:" : ":0");
}

Result<LossRule> rule_of(const FluxModel& model, std::int32_t reaction, const CutSetProblem& problem,
                         const std::vector<char>& may_be_lost) {
    LossRule rule;
    if (problem.element == CutElement::gene)
        rule = loss_rule(model.network->reactions[at(reaction)].rule, may_be_lost);
    else if (may_be_lost[at(reaction)])
        rule = {Kind::element, reaction, {}};
    if (rule.kind != Kind::always && is_forced(model, reaction))
        return fail(forced(model, reaction, "a knock-out stops"));
    return rule;
}

}  // namespace

bool is_forced(const FluxModel& model, std::int32_t reaction) {
    return model.lower[at(reaction)] > 0 || model.upper[at(reaction)] < 0;
}

double cost_of(const std::map<std::int32_t, double>& costs, std::int32_t index) {
    const auto found = costs.find(index);
    return found == costs.end() ? 1.0 : found->second;
}

Result<CutElements> cut_elements(const FluxModel& model, const CompressedModel& compressed,
                                 const CutSetProblem& problem) {
    const bool genes = problem.element == CutElement::gene;
    std::vector<char> may_be_lost(genes ? model.network->genes.size() : model.network->reactions.size());
    for (const std::int32_t index : problem.knock_outs) may_be_lost[at(index)] = 1;
    for (const std::int32_t gene : problem.knock_in_genes) may_be_lost[at(gene)] = 1;
    for (const std::int32_t reaction : problem.knock_ins)
        if (is_forced(model, reaction)) return fail(forced(model, reaction, "a knock-in is"));
    std::vector<std::vector<LossRule>> parts(at(compressed.columns()));
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        STRANDLINE_TRY(LossRule rule, rule_of(model, j, problem, may_be_lost));
        const std::int32_t column = compressed.share[at(j)].column;
        if (column >= 0) parts[at(column)].push_back(std::move(rule));
    }
    std::vector<LossRule> rules;
    for (auto& column : parts) rules.push_back(joined(Kind::all_of, std::move(column)));
    CutElements made = grouped(rules, problem.knock_in_genes);
    for (const auto& members : made.members) {
        double least = numerics::infinity;
        for (const std::int32_t one : members) least = std::min(least, cost_of(problem.knock_out_cost, one));
        made.least_cost.push_back(least);
    }
    return made;
}

}  // namespace strandline::strain
