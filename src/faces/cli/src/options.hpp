#pragma once

#include <strandline/operation/operation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace strandline::cli {

/// An option that every operation has.
struct CommonOption {
    std::string_view name;
    char letter = 0;
    std::string_view value;  // empty: a switch
    std::string_view help;
    bool of_computations = false;  // makes sense only where results are computed
};
const std::vector<CommonOption>& common_options();
const CommonOption* common_option(std::string_view name);
const CommonOption* common_option(char letter);

/// How help, man page and completion write one option: "--genome FILE".
struct ShownOption {
    std::string name;  // without dashes
    char letter = 0;
    std::string value;        // empty: a switch
    std::string help;         // one paragraph
    bool positional = false;  // may be given as a bare word
    bool required = false;
    std::vector<std::string> choices;
};
struct ShownOperation {
    std::vector<ShownOption> inputs, params, outputs;
};
/// The options of one operation, in the order of its declaration.
ShownOperation shown(const operation::Operation& operation);

/// Whether a common option makes sense for an operation: a query has no seed.
bool has_option(const operation::Operation& operation, const CommonOption& option);

/// "strandline edit offtargets --genome FILE [options]"
std::string usage(const operation::Operation& operation);

/// The ports and parameters that bare words go to, in order.
std::vector<std::string> positionals(const operation::Operation& operation);

}  // namespace strandline::cli
