#include "documents_truth.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

const std::string asks_more = "the guidelines of the knowledge ask for HLA-B*15:11, too";
const std::string without_prefix =
    "1555A>G is read as m.1555A>G, which the table knows; PharmCAT takes it for unknown";
const std::string newer = "the example's guideline is newer than the knowledge";

const std::vector<DocumentDeviation> deviations_of_genes = {
    {"HLA-B", {"phenotypes", "lookupKey"}, asks_more},
    {"MT-RNR1", {"name", "function", "phenotypes", "lookupKey", "label"}, without_prefix}};

const std::vector<DocumentDeviation> deviations_of_cpic = {
    {"CPIC abacavir", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC allopurinol", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC carbamazepine", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC fosphenytoin", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC oxcarbazepine", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC phenytoin", {"phenotypes", "lookupKey"}, asks_more},
    {"CPIC amikacin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC gentamicin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC kanamycin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC paromomycin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC plazomicin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC streptomycin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC tobramycin", {"name", "annotations"}, newer + "; " + without_prefix},
    {"CPIC dibekacin", {}, newer},
    {"CPIC neomycin", {}, newer},
    {"CPIC netilmicin", {}, newer},
    {"CPIC ribostamycin", {}, newer},
    {"CPIC hydralazine", {}, newer},
    {"CPIC metoprolol", {}, newer},
    {"CPIC dapsone.citations", {}, newer},
    {"CPIC methylene blue.citations", {}, newer},
    {"CPIC pegloticase.citations", {}, newer},
    {"CPIC primaquine.citations", {}, newer},
    {"CPIC rasburicase.citations", {}, newer},
    {"CPIC tafenoquine.citations", {}, newer},
    {"CPIC toluidine blue.citations", {}, newer}};

const std::vector<DocumentDeviation> deviations_of_dpwg = {
    {"DPWG abacavir", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG carbamazepine", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG flucloxacillin", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG lamotrigine", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG oxcarbazepine", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG phenytoin.guidelines[1]", {"phenotypes", "lookupKey"}, asks_more},
    {"DPWG amitriptyline", {"drugRecommendation", "otherPrescribingGuidance"}, newer},
    {"DPWG atazanavir", {}, newer},
    {"DPWG atorvastatin", {"implications", "drugRecommendation", "citations"}, newer},
    {"DPWG capecitabine", {"DPYD", "year"}, newer},
    {"DPWG carbamazepine", {"implications", "drugRecommendation", "citations"}, newer},
    {"DPWG clomipramine", {"drugRecommendation", "otherPrescribingGuidance"}, newer},
    {"DPWG doxepin", {"drugRecommendation", "otherPrescribingGuidance"}, newer},
    {"DPWG eliglustat", {"implications", "drugRecommendation", "dosingInformation"}, newer},
    {"DPWG flucytosine", {"DPYD"}, newer},
    {"DPWG fluorouracil", {"DPYD", "year"}, newer},
    {"DPWG imipramine", {"drugRecommendation", "otherPrescribingGuidance"}, newer},
    {"DPWG lamotrigine", {"implications", "drugRecommendation", "citations"}, newer},
    {"DPWG mavacamten", {}, newer},
    {"DPWG nortriptyline", {"drugRecommendation", "otherPrescribingGuidance"}, newer},
    {"DPWG oxcarbazepine", {"implications", "drugRecommendation", "citations"}, newer},
    {"DPWG phenytoin", {"implications", "drugRecommendation", "citations", "CYP2C9"}, newer},
    {"DPWG rosuvastatin", {}, newer},
    {"DPWG simvastatin", {"implications", "drugRecommendation", "citations"}, newer},
    {"DPWG siponimod", {"CYP2C9"}, newer},
    {"DPWG tegafur", {"DPYD", "year"}, newer},
    {"DPWG venlafaxine", {"citations"}, newer},
    {"DPWG warfarin", {"CYP2C9"}, newer}};

void compare_drugs(const Json& expected, const Json& found, const std::string& source,
                   std::vector<DocumentDeviation> known) {
    // Versions and addresses are of the knowledge, messages are words of ours.
    Comparison comparison({"version", "messages", "url", "urls", "_sameAs"}, std::move(known));
    const Json &theirs = expected.at("drugs").at(source), &ours = found.at("drugs").at(source);
    for (const auto& [drug, told] : theirs.members())
        comparison.compare(source.substr(0, 4) + " " + drug, told, ours.find(drug));
    for (const auto& [drug, told] : ours.members())
        CHECK_MESSAGE(theirs.find(drug), "not in the example: ", source, " ", drug);
    comparison.finish(source);
}

}  // namespace

TEST_CASE("match.json of PharmCAT's published example, member by member") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const PublishedExample example(*clinic);
    const Json found = match_document(example.basis, example.answers.front());
    const Json expected = published(*clinic, "match");
    std::map<std::string, const Json*> by_gene;
    for (const Json& result : found.at("results").items()) by_gene[word(result, "gene")] = &result;
    Comparison comparison({"version"}, {});
    for (const Json& result : expected.at("results").items()) {
        const std::string gene = word(result, "gene");
        comparison.compare(gene, result, by_gene[gene]);
        by_gene.erase(gene);
    }
    for (const auto& [gene, result] : by_gene) CHECK_MESSAGE(false, "not in the example: ", gene);
    comparison.finish("match.json");
    for (const auto& [name, value] : expected.at("metadata").members())
        CHECK_MESSAGE(found.at("metadata").find(name), name);
}

TEST_CASE("phenotype.json of PharmCAT's published example, member by member") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const PublishedExample example(*clinic);
    const Json found = phenotype_document(example.basis, example.answers.front());
    const Json expected = published(*clinic, "phenotype");
    Comparison comparison({"alleleDefinitionVersion", "phenotypeVersion", "messages"}, deviations_of_genes);
    for (const auto& [gene, report] : expected.at("geneReports").members())
        comparison.compare(gene, report, found.at("geneReports").find(gene));
    for (const auto& [gene, report] : found.at("geneReports").members())
        CHECK_MESSAGE(expected.at("geneReports").find(gene), "not in the example: ", gene);
    comparison.finish("phenotype.json");
    for (const auto& [name, value] : expected.members()) CHECK_MESSAGE(found.find(name), name);
}

TEST_CASE("report.json of PharmCAT's published example, member by member") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const PublishedExample example(*clinic);
    const Json found = report_document(example.basis, example.answers.front());
    const Json expected = published(*clinic, "report");
    Comparison genes({"alleleDefinitionVersion", "phenotypeVersion", "messages", "relatedDrugs"},
                     deviations_of_genes);
    for (const auto& [gene, report] : expected.at("genes").members())
        genes.compare(gene, report, found.at("genes").find(gene));
    genes.finish("genes of report.json");
    compare_drugs(expected, found, "CPIC Guideline Annotation", deviations_of_cpic);
    compare_drugs(expected, found, "DPWG Guideline Annotation", deviations_of_dpwg);
    for (const auto& [name, value] : expected.members()) CHECK_MESSAGE(found.find(name), name);
    CHECK(word(found, "title") == "pharmcat.example");
}
