#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/network.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/genes.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Call;
using operation::Param;
using operation::Port;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

/// Most uptake through an exchange reaction, mmol/gDW/h.
struct Uptake {
    std::int32_t reaction = 0;
    double most = 0;
};

void limit_uptake(FluxModel& model, const Uptake& uptake) {
    const domain::Reaction& reaction = model.network->reactions[at(uptake.reaction)];
    if (reaction.terms.front().coefficient < 0)
        model.lower[at(uptake.reaction)] = -uptake.most + 0.0;
    else
        model.upper[at(uptake.reaction)] = uptake.most;
}

Result<std::int32_t> exchange_named(const FluxModel& model, std::string_view id, const Place& place) {
    auto reaction = reaction_named(*model.network, id, "--medium");
    if (!reaction) return fail(std::move(reaction).error().at(place));
    if (!is_exchange(model.network->reactions[at(*reaction)]))
        return fail(Error::input("strain.medium", "'{}' is no exchange reaction", id)
                        .at(place)
                        .expected("a reaction of one metabolite, such as EX_glc__D_e"));
    return *reaction;
}

Result<Uptake> uptake_of(const FluxModel& model, std::string_view id, double most, const Place& place) {
    STRANDLINE_TRY(const std::int32_t reaction, exchange_named(model, id, place));
    if (!(most >= 0))
        return fail(Error::input("strain.medium", "a negative uptake of '{}'", id)
                        .at(place)
                        .expected("the most that is taken up, in mmol/gDW/h, 0 or more")
                        .found("{}", most));
    return Uptake{reaction, most};
}

Result<std::vector<Uptake>> medium_from_json(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(const std::string text, source.read_all());
    STRANDLINE_TRY(const Json root, Json::parse(text, source.name()));
    std::vector<Uptake> made;
    if (root.is_object())
        for (const auto& [id, most] : root.members()) {
            const Place place{.file = source.name(), .record = id};
            if (!most.is_number())
                return fail(Error::input("strain.medium", "the uptake of '{}' is no number", id)
                                .at(place)
                                .expected("mmol/gDW/h"));
            STRANDLINE_TRY(const Uptake uptake, uptake_of(model, id, most.number(), place));
            made.push_back(uptake);
        }
    else
        return fail(Error::input("strain.medium", "a medium in JSON is an object")
                        .at({.file = source.name()})
                        .expected("{{\"EX_glc__D_e\": 10, …}}"));
    return made;
}

Result<std::vector<Uptake>> medium_from_table(const Source& source, const FluxModel& model) {
    STRANDLINE_TRY(auto table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t reaction, table.column("reaction"));
    STRANDLINE_TRY(const std::size_t most, table.column("uptake_mmol_gdw_h"));
    std::vector<Uptake> made;
    std::map<std::int32_t, Place> seen;
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return made;
        STRANDLINE_TRY(const double number, table.number(most));
        STRANDLINE_TRY(const Uptake uptake,
                       uptake_of(model, table.text(reaction), number, table.place(reaction)));
        if (const auto [first, fresh] = seen.emplace(uptake.reaction, table.place(reaction)); !fresh)
            return fail(Error::input("strain.medium", "'{}' is there twice", table.text(reaction))
                            .at(table.place(reaction))
                            .also_at(first->second)
                            .expected("each exchange once")
                            .mend("remove one of the two"));
        made.push_back(uptake);
    }
}

/// As COBRApy's `model.medium`: what is not named is not taken up.
Result<void> apply_medium(FluxModel& model, const Source& source) {
    const bool json = formats::recognise(source) == "json";
    STRANDLINE_TRY(const std::vector<Uptake> medium,
                   json ? medium_from_json(source, model) : medium_from_table(source, model));
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const domain::Reaction& reaction = model.network->reactions[at(j)];
        if (!is_exchange(reaction) || reaction.id.starts_with("DM_")) continue;
        const bool consumes = reaction.terms.front().coefficient < 0;
        if (consumes ? model.lower[at(j)] < 0 : model.upper[at(j)] > 0) limit_uptake(model, {j, 0});
    }
    for (const Uptake& uptake : medium) limit_uptake(model, uptake);
    return {};
}

