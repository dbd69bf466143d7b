#include "medium/medium_operations.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/medium.hpp>

#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

constexpr std::int64_t most_alternatives = 1000;

std::vector<operation::Column> component_columns() {
    return {operation::text_column("reaction", "exchange reaction"),
            operation::number_column("uptake_mmol_gdw_h", "its uptake, mmol/gDW/h")};
}

std::vector<operation::Column> set_columns() {
    std::vector<operation::Column> columns = component_columns();
    columns.insert(columns.begin(), operation::integer_column("set", "from 1, fewest components first"));
    return columns;
}

Result<void> write_media(Sink& sink, const FluxModel& model, const std::vector<Medium>& media,
                         bool numbered) {
    std::vector<std::string> names;
    for (const operation::Column& column : numbered ? set_columns() : component_columns())
        names.push_back(column.name);
    formats::TableWriter table(sink, names);
    for (std::size_t k = 0; k < media.size(); ++k)
        for (const MediumComponent& component : media[k]) {
            if (numbered) table.integer(static_cast<std::int64_t>(k) + 1);
            table.text(model.reaction_id(component.exchange)).text(shown(component.uptake));
            table.end_row();
        }
    return table.finish();
}

Result<MediumOptions> options_of(const Call& call) {
    MediumOptions options;
    options.goal = call.text("minimise") == "flux" ? MediumGoal::flux : MediumGoal::components;
    options.min_growth = call.number("min-growth");
    options.alternatives = static_cast<std::int32_t>(call.integer("alternatives"));
    if (options.goal == MediumGoal::flux && options.alternatives > 1)
        return fail(Error::input("strain.medium", "alternatives of a medium of least flux")
                        .expected("--minimise components with --alternatives")
                        .mend("leave --alternatives out"));
    if (call.flag("open")) options.open = call.number("open-uptake");
    return options;
}

Result<Answer> run_medium(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    STRANDLINE_TRY(const MediumOptions options, options_of(call));
    STRANDLINE_TRY(const Media found, minimal_media(model, options, context));
    if (found.end == MediumEnd::limit)
        context.log(
            LogLevel::warning,
            format("the search was given up: a further medium has {} components at least, if there is one",
                   shown(found.bound)));
    else if (found.media.empty())
        context.log(LogLevel::notice, "no medium is enough: proved");
    else if (found.end == MediumEnd::none)
        context.log(LogLevel::notice, "there are no further media: proved");
    const std::vector<Medium> first(found.media.begin(), found.media.begin() + (found.media.empty() ? 0 : 1));
    STRANDLINE_CHECK(write_media(call.output("minimal-medium"), model, first, false));
    STRANDLINE_CHECK(write_media(call.output("media"), model, found.media, true));
    return found.media.empty() ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation medium_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain medium";
    made.summary = "Find the smallest medium on which a model grows";
    made.description =
        "Of what the model may take up, finds the fewest components (proved), and of these the least total "
        "uptake, or the least total uptake alone. The table is what --medium reads. Exit status 1 when the "
        "model cannot grow so on anything it may take up; --open lets it take up everything it has an "
        "exchange for.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {number("min-growth", 0.1).range(1e-6, 1e6).help("least value of the objective"),
         choice("minimise", "components", {"components", "flux"})
             .help("number of components, or total uptake"),
         integer("alternatives", 1)
             .range(1, most_alternatives)
             .help("how many media of fewest components to find"),
         flag("open").help("first allow every exchange an uptake of --open-uptake"),
         number("open-uptake", 1000).range(0, 1e6).help("most uptake with --open, mmol/gDW/h")});
    made.outputs = {operation::table("minimal-medium", "strain.medium/1", component_columns())
                        .described("the medium: exchanges and their uptake")
                        .file("medium.tsv"),
                    operation::table("media", "strain.media/1", set_columns())
                        .described("all media found, with --alternatives")
                        .file("media.tsv")};
    made.example = "strandline strain medium e_coli_core.xml --min-growth 0.5 -o medium.tsv";
    made.run = run_medium;
    return made;
}

}  // namespace strandline::strain
