#pragma once

#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/packed_genome.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// What a stretch of the genome is to a gene, in order of precedence.
enum class FeatureKind {
    cds,
    five_prime_utr,
    three_prime_utr,
    noncoding_rna,  // exon of a gene that is not translated
    exon,           // exon of an untranslated transcript of a coding gene, of a pseudogene, of a gene of no
                    // known biotype
    intron,
    promoter,  // upstream of a transcript's 5' end
    intergenic
};

/// "CDS", "five_prime_UTR", "three_prime_UTR", "ncRNA", "exon", "intron", "promoter", "intergenic".
std::string_view word(FeatureKind kind);

/// What is at a stretch, seen from one gene.
struct Feature {
    FeatureKind kind = FeatureKind::intergenic;
    const Gene* gene = nullptr;              // none where intergenic
    const Transcript* transcript = nullptr;  // that told the kind
    int exon = 0;                            // from 1 along the transcript; 0 outside exons
    std::int64_t amino_acid = 0;             // from 1; 0 outside coding parts
    bool operator==(const Feature&) const = default;
};

/// What `where` is to `gene`: of all kinds that at least one of its bases is in any of the transcripts, the
/// first by precedence; of transcripts that tell the same kind, the first. Exon and amino acid are those of
/// the first base of that kind along the transcript. `contig_length` matters on circular contigs only (else
/// 0). Upstream bases up to `promoter_length` from a 5' end are promoter.
Feature feature_in(const Gene& gene, const Interval& where, std::int64_t promoter_length,
                   std::int64_t contig_length = 0);

/// Tells what lies at a place of the genome, for millions of places: an implicit interval tree over genes and
/// their promoters. Keeps pointers into the annotation, which must live as long and stay as it is.
class AnnotationIndex {
public:
    /// `promoter_length`: bases upstream of a transcript's 5' end that count as promoter.
    AnnotationIndex(const Annotation& annotation, const Genome& genome, std::int64_t promoter_length);
    AnnotationIndex(const Annotation& annotation, const PackedGenome& genome, std::int64_t promoter_length);

    /// One feature for each gene at `where`, in order of precedence; of the same kind, genes that code first,
    /// then in genome order. Empty where intergenic. `where` may cross the origin of a circular contig.
    std::vector<Feature> features_at(const Interval& where) const;

    /// The first of `features_at`, or an intergenic one.
    Feature feature_at(const Interval& where) const;

    /// As `feature_at`, of the base at `position` alone.
    Feature feature_at(ContigId contig, std::int64_t position) const {
        return feature_at(Interval{contig, position, position + 1});
    }

    std::int64_t promoter_length() const { return promoter_length_; }

private:
    /// A gene with its promoter, as it lies on the contig; twice where it crosses an origin.
    struct Entry {
        std::int64_t begin = 0, end = 0;
        const Gene* gene = nullptr;
    };
    /// Entries by begin; `reach[m]` is the largest end of the subtree whose root is the middle m.
    struct Tree {
        std::vector<Entry> entries;
        std::vector<std::int64_t> reach;
        std::int64_t circular_length = 0;  // 0 where linear
    };

    void build(const Annotation& annotation);
    void add(const Gene& gene);
    template <class Visit>
    void each_gene_at(const Interval& where, Visit&& visit) const;

    std::vector<Tree> trees_;  // by contig
    std::int64_t promoter_length_;
};

/// The same by a plain loop over all genes: the oracle for the index.
std::vector<Feature> features_at_plain(const Annotation& annotation, const Genome& genome,
                                       std::int64_t promoter_length, const Interval& where);

}  // namespace strandline::domain
