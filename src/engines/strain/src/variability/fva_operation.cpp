#include "model/model_input.hpp"
#include "model/numbers.hpp"
#include "variability/variability_operations.hpp"

#include <strandline/formats/table.hpp>
#include <strandline/strain/expression.hpp>
#include <strandline/strain/loopless.hpp>
#include <strandline/strain/variability.hpp>

#include <algorithm>
#include <numeric>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

Result<std::vector<std::int32_t>> reactions_named(const FluxModel& model, std::string_view list) {
    std::vector<std::int32_t> made;
    for (const std::string& word : words_of(list)) {
        STRANDLINE_TRY(const std::int32_t reaction, reaction_named(*model.network, word, "--reactions"));
        made.push_back(reaction);
    }
    std::ranges::sort(made);
    made.erase(std::ranges::unique(made).begin(), made.end());
    return made;
}

std::vector<std::int32_t> all_reactions(const FluxModel& model) {
    std::vector<std::int32_t> all(static_cast<std::size_t>(model.reactions()));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

Result<FluxStatus> write_ranges(Sink& sink, const FluxModel& model, const VariabilityOptions& options,
                                Context& context) {
    STRANDLINE_TRY(const Variability found, flux_variability(model, options, context));
    const std::string columns[] = {"reaction", "minimum", "maximum"};
    formats::TableWriter table(sink, columns);
    for (std::size_t i = 0; i < found.ranges.size(); ++i) {
        table.text(model.reaction_id(found.reactions[i]));
        table.text(shown(found.ranges[i].minimum)).text(shown(found.ranges[i].maximum));
        table.end_row();
    }
    STRANDLINE_CHECK(table.finish());
    return found.status;
}

Result<FluxStatus> write_loopless_ranges(Sink& sink, const FluxModel& model,
                                         const VariabilityOptions& options, Context& context) {
    STRANDLINE_TRY(
        const LooplessRanges found,
        loopless_ranges(model, options.fraction,
                        options.reactions.empty() ? all_reactions(model) : options.reactions, context));
    const std::string columns[] = {"reaction", "minimum", "maximum", "proved"};
    formats::TableWriter table(sink, columns);
    for (const LooplessRange& range : found.ranges) {
        table.text(model.reaction_id(range.reaction)).text(shown(range.minimum)).text(shown(range.maximum));
        table.text(range.proved_minimum && range.proved_maximum ? "yes" : "no");
        table.end_row();
    }
    STRANDLINE_CHECK(table.finish());
    return found.status;
}

Result<Answer> run_fva(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    VariabilityOptions options;
    options.fraction = call.number("fraction");
    STRANDLINE_TRY(options.reactions, reactions_named(model, call.text("reactions")));
    const auto write = call.flag("loopless") ? write_loopless_ranges : write_ranges;
    STRANDLINE_TRY(const FluxStatus status, write(call.output("variability"), model, options, context));
    if (status == FluxStatus::optimal || status == FluxStatus::zero_growth) return Answer::yes;
    context.log(LogLevel::warning, format("no flux ranges: the objective is {}", word(status)));
    return Answer::no;
}

}  // namespace

operation::Operation fva_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain fva";
    made.summary = "Flux variability: the least and the most of each flux near the optimum";
    made.description =
        "For each reaction the range of its flux over all steady states that keep a fraction of the "
        "objective's "
        "optimum. Where the optimum is fixed (fraction 1) it is relaxed by 1e-9 of itself. inf and -inf "
        "where "
        "no bound holds the flux. With --loopless over those states alone in which no cycle of internal "
        "reactions runs, exactly; a limit that the search did not prove is the widest that it can be. Exit "
        "status 1 without an optimum.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {number("fraction", 1).range(0, 1).help("part of the optimum that has to be kept"),
         text("reactions").value("LIST").help("only these reactions, joined by commas"),
         flag("loopless").help("no cycle of internal reactions may run")});
    made.outputs = {
        table("variability", "strain.variability/1",
              {text_column("reaction", "id of the reaction"),
               number_column("minimum", "least flux, mmol/gDW/h; -inf: unbounded"),
               number_column("maximum", "most flux, mmol/gDW/h; inf: unbounded")})
            .and_perhaps({text_column("proved", "with --loopless: yes where both limits are exact")})
            .described("TSV: the range of each flux")
            .file("variability.tsv")};
    made.example = "strandline strain fva e_coli_core.xml --fraction 0.9 -o ranges.tsv";
    made.run = run_fva;
    return made;
}

}  // namespace strandline::strain
