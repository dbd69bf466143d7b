#include "enzymes/enzymes_operation.hpp"

#include "enzymes/turnover_table.hpp"
#include "flux/solution_json.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/enzymes.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::vector<operation::Column> use_columns() {
    using operation::number_column, operation::text_column;
    return {text_column("reaction", "id"),
            number_column("flux", "mmol/gDW/h; negative: it runs in reverse"),
            number_column("kcat_1_s", "turnover of the enzyme in this direction"),
            number_column("mw_kDa", "mass of the enzyme"),
            number_column("usage_g_gdw", "enzyme that the flux needs"),
            number_column("share", "of all enzyme that is used, 0 to 1")};
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// Masses that the table leaves out, by the gene rule.
Result<void> complete_masses(std::vector<EnzymeTurnover>& turnovers, const FluxModel& model,
                             const ProteinMasses& masses) {
    for (EnzymeTurnover& turnover : turnovers) {
        if (turnover.mass) continue;
        const domain::Reaction& reaction = model.network->reactions[at(turnover.reaction)];
        turnover.mass = enzyme_mass(reaction.rule, masses);
        if (!turnover.mass)
            return fail(Error::input("strain.kcat", "no mass for the enzyme of '{}'", reaction.id)
                            .expected("mw_kDa in --kcat, or the mass of each of its genes in --proteins")
                            .found("gene rule '{}'", reaction.rule_text));
    }
    return {};
}

/// kcat of reactions that have genes and no row: none, the median of the table, or a number.
Result<std::optional<double>> default_kcat(const std::string& text,
                                           const std::vector<EnzymeTurnover>& turnovers) {
    if (text == "none") return std::optional<double>();
    if (text == "median") {
        std::vector<double> kcats;
        for (const EnzymeTurnover& turnover : turnovers) kcats.push_back(turnover.kcat);
        return std::optional<double>(median(std::move(kcats)));
    }
    double value = 0;
    const auto [end, slip] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (slip == std::errc() && end == text.data() + text.size() && value >= 1e-9 && value <= 1e9)
        return std::optional<double>(value);
    return fail(Error::input("strain.kcat", "--default-kcat that is not understood")
                    .expected("none, median, or a number in 1/s, 1e-9 to 1e9")
                    .found("'{}'", text));
}

void add_defaults(std::vector<EnzymeTurnover>& turnovers, const FluxModel& model, const ProteinMasses& masses,
                  double kcat, Context& context) {
    std::vector<bool> has_row(at(model.reactions()), false);
    std::vector<double> known;
    for (const EnzymeTurnover& turnover : turnovers) {
        has_row[at(turnover.reaction)] = true;
        known.push_back(*turnover.mass);
    }
    const double usual = median(std::move(known));
    std::size_t reactions = 0, by_rule = 0;
    for (std::int32_t j = 0; j < model.reactions(); ++j) {
        const domain::GeneRule& rule = model.network->reactions[at(j)].rule;
        if (has_row[at(j)] || rule.kind == domain::GeneRule::Kind::none) continue;
        const std::optional<double> mass = enzyme_mass(rule, masses);
        ++reactions;
        by_rule += mass.has_value();
        turnovers.push_back({j, FluxDirection::both, kcat, mass.value_or(usual)});
    }
    context.log(LogLevel::notice,
                format("{} without a row got kcat {:.6g} 1/s: {} with the mass of the genes in --proteins, "
                       "{} with the median mass of the table, {:.6g} kDa",
                       counted(reactions, "reaction"), kcat, by_rule, reactions - by_rule, usual));
}

Result<EnzymeCosts> read_costs(const Call& call, const FluxModel& model, Context& context) {
    STRANDLINE_TRY(std::vector<EnzymeTurnover> turnovers, read_turnovers(call.input("kcat"), model));
    ProteinMasses masses(model.network->genes.size());
    if (call.has("proteins")) { STRANDLINE_TRY(masses, read_protein_masses(call.input("proteins"), model)); }
    STRANDLINE_CHECK(complete_masses(turnovers, model, masses));
    STRANDLINE_TRY(const std::optional<double> kcat, default_kcat(call.text("default-kcat"), turnovers));
    if (kcat) add_defaults(turnovers, model, masses, *kcat, context);
    return cheapest_enzymes(turnovers, model.reactions());
}

Result<void> write_uses(Sink& sink, const FluxModel& model, const EnzymeSolution& solution) {
    std::vector<std::string> names;
    for (const operation::Column& column : use_columns()) names.push_back(column.name);
    formats::TableWriter table(sink, names);
    for (const EnzymeUse& use : solution.uses) {
        const double share = solution.pool_used > 0 ? use.use / solution.pool_used : 0;
        table.text(model.reaction_id(use.reaction)).text(shown(use.flux)).text(shown(use.enzyme.kcat));
        table.text(shown(use.enzyme.mass)).text(shown(use.use)).text(shown(share)).end_row();
    }
    return table.finish();
}

