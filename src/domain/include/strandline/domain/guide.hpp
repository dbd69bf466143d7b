#pragma once

#include <strandline/domain/genome.hpp>

#include <string>

namespace strandline::domain {

/// A guide RNA by its spacer, as DNA, 5'→3', bases A C G T only; the PAM is not part of it.
struct Guide {
    std::string id;
    std::string spacer;
};

}  // namespace strandline::domain
