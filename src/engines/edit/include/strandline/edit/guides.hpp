#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/error.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// A gene that was asked for: its coding sequences, the longest first; none for one that does not code.
struct TargetGene {
    std::string asked;                                  // as the user wrote it
    std::vector<const domain::CodingSequence*> coding;  // of the annotation it was found in
    std::vector<const domain::Gene*> genes{};           // one, unless its places are several
    /// Symbol, else locus tag, else what was asked.
    const std::string& label() const;
};

/// A gene asked for, by names of which the first that is known counts; `place` is for errors.
struct GeneRequest {
    std::vector<std::string> names;
    Place place{};
};

enum class GeneKinds { coding, any };

/// Looks genes up by symbol, locus tag or synonym: as written first, else in whatever case where only one
/// gene is meant. Genes asked for twice are kept once, in the order of first asking.
/// Errors: "gene.unknown" with near names, "gene.ambiguous", "gene.not_coding".
Result<std::vector<TargetGene>> find_genes(const domain::Annotation& annotation,
                                           std::span<const GeneRequest> requests, Context& context,
                                           GeneKinds kinds = GeneKinds::coding);

/// Every gene of the annotation, in the order of its coding sequences, then of its other genes.
std::vector<TargetGene> all_genes(const domain::Annotation& annotation, GeneKinds kinds);

/// A guide and where it cuts. What is not known or has no meaning is nothing, and 0 for numbers from 1.
struct DesignedGuide {
    std::string id;             // gene symbol (else locus tag), "_", running number along the gene
    std::string spacer;         // 5'→3', A C G T
    std::string pam;            // the genome's bases, in guide orientation
    domain::Interval interval;  // protospacer and PAM together
    domain::Strand strand = domain::Strand::forward;
    std::string gene, locus_tag;
    std::int64_t cut_position = 0;  // forward strand: the cut is between this base and the one before
    std::optional<std::int64_t> cds_position;     // coding bases before the cut
    std::optional<double> cds_percent;            // of the coding sequence's length
    double gc_percent = 0;                        // of the spacer
    int poly_t = 0;                               // longest run of T in the spacer
    std::string_view feature;                     // what is cut, seen from the gene; "" without annotation
    int exon = 0;                                 // from 1 along the transcript
    std::int64_t amino_acid = 0;                  // from 1, whose codon is cut or begins behind the cut
    int isoforms_cut = 0, isoforms = 0;           // coding sequences of the gene: those cut, all
    std::optional<std::int64_t> distance_to_tss;  // of the cut, from the nearest; downstream positive
    std::string context;                          // 4 nt, protospacer and PAM, 3 nt; "" at a contig's end
    std::string sites;  // restriction sites in the spacer, commas between, or "none"; "" not asked
};

/// Every guide of `nuclease` whose cut lies inside a coding part of the genes, by gene, then position along
/// the coding sequence, then strand. Protospacers with letters other than A C G T are left out.
std::vector<DesignedGuide> design_guides(const domain::Genome& genome, std::span<const TargetGene> genes,
                                         const Nuclease& nuclease, int spacer_length);

/// Bases added to protospacer and PAM in `DesignedGuide::context`: 30 nt for SpCas9 (Doench 2014).
constexpr std::int64_t context_before = 4, context_behind = 3;

double gc_percent(std::string_view bases);
int longest_run(std::string_view bases, char base);

}  // namespace strandline::edit
