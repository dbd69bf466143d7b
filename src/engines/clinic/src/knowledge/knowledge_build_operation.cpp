#include "knowledge/knowledge_operations.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/knowledge_pack.hpp>
#include <strandline/formats/pharmacogenes.hpp>

#include <set>

namespace strandline::clinic {
namespace {

using operation::Answer;
using operation::Call;

Result<Answer> run_build(Call& call, Context& context) {
    STRANDLINE_TRY(domain::PgxKnowledge knowledge, formats::read_knowledge(call.inputs("facts"), context));
    if (call.given("only") && !call.text("only").empty()) {
        std::set<std::string> kinds;
        for (const std::string_view kind : split(call.text("only"), ',')) kinds.emplace(trim(kind));
        STRANDLINE_TRY(knowledge, part_of(knowledge, kinds));
    }
    Sink& pack = call.output("pack");
    const Digest digest = formats::write_knowledge_pack(knowledge, pack);
    STRANDLINE_CHECK(pack.status());
    context.log(LogLevel::notice, format("{} with alleles, {} with phenotypes, {}; sha256 {}",
                                         counted(knowledge.definitions.size(), "gene"),
                                         counted(knowledge.phenotypes.size(), "gene"),
                                         counted(knowledge.guidelines.size(), "guideline"), digest.hex()));
    return Answer::yes;
}

}  // namespace

operation::Operation knowledge_build_operation() {
    using namespace operation;
    Operation made;
    made.name = "clinic knowledge build";
    made.summary = "Facts of pharmacogenomics from the field's JSON files into one pack";
    made.description =
        "Reads definitions of named alleles, exemptions, phenotypes and guidelines in the JSON forms of "
        "PharmCAT's releases, each known by its content, and writes them as one file that opens in "
        "milliseconds and whose bytes depend on the facts alone. What contradicts itself is told with file "
        "and JSON pointer. Every fact keeps its source and version; 'clinic knowledge show' tells them, with "
        "the licences.";
    made.inputs = {port("facts")
                       .one_of("json", "any")
                       .repeated()
                       .or_folder()
                       .described("the files; of a folder, all in it. Others than facts are passed over")};
    made.params = {text("only", "")
                       .value("PARTS")
                       .help("a part of it: alleles (with phenotypes), and sources of guidelines: "
                             "alleles,CPIC")};
    made.outputs = {port("pack")
                        .format(std::string(formats::knowledge_pack_format))
                        .binary()
                        .described("the pack")
                        .file("knowledge.pgx")};
    made.example = "strandline clinic knowledge build pharmcat-data/ -o knowledge.pgx";
    made.run = run_build;
    return made;
}

}  // namespace strandline::clinic
