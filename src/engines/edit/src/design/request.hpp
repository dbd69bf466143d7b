#pragma once

#include "design/restriction.hpp"

#include <strandline/base/result.hpp>
#include <strandline/edit/nuclease.hpp>
#include <strandline/edit/windows.hpp>
#include <strandline/operation/operation.hpp>

#include <optional>
#include <string>
#include <vector>

namespace strandline::edit {

/// The parameters of `edit guides`, read.
struct DesignRequest {
    std::string pam;    // what `nuclease.pam` looks at
    Nuclease nuclease;  // with --pam in place
    int spacer_length = 0;
    Strategy strategy = Strategy::knockout;
    std::optional<std::pair<std::int64_t, std::int64_t>> window;  // --window FROM:TO
    std::optional<PairedStrand> paired;                           // --guide-strand
    std::optional<bool> in_bacteria;                              // --host
    std::int64_t promoter_length = 0;
    std::vector<RestrictionSite> avoided;

    DesignRequest() = default;
    DesignRequest(const DesignRequest&) = delete;  // `nuclease` looks into `pam`
};

/// Errors: "parameter.value", "pam.letter", "pam.length", "window.form", "window.order", "window.strategy",
/// "sites.unknown".
Result<void> read_design_request(const operation::Call& call, DesignRequest& request);

/// What is to be covered is one of --genes, --regions, --sequence, and its genome is there. Told before
/// anything runs. Errors: "targets.missing", "targets.several", "genome.missing", "genome.unused",
/// "strategy.no_start", "annotation.missing".
Result<void> check_design_inputs(operation::Call& call);

std::vector<operation::Param> design_params();

}  // namespace strandline::edit
