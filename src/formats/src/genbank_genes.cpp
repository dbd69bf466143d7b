#include "genbank_features.hpp"

#include "gene_draft.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

using domain::Interval;
using domain::Strand;

const std::string& name_of(const domain::CodingSequence& names) {
    return names.locus_tag.empty() ? names.gene : names.locus_tag;
}

bool is_held_by(const Interval& part, const Interval& holder) {
    return holder.begin <= part.begin && part.end <= holder.end;
}

/// Whether `exons` may read as `coding`: every part within an exon, the ends at introns the same.
bool fits(const std::vector<Interval>& exons, const std::vector<Interval>& coding, Strand strand) {
    std::size_t at = 0;
    while (at < exons.size() && !is_held_by(coding.front(), exons[at])) ++at;
    if (at + coding.size() > exons.size()) return false;
    for (std::size_t i = 0; i < coding.size(); ++i) {
        const Interval &part = coding[i], &exon = exons[at + i];
        const bool forward = strand == Strand::forward;
        const bool first = i == 0, last = i + 1 == coding.size();
        const bool begin_free = forward ? first : last, end_free = forward ? last : first;
        if (!is_held_by(part, exon) || (!begin_free && part.begin != exon.begin) ||
            (!end_free && part.end != exon.end))
            return false;
    }
    return true;
}

Interval span_of(const std::vector<Interval>& parts) {
    Interval span = parts.front();
    for (const Interval& part : parts) {
        span.begin = std::min(span.begin, part.begin);
        span.end = std::max(span.end, part.end);
    }
    return span;
}

/// The drafts of a record: found again by the gene's name and place.
class Drafts {
public:
    std::vector<GeneDraft> all;

    GeneDraft& add(const domain::CodingSequence& names, Strand strand, std::optional<Interval> place) {
        if (!name_of(names).empty()) by_name_[name_of(names)].push_back(all.size());
        GeneDraft draft;
        draft.names = names;
        draft.strand = strand;
        draft.place = place;
        all.push_back(std::move(draft));
        return all.back();
    }
    /// The gene of that name and strand that holds most of `span`; made where there is none.
    GeneDraft& of(const domain::CodingSequence& names, Strand strand, const Interval& span) {
        GeneDraft* best = nullptr;
        std::int64_t most = -1;
        if (const auto found = by_name_.find(name_of(names)); found != by_name_.end())
            for (const std::size_t i : found->second) {
                if (all[i].strand != strand) continue;
                std::int64_t shared = 0;
                if (all[i].place)
                    shared = std::max<std::int64_t>(
                        0, std::min(all[i].place->end, span.end) - std::max(all[i].place->begin, span.begin));
                if (shared > most) {
                    most = shared;
                    best = &all[i];
                }
            }
        return best ? *best : add(names, strand, std::nullopt);
    }

private:
    std::unordered_map<std::string, std::vector<std::size_t>> by_name_;
};

void take_coding(GeneDraft& gene, const domain::CodingSequence& coding) {
    gene.pseudo |= coding.pseudo;
    gene.names.gene = coding.gene;
    gene.names.locus_tag = coding.locus_tag;
    if (gene.names.synonyms.size() < coding.synonyms.size()) gene.names.synonyms = coding.synonyms;
    for (TranscriptDraft& transcript : gene.transcripts)
        if (transcript.coding.empty() && fits(transcript.exons, coding.parts, coding.strand)) {
            transcript.coding = coding.parts;
            transcript.phase = coding.phase;
            return;
        }
    gene.transcripts.push_back({"", "mRNA", {}, coding.parts, coding.phase});
}

}  // namespace

void FeatureReader::keep_placed(const Feature& feature) {
    LocationSlip slip;
    const auto location = location_of(feature, slip);
    if (!location || location->parts.empty()) return;
    const Strand strand = location->parts.front().strand;
    if (std::ranges::any_of(location->parts, [&](const LocationPart& part) { return part.strand != strand; }))
        return;
    placed_.push_back(
        {feature.key, names_of(feature), strand, join_across_origin(location->parts, 0, length_, circular_)});
}

std::vector<domain::Gene> FeatureReader::take_genes(domain::ContigId contig) {
    Drafts drafts;
    for (const Placed& placed : placed_)
        if (placed.key == "gene")
            drafts.add(placed.names, placed.strand, span_of(placed.parts)).pseudo = placed.names.pseudo;
    for (const Placed& placed : placed_) {
        if (placed.key == "gene") continue;
        GeneDraft& gene = drafts.of(placed.names, placed.strand, span_of(placed.parts));
        gene.pseudo |= placed.names.pseudo;
        gene.transcripts.push_back({"", placed.key, placed.parts, {}, 0});
    }
    for (const domain::CodingSequence& coding : coding_)
        take_coding(drafts.of(coding, coding.strand, span_of(coding.parts)), coding);
    std::vector<domain::Gene> genes;
    for (GeneDraft& draft : drafts.all) {
        auto gene = finish(std::move(draft), length_, circular_);
        if (!gene) continue;
        gene->span.contig = contig;
        for (domain::Transcript& transcript : gene->transcripts)
            for (auto* parts : {&transcript.exons, &transcript.coding})
                for (Interval& part : *parts) part.contig = contig;
        genes.push_back(std::move(*gene));
    }
    placed_.clear();
    return genes;
}

}  // namespace strandline::formats
