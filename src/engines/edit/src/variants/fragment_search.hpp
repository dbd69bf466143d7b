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

/// A site that lies within one fragment.
struct FragmentHit {
    std::size_t fragment = 0;
    std::int64_t offset = 0, length = 0;  // of the window, within the fragment
    // Of all bases that any alignment of this PAM might take: the window is the best among them.
    std::int64_t reach_offset = 0, reach_length = 0;
    OffTarget hit;  // its interval means nothing
    SiteText text;
};

/// Sites of all fragments. They are searched as one sequence, so that the search has long stretches to work
/// on; what it finds across a seam is left out.
std::vector<FragmentHit> search_fragments(std::span<const Fragment> fragments, std::span<const Query> queries,
                                          const Pattern& pattern, const Context& context);

}  // namespace strandline::edit
