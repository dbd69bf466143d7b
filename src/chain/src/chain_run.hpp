#pragma once

#include "chain_file.hpp"

namespace strandline::chain {

struct ChainOptions {
    bool dry_run = false;
    std::optional<std::filesystem::path> output_folder;  // instead of the chain file's folder
};

/// Runs what is not cached, in parallel where steps do not depend on each other, and writes [output] files.
/// One line a step, in topological order, goes to `lines`; the first failure ends it when running steps are
/// done.
Result<void> run_chain(Session::State& session, const operation::Registry& registry, const ChainPlan& plan,
                       const ChainOptions& options, const std::function<void(std::string)>& lines,
                       Context& context);

/// The chain as a Graphviz graph: files, steps, outputs.
std::string as_graph(const ChainPlan& plan);

}  // namespace strandline::chain
