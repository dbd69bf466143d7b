// Documents of the random samples against PharmCAT's answers, and against themselves.
#include "documents_truth.hpp"

#include <ctime>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

std::string text_of(const Json& value) {
    if (value.is_null()) return "null";
    return value.is_string() ? value.string() : value.compact();
}

/// One member of each item, or what `told` makes of it.
template <class Told>
std::string of_each(const Json& list, Told told) {
    std::vector<std::string> parts;
    for (const Json& item : list.items()) parts.push_back(told(item));
    return joined(parts);
}

std::string all_of(const Json& list) {
    std::string text;
    for (const Json& item : list.items()) text += (text.empty() ? "" : "; ") + text_of(item);
    return text;
}

std::string phase_of(const Json& result) {
    return std::string(result.at("phased").boolean() ? "P" : "U") +
           (result.at("matchData").at("effectivelyPhased").boolean() ? "E" : "-");
}

std::string diplotypes_of(const Json& result) {
    return of_each(result.at("diplotypes"), [](const Json& diplotype) {
        return word(diplotype, "name") + "=" + text_of(diplotype.at("score"));
    });
}

std::string named(const Json& list, const char* member) {
    return of_each(list, [&](const Json& item) { return word(item, member); });
}

std::string meanings_of(const Json& report) {
    return of_each(report.at("recommendationDiplotypes"), [](const Json& diplotype) {
        return word(diplotype, "label") + " => " + all_of(diplotype.at("phenotypes")) + " => " +
               text_of(diplotype.at("activityScore")) + " => " + all_of(diplotype.at("lookupKey"));
    });
}

/// "94761900:C;94762706:A;" by position.
std::map<std::string, std::string> bases_of_strand(const Json& haplotype) {
    std::map<std::string, std::string> bases;
    const Json& strands = haplotype.at("sequences");
    REQUIRE(strands.items().size() == 1);
    for (const std::string& part : split(strands.items().front().string(), ";"))
        if (!part.empty()) bases[part.substr(0, part.find(':'))] = part.substr(part.find(':') + 1);
    return bases;
}

/// Both strands of a diplotype together are the genotypes of the file.
void check_strands(const std::string& where, const Json& result) {
    for (const Json& diplotype : result.at("diplotypes").items()) {
        const auto first = bases_of_strand(diplotype.at("haplotype1"));
        const bool haploid = diplotype.at("haplotype2").is_null();
        const auto second = haploid ? first : bases_of_strand(diplotype.at("haplotype2"));
        for (const Json& variant : result.at("variants").items()) {
            const std::string position = text_of(variant.at("position")), call = word(variant, "vcfCall");
            const std::size_t bar = call.find_first_of("/|");
            std::vector<std::string> expected = {call.substr(0, bar)}, found = {first.at(position)};
            if (bar != std::string::npos) expected.push_back(call.substr(bar + 1));
            if (!haploid) found.push_back(second.at(position));
            std::ranges::sort(expected);
            std::ranges::sort(found);
            const bool undocumented =
                !result.at("matchData").at("positionsWithUndocumentedVariations").items().empty();
            CHECK_MESSAGE((undocumented || expected == found), where, " ", position, ": ", call);
        }
    }
}

/// What leads to a recommendation is told with it, as many times as there are reasons.
void check_annotations(const std::string& where, const Json& report) {
    for (const auto& [source, drugs] : report.at("drugs").members())
        for (const auto& [name, drug] : drugs.members())
            for (const Json& guideline : drug.at("guidelines").items())
                for (const Json& annotation : guideline.at("annotations").items())
                    if (const Json* because = annotation.find("because"))
                        CHECK_MESSAGE(annotation.at("genotypes").items().size() >= because->items().size(),
                                      where, " ", source, " ", name);
}

struct Seconds {
    double match = 0, phenotype = 0, report = 0;
    std::size_t bytes = 0;
    int samples = 0;
};

template <class Work>
double cpu_seconds(Work work) {
    const std::clock_t from = std::clock();
    work();
    return static_cast<double>(std::clock() - from) / CLOCKS_PER_SEC;
}

struct Documents {
    Json match, phenotype, report;
};

