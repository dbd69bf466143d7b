#pragma once

#include "scale/study/figure_log.hpp"
#include "scale/study/study.hpp"

#include <strandline/formats/settings.hpp>

namespace strandline::process {

/// VESSELS.toml, docs/process/scale.md. Slips are told by `file.finish()`, which this calls.
Result<ScaleStudy> read_scale_study(const formats::SettingsDocument& file);

// Its parts.
StudyVessel read_vessel(const std::string& name, const formats::SettingsTable& table, FigureLog& log);
RecipeSettings read_recipe(const formats::SettingsTable& table, FigureLog& log);

}  // namespace strandline::process
