#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/edit/variants.hpp>
#include <strandline/operation/port.hpp>

#include <span>
#include <vector>

namespace strandline::edit {

std::vector<operation::Column> variant_off_target_columns();  // edit.variant_offtargets/1

/// Sites of haplotypes, and those of the reference that variants touch and that some copy still has.
Result<void> write_variant_off_targets(Sink& sink, const domain::PackedGenome& genome,
                                       std::span<const Query> queries, const Pattern& pattern,
                                       std::span<const OffTarget> reference, const VariantSearch& found);

}  // namespace strandline::edit
