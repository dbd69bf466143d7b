#include "report/documents.hpp"
#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"
#include "whole_chain.hpp"

#include <strandline/formats/outside_calls.hpp>

#include <ctime>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

AnswerBasis basis_of(const domain::PgxKnowledge& knowledge, const Source& input) {
    AnswerBasis basis{.knowledge = &knowledge,
                      .knowledge_digests = {sha256("a pack").hex()},
                      .inputs = {{"pharmcat.example.vcf", input.digest()->hex()}}};
    return basis;
}

/// Bundles of a file's samples.
std::vector<Json> bundles_of(const Source& input, const domain::PgxKnowledge& knowledge,
                             const AnswerBasis& basis, const CohortQuestion& question) {
    Context context;
    std::vector<Json> bundles;
    const auto read = answer_samples(
        {&input, 1}, knowledge, question,
        [&](const SampleAnswer& answer, const formats::PgxReadReport&) -> Result<void> {
            bundles.push_back(fhir_bundle(basis, answer));
            return {};
        },
        context);
    REQUIRE_MESSAGE(read.has_value(), (read ? std::string() : render(read.error())));
    return bundles;
}

CohortQuestion question_of_example(const std::filesystem::path& folder) {
    CohortQuestion question{.explains = true};
    auto calls = formats::read_outside_calls(*Source::open(folder / "pharmcat.example.outsideCall.tsv"));
    REQUIRE(calls.has_value());
    question.outside = std::move(*calls);
    return question;
}

std::string profile_of(const Json& resource) {
    const Json* meta = resource.find("meta");
    return meta ? meta->at("profile").items().at(0).string() : "";
}

std::vector<const Json*> of_profile(const Json& bundle, const std::string& profile) {
    std::vector<const Json*> found;
    for (const Json& entry : bundle.at("entry").items())
        if (profile_of(entry.at("resource")).ends_with("/" + profile + "|3.0.0"))
            found.push_back(&entry.at("resource"));
    return found;
}

/// Every "reference" within a value.
void collect_references(const Json& value, std::set<std::string>& into) {
    if (value.is_array())
        for (const Json& item : value.items()) collect_references(item, into);
    if (value.is_object())
        for (const auto& [name, member] : value.members()) {
            if (name == "reference" && member.is_string()) into.insert(member.string());
            collect_references(member, into);
        }
}

}  // namespace

TEST_CASE("FHIR bundle of PharmCAT's published example") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto folder = *clinic / "report_example";
    const auto input = Source::open(folder / "pharmcat.example.vcf");
    REQUIRE(input.has_value());
    AnswerBasis basis = basis_of(knowledge, *input);
    basis.date = "2026-01-02";
    const std::vector<Json> bundles = bundles_of(*input, knowledge, basis, question_of_example(folder));
    REQUIRE(bundles.size() == 1);
    const Json& bundle = bundles[0];
    std::set<std::string> urns, references;
    for (const Json& entry : bundle.at("entry").items()) {
        CHECK(urns.insert(entry.at("fullUrl").string()).second);
        CHECK(entry.at("fullUrl").string() == "urn:uuid:" + entry.at("resource").at("id").string());
    }
    collect_references(bundle, references);
    for (const std::string& reference : references) CHECK_MESSAGE(urns.contains(reference), reference);
    MESSAGE("resources: ", urns.size(), ", genotypes ", of_profile(bundle, "genotype").size(),
            ", haplotypes ", of_profile(bundle, "haplotype").size(), ", variants ",
            of_profile(bundle, "variant").size(), ", implications ",
            of_profile(bundle, "therapeutic-implication").size(), ", tasks ",
            of_profile(bundle, "medication-recommendation").size(), ", bytes ", bundle.compact().size());
    CHECK(bundles_of(*input, knowledge, basis, question_of_example(folder))[0].compact() == bundle.compact());
}

