#pragma once

#include <strandline/base/json.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// Systems and codes of FHIR R4 and Genomics Reporting STU3. docs/clinic/fhir.md names the source of each.
namespace fhir {

inline constexpr std::string_view loinc = "http://loinc.org";
inline constexpr std::string_view hgnc = "http://www.genenames.org";
inline constexpr std::string_view pharmvar = "http://www.pharmvar.org";
inline constexpr std::string_view hla = "http://www.ebi.ac.uk/ipd/imgt/hla";
inline constexpr std::string_view hgvs = "http://varnomen.hgvs.org";
inline constexpr std::string_view dbsnp = "http://www.ncbi.nlm.nih.gov/projects/SNP";
inline constexpr std::string_view refseq = "http://www.ncbi.nlm.nih.gov/refseq";
inline constexpr std::string_view guide = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/";
inline constexpr std::string_view guide_version = "3.0.0";
inline constexpr std::string_view tbd = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";
inline constexpr std::string_view annotation_types =
    "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/coded-annotation-types-cs";
inline constexpr std::string_view observation_category =
    "http://terminology.hl7.org/CodeSystem/observation-category";
inline constexpr std::string_view diagnostic_service = "http://terminology.hl7.org/CodeSystem/v2-0074";
inline constexpr std::string_view absent_reason = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
inline constexpr std::string_view related_artifact =
    "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact";
inline constexpr std::string_view supporting_info =
    "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo";
/// ClinPGx (PharmGKB) has no system registered with HL7: the address that its identifiers resolve under.
inline constexpr std::string_view clinpgx_chemical = "https://www.pharmgkb.org/chemical";
inline constexpr std::string_view clinpgx_haplotype = "https://www.pharmgkb.org/haplotype";
/// The object identifier of SHA-256 (FIPS 180-4).
inline constexpr std::string_view sha256_of = "urn:oid:2.16.840.1.101.3.4.2.1";

/// Objects and arrays of few parts. Unlike braces they move: most of a bundle's time would be copies.
Json object(Json::Member one);
Json object(Json::Member one, Json::Member two);
Json object(Json::Member one, Json::Member two, Json::Member three);
Json array(Json one);
Json array(Json one, Json two);

Json coding(std::string_view system, std::string_view code, std::string_view display = {});
/// A CodeableConcept; without a coding where `code` is empty.
Json concept_of(std::string_view system, std::string_view code, std::string_view display = {});
Json concept_of_text(std::string_view text);
/// What comes from outside, as FHIR may tell it: bytes that are no UTF-8, and control characters, as \xNN.
std::string shown(std::string_view text);
Json reference(std::string_view urn);

/// One component of an Observation: a code and a value under its name, "valueString".
Json component(Json code, std::string_view value_name, Json value);
Json loinc_component(std::string_view code, std::string_view display, std::string_view value_name,
                     Json value);

/// HGNC's id of a gene, or its name alone where the table has none.
Json gene_concept(const std::string& gene);
/// PharmVar's or IPD-IMGT/HLA's code of an allele, as far as there is one; else its name.
Json allele_concept(const std::string& gene, const std::string& allele, const std::string& clinpgx_id);
/// True of definitions that ClinPGx publishes: alleles of others may share a name, not a code.
bool is_of_clinpgx(const domain::GeneDefinition& definition);
/// A diplotype; of HLA a genotype list (GL) string.
std::string diplotype_text(const std::string& gene, const std::string& diplotype);
/// LOINC's answer for "chr10", LL2938-0; null for those without one (mitochondria).
Json chromosome_concept(const std::string& chromosome);
/// A phenotype of CPIC, by LOINC where the guide's value set has it.
Json phenotype_concept(const std::string& gene, const std::string& phenotype);
bool has_phenotype_code(const std::string& phenotype);

}  // namespace fhir
}  // namespace strandline::clinic
