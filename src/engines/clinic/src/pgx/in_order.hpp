#pragma once

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace strandline::clinic {

/// Makes `count` pieces on up to `threads` threads and takes them one by one in their order, while later ones
/// are made. At most eight pieces a thread are held. `take` returns false to end it.
template <class Piece, class Make, class Take>
void in_order(std::size_t count, unsigned threads, const Make& make, const Take& take) {
    const std::size_t width = 4 * std::size_t{std::max(threads, 1U)};
    std::vector<Piece> made, next;
    bool goes_on = true;
    const auto take_all = [&] {
        for (Piece& piece : made) goes_on = goes_on && take(piece);
    };
    for (std::size_t first = 0; first < count && goes_on; first += width) {
        next.resize(std::min(width, count - first));
        parallel_for(next.size() + 1, threads, [&](std::size_t i) {
            if (i == 0)
                take_all();
            else
                next[i - 1] = make(first + i - 1);
        });
        made.swap(next);
    }
    take_all();
}

}  // namespace strandline::clinic
