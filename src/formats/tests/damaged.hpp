#pragma once

#include "support.hpp"

#include <rapidcheck.h>

#include <cstddef>
#include <functional>
#include <string>

namespace strandline::formats::testing {

/// Flips bits, overwrites, cuts, repeats and removes pieces.
inline std::string damaged(std::string bytes) {
    for (int changes = *rc::gen::inRange(1, 6); changes > 0 && !bytes.empty(); --changes) {
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        const auto size = *rc::gen::inRange<std::size_t>(0, 20);
        switch (*rc::gen::inRange(0, 6)) {
        case 0:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << *rc::gen::inRange(0, 8)));
            break;
        case 1:
            bytes[at] = *rc::gen::arbitrary<char>();
            break;
        case 2:
            bytes.resize(at);
            break;
        case 3:
            bytes.erase(at, size);
            break;
        case 4:
            bytes.insert(at, bytes.substr(*rc::gen::inRange<std::size_t>(0, bytes.size()), size));
            break;
        case 5:
            bytes.insert(at, *rc::gen::element<std::string>("\n", "\t", ">", "//", "\"", "join(", ",", "..",
                                                            "99999999999999999999", "-1", "%", "=", "\r"));
            break;
        }
    }
    return bytes;
}

inline void check_reader(const std::string& good, const std::function<void(const Source&)>& read) {
    CHECK(rc::check([&] { read(file(damaged(good))); }));
    const std::string packed = gzip(good);
    CHECK(rc::check([&] { read(file(damaged(packed))); }));
}

/// An error must be fit to be shown.
template <class Outcome>
void judge(const Outcome& outcome) {
    if (!outcome) RC_ASSERT(!render(outcome.error()).empty());
}

}  // namespace strandline::formats::testing
