#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace strandline::edit {

/// A C G T of either case as 0 1 2 3; -1 for anything else.
constexpr int base_number(char base) {
    switch (base) {
    case 'A':
    case 'a':
        return 0;
    case 'C':
    case 'c':
        return 1;
    case 'G':
    case 'g':
        return 2;
    case 'T':
    case 't':
        return 3;
    default:
        return -1;
    }
}

/// Exactly N plain bases as numbers.
template <std::size_t N>
std::optional<std::array<int, N>> plain_bases(std::string_view text) {
    if (text.size() != N) return std::nullopt;
    std::array<int, N> bases;
    for (std::size_t i = 0; i < N; ++i)
        if ((bases[i] = base_number(text[i])) < 0) return std::nullopt;
    return bases;
}

}  // namespace strandline::edit
