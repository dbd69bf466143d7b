#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace strandline::edit {

constexpr std::array<std::int8_t, 256> base_numbers = [] {
    std::array<std::int8_t, 256> numbers{};
    numbers.fill(-1);
    for (int i = 0; i < 4; ++i) {
        numbers[static_cast<unsigned char>("ACGT"[i])] = static_cast<std::int8_t>(i);
        numbers[static_cast<unsigned char>("acgt"[i])] = static_cast<std::int8_t>(i);
    }
    return numbers;
}();

/// A C G T of either case as 0 1 2 3; -1 for anything else.
constexpr int base_number(char base) { return base_numbers[static_cast<unsigned char>(base)]; }

/// Exactly N plain bases as numbers.
template <std::size_t N>
std::optional<std::array<int, N>> plain_bases(std::string_view text) {
    if (text.size() != N) return std::nullopt;
    std::array<int, N> bases;
    int all = 0;  // negative as soon as one is
    for (std::size_t i = 0; i < N; ++i) all |= bases[i] = base_number(text[i]);
    if (all < 0) return std::nullopt;
    return bases;
}

}  // namespace strandline::edit
