#include "report/fhir/codes.hpp"
#include "report/fhir/resources.hpp"

#include <strandline/base/text.hpp>

namespace strandline::clinic {
namespace {

Json identifier(std::string_view system, std::string_view value) {
    return Json::object({{"system", system}, {"value", value}});
}

/// One source of the knowledge, with its terms.
Json artifact_of(const domain::PgxSource& source) {
    Json made = Json::object({{"type", "composed-of"}, {"display", source.name}});
    std::string words = source.version.empty() ? "" : "version " + source.version;
    if (!source.licence.empty()) words += (words.empty() ? "" : "; ") + ("licence: " + source.licence);
    if (!words.empty()) made.set("citation", words);
    if (!source.url.empty()) made.set("url", source.url);
    return made;
}

Json knowledge_library(const AnswerBasis& basis) {
    Json made = fhir_resource("Library");
    Json::Array identifiers;
    for (const std::string& digest : basis.knowledge_digests)
        identifiers.push_back(identifier(fhir::sha256_of, digest));
    if (!identifiers.empty()) made.set("identifier", Json::array(std::move(identifiers)));
    if (!basis.knowledge->version.empty()) made.set("version", basis.knowledge->version);
    made.set("title", "Named alleles, phenotypes and guidelines that the answers rest on");
    made.set("status", "active");
    made.set("type", fhir::concept_of("http://terminology.hl7.org/CodeSystem/library-type",
                                      "asset-collection", "Asset Collection"));
    Json::Array artifacts;
    for (const domain::PgxSource& source : basis.knowledge->sources) artifacts.push_back(artifact_of(source));
    if (!artifacts.empty()) made.set("relatedArtifact", Json::array(std::move(artifacts)));
    return made;
}

std::string words_of_identifiers(std::size_t files, bool has_outside) {
    if (files > 1)
        return format("The first {} identifiers are the SHA-256 of the files of genotypes{}.", files,
                      has_outside ? ", the last of the outside calls" : "");
    return has_outside ? "The first identifier is the SHA-256 of the file of genotypes, the second of the "
                         "outside calls."
                       : "The identifier is the SHA-256 of the file of genotypes.";
}

Json genotypes_named(const std::string& name) {
    return Json::object(
        {{"attachment", Json::object({{"title", name.empty() ? "genotypes" : fhir::shown(name)}})}});
}

Json input_document(const AnswerBasis& basis, const FhirOrigin& origin) {
    Json made = fhir_resource("DocumentReference");
    Json::Array identifiers;
    Json::Array contents;
    for (const InputFile& input : basis.inputs) {
        if (!input.digest.empty()) identifiers.push_back(identifier(fhir::sha256_of, input.digest));
        contents.push_back(genotypes_named(input.name));
    }
    if (contents.empty()) contents.push_back(genotypes_named(""));
    if (!basis.outside_digest.empty())
        identifiers.push_back(identifier(fhir::sha256_of, basis.outside_digest));
    if (!identifiers.empty()) made.set("identifier", Json::array(std::move(identifiers)));
    made.set("status", "current");
    made.set("type", fhir::concept_of_text("Genotypes (VCF or BCF)"));
    made.set("subject", fhir::reference(origin.patient));
    made.set("description", words_of_identifiers(basis.inputs.size(), !basis.outside_digest.empty()));
    made.set("content", Json::array(std::move(contents)));
    return made;
}

}  // namespace

std::string add_patient(const AnswerBasis& basis, const SampleAnswer& answer, FhirResources& resources) {
    Json made = fhir_resource("Patient");
    // Samples have their names within one file: its content is what these names are unique in.
    const std::string name = basis.inputs.size() == 1 ? basis.inputs.front().name : std::string();
    const std::string space = "urn:uuid:" + content_uuid(name + "\n" + basis.input_digest());
    Json who = identifier(space, fhir::shown(answer.sample));
    who.set("type", fhir::concept_of_text("Sample as named in the file of genotypes, or its pseudonym"));
    made.set("identifier", Json::array({std::move(who)}));
    return resources.add(std::move(made));
}

std::string add_software(FhirResources& resources) {
    Json made = fhir_resource("Device");
    made.set("status", "active");
    made.set("deviceName",
             Json::array({Json::object({{"name", "strandline clinic"}, {"type", "user-friendly-name"}})}));
    made.set("type", fhir::concept_of_text("Software that names pharmacogene alleles"));
    add_notes(made, {std::string(research_notice)});
    return resources.add(std::move(made));
}

FhirGround add_ground(const AnswerBasis& basis, const FhirOrigin& origin, FhirResources& resources) {
    return {.input = resources.add(input_document(basis, origin)),
            .knowledge = resources.add(knowledge_library(basis))};
}

void add_provenance(const std::string& report, const FhirGround& ground, const std::string& date,
                    const FhirOrigin& origin, FhirResources& resources) {
    if (date.empty()) return;
    Json made = fhir_resource("Provenance");
    made.set("target", Json::array({fhir::reference(report)}));
    made.set("recorded", date + "T00:00:00Z");
    made.set(
        "agent",
        Json::array({Json::object(
            {{"type", fhir::concept_of("http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                                       "assembler", "Assembler")},
             {"who", fhir::reference(origin.device)}})}));
    Json::Array entities;
    for (const std::string& urn : {ground.input, ground.knowledge})
        entities.push_back(Json::object({{"role", "source"}, {"what", fhir::reference(urn)}}));
    made.set("entity", Json::array(std::move(entities)));
    resources.add(std::move(made));
}

}  // namespace strandline::clinic
