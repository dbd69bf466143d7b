#include <strandline/domain/annotation.hpp>

namespace strandline::domain {

std::int64_t CodingSequence::length() const {
    std::int64_t total = 0;
    for (const Interval& part : parts) total += part.end - part.begin;
    return total;
}

}  // namespace strandline::domain
