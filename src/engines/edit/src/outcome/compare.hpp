#pragma once

#include "outcome/outcome_json.hpp"
#include "outcome/statistics.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/operation/port.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strandline::edit {

/// Two shares beside each other.
struct Compared {
    std::string what;           // amplicon or edits of an allele
    std::int64_t position = 0;  // of a base
    Share treated, control;
    RateDifference difference;
    double p = 1, p_adjusted = 1;
};

/// One amplicon that both samples have.
struct AmpliconComparison {
    std::string name, bases;
    Compared modified;
    std::vector<Compared> positions;  // a base each; adjusted over them
    std::vector<Compared> alleles;    // of either sample, most reads first; adjusted over them
};

/// Amplicons in the treated sample's order. Errors: an amplicon that the control does not have
/// ("compare.amplicon") or has with other bases ("compare.bases").
Result<std::vector<AmpliconComparison>> compare(const StoredSample& treated, const StoredSample& control);

/// The sample of a document: the one asked for, or its only one.
Result<const StoredSample*> choose_sample(std::span<const StoredSample> samples, std::string_view asked,
                                          std::string_view option, std::string_view file);

std::vector<operation::Column> compared_columns();           // edit.compare/1
std::vector<operation::Column> compared_position_columns();  // edit.compare-positions/1
std::vector<operation::Column> compared_allele_columns();    // edit.compare-alleles/1

Result<void> write_compared(Sink& sink, std::span<const AmpliconComparison> amplicons);
Result<void> write_compared_positions(Sink& sink, std::span<const AmpliconComparison> amplicons);
Result<void> write_compared_alleles(Sink& sink, std::span<const AmpliconComparison> amplicons);

/// A page as `write_page` makes them, of two samples beside each other.
Result<void> write_compared_page(Sink& sink, std::span<const AmpliconComparison> amplicons,
                                 std::string_view treated, std::string_view control);

}  // namespace strandline::edit
