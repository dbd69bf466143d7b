#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>

namespace strandline::clinic {

// Documents of one sample: pure functions of what is told of it. docs/clinic/documents.md

/// Named alleles as PharmCAT's matcher tells them (X.match.json).
Json match_document(const AnswerBasis& basis, const SampleAnswer& answer);
/// Phenotypes as PharmCAT's phenotyper tells them (X.phenotype.json).
Json phenotype_document(const AnswerBasis& basis, const SampleAnswer& answer);
/// Recommendations as PharmCAT's reporter tells them (X.report.json).
Json report_document(const AnswerBasis& basis, const SampleAnswer& answer);
/// Positions without a genotype, as VCF (X.missing_pgx_var.vcf).
void write_missing_positions(const AnswerBasis& basis, const SampleAnswer& answer, Sink& sink);

/// A page for a clinician: drug by drug what to do, how sure, and why. Self-contained HTML.
std::string report_page(const AnswerBasis& basis, const SampleAnswer& answer);

/// A FHIR R4 Bundle after Genomics Reporting STU3 (3.0.0).
Json fhir_bundle(const AnswerBasis& basis, const SampleAnswer& answer);

}  // namespace strandline::clinic