std::optional<double> bound_of(std::string_view text) {
    text = trim(text);
    const std::string word = lower(text);
    if (word == "inf" || word == "+inf") return numerics::infinity;
    if (word == "-inf") return -numerics::infinity;
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// "REACTION=LB:UB", either side may be left out; "REACTION=V" fixes the flux.
Result<void> apply_bounds(FluxModel& model, const std::string& text) {
    const auto wrong = [&](std::string_view what) {
        return Error::input("strain.set", "{} in --set '{}'", what, text)
            .expected("REACTION=LB:UB in mmol/gDW/h, such as EX_o2_e=0:1000; either bound may be left out");
    };
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos) return fail(wrong("no '='"));
    STRANDLINE_TRY(const std::int32_t reaction,
                   reaction_named(*model.network, trim(std::string_view(text).substr(0, equals)), "--set"));
    const std::string_view bounds = std::string_view(text).substr(equals + 1);
    const std::size_t colon = bounds.find(':');
    const std::string_view low = trim(bounds.substr(0, colon));
    const std::string_view high = colon == std::string_view::npos ? low : trim(bounds.substr(colon + 1));
    double& lower = model.lower[at(reaction)];
    double& upper = model.upper[at(reaction)];
    const std::optional<double> new_lower =
        low.empty() && colon != std::string_view::npos ? lower : bound_of(low);
    const std::optional<double> new_upper =
        high.empty() && colon != std::string_view::npos ? upper : bound_of(high);
    if (!new_lower || !new_upper) return fail(wrong("a bound that is no number"));
    if (*new_lower > *new_upper || *new_lower == numerics::infinity || *new_upper == -numerics::infinity)
        return fail(wrong("a lower bound above the upper one")
                        .found("{} and {}", shown(*new_lower), shown(*new_upper)));
    lower = *new_lower;
    upper = *new_upper;
    return {};
}

template <class Items>
void add_ids(const Items& items, std::vector<std::string>& ids) {
    for (const auto& item : items) ids.push_back(item.id);
}

Error unknown_knockout(const domain::Network& network, const formats::GeneName& wanted) {
    std::vector<std::string> ids;
    add_ids(network.reactions, ids);
    add_ids(network.genes, ids);
    return Error::input("strain.knockout", "the model has no reaction or gene '{}'", wanted.names.front())
        .at(wanted.place)
        .expected("ids of reactions or genes of the model")
        .candidates(nearest(wanted.names.front(), ids));
}

/// Reactions by id and genes by id or name, as a list names them.
struct Knockouts {
    std::vector<std::int32_t> reactions, genes;
};

Result<Knockouts> read_knockouts(const domain::Network& network, const Source& source) {
    STRANDLINE_TRY(const std::vector<formats::GeneName> list, formats::read_genes(source));
    Knockouts made;
    Errors errors;
    for (const formats::GeneName& wanted : list) {
        bool found = false;
        for (const std::string& name : wanted.names) {
            const auto reaction = reaction_named(network, name, "--knockout");
            const auto gene = gene_named(network, name, "--knockout");
            if (reaction)
                made.reactions.push_back(*reaction);
            else if (gene)
                made.genes.push_back(*gene);
            if ((found = reaction || gene)) break;
        }
        if (!found) errors.add(unknown_knockout(network, wanted));
    }
    if (errors.any()) return fail(errors.take());
    return made;
}

/// The rule that is left without the genes `gone`; nothing where it cannot hold any more.
std::optional<domain::GeneRule> rule_without(const domain::GeneRule& rule, const std::vector<bool>& gone) {
    using Kind = domain::GeneRule::Kind;
    if (rule.kind == Kind::none) return rule;
    if (rule.kind == Kind::gene) return gone[at(rule.gene)] ? std::nullopt : std::optional(rule);
    domain::GeneRule left{rule.kind, -1, {}};
    for (const domain::GeneRule& part : rule.parts) {
        std::optional<domain::GeneRule> rest = rule_without(part, gone);
        if (rest)
            left.parts.push_back(std::move(*rest));
        else if (rule.kind == Kind::all_of)
            return std::nullopt;
    }
    if (left.parts.empty()) return std::nullopt;
    if (left.parts.size() > 1) return left;
    domain::GeneRule only = std::move(left.parts.front());
    return only;
}

/// Genes that are gone have nobody to stand in for them: rules keep the isozymes that are left.
std::shared_ptr<const domain::Network> network_without(const domain::Network& network,
                                                       const std::vector<std::int32_t>& genes) {
    std::vector<bool> gone(network.genes.size(), false);
    for (const std::int32_t gene : genes) gone[at(gene)] = true;
    auto made = std::make_shared<domain::Network>(network);
    for (domain::Reaction& reaction : made->reactions)
        if (auto left = rule_without(reaction.rule, gone)) reaction.rule = std::move(*left);
    return made;
}

bool is_blank(const Json& value) { return value.is_string() && words_of(value.string()).empty(); }

/// An empty variable of a shell must not mean "all", as leaving the option out does.
Result<void> refuse_empty_options(const Call& call) {
    for (const auto& [name, value] : call.values)
        if (is_blank(value) || (value.is_array() && std::ranges::any_of(value.items(), is_blank)))
            return fail(Error::input("strain.empty", "--{} is empty", name)
                            .expected("a value, or no such option")
                            .mend("leave --{} out, or see what the variable that it was given holds", name));
    return {};
}

