#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>
#include <strandline/numerics/linear_program.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {

/// A network under conditions: all v with S v = 0, lower <= v <= upper (mmol/gDW/h) and the further rows of
/// the network. Columns are the reactions of the network, in its order.
///
/// Rows of S are in a canonical form: the coefficients as the file's decimals say them, multiplied so that
/// they are whole numbers without a common factor. A model whose metabolites are counted in other units has
/// the same rows, and so the same answers to the last bit.
struct FluxModel {
    std::shared_ptr<const domain::Network> network;
    numerics::SparseColumns stoichiometry;
    std::vector<std::int32_t> metabolite_of_row;  // -1 for a further row
    std::vector<double> row_lower, row_upper;     // 0 and 0 but for further rows
    std::vector<double> lower, upper;             // by reaction
    std::vector<domain::Term> objective;          // of reactions
    bool maximise = true;
    std::string objective_name;  // the reaction, or the expression

    std::int32_t reactions() const { return static_cast<std::int32_t>(lower.size()); }
    std::int32_t rows() const { return static_cast<std::int32_t>(row_lower.size()); }
    const std::string& reaction_id(std::int32_t reaction) const {
        return network->reactions[static_cast<std::size_t>(reaction)].id;
    }
};

/// The model as the file has it: its bounds, its active objective.
FluxModel flux_model(std::shared_ptr<const domain::Network> network);

/// Its linear program, with its objective.
numerics::LinearProgram linear_program(const FluxModel& model);

/// Exchange reactions: one metabolite, no other. Uptake is a negative flux when the metabolite is consumed by
/// the reaction as written, else a positive one.
bool is_exchange(const domain::Reaction& reaction);

}  // namespace strandline::strain
