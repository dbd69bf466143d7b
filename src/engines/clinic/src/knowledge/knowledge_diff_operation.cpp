#include "knowledge/knowledge_operations.hpp"

#include "knowledge/knowledge_changes.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/knowledge_pack.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;

/// Words in a cell of a table: no tabs, no line ends.
std::string cell(std::string words) {
    std::ranges::replace_if(words, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return words;
}

Result<Answer> run_diff(Call& call, Context& context) {
    const auto packs = call.inputs("packs");
    if (packs.size() != 2)
        return fail(Error::input("clinic.knowledge.two", "a difference is that of two packs")
                        .expected("two packs, the earlier first")
                        .found("{}", packs.size())
                        .mend("strandline clinic knowledge diff OLD NEW"));
    STRANDLINE_TRY(const auto earlier, formats::read_knowledge_pack(packs[0]));
    STRANDLINE_TRY(const auto later, formats::read_knowledge_pack(packs[1]));
    const auto changes = knowledge_changes(earlier, later);
    Sink& table = call.output("changes");
    table.write("part\tof\titem\tbefore\tafter\n");
    for (const KnowledgeChange& change : changes)
        table.write(format("{}\t{}\t{}\t{}\t{}\n", change.part, cell(change.of), cell(change.item),
                           cell(change.before), cell(change.after)));
    STRANDLINE_CHECK(table.status());
    context.log(LogLevel::notice,
                format("{} from {} to {}", counted(changes.size(), "fact has changed", "facts have changed"),
                       earlier.version, later.version));
    return Answer::yes;
}

}  // namespace

operation::Operation knowledge_diff_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic knowledge diff";
    made.summary = "Which facts differ between two knowledge packs";
    made.description =
        "One row a fact that the later pack tells otherwise: positions, named alleles, how a gene is called, "
        "functions of alleles, phenotypes of pairs, recommendations. An empty cell stands for what is not "
        "there. Pairs and recommendations of an allele or guideline that is new or gone are not told one by "
        "one; versions alone are no difference.";
    made.inputs = {port("packs")
                       .format(std::string(formats::knowledge_pack_format))
                       .repeated()
                       .described("two: the one that answers rested on, and the one that follows")};
    made.outputs = {table("changes", "clinic.knowledge-changes/1",
                          {text_column("part",
                                       "position, allele, rules, function, phenotype, recommendation; "
                                       "definition, phenotypes, guideline as a whole"),
                           text_column("of", "the gene, or the drugs of the guideline"),
                           text_column("item", "the place, allele, pair or id"),
                           text_column("before", "what the earlier pack tells; empty where it is new"),
                           text_column("after", "what the later pack tells; empty where it is gone")})
                        .described("the facts that differ")
                        .file("changes.tsv")};
    made.example = "strandline clinic knowledge diff old.pgx new.pgx";
    made.run = run_diff;
    return made;
}

}  // namespace strandline::clinic
