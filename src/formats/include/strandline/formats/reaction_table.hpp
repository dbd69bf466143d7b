#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <string_view>
#include <vector>

namespace strandline::formats {

/// Reactions to choose from. Metabolites and genes are those that the reactions name, in order of first
/// mention; there is no objective.
struct ReactionTable {
    domain::Network network;
    std::vector<double> cost;  // by reaction
    std::vector<Place> place;  // of its id, by reaction
};

/// 0, or from 1e-9 to 1e9: sums of costs must stay exact enough to be compared.
bool is_cost(double value);
inline constexpr std::string_view costs_are = "0, or a cost from 1e-9 to 1e9";

/// Whether it is text whose first line has tabs: what tells a table from a model in YAML.
bool is_reaction_table(const Source& source);

/// A TSV table with the columns `id` and `equation` and, where they are there, `name`, `lower`, `upper`
/// (mmol/gDW/h; an empty cell is what the arrow says, 1000 at most), `genes` (a gene rule) and `cost` (1 when
/// empty). Equations are as COBRA writes them: `a_c + 2 b_c --> c_c`, `<=>`, `<--`; one side may be empty.
/// The compartment of a metabolite is what follows the last `_` of its id. Errors are placed, up to 20.
Result<ReactionTable> read_reaction_table(const Source& source);

}  // namespace strandline::formats
