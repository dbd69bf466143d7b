#include "design/design_operation.hpp"

#include "cutsets/cutsets_input.hpp"
#include "design/design_certificates.hpp"
#include "design/design_report.hpp"
#include "model/model_input.hpp"

#include <strandline/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

/// What the search claims must hold on the model as given.
Result<void> check(const KnockoutDesign& design, const DesignMeasure& measure, const DesignTask& task) {
    constexpr double slack = 1e-5;
    const auto same = [&](double a, double b) {
        return std::abs(a - b) <= slack * std::max(1.0, std::abs(a));
    };
    if (is_allowed(measure, task) && same(design.growth, measure.growth) &&
        same(design.value, measure.value(task.method)))
        return {};
    return fail(Error::fault("strain.verification",
                             "a design does not hold on the full model: growth {} and {}, value {} and {}",
                             design.growth, measure.growth, design.value, measure.value(task.method)));
}

void say_none(const DesignReport& report, Context& context) {
    const DesignTask& task = report.request.task;
    if (!report.search.alive && report.search.wild_growth >= task.min_growth)
        context.log(LogLevel::warning, "no design: the model itself leaves a protected region empty");
    else if (report.search.wild_growth < task.min_growth)
        context.log(LogLevel::warning, format("no design: the model itself grows by {} 1/h, less than {}",
                                              design_number(report.search.wild_growth), task.min_growth));
    else if (report.search.proved)
        context.log(LogLevel::warning,
                    format("no design of up to {} is worth more than the model as it is ({}): proved",
                           counted(static_cast<std::uint64_t>(task.max_knockouts), "knock-out"),
                           design_number(report.search.wild_value)));
    else
        context.log(LogLevel::warning, format("no design found before the nodes ran out: not proved, none is "
                                              "worth more than {}",
                                              design_number(report.search.bound)));
}

Result<Answer> run_design(Call& call, Context& context) {
    STRANDLINE_TRY(const DesignRequest request, read_design_request(call, context));
    STRANDLINE_TRY(const DesignSearchResult search, search_designs(request.model, request.task, context));
    std::vector<BuiltDesign> built;
    std::vector<std::string> certified;
    const bool report_certificates = call.flag("certify");
    for (const KnockoutDesign& design : search.designs) {
        if (context.cancelled()) return fail(Error::interrupted());
        const FluxModel model = model_with_knock_ins(request.model, request.task, design);
        STRANDLINE_TRY(BuiltDesign one,
                       build_design(model, request.task, request.uptake, design, request.genes_that_may_go));
        STRANDLINE_CHECK(check(design, one.measure, request.task));
        if (report_certificates) {
            auto said = certify_designs(model, request.task, {one}, context);
            certified.push_back(std::move(said.front()));
        }
        const bool loses = std::ranges::any_of(
            one.knockouts, [&](std::int32_t knocked) { return knocked < request.task.first_lever; });
        if (!one.by_genes() && loses)
            context.log(LogLevel::warning,
                        format("design {}: no set of genes stops all of its reactions", built.size() + 1));
        built.push_back(std::move(one));
    }
    STRANDLINE_TRY(const DesignMeasure wild,
                   measure_design(model_with_knock_ins(request.model, request.task, {}), request.task,
                                  request.uptake, {}));
    DesignReport report{request, search, built, wild};
    report.with_certificates = report_certificates;
    report.certified = std::move(certified);
    if (context.cancelled()) return fail(Error::interrupted());
    if (built.empty()) say_none(report, context);
    STRANDLINE_CHECK(write_design_table(call.output("table"), report));
    STRANDLINE_CHECK(write_design_genes(call.output("gene-list"), report));
    STRANDLINE_CHECK(write_prediction(call.output("prediction"), report));
    return built.empty() ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation design_operation() {
    operation::Operation made;
    made.name = "strain design";
    made.summary = "Knock-outs that make a cell produce: the best there are, with proof";
    made.description =
        "Searches all sets of up to --max-knockouts reactions (or genes) for those that leave a growth of "
        "--min-growth and make the most of the target. OptKnock counts the most product at the largest "
        "growth, RobustKnock the least, growth-coupled the growth that is lost without product. The search "
        "is exact: status 'optimal' is proved, 'best_found' comes with a proved bound. Each design is judged "
        "again on the full model.\n\n"
        "Reactions that may go are those with genes, but no exchanges, the objective and what the bounds "
        "force; --only, --except and --all-reactions change that. For reactions the smallest gene set that "
        "stops them is given, and in the prediction what it does with all that it stops besides. Exit status "
        "1 when no design is better than the model as it is.\n\n"
        "Reactions and genes of --knock-in are absent unless a design has them, shown with a +; regulations, "
        "such as 'PGI <= 0.5', are imposed where a design has them. Each counts as a knock-out does. With "
        "--cost, the sum of the costs must not pass --max-cost.";
    made.inputs = model_ports_and({cost_port(), regulation_port()});
    made.params = design_params();
    made.outputs = {
        operation::table("table", "strain.design/1", design_columns())
            .and_perhaps({design_cost_column(), design_certified_column()})
            .described("the designs, best first"),
        operation::port("gene-list")
            .format("genes/1")
            .described("genes of the best design, one a line, as edit guides takes them"),
        operation::port("prediction")
            .format("strain.prediction/1")
            .described("JSON: growth, product, uptake and yields of the best design, and all designs in "
                       "full")};
    made.example =
        "strandline strain design e_coli_core.xml --target EX_succ_e --set EX_o2_e=0: --max-knockouts 3 "
        "-o designs.tsv";
    made.run = run_design;
    return made;
}

}  // namespace strandline::strain