Json::Members pool_json(const EnzymePool& pool, const EnzymeSolution& solution) {
    Json::Members made;
    made.emplace_back("pool_limit", meant(pool.limit));
    if (!solution.balance.has_fluxes()) return made;
    constexpr double rounding = 1e-7;
    made.emplace_back("pool_used", meant(solution.pool_used));
    made.emplace_back("pool_limiting", solution.pool_used >= pool.limit * (1 - rounding));
    return made;
}

/// Whether it is the pool that forbids a steady state.
void warn_of_no_solution(const FluxModel& model, const EnzymeCosts& costs, const EnzymePool& pool,
                         FluxStatus status, Context& context) {
    if (status != FluxStatus::infeasible)
        return context.log(LogLevel::warning, format("no solution: {}", word(status)));
    if (!flux_balance(model).has_fluxes())
        return context.log(LogLevel::warning, "infeasible: the model has no steady state, whatever the pool");
    FluxModel resting = model;
    resting.objective.clear();
    const EnzymeSolution least = enzyme_balance(resting, costs, {numerics::infinity, pool.saturation});
    if (!least.balance.has_fluxes())
        return context.log(LogLevel::warning, "infeasible under --pool, and not without it");
    context.log(
        LogLevel::warning,
        format("infeasible: the fluxes that must run need {:.6g} g/gDW of enzyme, and --pool is {:.6g}",
               least.pool_used, pool.limit));
}

Result<Answer> run_enzymes(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    warn_without_objective(model, context);
    for (const std::string_view taken : {pool_reaction, pool_metabolite})
        if (domain::find_reaction(*model.network, taken) >= 0 ||
            domain::find_metabolite(*model.network, taken) >= 0)
            return fail(Error::input("strain.enzymes", "the model has a '{}' of its own", taken)
                            .mend("it is enzyme-constrained already: use strain fba"));
    STRANDLINE_TRY(const EnzymeCosts costs, read_costs(call, model, context));
    const EnzymePool pool{call.number("pool"), call.number("saturation")};
    const EnzymeSolution solution = enzyme_balance(model, costs, pool);
    STRANDLINE_CHECK(
        write_solution(call.output("fluxes"), model, solution.balance, pool_json(pool, solution)));
    STRANDLINE_CHECK(write_uses(call.output("usage"), model, solution));
    STRANDLINE_CHECK(
        formats::write_cobra_json(enzyme_constrained(model, costs, pool), call.output("constrained")));
    if (solution.balance.has_fluxes()) return Answer::yes;
    warn_of_no_solution(model, costs, pool, solution.balance.status, context);
    return Answer::no;
}

}  // namespace

operation::Operation enzymes_operation() {
    operation::Operation made;
    made.name = "strain enzymes";
    made.summary = "Flux balance analysis with enzymes of limited mass";
    made.description =
        "Every flux needs enzyme, MW / (kcat x saturation) of it, and all enzymes together weigh at most "
        "--pool. Of all optima one with the least enzyme is given, so that pool_used is unique. A reaction "
        "without a row of --kcat is free unless --default-kcat says otherwise; where several rows name a "
        "reaction, the cheapest enzyme works. Masses come from mw_kDa, or from the gene rule and --proteins: "
        "subunits of a complex add up, the lightest isozyme is taken.\n\n"
        "The output 'constrained' is the model with a metabolite prot_pool, for all other operations. Exit "
        "status 1 without a solution.";
    made.inputs = {
        model_port(), medium_port(), knockout_port(),
        operation::port("kcat")
            .format("strain.kcat/1")
            .described("TSV: reaction, kcat_1_s, and as needed mw_kDa, direction (forward, reverse, both)"),
        operation::port("proteins")
            .format("strain.proteins/1")
            .optional()
            .described("TSV: gene, mw_kDa; for enzymes without mw_kDa")};
    made.params = condition_params_and(
        {operation::number("pool", 0.25).range(0, 1).unit("g/g").help("enzyme by dry biomass"),
         operation::number("saturation", 0.5).range(1e-6, 1).help("mean share of kcat at which enzymes work"),
         operation::text("default-kcat", "none")
             .value("KCAT")
             .help("for reactions with genes and no row: none, median, or a number in 1/s")});
    made.outputs = {fluxes_port(),
                    operation::table("usage", "strain.enzymes/1", use_columns())
                        .described("what enzyme each flux needs, most first")
                        .file("enzymes.tsv"),
                    operation::port("constrained")
                        .format("json")
                        .described("the enzyme-constrained model as COBRA JSON")
                        .file("enzyme_model.json")};
    made.example = "strandline strain enzymes e_coli_core.xml --kcat kcat.tsv --pool 0.2 -o fluxes.json";
    made.run = run_enzymes;
    return made;
}

}  // namespace strandline::strain
