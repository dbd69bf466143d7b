// The cases of PharmCAT's own tests, from files to documents.
#include "case_words.hpp"
#include "documents_truth.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

struct Case {
    std::string id;
    Json match, phenotype, report;
};

/// A file in which nothing of any gene is seen, for cases of outside calls alone.
const std::string nothing_seen =
    "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSample_1\n"
    "chr10\t94942290\t.\tC\tT\t.\t.\t.\tGT\t./.\n";

std::vector<std::string> told_alleles(const Json& diplotype) {
    std::vector<std::string> names;
    for (const char* member : {"allele1", "allele2"})
        if (!diplotype.at(member).is_null()) names.push_back(word(diplotype.at(member), "name"));
    return names;
}

bool recommends(const Json& gene, const std::vector<std::string>& names) {
    return std::ranges::any_of(gene.at("recommendationDiplotypes").items(), [&](const Json& diplotype) {
        const std::vector<std::string> alleles = told_alleles(diplotype);
        if (names.size() != 1) return sorted(alleles) == sorted(names);
        return names[0] == word(diplotype, "label") ||
               (alleles.size() == 2 &&
                (names[0] == alleles[0] + "/" + alleles[1] || names[0] == alleles[1] + "/" + alleles[0]));
    });
}

std::string labels(const Json& list) {
    std::vector<std::string> made;
    for (const Json& one : list.items())
        if (std::ranges::find(made, word(one, "label")) == made.end()) made.push_back(word(one, "label"));
    return joined(made);
}

int annotations(const Case& of, const std::string& drug, const std::string& source) {
    int count = 0;
    for (const auto& [group, drugs] : of.report.at("drugs").members()) {
        const Json* told = source.empty() || group.starts_with(source) ? drugs.find(drug) : nullptr;
        for (const Json& guideline : told ? told->at("guidelines").items() : Json::Array{})
            for (const Json& annotation : guideline.at("annotations").items())
                count += !annotation.at("drugRecommendation").is_null();
    }
    return count;
}

void check_gene(const Case& of, const std::string& check, const Json::Array& arguments, Tally& tally) {
    const std::string name = arguments[0].string(), label = of.id + " " + check + " " + name;
    const Json& gene = of.phenotype.at("geneReports").at(name);
    if (check == "testRecommendedDiplotypes") {
        const std::vector<std::string> names = names_after_first(arguments);
        tally.check(check, label, joined(names),
                    recommends(gene, names) ? joined(names) : labels(gene.at("recommendationDiplotypes")));
        return;
    }
    const bool displayed = check == "testSourceDiplotypes" && arguments.size() == 3;
    tally.check(check, label, sources(displayed ? texts(arguments[2]) : names_after_first(arguments)),
                labels(gene.at("sourceDiplotypes")));
}

void check_called(const Case& of, const std::string& check, const Json::Array& genes, Tally& tally) {
    for (const Json& gene : genes) {
        const std::string by = word(of.phenotype.at("geneReports").at(gene.string()), "callSource");
        const bool met = check == "testReportable"        ? by != "NONE"
                         : check == "testCalledByMatcher" ? by == "MATCHER"
                                                          : by != "MATCHER";
        tally.check(check, of.id + " " + check + " " + gene.string(), "met", met ? "met" : "not met");
    }
}

void check_annotations(const Case& of, const Json::Array& arguments, Tally& tally) {
    const bool by_source = arguments.size() == 3;
    const std::string drug = arguments[0].string(),
                      source = by_source ? source_of(arguments[1].string()) : "";
    const std::int64_t count = arguments.back().integer();
    if (source == "FDA" || (!by_source && count > 0)) return tally.skip("counts texts of FDA, too");
    tally.check("testMatchedAnnotations", of.id + " testMatchedAnnotations " + drug + " " + source,
                std::to_string(count), std::to_string(annotations(of, drug, source)));
}

/// PharmCAT's own warnings of a gene have one of ours beside them: HapB3.
void check_warning(const Case& of, const Json::Array& arguments, Tally& tally) {
    const std::string gene = arguments[0].string(),
                      hapb3 = arguments[2].is_string() ? arguments[2].string() : "";
    bool told = false;
    for (const Json& note : of.phenotype.at("geneReports").at(gene).at("messages").items())
        told = told || (word(note, "rule_name") == "strandline-match" &&
                        word(note, "message").find("HapB3") != std::string::npos);
    tally.check("warnings of HapB3", of.id + " pgx_warning " + gene, hapb3.empty() ? "none" : "told",
                told ? "told" : "none");
}

void check_expectations(const Case& of, const Json& expectations, Tally& tally) {
    static const std::set<std::string> of_gene = {"testRecommendedDiplotypes", "testSourceDiplotypes",
                                                  "testPrintCalls", "testPrintCpicCalls"};
    static const std::set<std::string> of_genes = {"testReportable", "testCalledByMatcher",
                                                   "testNotCalledByMatcher"};
    for (const Json& expectation : expectations.items()) {
        const std::string check = word(expectation, "check");
        if (!expectation.find("args")) {
            tally.skip("unresolved");
            continue;
        }
        const auto& arguments = expectation.at("args").items();
        if (of_gene.contains(check))
            check_gene(of, check, arguments, tally);
        else if (of_genes.contains(check))
            check_called(of, check, arguments, tally);
        else if (check == "testMatchedAnnotations")
            check_annotations(of, arguments, tally);
        else if (check == "pgx_warning")
            check_warning(of, arguments, tally);
        else
            tally.skip("told by others of the checks, or counts of PharmCAT's own messages");
    }
}

void run_case(const Json& json, const domain::PgxKnowledge& knowledge,
              const std::map<std::string, std::string>& vcfs, Tally& tally) {
    if (word(json, "level") == "matcher") return tally.skip("cases of the matcher alone");
    const std::string name = word(json, "vcf");
    const auto file =
        std::ranges::find_if(vcfs, [&](const auto& one) { return one.first.ends_with("/" + name); });
    const Json& options = json.at("options");
    CohortQuestion question;
    question.match = {.all = is_set(options, "all_matches"),
                      .combinations = is_set(options, "find_combinations"),
                      .cyp2d6 = is_set(options, "call_cyp2d6")};
    if (const std::string outside = word(json, "outside_calls"); !outside.empty())
        question.outside = formats::read_outside_calls(Source::memory("outside", outside)).value();
    const SampleAnswer answer =
        answers_of(Source::memory(name, name.empty() ? nothing_seen : file->second), knowledge, question)
            .front();
    const AnswerBasis basis = basis_of(knowledge, name, question);
    check_expectations({.id = word(json, "id"),
                        .match = match_document(basis, answer),
                        .phenotype = phenotype_document(basis, answer),
                        .report = report_document(basis, answer)},
                       json.at("expect"), tally);
}

}  // namespace

TEST_CASE("documents of the cases of PharmCAT's own tests") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto vcfs = untar(bytes_of(*clinic / "cases_vcf.tar.gz"));
    Tally tally(deviations_of_cases);
    for (const std::string& line : lines_of(bytes_of(*clinic / "cases.jsonl")))
        if (!line.empty()) run_case(Json::parse(line).value(), knowledge, vcfs, tally);
    tally.finish();
}
