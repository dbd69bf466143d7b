#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <string_view>

namespace strandline::formats {

// One reader for each format; `text` is the whole file, decompressed, `file` its name in errors.

Result<domain::Network> read_cobra_json(std::string_view text, std::string_view file);
Result<domain::Network> read_cobra_yaml(std::string_view text, std::string_view file);
Result<domain::Network> read_cobra_mat(std::string_view bytes, std::string_view file);
Result<domain::Network> read_sbml(std::string_view text, std::string_view file);

/// Whether the text is YAML with a list of reactions: "reactions:" or "- reactions:" begins a line.
bool is_cobra_yaml(std::string_view text);
/// MATLAB files: level 5, or level 7.3 (HDF5).
bool is_matlab5(std::string_view bytes);
bool is_hdf5(std::string_view bytes);

}  // namespace strandline::formats
