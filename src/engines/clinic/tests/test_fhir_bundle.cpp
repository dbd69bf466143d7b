#include "report/documents.hpp"
#include "whole_chain.hpp"

#include <strandline/formats/outside_calls.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

AnswerBasis basis_of(const domain::PgxKnowledge& knowledge, const Source& input) {
    AnswerBasis basis{.knowledge = &knowledge,
                      .knowledge_digests = {sha256("a pack").hex()},
                      .input_name = "pharmcat.example.vcf",
                      .input_digest = input.digest()->hex()};
    return basis;
}

/// Bundles of a file's samples.
std::vector<Json> bundles_of(const Source& input, const domain::PgxKnowledge& knowledge,
                             const AnswerBasis& basis, const CohortQuestion& question) {
    Context context;
    std::vector<Json> bundles;
    const auto read = answer_samples(
        input, knowledge, question,
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
    if (const char* to = std::getenv("STRANDLINE_FHIR_TO")) std::ofstream(to) << bundle.compact() << "\n";
    CHECK(bundles_of(*input, knowledge, basis, question_of_example(folder))[0].compact() == bundle.compact());
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
        *input, knowledge, question_of_example(folder),
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
