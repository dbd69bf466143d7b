#pragma once

#include <strandline/domain/annotation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// A stretch of the record in the order of translation. 0-based, half-open.
struct LocationPart {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    domain::Strand strand = domain::Strand::forward;
};

struct Location {
    std::vector<LocationPart> parts;
    bool partial = false;  // < or >, or a part on another record, which is left out
};

/// What is wrong with a location and at which character of it.
struct LocationSlip {
    std::size_t at = 0;
    std::string expected;
};

/// The location grammar of the INSDC feature table (3.4): a..b, a, <a..>b, complement(), join(), order(),
/// record:a..b. On a circular record of `length` bases a..b with a > b crosses the origin.
/// `text` is without white space. Returns nothing, and fills `slip`, where the text is no location.
std::optional<Location> parse_location(std::string_view text, std::int64_t length, bool circular,
                                       LocationSlip& slip);

/// The parts of one strand as intervals: a part that ends at the end of a circular contig and one that
/// goes on at its beginning become one interval across the origin.
std::vector<domain::Interval> join_across_origin(const std::vector<LocationPart>& parts,
                                                 domain::ContigId contig, std::int64_t length, bool circular);

/// Coding sequences and genes in genome order: by contig, first coordinate, end.
void sort_in_genome_order(domain::Annotation& annotation);

}  // namespace strandline::formats
