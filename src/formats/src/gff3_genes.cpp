#include "gff3_genes.hpp"

#include "names.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

constexpr int deepest_ancestry = 8;

bool is_gene(std::string_view type) { return type.ends_with("gene"); }
bool is_protein(std::string_view type) {
    return type.find("protein") != std::string_view::npos || type == "polypeptide";
}
bool is_transcript(std::string_view type) { return type.ends_with("RNA") || type.ends_with("transcript"); }

}  // namespace

const Gff3Genes::Parent* Gff3Genes::gene_of(const std::string& id) const {
    const Parent *gene = nullptr, *top = nullptr;
    const Parent* row = from_.parent(id);
    for (int depth = 0; row && depth < deepest_ancestry; ++depth) {
        if (is_gene(row->type)) gene = row;
        if (is_transcript(row->type)) top = row;
        row = row->parents.empty() ? nullptr : from_.parent(row->parents.front());
    }
    return gene ? gene : top;
}

/// The row itself, or what a protein derives from.
const Gff3Genes::Parent* Gff3Genes::transcript_of(const std::string& id) const {
    const Parent* row = from_.parent(id);
    for (int depth = 0; row && is_protein(row->type) && depth < deepest_ancestry; ++depth)
        row = row->parents.empty() ? nullptr : from_.parent(row->parents.front());
    return row;
}

domain::CodingSequence Gff3Genes::names_of(const Parent& row) const {
    domain::CodingSequence names;
    names.gene = row.gene.empty() ? row.name : row.gene;
    names.locus_tag = row.locus_tag.empty() ? std::string(without_type(row.id)) : row.locus_tag;
    for (const std::string& synonym : row.synonyms) add_synonym(names, synonym);
    return names;
}

Gff3Genes::Draft& Gff3Genes::draft_of(const Parent& gene) {
    const auto [found, is_new] = draft_index_.try_emplace("id " + gene.id, drafts_.size());
    if (is_new) {
        Draft draft;
        draft.row = &gene;
        draft.names = names_of(gene);
        draft.pseudo = gene.type.find("pseudogen") != std::string::npos ||
                       gene.biotype.find("pseudogene") != std::string::npos;
        drafts_.push_back(std::move(draft));
    }
    return drafts_[found->second];
}

TranscriptDraft& Gff3Genes::transcript_in(Draft& draft, const std::string& id, const Key& key) {
    const std::string name = format("{} {} {}", id, key.first, symbol(key.second));
    const auto [found, is_new] =
        draft.transcripts.try_emplace(name, key, draft.by_strand[key].transcripts.size());
    std::vector<TranscriptDraft>& transcripts = draft.by_strand[key].transcripts;
    if (is_new) transcripts.push_back({id, "", {}, {}, 0});
    return transcripts[found->second.second];
}

void Gff3Genes::add_exons(Draft& draft, const Parent& row) {
    std::vector<LocationPart> rows;
    domain::ContigId contig_id = 0;
    if (const auto exons = from_.exons_.find(row.id); exons != from_.exons_.end()) {
        contig_id = exons->second.contig;
        rows = exons->second.rows;
        const domain::Strand strand = rows.front().strand;
        std::erase_if(rows, [&](const LocationPart& part) { return part.strand != strand; });
    } else if (row.place && row.place->has_strand) {
        // A transcript without exons: as a whole, unless coding parts tell more.
        TranscriptDraft& transcript =
            transcript_in(draft, row.id, {row.place->contig, row.place->part.strand});
        transcript.type = row.type;
        return;
    } else {
        return;
    }
    const domain::Contig& contig = genome_.contigs[contig_id];
    sort_in_translation_order(rows, contig.length(), contig.circular);
    TranscriptDraft& transcript = transcript_in(draft, row.id, {contig_id, rows.front().strand});
    transcript.type = row.type;
    transcript.exons = join_across_origin(rows, contig_id, contig.length(), contig.circular);
}

