#pragma once

#include <strandline/base/result.hpp>
#include <strandline/edit/offtargets.hpp>
#include <strandline/operation/operation.hpp>

#include <vector>

namespace strandline::edit {

/// What `edit offtargets` is to look for.
struct OffTargetInput {
    Pattern pattern;
    std::vector<Query> queries;
};

/// From a guide table, a list of spacers or a Cas-OFFinder file, and the parameters.
Result<OffTargetInput> read_off_target_input(const operation::Call& call);

/// Opens the genome that a Cas-OFFinder file names, where none was given; its path is relative to that file.
Result<void> find_genome_of_casoffinder(operation::Call& call);

}  // namespace strandline::edit
