#pragma once

#include "location.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// Attributes of a row (column 9), percent-decoded. A value may be a list.
struct Gff3Attributes {
    std::vector<std::pair<std::string, std::vector<std::string>>> entries;
    const std::vector<std::string>* find(std::string_view name) const;
    /// The first value, or "".
    std::string_view first(std::string_view name) const;
};

/// Where a row lies, on a contig of the genome.
struct RowPlace {
    domain::ContigId contig = 0;
    LocationPart part;
    bool has_strand = true;
};

/// Features of a GFF3 file, gathered row by row; parents may come after their children.
class Gff3Features {
public:
    /// A gene, transcript or the like that a CDS may have as parent. Without a place, it only names.
    void add_parent(std::string_view type, const Gff3Attributes& attributes,
                    const std::optional<RowPlace>& place);
    void add_exon(const std::vector<std::string>& parents, const RowPlace& place);
    void add_coding_row(const Gff3Attributes& attributes, domain::ContigId contig, const LocationPart& row,
                        int phase, Errors& errors, const Place& place);
    /// All coding sequences, in genome order, same ones of one gene once; all genes.
    domain::Annotation annotation(const domain::Genome& genome) const;

private:
    friend class Gff3Genes;

    struct Parent {
        std::string id, type, biotype;
        std::vector<std::string> parents;
        std::string gene, locus_tag, name;  // `gene` as the row says it, `name` from Name
        std::vector<std::string> synonyms;
        std::optional<RowPlace> place;
    };
    struct Coding {
        Gff3Attributes attributes;  // of its first row
        std::vector<std::string> parents;
        domain::ContigId contig = 0;
        std::vector<LocationPart> rows;
        std::vector<int> phases;  // of each row
    };
    struct Exons {
        domain::ContigId contig = 0;
        std::vector<LocationPart> rows;
    };

    Coding& coding_named(const std::string& key, const Gff3Attributes& attributes);
    void name_by_parents(domain::CodingSequence& coding, const std::vector<std::string>& parents,
                         int depth) const;
    domain::CodingSequence make(const Coding& coding, const domain::Genome& genome) const;
    const Parent* parent(const std::string& id) const;

    std::unordered_map<std::string, std::size_t> parent_index_;
    std::vector<Parent> parents_;
    std::unordered_map<std::string, Exons> exons_;  // by parent
    std::unordered_map<std::string, std::size_t> coding_index_;
    std::vector<Coding> coding_;
};

/// Rows of one strand in the order in which they are read. On a circular contig rows on both sides of the
/// origin are put together where the largest gap between them is.
void sort_in_translation_order(std::vector<LocationPart>& rows, std::int64_t length, bool circular);

/// "gene-b0002" of NCBI is the gene b0002.
std::string_view without_type(std::string_view id);

}  // namespace strandline::formats
