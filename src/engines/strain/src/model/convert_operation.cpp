#include "model/convert_operation.hpp"

#include "model/model_input.hpp"

#include <strandline/formats/network.hpp>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_convert(Call& call, Context& context) {
    STRANDLINE_TRY(const domain::Network network, formats::read_network(call.input("model"), context));
    STRANDLINE_CHECK(formats::write_cobra_json(network, call.output("json")));
    STRANDLINE_CHECK(formats::write_sbml(network, call.output("sbml")));
    return Answer::yes;
}

}  // namespace

operation::Operation convert_operation() {
    operation::Operation made;
    made.name = "strain convert";
    made.summary = "A metabolic model in another form: COBRA JSON or SBML";
    made.description =
        "Reads SBML of level 2 and 3 with fbc 1 to 3, COBRA JSON, YAML and MAT, and writes the same model as "
        "COBRA JSON (--to json) or as SBML Level 3 with fbc 2 (--to sbml; fbc 3 where the model has "
        "constraints "
        "beside the balances, or charges that are no whole numbers). Reading what was written gives the same "
        "model.";
    made.inputs = {model_port()};
    made.params = {
        operation::choice("to", "json", {"json", "sbml"}).help("the form that is shown, or that -o names")};
    made.outputs = {
        operation::port("json").format("json").described("COBRA JSON, version 1").file("model.json"),
        operation::port("sbml")
            .format("sbml")
            .described("SBML Level 3 Version 1 with fbc")
            .file("model.xml")};
    made.main_output = [](const Call& call) { return call.text("to"); };
    made.example = "strandline strain convert iML1515.json --to sbml -o iML1515.xml";
    made.run = run_convert;
    return made;
}

}  // namespace strandline::strain
