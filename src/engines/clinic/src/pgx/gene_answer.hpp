#pragma once

#include <strandline/base/result.hpp>
#include <strandline/clinic/match.hpp>
#include <strandline/clinic/phenotype.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// What is told of one gene of one sample: the call from its genotypes, if there were any, and its meaning.
struct GeneAnswer {
    std::optional<GeneCall> call;
    std::vector<Decider> deciders;  // where asked for
    GenePhenotype phenotype;

    /// Of a gene of which nothing at all is known no word of a result is told, as PharmCAT's report leaves it
    /// out.
    bool is_known() const { return phenotype.origin != CallOrigin::none || (call && call->seen > 0); }
};

/// One gene from genotypes and outside calls to its meaning. Safe for several threads; the knowledge must
/// outlive it.
class GeneAnswerer {
public:
    /// `gene`: of the knowledge; one without named alleles has outside calls alone.
    static Result<GeneAnswerer> make(const domain::PgxKnowledge& knowledge, std::string_view gene,
                                     const MatchOptions& options, bool explains);

    /// `genotypes`: at the positions of the definition, then its extra ones; none for a gene without.
    /// Outside calls, where there are any, count in place of the sample's own.
    GeneAnswer answer(std::span<const domain::PgxGenotype> genotypes,
                      std::span<const domain::PgxOutsideCall> outside) const;

    /// The columns of clinic.pgx/1 after sample and gene, parted by tabs.
    void append_row(const GeneAnswer& answer, std::string& to) const;
    std::string row(const GeneAnswer& answer) const;
    /// The gene's member of a line of clinic.answers/1: "CYP2C19":{…}.
    void append_part(const GeneAnswer& answer, std::string& to) const;
    /// What a call rests on and what is uncertain, in words.
    std::string evidence(const GeneAnswer& answer) const;

    const std::string& gene() const { return phenotyper_.gene(); }
    bool has_definition() const { return definition_ != nullptr; }

private:
    GeneAnswerer(const domain::PgxKnowledge& knowledge, std::string_view gene)
        : phenotyper_(knowledge, gene) {}
    void append_evidence(const GeneAnswer& answer, std::string& to) const;

    GenePhenotyper phenotyper_;
    const domain::GeneDefinition* definition_ = nullptr;
    std::optional<GeneMatcher> matcher_;
    bool explains_ = false;
};

/// Why a gene is not called.
std::string_view words(NotCalled reason);
std::string_view words(MatchWarning warning);

}  // namespace strandline::clinic
