#pragma once

#include "records.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace strandline::formats {

/// What a record tells of a position.
enum class PgxTells : std::uint8_t {
    nothing,     // it is about something else
    mismatch,    // its REF disagrees with the reference
    unfit,       // it stands at the position, with a REF and alternates that cannot be compared
    reference,   // a block, or a record whose REF passes over the position: no other allele here
    spanned,     // a change that begins elsewhere reaches over the position
    everything,  // it is the record of this position
};

struct PgxTelling {
    PgxTells tells = PgxTells::nothing;
    std::vector<std::uint8_t> alleles;      // for each of the record's the position's: index, or `other`
    std::vector<std::uint8_t> stars;        // 1 for each that is *: a deletion told elsewhere
    std::vector<std::string> undocumented;  // "C>G"
    std::string found;                      // for a mismatch: the base
};

PgxTelling tell(const PgxRecord& record, const PgxLocus& locus, const PgxReference& reference);

}  // namespace strandline::formats
