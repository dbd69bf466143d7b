#pragma once

#include <strandline/chain/runner.hpp>
#include <strandline/operation/operation.hpp>

#include <span>
#include <string>

namespace strandline::cli {

/// What the words of a command line ask for.
struct CommandLine {
    enum class Wish { run, overview, group_help, help, schema, version } wish = Wish::run;
    std::string group;
    chain::Request request;
    std::map<std::string, std::string> common;  // common options that were given
    bool has(std::string_view name) const { return common.contains(std::string(name)); }
};

/// Unknown words get their nearest candidates; up to 20 errors at once.
Result<CommandLine> parse(std::span<const std::string> words, const operation::Registry& registry);

}  // namespace strandline::cli
