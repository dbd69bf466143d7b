#include "gff3_features.hpp"

#include "gff3_genes.hpp"
#include "names.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace strandline::formats {
namespace {

constexpr int deepest_ancestry = 8;

void add_names(domain::CodingSequence& coding, const Gff3Attributes& attributes) {
    for (const std::string_view name :
         {"gene_synonym", "Alias", "old_locus_tag", "protein_id", "Name", "locus"})
        if (const auto* values = attributes.find(name))
            for (const std::string& value : *values) add_synonym(coding, value);
    if (const auto* references = attributes.find("Dbxref"))
        for (const std::string& reference : *references) add_cross_reference(coding, reference);
}

}  // namespace

void sort_in_translation_order(std::vector<LocationPart>& rows, std::int64_t length, bool circular) {
    std::ranges::stable_sort(rows, {},
                             [](const LocationPart& row) { return std::tuple(row.begin, row.end); });
    if (circular && rows.size() > 1 && rows.front().begin == 0 && rows.back().end == length) {
        std::size_t first = 0;
        std::int64_t widest = -1;
        for (std::size_t i = 1; i < rows.size(); ++i)
            if (rows[i].begin - rows[i - 1].end > widest) {
                widest = rows[i].begin - rows[i - 1].end;
                first = i;
            }
        std::ranges::rotate(rows, rows.begin() + static_cast<std::ptrdiff_t>(first));
    }
    if (rows.front().strand == domain::Strand::reverse) std::ranges::reverse(rows);
}

std::string_view without_type(std::string_view id) {
    for (const std::string_view type : {"gene-", "gene:", "Gene:", "cds-", "CDS:"})
        if (id.starts_with(type)) return id.substr(type.size());
    return id;
}

const std::vector<std::string>* Gff3Attributes::find(std::string_view name) const {
    const auto found =
        std::ranges::find(entries, name, [](const auto& entry) -> const std::string& { return entry.first; });
    return found == entries.end() ? nullptr : &found->second;
}

std::string_view Gff3Attributes::first(std::string_view name) const {
    const auto* values = find(name);
    return values && !values->empty() ? std::string_view(values->front()) : std::string_view();
}

void Gff3Features::add_parent(std::string_view type, const Gff3Attributes& attributes,
                              const std::optional<RowPlace>& place) {
    const std::string id(attributes.first("ID"));
    if (id.empty()) return;
    const auto [found, is_new] = parent_index_.try_emplace(id, parents_.size());
    if (!is_new) {
        // Several rows of one ID are pieces of one feature.
        std::optional<RowPlace>& known = parents_[found->second].place;
        if (known && place && known->contig == place->contig) {
            known->part.begin = std::min(known->part.begin, place->part.begin);
            known->part.end = std::max(known->part.end, place->part.end);
        }
        return;
    }
    Parent parent;
    parent.id = id;
    parent.type = type;
    parent.place = place;
    for (const std::string_view name : {"gene_biotype", "biotype", "gene_type"})
        if (parent.biotype.empty()) parent.biotype = attributes.first(name);
    // A protein that a CDS names beside its transcript derives from that transcript.
    for (const std::string_view name : {"Parent", "Derives_from"})
        if (const auto* parents = attributes.find(name))
            parent.parents.insert(parent.parents.end(), parents->begin(), parents->end());
    parent.gene = attributes.first("gene");
    if (parent.gene.empty()) parent.gene = attributes.first("locus");
    parent.locus_tag = attributes.first("locus_tag");
    parent.name = attributes.first("Name");
    domain::CodingSequence names;
    add_names(names, attributes);
    add_synonym(names, without_type(id));
    parent.synonyms = std::move(names.synonyms);
    parents_.push_back(std::move(parent));
}

void Gff3Features::add_exon(const std::vector<std::string>& parents, const RowPlace& place) {
    for (const std::string& parent : parents) {
        Exons& exons = exons_[parent];
        if (exons.rows.empty()) exons.contig = place.contig;
        if (exons.contig == place.contig) exons.rows.push_back(place.part);
    }
}

const Gff3Features::Parent* Gff3Features::parent(const std::string& id) const {
    const auto found = parent_index_.find(id);
    return found == parent_index_.end() ? nullptr : &parents_[found->second];
}

Gff3Features::Coding& Gff3Features::coding_named(const std::string& key, const Gff3Attributes& attributes) {
    const auto [found, is_new] = coding_index_.try_emplace(key, coding_.size());
    if (is_new) coding_.push_back({attributes, {}, 0, {}, {}});
    return coding_[found->second];
}

