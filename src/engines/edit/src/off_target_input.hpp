#pragma once

#include <strandline/base/result.hpp>
#include <strandline/edit/offtargets.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/operation/operation.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// What `edit offtargets` is to look for.
struct OffTargetInput {
    Pattern pattern;
    std::vector<Query> queries;
    std::vector<std::optional<formats::GuidePlace>> places;  // by query: where its guide was designed
};

/// From a guide table, a list of spacers or a Cas-OFFinder file, and the parameters.
Result<OffTargetInput> read_off_target_input(const operation::Call& call);

/// Refuses a call without guides or genome, and takes over what a Cas-OFFinder file says: its PAM, side and
/// largest number of mismatches become the parameters, as they are recorded, and the genome that it names is
/// opened where none was given; the path is relative to that file.
Result<void> complete_from_casoffinder(operation::Call& call);

}  // namespace strandline::edit
