#pragma once

#include <strandline/base/json.hpp>

#include <cstddef>
#include <optional>

namespace strandline {

struct DuplicateName {
    std::size_t first, second;  // positions among the members
};

/// The first member whose name an earlier member has, too.
std::optional<DuplicateName> find_duplicate_name(const Json::Members& members);

}  // namespace strandline
