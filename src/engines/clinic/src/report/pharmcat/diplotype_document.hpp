#pragma once

#include "report/sample_answer.hpp"

#include <strandline/base/json.hpp>

#include <string>
#include <vector>

namespace strandline::clinic {

/// A diplotype of one gene with what it means, as documents tell it.
struct ToldDiplotype {
    std::vector<std::string> alleles;  // "Unknown" where there is no call
    DiplotypeMeaning meaning;
    std::string label;  // as called, where that is another than the meaning's
    std::int32_t score = 0;
    bool inferred = false;       // of other alleles than those called
    bool combination = false;    // of alleles together on a strand, or parts
    bool outside = false;        // by others
    bool lists_sources = false;  // tells which called diplotypes it was made from
};

/// The diplotypes of one gene in all forms. The facts must outlive it.
class GeneDiplotypes {
public:
    GeneDiplotypes(const domain::PgxKnowledge& knowledge, const GeneOfSample& gene);

    const GeneOfSample& gene() const { return gene_; }
    const std::vector<ToldDiplotype>& source() const { return source_; }
    const std::vector<ToldDiplotype>& recommended() const { return recommended_; }
    /// Of a gene whose least function counts: each allele seen, alone; and those on both strands, without the
    /// reference.
    std::vector<ToldDiplotype> components() const;
    std::vector<ToldDiplotype> homozygous_components() const;

    Json document(const ToldDiplotype& diplotype) const;
    Json documents(const std::vector<ToldDiplotype>& diplotypes) const;

private:
    void take_call();
    void take_meanings();
    void take_told_labels();
    std::vector<std::uint32_t> component_alleles(bool on_both_strands) const;
    ToldDiplotype component(std::uint32_t allele) const;
    std::int32_t score_of(std::uint32_t allele) const;
    Json allele_document(const std::string& name) const;
    bool is_reference(const std::string& name) const;
    Json told_outside(const ToldDiplotype& diplotype, bool of_score) const;

    const GeneOfSample& gene_;
    GenePhenotyper phenotyper_;
    std::vector<ToldDiplotype> source_, recommended_;
};

}  // namespace strandline::clinic
