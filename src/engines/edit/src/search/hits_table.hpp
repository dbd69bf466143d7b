#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/features.hpp>
#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/offtargets.hpp>
#include <strandline/edit/scores.hpp>
#include <strandline/edit/variants.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/operation/port.hpp>

#include <optional>
#include <span>
#include <vector>

namespace strandline::edit {

std::vector<operation::Column> off_target_columns();        // edit.offtargets/2
std::vector<operation::Column> variant_columns();           // that follow where variants were given
std::vector<operation::Column> off_target_count_columns();  // edit.offtarget-counts/1

/// What a row says besides the hit itself.
struct HitTable {
    const domain::PackedGenome& genome;
    std::span<const Query> queries;
    const Pattern& pattern;
    /// By query, where the guide was designed for; its own site is then this one, else its first perfect one.
    std::span<const std::optional<formats::GuidePlace>> places;
    const domain::AnnotationIndex* features = nullptr;
    MitConvention mit = MitConvention::floored;
};

/// Whether a perfect site is the guide's own.
enum class Own { no, self, duplicate };

/// By hit: the guide's own site, and its further perfect sites. `hits` are in order.
std::vector<Own> find_own_sites(const HitTable& table, std::span<const OffTarget> hits);

/// The rows, formatted on several threads; the same bytes for any number of them. With `variants` (nullptr
/// without) the rows of haplotypes stand among those of the reference, and all have the further columns.
Result<void> write_off_targets(Sink& sink, const HitTable& table, std::span<const OffTarget> hits,
                               const VariantSearch* variants, Context& context);

/// How many sites each guide has, its own included, for every combination within its limits, zeros too: so
/// the table says how far was searched.
Result<void> write_off_target_counts(Sink& sink, std::span<const Query> queries,
                                     std::span<const GuideCounts> counts);

}  // namespace strandline::edit
