#pragma once

#include <strandline/operation/operation.hpp>

#include <string>

namespace strandline::cli {

extern const std::string_view program_version;

/// `strandline --help`: what it is, for whom, first steps, every operation in one line.
std::string overview(const operation::Registry& registry);
/// `strandline edit --help`
std::string group_help(const operation::Registry& registry, std::string_view group);
/// `strandline edit offtargets --help`
std::string operation_help(const operation::Operation& operation);

/// Manual pages in man(7) macros: of the program (operation == nullptr), or of one operation.
std::string man_page(const operation::Registry& registry, const operation::Operation* operation);

/// A script for bash: source <(strandline completion bash)
std::string bash_completion(const operation::Registry& registry);

/// Groups in the order of the registry: "edit", "thread"; operations of one word ("init") have the group "".
std::vector<std::string> groups(const operation::Registry& registry);

}  // namespace strandline::cli
