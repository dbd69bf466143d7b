#pragma once

#include "variants/fragments.hpp"

#include <strandline/base/context.hpp>
#include <strandline/edit/offtargets.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace strandline::edit {

/// The longest window of the pattern and limits, PAM included.
std::int64_t longest_window(std::span<const Query> queries, const Pattern& pattern);

/// Whether `bases`, in guide orientation, are one of the pattern's PAMs.
bool has_pam(std::string_view bases, const Pattern& pattern);
std::int64_t pam_length(const Pattern& pattern);

/// All differences of site and spacer together.
int edits(const OffTarget& hit);

/// A site of the genome as text.
SiteText describe_site(const domain::PackedGenome& genome, const Query& query, const Pattern& pattern,
                       const OffTarget& hit);

/// A site that lies within one fragment.
struct FragmentHit {
    std::size_t fragment = 0;
    std::int64_t offset = 0, length = 0;  // of the window, within the fragment
    OffTarget hit;                        // its interval means nothing
    SiteText text;
};

/// Sites of all fragments. They are searched as one sequence, so that the search has long stretches to work
/// on; what it finds across a seam is left out.
std::vector<FragmentHit> search_fragments(std::span<const Fragment> fragments, std::span<const Query> queries,
                                          const Pattern& pattern, const Context& context);

}  // namespace strandline::edit
