#include "outcome/compare.hpp"
#include "outcome/outputs.hpp"

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::port;
using operation::table;

Result<Answer> run_compare(Call& call, Context&) {
    const Source& treated_file = call.input("treated");
    const Source& control_file = call.input("control");
    STRANDLINE_TRY(const std::vector<StoredSample> treated_samples, read_outcome_json(treated_file));
    STRANDLINE_TRY(const std::vector<StoredSample> control_samples, read_outcome_json(control_file));
    STRANDLINE_TRY(const StoredSample* treated, choose_sample(treated_samples, call.text("treated-sample"),
                                                              "treated-sample", treated_file.name()));
    STRANDLINE_TRY(const StoredSample* control, choose_sample(control_samples, call.text("control-sample"),
                                                              "control-sample", control_file.name()));
    auto compared = compare(*treated, *control);
    if (!compared)
        return fail(std::move(compared)
                        .error()
                        .at({.file = control_file.name()})
                        .also_at({.file = treated_file.name()}));
    STRANDLINE_CHECK(write_compared(call.output("amplicons"), *compared));
    STRANDLINE_CHECK(write_compared_positions(call.output("positions"), *compared));
    STRANDLINE_CHECK(write_compared_alleles(call.output("alleles"), *compared));
    STRANDLINE_CHECK(write_compared_page(call.output("page"), *compared, treated->name, control->name));
    return Answer::yes;
}

}  // namespace

operation::Operation compare_operation() {
    operation::Operation made;
    made.name = "edit compare";
    made.summary = "Compare the editing outcomes of two samples";
    made.description =
        "Sets two samples of the same amplicons beside each other, each as the JSON document that 'edit "
        "outcome' "
        "writes: the share of modified reads of each amplicon, the share of edited reads at each base, and "
        "the share of "
        "each allele. Differences come with 95 % intervals (Newcombe 1998, method 10) and Fisher's exact "
        "test, whose p "
        "values are adjusted by Benjamini and Hochberg over amplicons, over the bases of an amplicon, and "
        "over its "
        "alleles.";
    made.inputs = {port("treated")
                       .one_of("edit.outcome-result/1", "json")
                       .described("the edited sample, as 'edit outcome --json' writes it"),
                   port("control")
                       .one_of("edit.outcome-result/1", "json")
                       .described("the sample to compare it with, likewise")};
    made.params = {
        operation::text("treated-sample").value("NAME").help("which sample of the document, of several"),
        operation::text("control-sample").value("NAME").help("which sample of the control's document")};
    made.outputs = {table("amplicons", "edit.compare/1", compared_columns())
                        .described("modified reads of each amplicon, in both samples"),
                    table("positions", "edit.compare-positions/1", compared_position_columns())
                        .described("edited reads at each base"),
                    table("alleles", "edit.compare-alleles/1", compared_allele_columns())
                        .described("reads of each allele of the window, most in both together first"),
                    port("page").format("html").described("a page with pictures, complete in itself")};
    made.example = "strandline edit compare --treated edited.json --control mock.json -o differences.tsv";
    made.run = run_compare;
    return made;
}

}  // namespace strandline::edit
