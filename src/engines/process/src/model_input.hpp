#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>
#include <strandline/formats/settings.hpp>
#include <strandline/operation/operation.hpp>

namespace strandline::process {

/// The model, and the files that it takes models from in their turn.
operation::Port model_port();
operation::Port submodels_port();

/// Makes the other files of a hierarchical model inputs, so that the record and the cache know them.
Result<void> find_submodels(operation::Call& call);

/// The JSON of the port `figures`, for figures of the settings that are taken from results: "figures" where
/// there is one, "figures.1" and so on.
Result<void> give_figures(const operation::Call& call, formats::SettingsDocument& document);

/// An error that names no file yet, as one of this file.
Error in_file(Error error, const Source& source);

}  // namespace strandline::process
