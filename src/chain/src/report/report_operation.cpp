#include "report/report_operation.hpp"

#include "report/story_page.hpp"

namespace strandline::chain {
namespace {

using namespace operation;

Result<Answer> run_report(Call& call, Context&) {
    const Source& template_ = call.input("story");
    STRANDLINE_TRY(const formats::Story story, formats::read_story(template_));
    STRANDLINE_TRY(const StoryData data, StoryData::read(story, call.inputs("data"), template_.name()));
    STRANDLINE_TRY(const std::string page, story_page(story, data));
    call.output("page").write(page);
    STRANDLINE_CHECK(call.output("page").status());
    return Answer::yes;
}

}  // namespace

Operation report_operation() {
    Operation made;
    made.name = "report";
    made.summary = "One page from a text with figures, tables and charts taken from results";
    made.description =
        "The text is plain: headings, paragraphs, lists, tables, and blocks for large figures, charts and "
        "tables of data. Figures stand in it as {{ feed:/final/succinate | 3 }}, where `feed` is a result "
        "that the first lines name and that --data gives, in their order. JSON is asked by JSON pointers, "
        "tables by columns. The page is complete in itself: no scripts, nothing fetched. What is not there "
        "is an error with its place in the text.";
    made.kind = Kind::compute;
    made.inputs = {port("story").format("story/1").described("the text: see docs/report.md"),
                   port("data").format("any").repeated().optional().described(
                       "the results that the text names, JSON or TSV, in the order of its line 'data: …'")};
    made.outputs = {
        port("page").format("html").described("the page, complete in itself").file("report.html")};
    made.example = "strandline report story.md --data prediction.json --data run.tsv -o report.html";
    made.run = run_report;
    return made;
}

}  // namespace strandline::chain
