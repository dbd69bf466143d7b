#pragma once

#include <strandline/domain/run_data.hpp>

namespace strandline::process {

using domain::Missing;
using domain::Reading;
using domain::RunData;
using domain::Signal;

}  // namespace strandline::process
