#include "ways.hpp"

#include <algorithm>

namespace strandline::formats {

Result<PgxWays::Step> PgxWays::begin(const Jump& jump) {
    std::ranges::sort(ways_, {}, &Way::offset);
    at_ = 0;
    if (ways_.empty()) return Step::end;
    STRANDLINE_TRY(const bool jumped, jump(ways_.front().offset));
    entered_ = !jumped;
    return Step::use;
}

Result<PgxWays::Step> PgxWays::follow(std::uint32_t chromosome, std::int64_t position, const Jump& jump) {
    for (;;) {
        const PgxRegion& region = ways_[at_].region;
        const bool inside = chromosome == region.chromosome;
        entered_ = entered_ || inside;
        if (inside ? position <= region.last : !entered_) return Step::use;
        if (++at_ == ways_.size()) return Step::end;
        const PgxRegion& next = ways_[at_].region;
        if (next.chromosome == chromosome && position <= next.last && position >= next.first) continue;
        STRANDLINE_TRY(const bool jumped, jump(ways_[at_].offset));
        entered_ = !jumped;
        if (jumped) return Step::skip;
    }
}

}  // namespace strandline::formats
