#include "gene_draft.hpp"

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Interval;
using domain::Strand;

constexpr std::int64_t widest_slippage = 2;

/// Coding parts as exons: a frame shift is no intron.
std::vector<Interval> without_seams(const std::vector<Interval>& parts, Strand strand) {
    std::vector<Interval> exons;
    for (const Interval& part : parts) {
        if (exons.empty()) {
            exons.push_back(part);
            continue;
        }
        Interval& last = exons.back();
        const Interval& left = strand == Strand::forward ? last : part;
        const Interval& right = strand == Strand::forward ? part : last;
        if (left.begin <= right.begin && right.begin - left.end <= widest_slippage)
            last = {last.contig, left.begin, std::max(left.end, right.end)};
        else
            exons.push_back(part);
    }
    return exons;
}

/// The outer ends of `exons`, moved out to those of `place` where it holds them all.
void stretch(std::vector<Interval>& exons, Strand strand, const Interval& place) {
    Interval& left = strand == Strand::forward ? exons.front() : exons.back();
    Interval& right = strand == Strand::forward ? exons.back() : exons.front();
    if (place.contig != left.contig || place.begin > left.begin || place.end < right.end) return;
    if (left.begin > right.begin) return;  // across the origin
    left.begin = place.begin;
    right.end = place.end;
}

/// False where nothing says where the transcript is.
bool complete_exons(TranscriptDraft& transcript, const GeneDraft& gene) {
    if (!transcript.exons.empty()) return true;
    if (!transcript.coding.empty()) {
        transcript.exons = without_seams(transcript.coding, gene.strand);
        if (gene.place) stretch(transcript.exons, gene.strand, *gene.place);
        return true;
    }
    if (gene.place) transcript.exons = {*gene.place};
    return gene.place.has_value();
}

Interval span_of(const std::vector<Interval>& exons, Strand strand, std::int64_t contig_length) {
    const Interval& left = strand == Strand::forward ? exons.front() : exons.back();
    const Interval& right = strand == Strand::forward ? exons.back() : exons.front();
    Interval span{left.contig, left.begin, right.end};
    if (span.end <= span.begin) span.end += contig_length;
    return span;
}

std::string biotype_of(const GeneDraft& draft, const domain::Gene& gene) {
    if (!draft.biotype.empty()) return draft.biotype;
    if (draft.pseudo) return "pseudogene";
    if (gene.is_coding()) return "protein_coding";
    for (const TranscriptDraft& transcript : draft.transcripts)
        if (!transcript.type.empty()) return transcript.type;
    return "";
}

}  // namespace

std::optional<domain::Gene> finish(GeneDraft draft, std::int64_t contig_length, bool circular) {
    domain::Gene gene;
    gene.strand = draft.strand;
    if (draft.transcripts.empty()) draft.transcripts.emplace_back();
    for (TranscriptDraft& from : draft.transcripts) {
        if (!complete_exons(from, draft)) continue;
        if (draft.pseudo) from.coding.clear();
        const Interval span = span_of(from.exons, gene.strand, circular ? contig_length : 0);
        if (gene.transcripts.empty()) gene.span = span;
        if (span.contig != gene.span.contig || span.end <= span.begin) continue;
        gene.span.begin = std::min(gene.span.begin, span.begin);
        gene.span.end = std::max(gene.span.end, span.end);
        gene.transcripts.push_back({from.id, std::move(from.exons), std::move(from.coding), from.phase});
    }
    if (gene.transcripts.empty()) return std::nullopt;
    std::ranges::stable_sort(gene.transcripts, std::ranges::greater(), &domain::Transcript::coding_length);
    gene.biotype = biotype_of(draft, gene);
    gene.symbol = std::move(draft.names.gene);
    gene.locus_tag = std::move(draft.names.locus_tag);
    gene.synonyms = std::move(draft.names.synonyms);
    return gene;
}

}  // namespace strandline::formats
