#pragma once

#include "outcome/statistics.hpp"
#include "outcome/view.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/operation/port.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

// The engine's own tables of outcomes, each declared once: operations show these columns, writers write them.
// Percentages come with 95 % score intervals. Positions count from 0, ranges are half-open.

std::vector<operation::Column> outcome_columns();     // edit.outcome/1: one row an amplicon
std::vector<operation::Column> allele_columns();      // edit.alleles/1: one row an allele of the window
std::vector<operation::Column> position_columns();    // edit.positions/1: one row a base
std::vector<operation::Column> conversion_columns();  // edit.conversions/1: one row a base and what it became

Result<void> write_outcomes(Sink& sink, std::span<const OutcomeView> views);
Result<void> write_alleles(Sink& sink, std::span<const OutcomeView> views);
Result<void> write_positions(Sink& sink, std::span<const OutcomeView> views);
Result<void> write_conversions(Sink& sink, std::span<const OutcomeView> views, Conversion intended);

/// "unmodified" … as tables say it.
std::string_view word(AmpliconRole role);
std::string_view word(Frame frame);

/// A base that a base editor may convert, and what was read there.
struct ConvertedBase {
    const AmpliconGuide* guide = nullptr;  // nullptr where the amplicon has none
    std::int64_t position = 0;
    std::int64_t guide_position = 0;  // of the spacer, 1 is its 5' end
    bool in_window = false;
    char from = 'C', to = 'T';  // in the guide's orientation
    bool intended = false;
    Share share;  // of the reads that have a base or a gap there
};
/// For each guide every base `intended.from` of its protospacer, with the three bases it may become; without
/// guides those of the window.
std::vector<ConvertedBase> converted_bases(const Amplicon& amplicon, const Tally& tally, Conversion intended);

}  // namespace strandline::edit
