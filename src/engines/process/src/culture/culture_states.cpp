#include "culture/culture_states.hpp"

#include <strandline/base/text.hpp>

#include <utility>

namespace strandline::process {
namespace {

/// A flux by the id of its reaction.
Result<double> flux_of(const Json& json, const std::string& file, const std::string& reaction) {
    const Json* fluxes = json.find("fluxes");
    if (!fluxes || !fluxes->is_object())
        return fail(Error::input("process.culture_state", "there are no fluxes in it")
                        .at({.file = file})
                        .expected("the JSON of 'strain fba', with a member \"fluxes\"")
                        .mend("an infeasible model has none: look at its \"status\""));
    if (const Json* value = fluxes->find(reaction); value && value->is_number()) return value->number();
    std::vector<std::string> known;
    for (const auto& [id, value] : fluxes->members()) known.push_back(id);
    return fail(Error::input("process.culture_state", "there is no flux of '{}'", printable(reaction))
                    .at({.file = file})
                    .expected("a reaction of the model that made this file")
                    .found("{}", counted(known.size(), "flux", "fluxes"))
                    .candidates(nearest(reaction, known))
                    .mend("correct the id in the culture's settings"));
}

Result<CultureState> state_of(const Json& json, const std::string& file, const CulturePlan& plan) {
    CultureState made;
    const auto read = [&](const std::string& reaction, double sign, double& into) -> Result<void> {
        if (reaction.empty()) return {};
        STRANDLINE_TRY(const double flux, flux_of(json, file, reaction));
        into = sign * flux;
        return {};
    };
    STRANDLINE_CHECK(read(plan.biomass_reaction, 1, made.growth));
    STRANDLINE_CHECK(read(plan.substrate.exchange, -1, made.uptake));
    STRANDLINE_CHECK(read(plan.oxygen, -1, made.oxygen));
    STRANDLINE_CHECK(read(plan.carbon_dioxide, 1, made.carbon_dioxide));
    STRANDLINE_CHECK(read(plan.protons, 1, made.protons));
    for (const CultureCompound& product : plan.products)
        STRANDLINE_CHECK(read(product.exchange, 1, made.products.emplace_back()));
    for (const CultureSupply& supply : plan.supplied)
        STRANDLINE_CHECK(read(supply.exchange, -1, made.exchanged.emplace_back()));
    return made;
}

CultureState written_state(const formats::SettingsTable& table, const CulturePlan& plan) {
    CultureState made;
    constexpr std::string_view rate = "mmol/g/h";
    made.growth = table.quantity("growth", "1/h");
    made.uptake = table.quantity(plan.substrate.id, rate, formats::not_negative);
    made.oxygen = table.quantity_or("oxygen", rate, 0);
    made.carbon_dioxide = table.quantity_or("carbon_dioxide", rate, 0);
    if (!plan.protons.empty()) made.protons = table.quantity("protons", rate);
    for (const CultureCompound& product : plan.products)
        made.products.push_back(table.quantity_or(product.id, rate, 0));
    for (const CultureSupply& supply : plan.supplied)
        made.exchanged.push_back(table.quantity_or(supply.id, rate, 0));
    return made;
}

}  // namespace

Result<StateInputs> read_state_inputs(const operation::Call& call) {
    StateInputs made;
    for (const char* const port : {"aerobic", "aerobic-resting", "anaerobic", "anaerobic-resting"}) {
        if (!call.has(port)) continue;
        const Source& source = call.input(port);
        STRANDLINE_TRY(const std::string text, source.read_all());
        STRANDLINE_TRY(Json json, Json::parse(text, source.name()));
        made.json.emplace(port, std::move(json));
        made.names.emplace(port, source.name());
    }
    return made;
}

Result<CulturePhase> read_phase(const StateInputs& inputs, const std::string& name,
                                const std::optional<formats::SettingsTable>& table, const CulturePlan& plan) {
    CulturePhase made;
    made.name = name;
    const auto read = [&](const std::string& kind, const std::string& port, CultureState& state,
                          std::string& from) -> Result<void> {
        from = format("{}, {}", name, kind);
        if (table && table->has(kind)) {
            state = written_state(table->table(kind), plan);
            return {};
        }
        const auto json = inputs.json.find(port);
        if (json == inputs.json.end())
            return fail(Error::input("process.culture_state", "the {} culture has no {} state", name, kind)
                            .expected("fluxes as --{}, or [phase.{}.{}] in the settings", port, name, kind)
                            .mend("two states tell yield and maintenance: the most growth, and the least "
                                  "uptake without any"));
        STRANDLINE_TRY(state, state_of(json->second, inputs.names.at(port), plan));
        return {};
    };
    STRANDLINE_CHECK(read("growing", name, made.growing, made.growing_from));
    STRANDLINE_CHECK(read("resting", name + "-resting", made.resting, made.resting_from));
    return made;
}

}  // namespace strandline::process
