#pragma once

#include <strandline/operation/operation.hpp>

namespace strandline::edit {

operation::Operation base_operation();   // edit base
operation::Operation prime_operation();  // edit prime
operation::Operation donor_operation();  // edit donor

}  // namespace strandline::edit
