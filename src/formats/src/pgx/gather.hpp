#pragma once

#include "records.hpp"
#include "telling.hpp"

#include <strandline/formats/pgx_genotypes.hpp>

#include <functional>
#include <optional>
#include <set>
#include <span>

namespace strandline::formats {

/// Puts what records tell into the columns of genes.
class PgxGather {
public:
    PgxGather(std::span<const domain::GeneDefinition> definitions, const PgxLoci& loci,
              const PgxReadSettings& settings, std::size_t samples, PgxReadReport& report);

    /// The records of another file follow, of the same samples. Each gene is told of by one file alone.
    void begin_file(std::string name);
    Result<void> take(const PgxRecord& record, const std::function<Place()>& place);
    /// Genes that begin before a place the reading has reached, on its chromosome or another, were told of,
    /// and are not yet handed over.
    std::vector<std::uint32_t> passed(std::uint32_t chromosome, std::int64_t position) const;
    /// Genes that were told of and are not yet handed over.
    std::vector<std::uint32_t> open_genes() const;
    bool is_done(std::uint32_t gene) const { return genes_[gene].done; }
    /// The gene, complete; its columns are empty afterwards.
    PgxGeneGenotypes hand_over(std::uint32_t gene);
    /// At how many known positions REF of this file is GRCh38's, and at how many it is not.
    std::uint64_t agreeing() const { return compared_ - mismatched_; }
    std::uint64_t differing() const { return mismatched_; }
    /// Whether a record of this file has GT.
    bool genotyped() const { return genotyped_; }
    void remark(std::string text);

private:
    struct Column {
        PgxColumn column;
        PgxTells level = PgxTells::nothing;
        std::set<std::string> alternates;  // of the records that were used
        bool compared = false, mismatched = false;
    };
    struct Gene {
        std::vector<Column> columns;
        std::uint32_t chromosome = 0;
        std::int64_t end = 0;
        std::size_t file = 0;    // which told of it, once begun
        bool two_copies = true;  // autosomes
        bool begun = false, done = false;
    };
    using Place_ = std::function<Place()>;

    Result<void> take_at(const PgxRecord& record, const PgxLocus& locus, const Place_& place);
    std::optional<Error> check_gene(const PgxLocus& locus, const Place_& place) const;
    Result<void> put(const PgxRecord& record, PgxTelling& telling, const PgxLocus& locus,
                     const Place_& place);
    void resolve_stars(PgxTelling& telling, const PgxRecord& record, const PgxLocus& locus);
    void note_deletions(const PgxLocus& locus, std::uint32_t chromosome);
    Result<void> write(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                       const Place_& place);
    Result<void> join(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                      const Place_& place);
    Result<void> span(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                      const Place_& place);
    void refuse_weak(const PgxRecord& record, Column& into);
    Result<domain::PgxGenotype> decode(const PgxRecord& record, std::size_t sample, const PgxTelling& telling,
                                       const Gene& gene, const Place_& place);
    Result<std::uint8_t> code_of(PgxColumn& column, const domain::PgxGenotype& genotype, const Place_& place);
    void keep_phase_sets(const PgxRecord& record, PgxColumn& column) const;
    void keep_evidence(const PgxRecord& record, PgxColumn& column) const;
    void assume(Gene& gene);
    std::string name_of(const PgxLocus& locus) const;

    const PgxLoci& loci_;
    const PgxReadSettings& settings_;
    std::size_t samples_;
    PgxReadReport& report_;
    std::span<const domain::GeneDefinition> definitions_;
    std::vector<std::string> files_;  // those begun; the last is read
    std::vector<Gene> genes_;
    std::vector<std::uint8_t> table_;  // code of each pair of genotype bytes, of the record at hand
    struct Deletion {
        std::uint32_t chromosome, gene;
        std::int64_t first, last;
    };
    std::vector<Deletion> deletions_;              // documented ones that the file has
    std::uint64_t compared_ = 0, mismatched_ = 0;  // positions, by this file
    bool genotyped_ = false;
};

}  // namespace strandline::formats
