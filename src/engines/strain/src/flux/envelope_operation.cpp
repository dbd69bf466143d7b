#include "flux/flux_operations.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/formats/table.hpp>
#include <strandline/strain/envelope.hpp>

#include <string>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

constexpr std::string_view not_defined = "NA";

std::vector<operation::Column> columns() {
    using operation::number_column;
    return {number_column("against", "the flux, or sum of fluxes, that is held at a point"),
            number_column("product_min", "least product there, mmol/gDW/h; NA: no steady state"),
            number_column("product_max", "most product there"),
            number_column("carbon_yield_min", "carbon atoms of the least product by those taken up"),
            number_column("carbon_yield_max", "the same of the most"),
            number_column("mass_yield_min", "grams of the least product by those of carbon sources"),
            number_column("mass_yield_max", "the same of the most")};
}

operation::Column second_axis() {
    return operation::number_column("against_2", "the second --against, of a phase plane");
}

Result<EnvelopeRequest> request_of(const Call& call, const FluxModel& model) {
    EnvelopeRequest made;
    STRANDLINE_TRY(made.product, parse_expression(call.text("product"), model, "--product"));
    std::vector<std::string> axes = call.texts("against");
    if (axes.empty()) axes.emplace_back("growth");
    if (axes.size() > 2)
        return fail(Error::input("strain.envelope", "--against is given {} times", axes.size())
                        .expected("once, or twice for a phase plane"));
    for (const std::string& axis : axes) {
        STRANDLINE_TRY(FluxExpression terms, parse_expression(axis, model, "--against"));
        made.against.push_back(std::move(terms));
    }
    made.points = static_cast<std::int32_t>(call.integer("points"));
    for (const std::string& id : words_of(call.text("carbon-source"))) {
        STRANDLINE_TRY(const std::int32_t reaction, reaction_named(*model.network, id, "--carbon-source"));
        if (!is_exchange(model.network->reactions[static_cast<std::size_t>(reaction)]))
            return fail(Error::input("strain.envelope", "'{}' of --carbon-source is no exchange reaction", id)
                            .expected("a reaction of one metabolite, such as EX_glc__D_e"));
        made.carbon_sources.push_back(reaction);
    }
    return made;
}

Result<void> write_envelope(Sink& sink, const Envelope& envelope, std::size_t axes) {
    std::vector<std::string> names;
    for (const operation::Column& column : columns()) names.push_back(column.name);
    if (axes == 2) names.push_back(second_axis().name);
    formats::TableWriter table(sink, names);
    const auto number = [&](std::optional<double> value) {
        table.text(value ? shown(*value) : std::string(not_defined));
    };
    for (const EnvelopePoint& point : envelope.points) {
        const EnvelopeEnd none;
        const EnvelopeEnd& least = point.least ? *point.least : none;
        const EnvelopeEnd& most = point.most ? *point.most : none;
        number(point.against.front());
        number(point.least ? std::optional(least.product) : std::nullopt);
        number(point.most ? std::optional(most.product) : std::nullopt);
        number(least.carbon_yield);
        number(most.carbon_yield);
        number(least.mass_yield);
        number(most.mass_yield);
        if (axes == 2) number(point.against.back());
        table.end_row();
    }
    return table.finish();
}

Result<Answer> run_envelope(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    STRANDLINE_TRY(const EnvelopeRequest request, request_of(call, model));
    const Envelope envelope = production_envelope(model, request, context);
    if (envelope.status == FluxStatus::infeasible)
        return fail(Error::no("strain.infeasible", "the model has no steady state under these conditions"));
    if (envelope.status == FluxStatus::unbounded)
        return fail(Error::no("strain.unbounded", "{} has no end", envelope.unbounded)
                        .mend("give bounds with --set"));
    if (envelope.status != FluxStatus::optimal)
        return fail(Error::fault("strain.solver", "the solver gave up on a point of the envelope"));
    STRANDLINE_CHECK(write_envelope(call.output("envelope"), envelope, request.against.size()));
    return Answer::yes;
}

}  // namespace

operation::Operation envelope_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain envelope";
    made.summary = "Production envelope: what a product can be at each growth rate";
    made.description =
        "Holds a flux (--against, as a rule the growth rate) at points over its whole feasible range and "
        "finds the least and the most of the product at each. With --against given twice, a phase plane. "
        "Yields are of the carbon sources: exchange reactions that take up carbon at the optimum, or "
        "--carbon-source; NA where the product is no exchange reaction of a metabolite with a formula. Exit "
        "status 1 when there is no steady state or no end.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {text("product").value("EXPR").required().help("reaction, or sum of fluxes, that is produced"),
         text("against").value("EXPR").repeated().help(
             "what it is drawn against, once or twice (default growth, the objective)"),
         integer("points", 20).range(2, 10000).help("points of each axis, with its ends"),
         text("carbon-source").value("LIST").help("exchange reactions that yields are of")});
    made.outputs = {table("envelope", "strain.envelope/1", columns())
                        .and_perhaps({second_axis()})
                        .described("the range of the product by point")
                        .file("envelope.tsv")};
    made.example = "strandline strain envelope iML1515.json --product EX_succ_e --set EX_o2_e=0: -o succ.tsv";
    made.run = run_envelope;
    return made;
}

}  // namespace strandline::strain
