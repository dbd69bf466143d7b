#pragma once

#include <strandline/domain/genome.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::domain {

/// A coding sequence: its parts in the order in which they are translated.
struct CodingSequence {
    std::string gene;                   // symbol, may be empty
    std::string locus_tag;              // may be empty
    std::vector<std::string> synonyms;  // other symbols, old locus tags, protein and database ids
    std::string product;
    Strand strand = Strand::forward;
    std::vector<Interval> parts;  // half-open, on the forward strand; on the reverse strand the part with the
                                  // largest coordinates comes first
    bool partial = false;         // begins or ends outside the record
    bool pseudo = false;          // marked as not translated: a pseudogene
    int phase = 0;                // bases before the first whole codon, 0 to 2
    std::int64_t length() const;
};

/// What is transcribed as one. Exons and coding parts in the order in which they are read.
struct Transcript {
    std::string id;  // may be empty
    std::vector<Interval> exons;
    std::vector<Interval> coding;  // empty where it is not translated
    int phase = 0;                 // bases before the first whole codon
    std::int64_t coding_length() const;
};

/// A gene, coding or not. On a circular contig an exon may lie before the origin and the next behind it.
struct Gene {
    std::string symbol;     // may be empty
    std::string locus_tag;  // may be empty
    std::vector<std::string> synonyms;
    std::string biotype;  // protein_coding, tRNA, pseudogene … as the file says, else by its features
    Strand strand = Strand::forward;
    Interval span;                        // all of its transcripts
    std::vector<Transcript> transcripts;  // at least one; the longest coding sequence first
    bool is_coding() const;               // a transcript of it is translated
    /// Symbol, else locus tag.
    const std::string& name() const { return symbol.empty() ? locus_tag : symbol; }
};

/// The base at the 5' end: where transcription starts, as far as the annotation knows.
std::int64_t start_site(const Transcript& transcript, Strand strand);
/// Start sites of a gene's transcripts, each once, in the order of the transcripts.
std::vector<std::int64_t> start_sites(const Gene& gene);

/// The coding sequences and genes of a genome, both in genome order. A gene and its coding sequences have the
/// same symbol and locus tag.
struct Annotation {
    std::vector<CodingSequence> coding;
    std::vector<Gene> genes;
};

}  // namespace strandline::domain
