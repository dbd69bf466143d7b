#include "check/check_operation.hpp"

#include "check/model_check.hpp"
#include "model_input.hpp"

#include <strandline/formats/kinetic_model.hpp>

namespace strandline::process {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_check(Call& call, Context& context) {
    STRANDLINE_TRY(const domain::KineticModel model,
                   formats::read_kinetic_model(call.input("model"), context));
    const ModelCheck check = check_model(model);
    Sink& summary = call.output("summary");
    summary.write(check_text(model, check));
    STRANDLINE_CHECK(summary.status());
    Sink& report = call.output("report");
    report.write(check_json(model, check).pretty());
    STRANDLINE_CHECK(report.status());
    return check.fault ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation check_operation() {
    using namespace operation;
    Operation made;
    made.name = "process check";
    made.summary = "What a kinetic model says, and where it contradicts itself";
    made.description =
        "Whether its rules determine every variable once, values that are missing, sums of species that no "
        "reaction changes, elements and charge of reactions where formulas are given, units of laws and "
        "rules, "
        "events in words. Exit status 1 when the model cannot be simulated: a variable determined twice or "
        "by "
        "itself, or not at all. Units that do not fit are remarks: numbers are what is computed with.";
    made.inputs = {model_port(), submodels_port()};
    made.outputs = {
        port("summary")
            .format("text")
            .described("the findings, and the first of each list")
            .file("check.txt"),
        port("report").format("process.check/1").described("JSON: everything, by id").file("check.json")};
    made.example = "strandline process check model.xml --report check.json";
    made.run = run_check;
    made.find_inputs = find_submodels;
    return made;
}

}  // namespace strandline::process