TEST_CASE("codes of FHIR: alleles, genes, chromosomes, phenotypes") {
    const auto code_of = [](const Json& concept_value, std::size_t which = 0) {
        const Json& coding = concept_value.at("coding").items().at(which);
        return coding.at("system").string() + "#" + coding.at("code").string();
    };
    const Json star = fhir::allele_concept("CYP2C19", "*2", "PA165980635");
    CHECK(code_of(star) == "http://www.pharmvar.org#CYP2C19*2");
    CHECK(code_of(star, 1) == "https://www.pharmgkb.org/haplotype#PA165980635");
    CHECK(code_of(fhir::allele_concept("HLA-B", "*57:01", "")) ==
          "http://www.ebi.ac.uk/ipd/imgt/hla#HLA-B*57:01");
    // PharmVar does not name alleles of TPMT, counts of copies, combinations.
    for (const auto& [gene, allele] : std::vector<std::pair<std::string, std::string>>{
             {"TPMT", "*3A"}, {"CYP2D6", "*1x2"}, {"CYP2D6", "*36+*10"}, {"CYP2B6", "[*6 + *14]"}}) {
        const Json made = fhir::allele_concept(gene, allele, "");
        CHECK(made.find("coding") == nullptr);
        CHECK(made.at("text").string().starts_with(gene));
    }
    CHECK(code_of(fhir::gene_concept("HLA-B")) == "http://www.genenames.org#HGNC:4932");
    CHECK(fhir::gene_concept("NOGENE").at("text").string() == "NOGENE");
    CHECK(code_of(fhir::chromosome_concept("chr1")) == "http://loinc.org#LA21254-0");
    CHECK(code_of(fhir::chromosome_concept("22")) == "http://loinc.org#LA21275-5");
    CHECK(code_of(fhir::chromosome_concept("chrX")) == "http://loinc.org#LA21276-3");
    for (const char* none : {"chrM", "chr0", "chr23", "", "chr1_random"})
        CHECK(fhir::chromosome_concept(none).is_null());
    const Json poor = fhir::phenotype_concept("CYP2D6", "Poor Metabolizer");
    CHECK(code_of(poor) == "http://loinc.org#LA9657-3");
    CHECK(poor.at("text").string() == "CYP2D6: Poor Metabolizer");
    CHECK(fhir::phenotype_concept("G6PD", "Variable").find("coding") == nullptr);
    CHECK(fhir::diplotype_text("HLA-B", "*15:02/*57:01") == "HLA-B*15:02+HLA-B*57:01");
    CHECK(fhir::diplotype_text("CYP2C19", "*1/*2") == "CYP2C19 *1/*2");
}

TEST_CASE("words of HTML") {
    CHECK(plain_words("<p>Use <em>half</em> &lt; 5 &amp; more.</p>\n") == "Use half < 5 & more.");
    CHECK(plain_words("<ul>\n<li>one</li>\n<li>two<br />lines</li></ul>") == "- one\n- two\nlines");
    CHECK(plain_words("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>") == "a | b\nc");
    CHECK(plain_words("<h4 id=\"x\">Other</h4><p>A&nbsp; B</p>") == "Other\nA B");
    CHECK(plain_words("score < 1 and > 0; a<b") == "score < 1 and > 0; a<b");
    CHECK(plain_words("&amp;lt;") == "&lt;");  // once
    CHECK(plain_words("").empty());
    CHECK(plain_words("<p></p>").empty());
}

TEST_CASE("resources are named by their content") {
    const std::string uuid = content_uuid("anything");
    CHECK(uuid.size() == 36);
    CHECK(uuid[14] == '8');
    CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
    CHECK(uuid == content_uuid("anything"));
    CHECK(uuid != content_uuid("anythinG"));
    FhirResources resources;
    const auto device = [](const char* status) {
        Json made = fhir_resource("Device");
        made.set("status", status);
        return made;
    };
    const std::string first = resources.add(device("active"));
    CHECK(resources.add(device("inactive")) != first);
    CHECK(resources.add(device("active")) == first);
    const Json entries = std::move(resources).entries();
    REQUIRE(entries.items().size() == 2);
    CHECK(entries.items()[0].at("fullUrl").string() == first);
    CHECK("urn:uuid:" + entries.items()[0].at("resource").at("id").string() == first);
}

TEST_CASE("CPU seconds of a FHIR bundle") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto folder = *clinic / "report_example";
    const auto input = Source::open(folder / "pharmcat.example.vcf");
    const AnswerBasis basis = basis_of(knowledge, *input);
    Context context;
    std::size_t bytes = 0;
    constexpr int times = 20;
    double seconds = 0;
    const auto read = answer_samples(
        {&*input, 1}, knowledge, question_of_example(folder),
        [&](const SampleAnswer& answer, const formats::PgxReadReport&) -> Result<void> {
            const std::clock_t start = std::clock();
            for (int i = 0; i < times; ++i) bytes += fhir_bundle(basis, answer).compact().size();
            seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / times;
            return {};
        },
        context);
    REQUIRE(read.has_value());
    MESSAGE("milliseconds of CPU: ", seconds * 1000, ", bytes ", bytes / times);
    CHECK(seconds < 0.1);
}
