#pragma once

#include "outcome/field_tables.hpp"
#include "outcome/page.hpp"
#include "outcome/view.hpp"

#include <strandline/base/result.hpp>
#include <strandline/operation/operation.hpp>

#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

/// What `edit outcome` makes, in the order of its ports: outcome (a table, shown where nothing else is asked
/// for), alleles, positions, conversions, json, page, and files: a ZIP archive of the tables under the names
/// that scripts of the field read, in a folder a sample where there are several.
std::vector<operation::Port> outcome_ports();

struct OutputSettings {
    bool base_editing = false;  // conversions are drawn, and told in the archive
    Conversion conversion;
    std::int64_t flank = 20;
    std::string title = "Editing outcome";
};

/// Writes all of them to the sinks of `call`.
Result<void> write_outcome_outputs(const operation::Call& call, std::span<const OutcomeView> views,
                                   const OutputSettings& settings);

/// The archive alone.
Result<void> write_field_archive(Sink& sink, std::span<const OutcomeView> views,
                                 const FieldSettings& settings);

/// `edit compare`
operation::Operation compare_operation();

}  // namespace strandline::edit
