#include "culture/culture_operation.hpp"

#include "culture/culture_file.hpp"
#include "culture/culture_summary.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>

#include <set>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

Result<std::vector<PhaseLines>> lines_of(const CulturePlan& plan) {
    std::vector<PhaseLines> made;
    for (const CulturePhase& phase : plan.phases) {
        const auto lines = phase_lines(plan, phase);
        if (!lines)
            return fail(Error::input("process.culture_state", "the {} states tell no yield and maintenance",
                                     phase.name)
                            .expected("growth and uptake greater when growing than at rest")
                            .found("growth {:.4g} and {:.4g} /h at uptakes of {:.4g} and {:.4g} mmol/g/h",
                                   phase.growing.growth, phase.resting.growth, phase.growing.uptake,
                                   phase.resting.uptake)
                            .mend("for the resting state: strain fba --objective {} --set {}=0:0",
                                  plan.substrate.exchange, plan.biomass_reaction));
        made.push_back(*lines);
    }
    return made;
}

/// Names that the settings chose must not be those of the model's own quantities.
Result<void> check_ids(const domain::KineticModel& model) {
    std::set<std::string> seen;
    const auto add = [&](const std::string& id) -> Result<void> {
        if (seen.insert(id).second) return {};
        return fail(Error::input("process.culture", "the model has '{}' twice", id)
                        .expected("names of compounds that are no other's and none of the model's own")
                        .mend("call the compound something else"));
    };
    for (const auto& each : model.compartments) STRANDLINE_CHECK(add(each.id));
    for (const auto& each : model.species) STRANDLINE_CHECK(add(each.id));
    for (const auto& each : model.parameters) STRANDLINE_CHECK(add(each.id));
    for (const auto& each : model.reactions) STRANDLINE_CHECK(add(each.id));
    return {};
}

Result<Answer> run_culture(Call& call, Context& context) {
    const auto in_settings = [&](Error error) { return in_file(std::move(error), call.input("culture")); };
    auto plan = read_culture(call);
    if (!plan) return fail(in_settings(std::move(plan.error())));
    auto lines = lines_of(*plan);
    if (!lines) return fail(in_settings(std::move(lines.error())));
    const domain::KineticModel model = culture_model(*plan, *lines);
    if (auto good = check_ids(model); !good) return fail(in_settings(std::move(good.error())));
    for (const std::string& remark : culture_remarks(*plan)) context.log(LogLevel::warning, remark);
    STRANDLINE_CHECK(formats::write_kinetic_model(model, call.output("model")));
    Sink& summary = call.output("summary");
    summary.write(culture_summary(*plan, *lines).pretty());
    STRANDLINE_CHECK(summary.status());
    return Answer::yes;
}

operation::Port fluxes(std::string name, std::string words) {
    return operation::port(std::move(name))
        .one_of("strain.fluxes/1", "json")
        .optional()
        .described(std::move(words));
}

}  // namespace

operation::Operation culture_operation() {
    using namespace operation;
    Operation made;
    made.name = "process culture";
    made.summary = "A fed-batch model from what a metabolic model says of its cells";
    made.description =
        "Two steady states of the metabolism, one of fast growth and one at rest, determine growth yield, "
        "maintenance, products, oxygen, carbon dioxide, base and heat for every uptake between: the model "
        "mixes the two, so that it balances every element as they do. With two such pairs, with and without "
        "oxygen, the culture can be moved between both by its aeration; oxygen that the vessel cannot "
        "transfer is missed by part of the cells, which then ferment. Out comes SBML for 'process simulate', "
        "'feed' and 'scale'. The kinetic constants (half saturation, inhibition) are those of the settings.";
    made.inputs = {port("culture").format("toml").described("the settings of the culture, TOML"),
                   fluxes("aerobic", "JSON of 'strain fba': the state of fast growth with oxygen"),
                   fluxes("aerobic-resting", "the same without growth, or at a lower uptake"),
                   fluxes("anaerobic", "JSON of 'strain fba': the state of fast growth without oxygen"),
                   fluxes("anaerobic-resting", "the same without growth, or at a lower uptake")};
    made.outputs = {port("model").format("sbml").described("the fed-batch model, SBML").file("model.xml"),
                    port("summary")
                        .format("process.culture/1")
                        .described("JSON: rates, yields, maintenance and carbon of each phase")
                        .file("culture.json")};
    made.example =
        "strandline process culture culture.toml --aerobic air.json --aerobic-resting air-rest.json -o "
        "model.xml";
    made.run = run_culture;
    return made;
}

}  // namespace strandline::process
