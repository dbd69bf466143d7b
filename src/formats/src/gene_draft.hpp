#pragma once

#include <strandline/domain/annotation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace strandline::formats {

/// What a file says of a transcript. Parts in the order in which they are read; exons may be missing.
struct TranscriptDraft {
    std::string id;
    std::string type;  // mRNA, tRNA …
    std::vector<domain::Interval> exons, coding;
    int phase = 0;
};

/// What a file says of a gene, before what is missing is filled in.
struct GeneDraft {
    domain::CodingSequence names;  // symbol, locus tag, synonyms
    std::string biotype;           // as the file says
    domain::Strand strand = domain::Strand::forward;
    std::optional<domain::Interval> place;  // of the gene's own row
    bool pseudo = false;                    // its coding parts are not translated
    std::vector<TranscriptDraft> transcripts;
};

/// The gene; nothing where it has no place. Exons that are not told are the coding parts, stretched to the
/// gene's own place, or that place; parts that abut, overlap or are up to two bases apart (ribosomal
/// slippage) are one exon. A biotype that is not told is protein_coding, pseudogene, or the type of the first
/// transcript.
std::optional<domain::Gene> finish(GeneDraft draft, std::int64_t contig_length, bool circular);

}  // namespace strandline::formats
