#pragma once

#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::edit {

operation::Operation score_operation();        // edit score
operation::Operation score_pairs_operation();  // edit score-pairs

std::vector<operation::Column> guide_score_columns();  // edit.guide-scores/1
std::vector<operation::Column> pair_score_columns();   // edit.pair-scores/1

}  // namespace strandline::edit
