#pragma once

#include <strandline/base/context.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>

#include "disk.hpp"
#include "verify.hpp"

namespace strandline::store {

/// A public body that was found damaged is stored again by the next run that makes it. This puts the good
/// bytes back into the damaged frames, byte for byte what they were; the number of frames. Needs the writer
/// lock.
Result<std::uint64_t> mend_bodies(const Layout& layout, const Snapshot& snapshot, Context& context);

}  // namespace strandline::store
