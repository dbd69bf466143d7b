#pragma once

#include "location.hpp"

#include <strandline/base/error.hpp>
#include <strandline/domain/annotation.hpp>
#include <strandline/domain/genome.hpp>

#include <cstdint>
#include <map>
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

/// Features of a GFF3 file, gathered row by row; parents may come after their children.
class Gff3Features {
public:
    /// A gene, transcript or the like that a CDS may have as parent.
    void add_parent(const Gff3Attributes& attributes);
    void add_coding_row(const Gff3Attributes& attributes, domain::ContigId contig, const LocationPart& row,
                        Errors& errors, const Place& place);
    /// All coding sequences, in genome order, same ones of one gene once.
    domain::Annotation annotation(const domain::Genome& genome) const;

private:
    struct Parent {
        std::vector<std::string> parents;
        std::string gene, locus_tag, name;  // `gene` as the row says it, `name` from Name
        std::vector<std::string> synonyms;
    };
    struct Coding {
        Gff3Attributes attributes;  // of its first row
        std::vector<std::string> parents;
        domain::ContigId contig = 0;
        std::vector<LocationPart> rows;
    };

    Coding& coding_named(const std::string& key, const Gff3Attributes& attributes);
    void name_by_parents(domain::CodingSequence& coding, const std::vector<std::string>& parents,
                         int depth) const;
    domain::CodingSequence make(const Coding& coding, const domain::Genome& genome) const;

    std::unordered_map<std::string, Parent> parents_;
    std::unordered_map<std::string, std::size_t> coding_index_;
    std::vector<Coding> coding_;
};

}  // namespace strandline::formats