Result<void> apply_objective(FluxModel& model, const std::string& text, const std::string& sense) {
    if (!text.empty()) {
        STRANDLINE_TRY(model.objective, parse_expression(text, model, "--objective"));
        model.objective_name = std::string(trim(text));
        model.maximise = true;
    }
    if (sense != "model") model.maximise = sense == "max";
    return {};
}

}  // namespace

Port model_port() {
    return operation::port("model")
        .one_of("sbml", "json", "cobra.mat", "cobra.yaml")
        .described("metabolic model: SBML with fbc, or COBRA's JSON, MAT or YAML; gzip and bzip2 too");
}

Port medium_port() {
    return operation::port("medium")
        .one_of("strain.medium/1", "json")
        .optional()
        .described(
            "most uptake by exchange reaction, all others closed: TSV (reaction, uptake_mmol_gdw_h) or JSON "
            "object");
}

Port knockout_port() {
    return operation::port("knockout")
        .format("genes/1")
        .optional()
        .or_list()
        .alias("ko")
        .described(
            "reactions and genes to switch off: ids joined by commas, a file with one a line, or the genes "
            "of a design");
}

std::vector<Port> model_ports() { return {model_port(), medium_port(), knockout_port()}; }

std::vector<Port> model_ports_and(std::vector<Port> others) {
    std::vector<Port> all = model_ports();
    for (Port& other : others) all.push_back(std::move(other));
    return all;
}

std::vector<Param> condition_params() {
    using namespace operation;
    return {text("objective")
                .value("EXPR")
                .help("reaction or sum of fluxes to optimise, instead of the model's objective"),
            choice("sense", "model", {"model", "max", "min"})
                .help("direction of the objective; 'model': as the model says, max with --objective"),
            text("set")
                .repeated()
                .value("REACTION=LB:UB")
                .help("bounds of a flux, in mmol/gDW/h; EX_o2_e=0: leaves the upper one")};
}

std::vector<Param> condition_params_and(std::vector<Param> others) {
    std::vector<Param> all = condition_params();
    for (Param& other : others) all.push_back(std::move(other));
    return all;
}

Result<FluxModel> read_model(const Call& call, Context& context) {
    STRANDLINE_TRY(WildTypeAndMutant models, read_wild_type_and_mutant(call, context));
    return std::move(models.mutant);
}

Result<WildTypeAndMutant> read_wild_type_and_mutant(const Call& call, Context& context) {
    STRANDLINE_CHECK(refuse_empty_options(call));
    STRANDLINE_TRY(domain::Network network, formats::read_network(call.input("model"), context));
    if (network.reactions.empty())
        return fail(Error::input("strain.model", "the model has no reactions")
                        .at({.file = call.input("model").name()})
                        .expected("at least one")
                        .found("{}", counted(network.metabolites.size(), "metabolite"))
                        .mend("check that this is the file you mean, and that its transfer was complete"));
    FluxModel model = flux_model(std::make_shared<const domain::Network>(std::move(network)));
    if (call.has("medium")) STRANDLINE_CHECK(apply_medium(model, call.input("medium")));
    STRANDLINE_CHECK(apply_objective(model, call.text("objective"), call.text("sense")));
    for (const std::string& text : call.texts("set")) STRANDLINE_CHECK(apply_bounds(model, text));
    WildTypeAndMutant made{model, std::move(model)};
    if (call.has("knockout")) {
        STRANDLINE_TRY(const Knockouts knockouts,
                       read_knockouts(*made.mutant.network, call.input("knockout")));
        apply_knockouts(made.mutant, knockouts.reactions, knockouts.genes);
    }
    return made;
}

void apply_knockouts(FluxModel& model, const std::vector<std::int32_t>& reactions,
                     const std::vector<std::int32_t>& genes) {
    const auto switch_off = [&](std::int32_t reaction) {
        model.lower[at(reaction)] = model.upper[at(reaction)] = 0;
    };
    std::ranges::for_each(reactions, switch_off);
    std::ranges::for_each(GeneEffects(*model.network).dead_reactions(genes), switch_off);
    if (!genes.empty()) model.network = network_without(*model.network, genes);
}

void warn_without_objective(const FluxModel& model, Context& context) {
    if (model.objective.empty())
        context.log(LogLevel::warning,
                    "the model has no objective, so the optimum is 0: name one with --objective");
}

std::vector<std::string> words_of(std::string_view list) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : list) {
        if (std::string_view(",; \t\n\r").find(c) == std::string_view::npos) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) words.push_back(word);
    return words;
}

}  // namespace strandline::strain
