#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>
#include <strandline/strain/flux_model.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// A linear function of fluxes; terms in order of the reaction.
using FluxExpression = std::vector<domain::Term>;

/// lower <= terms . v <= upper; mmol/gDW/h times the coefficients.
struct FluxCondition {
    FluxExpression terms;
    double lower = -numerics::infinity, upper = numerics::infinity;
    std::string text;  // as it was written
};

/// All conditions at once: a region of fluxes.
using FluxRegion = std::vector<FluxCondition>;

/// "EX_succ_e", "2 PGI - 0.5 * PFK", "growth" (the model's objective). `option` is how errors call the text.
Result<FluxExpression> parse_expression(std::string_view text, const FluxModel& model,
                                        std::string_view option);

/// Conditions joined by commas: "growth >= 0.001", "EX_etoh_e <= 1, EX_o2_e = 0", "EX_succ_e + 0.5
/// EX_glc__D_e >= 0". Reactions may stand on both sides; of a ratio, write "EX_succ_e >= 0.5 * EX_ac_e".
Result<FluxRegion> parse_region(std::string_view text, const FluxModel& model, std::string_view option);

/// A reaction of the network by id, with or without the prefix R_; the error names near ones.
Result<std::int32_t> reaction_named(const domain::Network& network, std::string_view id,
                                    std::string_view option);
/// The same for a gene: by id (with or without G_), else by its name.
Result<std::int32_t> gene_named(const domain::Network& network, std::string_view id, std::string_view option);

}  // namespace strandline::strain
