#include <strandline/domain/features.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace strandline::domain {
namespace {

bool overlap(std::int64_t begin, std::int64_t end, const Interval& where) {
    return begin < where.end && where.begin < end;
}

/// `where` as it may be written on a circular contig: as given, one turn back, one turn on.
struct Turns {
    std::array<Interval, 3> all;
    int count = 1;
};
Turns turns_of(const Interval& where, std::int64_t contig_length) {
    Turns turns{{where, where, where}, 1};
    if (contig_length <= 0) return turns;
    for (const int sign : {-1, 1}) {
        Interval& turn = turns.all[static_cast<std::size_t>(turns.count++)];
        turn.begin += sign * contig_length;
        turn.end += sign * contig_length;
    }
    return turns;
}

/// Where `part` and a turn of `where` meet: bases of the part before the first of them, along the strand.
std::optional<std::int64_t> bases_before(const Interval& part, Strand strand, const Turns& turns) {
    std::optional<std::int64_t> before;
    for (int i = 0; i < turns.count; ++i) {
        const Interval& where = turns.all[static_cast<std::size_t>(i)];
        if (!overlap(part.begin, part.end, where)) continue;
        const std::int64_t here = strand == Strand::forward
                                      ? std::max<std::int64_t>(where.begin - part.begin, 0)
                                      : std::max<std::int64_t>(part.end - where.end, 0);
        if (!before || here < *before) before = here;
    }
    return before;
}

/// A place along the parts of a transcript.
struct Hit {
    std::size_t part = 0;
    std::int64_t before = 0;  // bases of all parts before it
};
std::optional<Hit> first_hit(const std::vector<Interval>& parts, Strand strand, const Turns& turns) {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (const auto before = bases_before(parts[i], strand, turns)) return Hit{i, total + *before};
        total += parts[i].end - parts[i].begin;
    }
    return std::nullopt;
}

/// The number of the exon, from 1, that a coding part lies in.
int exon_of(const Transcript& transcript, const Interval& part, std::int64_t contig_length) {
    const Turns turns = turns_of(part, contig_length);
    for (std::size_t i = 0; i < transcript.exons.size(); ++i)
        for (int turn = 0; turn < turns.count; ++turn)
            if (overlap(transcript.exons[i].begin, transcript.exons[i].end,
                        turns.all[static_cast<std::size_t>(turn)]))
                return static_cast<int>(i) + 1;
    return 0;
}

/// Bases of the exons before the first, and up to the last base of the coding parts.
struct CodingRange {
    std::int64_t first = 0, behind = 0;
};
CodingRange coding_range(const Transcript& transcript, Strand strand, std::int64_t contig_length) {
    CodingRange range;
    const auto place = [&](const Interval& part, bool of_end) {
        const bool forward = strand == Strand::forward;
        const std::int64_t base = forward == of_end ? part.end - 1 : part.begin;
        const auto hit =
            first_hit(transcript.exons, strand, turns_of({part.contig, base, base + 1}, contig_length));
        return hit ? hit->before : 0;
    };
    range.first = place(transcript.coding.front(), false);
    range.behind = place(transcript.coding.back(), true) + 1;
    return range;
}

/// UTR of a translated transcript: by the side of the coding sequence on which `where` meets exons. A
/// stretch that reaches over both is five prime.
FeatureKind utr_kind(const Transcript& transcript, Strand strand, std::int64_t before,
                     std::int64_t contig_length) {
    const CodingRange range = coding_range(transcript, strand, contig_length);
    return before >= range.behind ? FeatureKind::three_prime_utr : FeatureKind::five_prime_utr;
}

bool is_upstream(const Transcript& transcript, Strand strand, std::int64_t promoter_length,
                 const Turns& turns) {
    const std::int64_t site = start_site(transcript, strand);
    const Interval promoter = strand == Strand::forward ? Interval{0, site - promoter_length, site}
                                                        : Interval{0, site + 1, site + 1 + promoter_length};
    for (int i = 0; i < turns.count; ++i)
        if (overlap(promoter.begin, promoter.end, turns.all[static_cast<std::size_t>(i)])) return true;
    return false;
}

