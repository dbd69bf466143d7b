#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace strandline::edit {

/// What the on-target model sees of a guide, in the order of model/features.py; the position is the last.
constexpr std::size_t on_target_feature_count = 246;
using OnTargetFeatures = std::array<std::int16_t, on_target_feature_count>;

/// Nothing where the context is not 30 bases of A C G T with the PAM NGG behind the spacer.
std::optional<OnTargetFeatures> on_target_features(std::string_view context,
                                                   std::optional<double> percent_peptide);

}  // namespace strandline::edit
