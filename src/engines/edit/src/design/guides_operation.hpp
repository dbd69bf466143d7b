#pragma once

#include <strandline/base/file.hpp>
#include <strandline/domain/genome.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/operation/operation.hpp>

#include <span>

namespace strandline::edit {

operation::Operation guides_operation();

}  // namespace strandline::edit
