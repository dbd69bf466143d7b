#pragma once

#include <strandline/clinic/match.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::clinic {

struct StarCopies;

/// Two strands, or the one of a haploid sample, as they are told: "*1", "[c.85T>C (*9A) + c.496A>G]".
struct NamedDiplotype {
    std::vector<std::string> strands;
    bool operator==(const NamedDiplotype&) const = default;
};

/// What is told of one gene of one sample, by the names of alleles alone.
struct NamedCall {
    std::vector<NamedDiplotype> diplotypes;  // none: not called
    /// Of a gene whose least function counts, when its variants cannot be put on strands: each allele seen,
    /// twice where homozygous.
    std::vector<std::string> variants;
    /// What is recommended by where there is no call (SLCO1B1 by rs4149056).
    std::optional<NamedDiplotype> instead;
};

/// What a diplotype means. Words are those of the gene's table, with two of our own: "No Result" where
/// nothing is called, "n/a" where the table has no such pair. A gene without a table has empty words.
struct DiplotypeMeaning {
    std::string diplotype;             // "*1/*2", "c.3257G>A (heterozygous)", "Unknown/Unknown"
    std::vector<std::string> alleles;  // one or two; none where there is no call
    std::string phenotype;
    std::string activity_score;            // empty where the gene has no scores
    std::vector<std::string> lookup_keys;  // one; HLA: one for each allele that guidelines ask for
    std::string reason;                    // why there is no phenotype, or a part of it; empty where there is
    bool operator==(const DiplotypeMeaning&) const = default;
};

enum class CallOrigin : std::uint8_t { none, matcher, outside };

enum class PhenotypeRemark : std::uint8_t {
    structural_variants_unknown,  // CYP2D6 from small variants alone: deletions, copies, hybrids are not seen
    single_variant_instead,       // SLCO1B1 by rs4149056, as no diplotype fits
    outside_replaces_matcher,     // both have a call: the outside one counts
    told_phenotype_differs,       // an outside call's phenotype or score is not that of its alleles: as told
    suballele_as_allele           // *4.024 as *4, *57:01:01 as *57:01
};
std::string_view words(PhenotypeRemark remark);

/// The answer for one gene of one sample.
struct GenePhenotype {
    std::string gene;
    CallOrigin origin = CallOrigin::none;
    std::vector<std::string> source;            // as called: diplotypes, or single variants
    std::vector<DiplotypeMeaning> recommended;  // those that guidelines are looked up by
    std::vector<PhenotypeRemark> remarks;
    bool operator==(const GenePhenotype&) const = default;
};

/// CYP2D6 from small variants alone: such an answer is never told without saying so.
bool is_blind_to_structure(const GenePhenotype& phenotype);

/// What the alleles of one gene mean, made ready for calls. Safe for several threads; the knowledge must
/// outlive it.
class GenePhenotyper {
public:
    GenePhenotyper(const domain::PgxKnowledge& knowledge, std::string_view gene);

    /// `genotypes`: those that `call` was made from. Nothing at all where no position was seen.
    GenePhenotype of_call(const GeneCall& call, std::span<const domain::PgxGenotype> genotypes) const;
    GenePhenotype of_names(const NamedCall& call) const;
    /// Of one gene, told by others; several are several possible answers. Whatever cannot be understood has
    /// a meaning with a `reason` and never a phenotype.
    GenePhenotype of_outside(std::span<const domain::PgxOutsideCall> calls) const;
    /// Nothing is known of this gene.
    GenePhenotype of_nothing() const { return of_names({}); }

    /// Of these two strands by the table alone, whatever decides for the gene.
    DiplotypeMeaning meaning_of(const NamedDiplotype& diplotype) const;

    const std::string& gene() const { return gene_; }
    /// Of an allele of the table, or nothing.
    const domain::AlleleFunction* function_of(std::string_view allele) const;
    bool has_scores() const { return has_scores_; }

private:
    DiplotypeMeaning no_result() const;
    DiplotypeMeaning without_entry(std::string diplotype, std::vector<std::string> alleles,
                                   std::string reason) const;
    DiplotypeMeaning least_function(const NamedCall& call) const;
    DiplotypeMeaning meaning_of_pair(std::vector<std::string> pair) const;
    int function_rank(const std::string& allele) const;
    std::string certain_whatever_the_other(const std::vector<std::string>& pair) const;
    std::string label(const NamedDiplotype& diplotype) const;

    void add_outside(const domain::PgxOutsideCall& call, GenePhenotype& into) const;
    void add_stars(const std::string& text, GenePhenotype& into) const;
    void add_presence(const std::string& text, GenePhenotype& into) const;
    bool add_known(const std::string& text, GenePhenotype& into) const;
    struct StrandMeaning;
    StrandMeaning meaning_of_strand(std::span<const StarCopies> strand) const;
    DiplotypeMeaning meaning_of_strands(const std::vector<StrandMeaning>& strands) const;
    DiplotypeMeaning meaning_of_scores(const std::vector<std::string>& strands,
                                       const std::vector<std::string>& scores) const;
    void take_told(const domain::PgxOutsideCall& call, DiplotypeMeaning& meaning, GenePhenotype& into) const;
    std::optional<std::string> known_name(std::string_view name) const;
    std::optional<std::string> named_with_another(std::string_view name) const;
    std::size_t order_of(const std::string& allele) const;

    std::string gene_;
    const domain::GeneDefinition* definition_ = nullptr;
    const domain::PhenotypeTable* table_ = nullptr;
    std::unordered_map<std::string, std::size_t> index_;  // of an allele in the table
    std::unordered_map<std::string, std::size_t> order_;  // in which alleles are told
    std::string reference_;
    std::vector<std::string> present_alleles_;  // HLA: those that guidelines ask for, "*57:01"
    bool has_scores_ = false, least_function_ = false, told_by_variant_ = false;
};

/// "*1/*2 => Normal Metabolizer => null => Normal Metabolizer"
std::string told(const DiplotypeMeaning& meaning);

}  // namespace strandline::clinic
