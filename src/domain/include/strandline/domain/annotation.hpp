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
    std::int64_t length() const;
};

/// The coding sequences of a genome, in genome order.
struct Annotation {
    std::vector<CodingSequence> coding;
};

}  // namespace strandline::domain