std::map<std::string, Documents> documents_of(const AnswerBasis& basis,
                                              const std::vector<SampleAnswer>& answers, Seconds& seconds) {
    std::map<std::string, Documents> made;
    for (const SampleAnswer& answer : answers) {
        Documents& documents = made[answer.sample];
        std::string text;
        seconds.match += cpu_seconds([&] {
            documents.match = match_document(basis, answer);
            text = documents.match.pretty();
        });
        seconds.bytes += text.size();
        seconds.phenotype += cpu_seconds([&] {
            documents.phenotype = phenotype_document(basis, answer);
            text = documents.phenotype.pretty();
        });
        seconds.bytes += text.size();
        seconds.report += cpu_seconds([&] {
            documents.report = report_document(basis, answer);
            text = documents.report.pretty();
        });
        seconds.bytes += text.size();
        ++seconds.samples;
        check_annotations(answer.sample, documents.report);
        CHECK(documents.report.at("genes").members().size() ==
              documents.phenotype.at("geneReports").members().size());
    }
    return made;
}

void compare(const std::string& where, const std::vector<std::string>& row, const Json& result,
             const Json& report, Tally& tally) {
    tally.check("match.json: diplotypes with scores", where + " diplotypes", row[2], diplotypes_of(result));
    tally.check("match.json: lists of variants", where + " variants", row[3],
                named(result.at("haplotypeMatches"), "name"));
    tally.check("match.json: phases", where + " phase", row[4], phase_of(result));
    tally.check("match.json: missing positions", where + " missing", row[5],
                std::to_string(result.at("matchData").at("missingPositions").items().size()));
    if (row[2].empty() && row[3].empty() && row[6].empty()) return tally.skip("nothing of the gene is seen");
    tally.check("phenotype.json: source diplotypes", where + " source", row[6],
                named(report.at("sourceDiplotypes"), "label"));
    // The expected tables have no phenotypes of G6PD and RYR1, and no words of genes without a table.
    if (row[1] == "G6PD" || row[1] == "RYR1") return tally.skip("no phenotypes expected of G6PD and RYR1");
    tally.check("phenotype.json: label, phenotype, score, lookup key", where + " meaning", row[7],
                meanings_of(report));
    check_strands(where, result);
}

void compare_set(const std::filesystem::path& clinic, const domain::PgxKnowledge& knowledge,
                 const std::string& name, bool combinations, Tally& tally, Seconds& seconds) {
    CohortQuestion question;
    question.match.combinations = combinations;
    const auto file = Source::open(clinic / "random" / (name + ".vcf.gz"));
    REQUIRE(file.has_value());
    const auto answers = answers_of(*file, knowledge, question);
    const auto documents = documents_of(basis_of(knowledge, name + ".vcf.gz", question), answers, seconds);
    for (const std::string& line : lines_of(bytes_of(clinic / "random" / (name + ".expected.tsv.gz")))) {
        const std::vector<std::string> row = split(line, "\t");
        if (row.size() < 8 || row[0] == "sample") continue;
        const Documents& of_sample = documents.at(row[0]);
        const auto& results = of_sample.match.at("results").items();
        const auto result =
            std::ranges::find_if(results, [&](const Json& one) { return word(one, "gene") == row[1]; });
        REQUIRE(result != results.end());
        compare(name + " " + row[0] + " " + row[1], row, *result,
                of_sample.phenotype.at("geneReports").at(row[1]), tally);
    }
}

}  // namespace

TEST_CASE("documents of random samples tell what PharmCAT answers for them") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const std::string by_name = "of 128 pairs of several scores, PharmCAT's report sorts by name alone";
    Tally tally({{"combo60 S00024 CYP2B6 source", by_name}, {"combo60 S00024 CYP2B6 meaning", by_name}});
    Seconds seconds;
    for (const char* name : {"phased150", "mixed200", "missing100"})
        compare_set(*clinic, knowledge, name, false, tally, seconds);
    compare_set(*clinic, knowledge, "combo60", true, tally, seconds);
    tally.finish();
    CHECK(seconds.samples == 341);
    const double samples = seconds.samples;
    MESSAGE("CPU ms a sample, written: match ", 1000 * seconds.match / samples, ", phenotype ",
            1000 * seconds.phenotype / samples, ", report ", 1000 * seconds.report / samples, "; ",
            seconds.bytes / static_cast<std::size_t>(seconds.samples) / 1024, " KiB");
}