/// From the first exon's 5' end to the last one's 3' end; introns across an origin leave it in two.
bool is_within(const Transcript& transcript, Strand strand, const Turns& turns) {
    const Interval &first = transcript.exons.front(), &last = transcript.exons.back();
    std::int64_t begin = strand == Strand::forward ? first.begin : last.begin;
    std::int64_t end = strand == Strand::forward ? last.end : first.end;
    if (begin >= end && turns.count > 1) end += turns.all[2].begin - turns.all[0].begin;
    for (int i = 0; i < turns.count; ++i)
        if (overlap(begin, end, turns.all[static_cast<std::size_t>(i)])) return true;
    return false;
}

/// An exon of a transcript that is not translated. A pseudogene's is no RNA that does something.
FeatureKind untranslated_kind(const Gene& gene, bool gene_codes) {
    const bool is_rna =
        !gene_codes && !gene.biotype.empty() && gene.biotype.find("pseudogen") == std::string::npos;
    return is_rna ? FeatureKind::noncoding_rna : FeatureKind::exon;
}

Feature feature_in_transcript(const Gene& gene, const Transcript& transcript, bool gene_codes,
                              std::int64_t promoter_length, const Turns& turns, std::int64_t contig_length) {
    Feature feature{FeatureKind::intergenic, &gene, &transcript, 0, 0};
    if (const auto hit = first_hit(transcript.coding, gene.strand, turns)) {
        feature.kind = FeatureKind::cds;
        feature.exon = exon_of(transcript, transcript.coding[hit->part], contig_length);
        feature.amino_acid = hit->before < transcript.phase ? 1 : (hit->before - transcript.phase) / 3 + 1;
        return feature;
    }
    if (const auto hit = first_hit(transcript.exons, gene.strand, turns)) {
        feature.exon = static_cast<int>(hit->part) + 1;
        feature.kind = !transcript.coding.empty()
                           ? utr_kind(transcript, gene.strand, hit->before, contig_length)
                           : untranslated_kind(gene, gene_codes);
        return feature;
    }
    if (is_within(transcript, gene.strand, turns))
        feature.kind = FeatureKind::intron;
    else if (is_upstream(transcript, gene.strand, promoter_length, turns))
        feature.kind = FeatureKind::promoter;
    return feature;
}

Feature intergenic() { return {}; }

auto precedence(const Feature& feature) {
    return std::tuple(feature.kind, !feature.gene->is_coding(), feature.gene);
}

void sort_by_precedence(std::vector<Feature>& features) {
    std::ranges::sort(features, {}, precedence);
    const auto again = std::ranges::unique(features, {}, &Feature::gene);
    features.erase(again.begin(), again.end());
}

std::int64_t circular_length(const Genome& genome, ContigId contig) {
    return genome.contigs[contig].circular ? genome.contigs[contig].length() : 0;
}

}  // namespace

std::string_view word(FeatureKind kind) {
    constexpr std::array<std::string_view, 8> words = {
        "CDS", "five_prime_UTR", "three_prime_UTR", "ncRNA", "exon", "intron", "promoter", "intergenic"};
    return words[static_cast<std::size_t>(kind)];
}

Feature feature_in(const Gene& gene, const Interval& where, std::int64_t promoter_length,
                   std::int64_t contig_length) {
    const Turns turns = turns_of(where, contig_length);
    const bool codes = gene.is_coding();
    Feature best = intergenic();
    for (const Transcript& transcript : gene.transcripts) {
        const Feature next =
            feature_in_transcript(gene, transcript, codes, promoter_length, turns, contig_length);
        if (next.kind < best.kind) best = next;
        if (best.kind == FeatureKind::cds) break;
    }
    return best;
}

AnnotationIndex::AnnotationIndex(const Annotation& annotation, const Genome& genome,
                                 std::int64_t promoter_length)
    : trees_(genome.contigs.size()), promoter_length_(promoter_length) {
    for (ContigId id = 0; id < trees_.size(); ++id) trees_[id].circular_length = circular_length(genome, id);
    build(annotation);
}