void Gff3Genes::add_rows() {
    for (const Parent& row : from_.parents_) {
        if (is_protein(row.type)) continue;
        const Parent* gene = gene_of(row.id);
        if (!gene) continue;
        Draft& draft = draft_of(*gene);
        const bool own_exons = gene == &row && from_.exons_.contains(row.id);
        if (gene != &row ? is_transcript(row.type) || is_gene(row.type)
                         : own_exons || is_transcript(row.type))
            add_exons(draft, row);
    }
}

void Gff3Genes::add_coding_to(Draft& draft, const std::string& id, const domain::CodingSequence& made) {
    if (!draft.named) {
        draft.names.gene = made.gene;
        draft.names.locus_tag = made.locus_tag;
        for (const std::string& synonym : made.synonyms) add_synonym(draft.names, synonym);
        draft.named = true;
    }
    draft.pseudo |= made.pseudo;
    TranscriptDraft& transcript = transcript_in(draft, id, {made.parts.front().contig, made.strand});
    if (!transcript.coding.empty()) return;
    transcript.coding = made.parts;
    transcript.phase = made.phase;
    if (transcript.type.empty()) transcript.type = "mRNA";
}

void Gff3Genes::add_coding(const Gff3Features::Coding& coding) {
    const domain::CodingSequence made = from_.make(coding, genome_);
    bool placed = false;
    for (const std::string& id : coding.parents) {
        const Parent* row = transcript_of(id);
        const Parent* gene = row ? gene_of(row->id) : nullptr;
        if (!gene) continue;
        // Right below a gene, each coding sequence is a transcript of its own.
        const bool own = row == gene && is_gene(row->type) && !from_.exons_.contains(row->id);
        add_coding_to(draft_of(*gene), own ? "CDS " + std::string(coding.attributes.first("ID")) : row->id,
                      made);
        placed = true;
    }
    if (placed) return;
    const std::string names = format("names {}\t{}", made.gene, made.locus_tag);
    const auto [found, is_new] = draft_index_.try_emplace(names, drafts_.size());
    if (is_new) drafts_.emplace_back();
    const std::string id =
        coding.parents.empty() ? std::string(coding.attributes.first("ID")) : coding.parents.front();
    add_coding_to(drafts_[found->second], id, made);
}

void Gff3Genes::finish_draft(Draft& draft, std::vector<domain::Gene>& genes) const {
    const std::optional<RowPlace> place = draft.row ? draft.row->place : std::nullopt;
    if (draft.by_strand.empty() && place) draft.by_strand[{place->contig, place->part.strand}] = {};
    for (auto& [key, gene] : draft.by_strand) {
        const auto& [contig, strand] = key;
        gene.names = draft.names;
        gene.strand = strand;
        gene.pseudo = draft.pseudo;
        if (draft.row) gene.biotype = draft.row->biotype;
        if (place && place->contig == contig && (!place->has_strand || place->part.strand == strand))
            gene.place = domain::Interval{contig, place->part.begin, place->part.end};
        for (TranscriptDraft& transcript : gene.transcripts) {
            if (transcript.id.starts_with("CDS ")) transcript.id.erase(0, 4);
            // Its own row stands in for exons that are not told.
            const Parent* row = from_.parent(transcript.id);
            if (transcript.exons.empty() && transcript.coding.empty() && row && row->place)
                transcript.exons = {{contig, row->place->part.begin, row->place->part.end}};
        }
        const domain::Contig& on = genome_.contigs[contig];
        if (auto made = finish(std::move(gene), on.length(), on.circular)) genes.push_back(std::move(*made));
    }
}

std::vector<domain::Gene> Gff3Genes::genes() {
    add_rows();
    for (const Gff3Features::Coding& coding : from_.coding_) add_coding(coding);
    std::vector<domain::Gene> genes;
    for (Draft& draft : drafts_) finish_draft(draft, genes);
    return genes;
}

}  // namespace strandline::formats
