#pragma once

#include "outcome/view.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <span>
#include <string>
#include <string_view>

namespace strandline::edit {

struct PageSettings {
    std::string title = "Editing outcome";
    std::int64_t flank = 20;            // bases on each side of the cut in the picture of alleles
    std::size_t most_alleles = 30;      // in a picture
    double least_allele_percent = 0.2;  // of those shown
    std::size_t most_sections = 24;     // amplicons drawn one by one; the overview shows all
    bool base_editing = false;
    Conversion conversion;
};

/// One page of HTML with everything in it: no script, no font, no picture is fetched, and none may be.
/// Well-formed as XML, too. Light and dark as the reader's system is, light when printed.
Result<void> write_page(Sink& sink, std::span<const OutcomeView> views, const PageSettings& settings);

}  // namespace strandline::edit