AnnotationIndex::AnnotationIndex(const Annotation& annotation, const PackedGenome& genome,
                                 std::int64_t promoter_length)
    : trees_(genome.contigs().size()), promoter_length_(promoter_length) {
    for (std::size_t id = 0; id < trees_.size(); ++id)
        if (genome.contigs()[id].circular) trees_[id].circular_length = genome.contigs()[id].length;
    build(annotation);
}

void AnnotationIndex::build(const Annotation& annotation) {
    for (const Gene& gene : annotation.genes) add(gene);
    for (Tree& tree : trees_) {
        std::ranges::sort(tree.entries, {},
                          [](const Entry& entry) { return std::tuple(entry.begin, entry.end, entry.gene); });
        tree.reach.resize(tree.entries.size());
        const auto reach = [&](auto&& self, std::size_t low, std::size_t high) -> std::int64_t {
            if (low >= high) return INT64_MIN;
            const std::size_t middle = low + (high - low) / 2;
            const std::int64_t below = std::max(self(self, low, middle), self(self, middle + 1, high));
            return tree.reach[middle] = std::max(below, tree.entries[middle].end);
        };
        reach(reach, 0, tree.entries.size());
    }
}

void AnnotationIndex::add(const Gene& gene) {
    Tree& tree = trees_[gene.span.contig];
    const std::int64_t length = tree.circular_length;
    Entry entry{gene.span.begin - promoter_length_, gene.span.end + promoter_length_, &gene};
    tree.entries.push_back(entry);
    if (length == 0) return;
    if (entry.end > length) tree.entries.push_back({entry.begin - length, entry.end - length, &gene});
    if (entry.begin < 0) tree.entries.push_back({entry.begin + length, entry.end + length, &gene});
}

template <class Visit>
void AnnotationIndex::each_gene_at(const Interval& where, Visit&& visit) const {
    const Tree& tree = trees_[where.contig];
    const auto search = [&](auto&& self, const Interval& wanted, std::size_t low, std::size_t high) -> void {
        if (low >= high) return;
        const std::size_t middle = low + (high - low) / 2;
        if (tree.reach[middle] <= wanted.begin) return;
        self(self, wanted, low, middle);
        const Entry& entry = tree.entries[middle];
        if (entry.begin >= wanted.end) return;
        if (entry.end > wanted.begin) visit(*entry.gene, tree.circular_length);
        self(self, wanted, middle + 1, high);
    };
    search(search, where, 0, tree.entries.size());
    if (tree.circular_length > 0 && where.end > tree.circular_length)
        search(search, {where.contig, where.begin - tree.circular_length, where.end - tree.circular_length},
               0, tree.entries.size());
}

std::vector<Feature> AnnotationIndex::features_at(const Interval& where) const {
    std::vector<Feature> features;
    each_gene_at(where, [&](const Gene& gene, std::int64_t contig_length) {
        const Feature feature = feature_in(gene, where, promoter_length_, contig_length);
        if (feature.kind != FeatureKind::intergenic) features.push_back(feature);
    });
    sort_by_precedence(features);
    return features;
}

Feature AnnotationIndex::feature_at(const Interval& where) const {
    Feature best = intergenic();
    each_gene_at(where, [&](const Gene& gene, std::int64_t contig_length) {
        const Feature feature = feature_in(gene, where, promoter_length_, contig_length);
        if (feature.kind == FeatureKind::intergenic) return;
        if (best.kind == FeatureKind::intergenic || precedence(feature) < precedence(best)) best = feature;
    });
    return best;
}

std::vector<Feature> features_at_plain(const Annotation& annotation, const Genome& genome,
                                       std::int64_t promoter_length, const Interval& where) {
    std::vector<Feature> features;
    for (const Gene& gene : annotation.genes) {
        if (gene.span.contig != where.contig) continue;
        const Feature feature =
            feature_in(gene, where, promoter_length, circular_length(genome, where.contig));
        if (feature.kind != FeatureKind::intergenic) features.push_back(feature);
    }
    sort_by_precedence(features);
    return features;
}

}  // namespace strandline::domain
