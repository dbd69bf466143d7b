#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace strandline::clinic {

/// The resources of one bundle. Each is named by its content: equal content is one resource, and the same
/// answer gives the same bytes.
class FhirResources {
public:
    /// Takes a resource that `fhir_resource` began; its "urn:uuid:…".
    std::string add(Json resource);
    /// As entries of a Bundle, in the order of `add`.
    Json entries() &&;

private:
    std::vector<std::pair<std::string, Json>> resources_;
    std::unordered_map<std::string, std::size_t> known_;
};

/// A UUID of version 8 (RFC 9562) from the SHA-256 of `content`.
std::string content_uuid(std::string_view content);

/// Begins a resource of a type, with a profile of the guide unless that is empty.
Json fhir_resource(std::string_view type, std::string_view profile = {});

/// Who is told of, and by what.
struct FhirOrigin {
    std::string patient, device;  // urn
};

/// Begins an Observation: genetic laboratory result of the patient, made by the device.
Json fhir_observation(std::string_view profile, Json code, const FhirOrigin& origin, bool is_uncertain);

/// Adds notes (CodedAnnotation without code), none for none.
void add_notes(Json& resource, const std::vector<std::string>& notes);
/// Adds references under a name, none for none.
void add_references(Json& resource, std::string_view name, const std::vector<std::string>& urns);

/// The words of a text that may be HTML.
std::string plain_words(std::string_view html);

/// What has to be known of one gene's call, one sentence each.
std::vector<std::string> notes_of_gene(const GeneOfSample& gene);
/// Several diplotypes are possible, positions are assumed, or structural variants are not seen.
bool is_uncertain(const GeneOfSample& gene);
bool has_phenotype(const DiplotypeMeaning& meaning);

/// The variants of one gene that a sample carries: position, which of its alleles (PgxGenotype) -> urn.
using FhirVariants = std::map<std::pair<std::size_t, std::uint8_t>, std::string>;
FhirVariants add_variants(const GeneOfSample& gene, const FhirOrigin& origin, FhirResources& resources);

/// The observations of one gene, for those that rest on them.
struct FhirGene {
    const GeneOfSample* gene = nullptr;
    std::vector<std::string> diplotypes;  // as called
    std::vector<std::string> genotypes;   // urn of each of these; or of the one that says there is no call
    std::vector<std::string> others;      // haplotypes and variants
};
FhirGene add_findings(const GeneOfSample& gene, const FhirOrigin& origin, FhirResources& resources);

/// What the gene's diplotypes mean, whatever the drug.
std::vector<std::string> add_phenotypes(const FhirGene& gene, const FhirOrigin& origin,
                                        FhirResources& resources);

struct FhirGuidance {
    std::vector<std::string> implications, tasks;  // urn
};
/// What a guideline says on a drug: implications for therapy, and what it proposes to do.
FhirGuidance add_guidance(const DrugGuidance& guidance, const std::vector<FhirGene>& genes,
                          const std::string& date, const FhirOrigin& origin, FhirResources& resources);

/// What the answers rest on: input and knowledge.
struct FhirGround {
    std::string input, knowledge;  // urn
};
std::string add_patient(const AnswerBasis& basis, const SampleAnswer& answer, FhirResources& resources);
std::string add_software(FhirResources& resources);
FhirGround add_ground(const AnswerBasis& basis, const FhirOrigin& origin, FhirResources& resources);
/// Only of a dated document: a Provenance must say when.
void add_provenance(const std::string& report, const FhirGround& ground, const std::string& date,
                    const FhirOrigin& origin, FhirResources& resources);

}  // namespace strandline::clinic
