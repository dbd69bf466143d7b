#pragma once

#include <strandline/domain/genome.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/offtargets.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace strandline::edit {

/// Of spacer and PAM, without bulges.
std::int64_t window_length(const Pattern& pattern);

/// How many windows of `length` bases begin on a contig: on a circular one that is long enough, one at each
/// base.
std::int64_t window_count(const domain::Contig& contig, std::int64_t length);

/// `count` bases from `begin` (within the contig) on, across the origin of a circular contig.
std::string bases_at(const domain::Contig& contig, std::int64_t begin, std::int64_t count);

/// A window in guide orientation.
struct Window {
    std::string protospacer, pam;
};
Window window_at(const domain::Contig& contig, const Pattern& pattern, std::int64_t begin,
                 domain::Strand strand);

/// Whether all that `bases` may stand for is allowed by `pam`.
bool is_pam(std::string_view bases, std::string_view pam);

}  // namespace strandline::edit
