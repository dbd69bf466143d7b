#pragma once

#include "records.hpp"

#include <functional>

namespace strandline::formats {

/// With an index: where in the file the records of each region begin. The file is read from there to the
/// region's end; every record is looked at, so a jump less costs time only.
class PgxWays {
public:
    /// Moves the reading to an offset, never backwards; false where it is behind that already.
    using Jump = std::function<Result<bool>(std::uint64_t)>;
    enum class Step { use, skip, end };

    void add(const PgxRegion& region, std::uint64_t offset) { ways_.push_back({region, offset}); }
    /// To the first region. Step::end where there is none.
    Result<Step> begin(const Jump& jump);
    /// What becomes of the record at hand: `skip` after a jump, `end` behind the last region.
    Result<Step> follow(std::uint32_t chromosome, std::int64_t position, const Jump& jump);

private:
    struct Way {
        PgxRegion region;
        std::uint64_t offset;
    };
    std::vector<Way> ways_;
    std::size_t at_ = 0;
    bool entered_ = false;  // a record of the region's chromosome was seen since the jump
};

}  // namespace strandline::formats
