#pragma once

#include "design/design_genes.hpp"
#include "design/design_request.hpp"

#include <strandline/base/file.hpp>
#include <strandline/operation/port.hpp>

#include <string>
#include <vector>

namespace strandline::strain {

/// What the search found, built and measured.
struct DesignReport {
    const DesignRequest& request;
    const DesignSearchResult& search;
    const std::vector<BuiltDesign>& built;  // best first, one for each of search.designs
    const DesignMeasure& wild;
    bool with_certificates = false;
    std::vector<std::string> certified = {};  // one for each of `built`, where they are asked for
};

std::vector<operation::Column> design_columns();
const operation::Column& design_certified_column();
/// Where costs, knock-ins or regulations were given.
const operation::Column& design_cost_column();
Result<void> write_design_table(Sink& sink, const DesignReport& report);
/// Genes of the best design, one a line.
Result<void> write_design_genes(Sink& sink, const DesignReport& report);
/// What the best design is predicted to do, and all designs with what the table has no room for.
Result<void> write_prediction(Sink& sink, const DesignReport& report);

}  // namespace strandline::strain
