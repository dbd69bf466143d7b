#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/pharmacogenes.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace strandline::clinic {

struct MatchOptions {
    bool all = false;  // every diplotype that explains the sample, not only those of the best score
    bool combinations =
        false;  // alleles together on one strand, and parts of alleles, where no plain diplotype fits
    bool exemptions = true;  // required positions, preferred diplotypes of unphased data
    bool cyp2d6 = false;     // call CYP2D6 without its structural variants: research only
    /// Phased heterozygous positions keep their strands though another position of the gene is not phased,
    /// and homozygous ones need no phase. PharmCAT, and the default: only where every position is phased.
    bool partly_phased = false;
    /// Of combinations: at most this many ways to put the variants on two strands (2^(n - 1) for n unphased
    /// heterozygous positions), as many sets of alleles on one strand, and four times as many diplotypes.
    /// Beyond, the gene is not called and says so. Plain diplotypes know no such bound.
    std::size_t most_ways = 1 << 12;
};

/// A variant that no allele explains: the position's allele k (0 REF), PgxGenotype::missing where not seen.
struct HaplotypePart {
    std::uint32_t position = 0;
    std::uint8_t kind = 0;
    auto operator<=>(const HaplotypePart&) const = default;
};

/// What one strand carries.
struct HaplotypeCall {
    std::string name;                    // "*1", "[*6 + *14]", "[*17 + g.94781859G>A]"
    std::vector<std::uint32_t> alleles;  // of the definition; none where only single variants are told
    std::vector<HaplotypePart> parts;
    std::int32_t score = 0;
    bool operator==(const HaplotypeCall&) const = default;
};

/// Two strands that together explain a sample, or the one that a haploid sample has.
struct DiplotypeCall {
    static constexpr std::uint32_t none = 0xffffffff;
    std::string name;                        // "*1/*2"
    std::uint32_t first = 0, second = none;  // of GeneCall::haplotypes
    std::int32_t score = 0;
    bool operator==(const DiplotypeCall&) const = default;
};

enum class NotCalled : std::uint8_t {
    called,
    not_asked,         // CYP2D6 unless research asks for it
    nothing_seen,      // no position has a genotype
    required_missing,  // a required position has none
    undocumented,      // an allele that the definition does not know
    partial,           // half of a genotype is missing
    ploidy,            // haploid at some positions, diploid at others
    no_match,          // no pair of alleles explains the sample
    too_many           // more ways to pair the variants than MatchOptions::most_ways
};

enum class MatchWarning : std::uint8_t {
    hapb3_exonic_only,               // DPYD HapB3 rests on rs56038477, as rs75017182 is missing
    hapb3_intronic_mismatch_exonic,  // DPYD HapB3: rs75017182 and rs56038477 do not agree
    undocumented_as_reference,       // an unknown allele in a gene of toxicity: taken as reference
    partial_as_missing               // half a genotype, left out
};

/// The answer for one gene of one sample. Positions and alleles are indices into the definition.
struct GeneCall {
    std::vector<HaplotypeCall> haplotypes;  // each once
    std::vector<DiplotypeCall> diplotypes;  // best score first, then by name
    /// Of a gene whose least function counts (DPYD, RYR1) and whose variants cannot be put on strands: every
    /// allele seen, twice where homozygous. Then there are no diplotypes.
    std::vector<std::uint32_t> variants;
    bool lists_variants = false;      // of such a gene: components are `variants` or those of haplotypes
    bool phased = false;              // as the file says
    bool effectively_phased = false;  // phased, or one heterozygous position at most
    bool combined = false;            // named by combinations or parts
    NotCalled reason = NotCalled::called;
    std::vector<MatchWarning> warnings;
    std::uint32_t seen = 0;  // positions with a genotype, assumed ones among them
    std::vector<std::uint32_t> missing, assumed, undocumented;  // positions
    std::vector<std::uint32_t> uncallable;                      // alleles that missing positions rule out
    bool called() const { return reason == NotCalled::called; }
    bool operator==(const GeneCall&) const = default;
};

/// A missing position and what the answer would be if it were seen.
struct Decider {
    std::uint32_t position = 0;
    std::vector<std::string> answers;  // names of diplotypes that its genotypes would give, each once
    bool operator==(const Decider&) const = default;
};

/// The named alleles of one gene, made ready to match samples. Safe for several threads.
class GeneMatcher {
public:
    /// Errors: input "clinic.definition" where cells, alleles or positions do not fit together.
    static Result<GeneMatcher> compile(const domain::GeneDefinition& definition,
                                       const MatchOptions& options = {});
    GeneMatcher(GeneMatcher&&) noexcept;
    GeneMatcher& operator=(GeneMatcher&&) noexcept;
    ~GeneMatcher();

    /// `genotypes`: one for each position of the definition, in its order (more are left out).
    GeneCall match(std::span<const domain::PgxGenotype> genotypes) const;

    /// Missing positions whose genotype would change the answer `call` to these genotypes, the most telling
    /// first: each taken alone, as far as documented alleles go.
    std::vector<Decider> deciders(std::span<const domain::PgxGenotype> genotypes, const GeneCall& call) const;

    const std::string& gene() const;
    /// How alleles are told: "*45" for *45.001.
    const std::string& told_name(std::uint32_t allele) const;

    struct Tables;

private:
    explicit GeneMatcher(std::unique_ptr<const Tables> tables);
    std::unique_ptr<const Tables> tables_;
};

/// The order in which names of alleles are told: numbers by value, the reference first.
bool told_before(const std::string& one, const std::string& other);

}  // namespace strandline::clinic
