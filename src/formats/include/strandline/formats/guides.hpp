#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/domain/guide.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

constexpr std::size_t shortest_spacer = 17;
constexpr std::size_t longest_spacer = 25;

/// Guides to search for: plain lines, one spacer each, named g1, g2 … in order, `#` begins a comment;
/// or a TSV table with the columns `id` and `spacer` (others are left alone).
/// Spacers are A C G T of either case, 17–25 nt, all of one length; ids are unique.
Result<std::vector<domain::Guide>> read_guides(const Source& source);

/// Where a guide was designed: the first base of protospacer and PAM on the forward strand, and the strand.
struct GuidePlace {
    std::string contig;
    std::int64_t start = 0;
    domain::Strand strand = domain::Strand::forward;
};

/// The same guides, and where a table says in the columns contig, start and strand where they belong.
struct PlacedGuides {
    std::vector<domain::Guide> guides;
    std::vector<std::optional<GuidePlace>> places;  // by guide
};
Result<PlacedGuides> read_placed_guides(const Source& source);

/// The spacer in upper case, or what is wrong with it; `place` is where its first letter stands.
Result<std::string> parse_spacer(std::string_view text, const Place& place);

}  // namespace strandline::formats
