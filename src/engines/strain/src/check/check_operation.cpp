#include "check/check_operation.hpp"

#include "check/report.hpp"
#include "model/model_input.hpp"

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_check(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    const ModelCheck check = check_model(model, context);
    Sink& summary = call.output("summary");
    summary.write(check_text(model, check));
    STRANDLINE_CHECK(summary.status());
    Sink& report = call.output("report");
    report.write(check_json(model, check).pretty());
    STRANDLINE_CHECK(report.status());
    return check.faults.empty() ? Answer::yes : Answer::no;
}

}  // namespace

operation::Operation check_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain check";
    made.summary = "What is wrong with a metabolic model, and what it can do";
    made.description =
        "Mass and charge balance, conservation of mass, energy from nothing, blocked reactions, loops, dead "
        "ends, duplicates, biomass, medium, growth. Exit status 1 when the model cannot be used as it is: no "
        "objective, no flux state, an objective without bound, or energy from nothing.";
    made.inputs = model_ports();
    made.params = condition_params();
    made.outputs = {
        port("summary").format("text").described("counts, and the first of each list").file("check.txt"),
        port("report").format("strain.check/1").described("JSON: everything, by id").file("check.json")};
    made.example = "strandline strain check e_coli_core.xml --report check.json";
    made.run = run_check;
    return made;
}

}  // namespace strandline::strain
