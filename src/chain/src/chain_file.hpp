#pragma once

#include "execution.hpp"

#include <strandline/base/file.hpp>
#include <strandline/operation/operation.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strandline::chain {

/// How one input of a step is spelled: a file or object, a list, or another step's output.
struct InputSpelling {
    std::string words;                // for bind_words; empty when it is a step's output
    std::optional<std::size_t> step;  // index of the producing step
    std::string port;                 // its output port
    Place place;
};

struct Step {
    std::string name;
    const operation::Operation* operation = nullptr;
    std::vector<std::pair<std::string, InputSpelling>> inputs;  // port → spelling, in the order of the ports
    std::map<std::string, Json> params;                         // those given, checked
    Place place;
};

struct ChainOutput {
    std::filesystem::path path;  // relative to the chain file
    std::size_t step = 0;
    std::string port;
    Place place;
};

/// A chain whose names, types and parameters have been checked; steps in topological order (the order of
/// the file where it leaves a choice).
struct ChainPlan {
    std::string title;
    std::filesystem::path folder;     // of the chain file
    std::vector<FileIdentity> files;  // the chain file itself
    std::vector<Step> steps;
    std::vector<ChainOutput> outputs;
};

/// Reads and checks a chain file. Up to 20 errors at once.
Result<ChainPlan> read_chain(const Source& source, const operation::Registry& registry);

}  // namespace strandline::chain