void Gff3Features::add_coding_row(const Gff3Attributes& attributes, domain::ContigId contig,
                                  const LocationPart& row, int phase, Errors& errors, const Place& place) {
    std::vector<std::string> parents;
    if (const auto* given = attributes.find("Parent")) parents = *given;
    std::vector<std::string> keys;
    if (const std::string_view id = attributes.first("ID"); !id.empty()) {
        keys.push_back(format("id {}", id));
    } else {
        for (const std::string& parent : parents) keys.push_back(format("parent {}", parent));
        if (keys.empty()) keys.push_back(format("row {}", place.line));
    }
    for (const std::string& key : keys) {
        Coding& coding = coding_named(key, attributes);
        if (!coding.rows.empty() && (coding.contig != contig || coding.rows.front().strand != row.strand)) {
            errors.add(Error::input("gff3.split", "rows of one CDS lie on two contigs or strands")
                           .at(place)
                           .expected("all rows with one ID (or one Parent) on one contig and strand")
                           .found("{}", key)
                           .mend("give each coding sequence an ID of its own"));
            return;
        }
        coding.contig = contig;
        coding.rows.push_back(row);
        coding.phases.push_back(phase);
        if (key.starts_with("parent "))
            coding.parents = {key.substr(7)};
        else if (coding.parents.empty())
            coding.parents = parents;
    }
}

void Gff3Features::name_by_parents(domain::CodingSequence& coding, const std::vector<std::string>& parents,
                                   int depth) const {
    for (const std::string& id : parents) {
        const Parent* const known = this->parent(id);
        if (!known || depth > deepest_ancestry) continue;
        const Parent& parent = *known;
        name_by_parents(coding, parent.parents, depth + 1);
        if (coding.gene.empty()) coding.gene = parent.gene;
        if (coding.locus_tag.empty()) coding.locus_tag = parent.locus_tag;
        // A row without parents is the gene itself; the Name of a transcript is not the gene's.
        if (coding.gene.empty() && parent.parents.empty()) coding.gene = parent.name;
        if (coding.locus_tag.empty() && parent.parents.empty()) coding.locus_tag = without_type(id);
        for (const std::string& synonym : parent.synonyms) add_synonym(coding, synonym);
    }
}

domain::CodingSequence Gff3Features::make(const Coding& from, const domain::Genome& genome) const {
    const domain::Contig& contig = genome.contigs[from.contig];
    domain::CodingSequence coding;
    coding.gene = from.attributes.first("gene");
    coding.locus_tag = from.attributes.first("locus_tag");
    coding.product = from.attributes.first("product");
    coding.partial = from.attributes.first("partial") == "true";
    coding.pseudo =
        from.attributes.first("pseudo") == "true" || from.attributes.find("pseudogene") != nullptr;
    if (coding.gene.empty()) coding.gene = from.attributes.first("locus");
    name_by_parents(coding, from.parents, 0);
    if (coding.gene.empty() && from.parents.empty()) coding.gene = from.attributes.first("Name");
    if (coding.locus_tag.empty()) coding.locus_tag = without_type(from.attributes.first("ID"));
    // The parent's row may be missing from an excerpt of an annotation.
    if (coding.locus_tag.empty() && !from.parents.empty())
        coding.locus_tag = without_type(from.parents.front());
    add_names(coding, from.attributes);
    std::vector<LocationPart> rows = from.rows;
    coding.strand = rows.front().strand;
    sort_in_translation_order(rows, contig.length(), contig.circular);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (from.rows[i].begin == rows.front().begin) coding.phase = from.phases[i];
    coding.parts = join_across_origin(rows, from.contig, contig.length(), contig.circular);
    return coding;
}

domain::Annotation Gff3Features::annotation(const domain::Genome& genome) const {
    domain::Annotation result;
    std::set<std::string> seen;
    for (const Coding& from : coding_) {
        domain::CodingSequence coding = make(from, genome);
        // Transcripts that differ in their untranslated parts only code for the same.
        std::string key =
            format("{}\t{}\t{}\t{}", coding.gene, coding.locus_tag, from.contig, symbol(coding.strand));
        for (const domain::Interval& part : coding.parts) key += format("\t{}-{}", part.begin, part.end);
        if (seen.insert(std::move(key)).second) result.coding.push_back(std::move(coding));
    }
    result.genes = Gff3Genes(*this, genome).genes();
    sort_in_genome_order(result);
    return result;
}

}  // namespace strandline::formats
