#pragma once

#include <strandline/domain/formula.hpp>

#include <sbml/math/ASTNode.h>

#include <memory>

namespace strandline::formats {

/// The formula as the library's tree of Level 3 Version 2; nothing where it draws from a distribution, which
/// core mathematics cannot say.
std::unique_ptr<ASTNode> math_of(const domain::Formula& formula);

}  // namespace strandline::formats
