#include "cutsets/cutsets_operation.hpp"

#include "cutsets/cut_certificates.hpp"
#include "cutsets/cutsets_input.hpp"
#include "model/joined_ids.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

const std::vector<operation::Column>& columns() {
    static const std::vector<operation::Column> made = {
        operation::integer_column("size", "knock-outs and knock-ins of the set"),
        operation::text_column(
            "ids", "joined by ';': genes or reactions to knock out, regulations, and +what to bring in"),
        operation::number_column("cost", "sum of the costs"),
    };
    return made;
}

const operation::Column& certified_column() {
    static const operation::Column made = operation::text_column(
        "certified", "yes: proved in exact arithmetic; else no: and why (with --certify)");
    return made;
}

/// A set as it is printed.
struct Row {
    std::size_t size = 0;
    std::string ids;
    double cost = 0;
    std::string certified;  // empty without --certify
};

std::vector<Row> rows_of(const CutSets& found, const FluxModel& model, CutElement element,
                         const std::vector<std::string>& certified) {
    std::vector<Row> made;
    for (const CutSet& set : found.sets) {
        std::vector<std::string> losses, gains;
        for (const std::int32_t one : set.knock_outs)
            losses.push_back(element == CutElement::gene ? model.network->genes[at(one)].id
                                                         : model.reaction_id(one));
        for (const std::int32_t one : set.knock_ins) gains.push_back("+" + model.reaction_id(one));
        for (const std::int32_t one : set.knock_in_genes)
            gains.push_back("+" + model.network->genes[at(one)].id);
        std::ranges::sort(losses);
        std::ranges::sort(gains);
        losses.insert(losses.end(), gains.begin(), gains.end());
        made.push_back({set.size(), join(losses, ";"), set.cost,
                        certified.empty() ? std::string() : certified[made.size()]});
    }
    std::ranges::sort(
        made, [](const Row& a, const Row& b) { return a.size != b.size ? a.size < b.size : a.ids < b.ids; });
    return made;
}

Result<void> write(Sink& sink, const std::vector<Row>& rows, bool with_certificates) {
    std::vector<std::string> names;
    for (const operation::Column& column : columns()) names.push_back(column.name);
    if (with_certificates) names.push_back(certified_column().name);
    formats::TableWriter table(sink, names);
    for (const Row& row : rows) {
        table.integer(static_cast<std::int64_t>(row.size)).text(row.ids).text(shown(row.cost));
        if (with_certificates) table.text(row.certified);
        table.end_row();
    }
    return table.finish();
}

/// `max_cost` as it was given; 0: any.
void tell(const CutSets& found, const CutSetProblem& problem, double max_cost, Context& context) {
    const std::string limit = format("up to size {}{}", problem.max_size,
                                     max_cost > 0 ? format(" and cost {}", shown(max_cost)) : "");
    if (found.sets.empty())
        context.log(LogLevel::notice, format("none {}: proved", limit));
    else
        context.log(LogLevel::notice,
                    format("{} {}, complete", counted(found.sets.size(), "minimal cut set"), limit));
    context.log(LogLevel::detail, format("{} of the search, {} on the model as given, {}",
                                         counted(found.programs, "linear program"), found.verdicts,
                                         counted(found.states, "living state")));
}

Result<Answer> run_cutsets(Call& call, Context& context) {
    STRANDLINE_TRY(FluxModel model, read_model(call, context));
    STRANDLINE_TRY(const CutSetProblem problem, cut_set_problem(call, model));
    STRANDLINE_CHECK(problem.element == CutElement::gene
                         ? check_joined_genes(*model.network, problem.knock_outs)
                         : check_joined_reactions(*model.network, problem.knock_outs));
    STRANDLINE_CHECK(check_joined_reactions(*model.network, problem.knock_ins));
    STRANDLINE_TRY(const CutSets found, minimal_cut_sets(model, problem, context));
    if (context.cancelled()) return Answer::no;
    tell(found, problem, call.number("max-cost"), context);
    const bool certify = call.flag("certify");
    const std::vector<std::string> certified =
        certify ? certify_cut_sets(model, problem, found, context) : std::vector<std::string>();
    if (context.cancelled()) return Answer::no;
    STRANDLINE_CHECK(write(call.output("sets"), rows_of(found, model, problem.element, certified), certify));
    return found.sets.empty() ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation cutsets_operation() {
    operation::Operation made;
    made.name = "strain cutsets";
    made.summary = "Every minimal set of knock-outs that makes flux states impossible";
    made.description =
        "A cut set leaves no flux state in any --suppress region and at least one in each --protect region. "
        "It "
        "is minimal when no part of it does the same. All sets up to --max-size are found; without any, that "
        "is proved, and the exit status is 1. Each set is judged again on the model as given.\n\n"
        "A region is conditions joined by commas, all of which hold in it: 'growth >= 0.001' (the "
        "objective), "
        "'EX_etoh_e <= 1, EX_o2_e = 0'. Both options may be repeated.\n\n"
        "With --suppress-best no state of the largest growth that the knock-outs leave is in the region: a "
        "cell that grows as well as it can has to do what the region leaves out.\n\n"
        "Genes act through the rules of the reactions; those without effect on any flux are in no set. "
        "Reactions whose bounds exclude zero (a maintenance demand) are not lost. Reactions and genes of "
        "--knock-in are absent unless a set has them, shown with a + before. A regulation, such as "
        "'PGI <= 0.5', is imposed where a set has it; a gene in it stands for the flux that it carries.";
    made.inputs = model_ports_and({cost_port(), regulation_port()});
    made.params = condition_params_and(cut_set_params());
    made.outputs = {operation::table("sets", "strain.cutsets/1", columns())
                        .and_perhaps({certified_column()})
                        .described("one minimal cut set a row, by size, then by ids")
                        .file("cutsets.tsv")};
    made.example =
        "strandline strain cutsets e_coli_core.xml --genes --suppress 'growth >= 0.001' --max-size 3 -o "
        "cutsets.tsv";
    made.run = run_cutsets;
    return made;
}

}  // namespace strandline::strain
