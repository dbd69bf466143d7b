#pragma once

#include "gene_draft.hpp"
#include "gff3_features.hpp"

#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// Puts the rows of a GFF3 file together to genes. The gene of a row is its topmost ancestor whose type ends
/// in "gene"; without one, the topmost that is an RNA or transcript. Transcripts are the other rows below
/// it, proteins left out; a CDS right below a gene is a transcript of its own. CDS rows whose ancestors are
/// missing make a gene by their names.
class Gff3Genes {
public:
    Gff3Genes(const Gff3Features& from, const domain::Genome& genome) : from_(from), genome_(genome) {}
    std::vector<domain::Gene> genes();

private:
    using Parent = Gff3Features::Parent;

    /// Transcripts by contig and strand: those of one gene may lie on both (trans-splicing).
    using Key = std::pair<domain::ContigId, domain::Strand>;
    struct Draft {
        const Parent* row = nullptr;  // nothing where the gene's row is missing
        domain::CodingSequence names;
        bool named = false;  // by a coding sequence
        bool pseudo = false;
        std::map<Key, GeneDraft> by_strand;
        std::unordered_map<std::string, std::pair<Key, std::size_t>> transcripts;  // by id
    };

    const Parent* gene_of(const std::string& id) const;
    const Parent* transcript_of(const std::string& id) const;
    Draft& draft_of(const Parent& gene);
    TranscriptDraft& transcript_in(Draft& draft, const std::string& id, const Key& key);
    void add_rows();
    void add_exons(Draft& draft, const Parent& row);
    void add_coding(const Gff3Features::Coding& coding);
    void add_coding_to(Draft& draft, const std::string& id, const domain::CodingSequence& made);
    void finish_draft(Draft& draft, std::vector<domain::Gene>& genes) const;
    domain::CodingSequence names_of(const Parent& row) const;

    const Gff3Features& from_;
    const domain::Genome& genome_;
    std::vector<Draft> drafts_;
    std::unordered_map<std::string, std::size_t> draft_index_;  // by id of the gene, or its names
};

}  // namespace strandline::formats
