#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/error.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

/// A gene that was asked for: its coding sequences, the longest first.
struct TargetGene {
    std::string asked;                                  // as the user wrote it
    std::vector<const domain::CodingSequence*> coding;  // of the annotation it was found in
};

/// A gene asked for, by names of which the first that is known counts; `place` is for errors.
struct GeneRequest {
    std::vector<std::string> names;
    Place place{};
};

/// Looks genes up by symbol, locus tag or synonym: as written first, else in whatever case where only one
/// gene is meant. Genes asked for twice are kept once, in the order of first asking.
/// Errors: "gene.unknown" with near names, "gene.ambiguous".
Result<std::vector<TargetGene>> find_genes(const domain::Annotation& annotation,
                                           std::span<const GeneRequest> requests, Context& context);

/// A guide that cuts inside a coding sequence.
struct DesignedGuide {
    std::string id;             // gene symbol (else locus tag), "_", running number along the gene
    std::string spacer;         // 5'→3', A C G T
    std::string pam;            // the genome's bases, in guide orientation
    domain::Interval interval;  // protospacer and PAM together
    domain::Strand strand = domain::Strand::forward;
    std::string gene, locus_tag;
    std::int64_t cut_position = 0;  // forward strand: the cut is between this base and the one before
    std::int64_t cds_position = 0;  // coding bases before the cut
    double cds_percent = 0;         // of the coding sequence's length
    double gc_percent = 0;          // of the spacer
    int poly_t = 0;                 // longest run of T in the spacer
};

/// Every guide of `nuclease` whose cut lies inside a coding part of the genes, by gene, then position along
/// the coding sequence, then strand. Protospacers with letters other than A C G T are left out.
std::vector<DesignedGuide> design_guides(const domain::Genome& genome, std::span<const TargetGene> genes,
                                         const Nuclease& nuclease, int spacer_length);

double gc_percent(std::string_view bases);
int longest_run(std::string_view bases, char base);

}  // namespace strandline::edit
