#pragma once

#include <array>
#include <cstdint>

namespace strandline::process {

/// Philox 4x32 with ten rounds: four random words that depend on counter and key alone, so that a sample's
/// numbers do not depend on who draws them. Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy
/// as 1, 2, 3, SC '11 (2011).
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
        const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
        counter = {static_cast<std::uint32_t>(second >> 32U) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(second),
                   static_cast<std::uint32_t>(first >> 32U) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(first)};
        key = {key[0] + 0x9E3779B9U, key[1] + 0xBB67AE85U};
    }
    return counter;
}

/// What the numbers of one seed are for, so that no two uses meet.
enum class Draw : std::uint32_t { place = 0, shuffle = 1 };

/// 64 random bits: number `column` of `sample`.
inline std::uint64_t bits_at(std::uint64_t seed, std::uint64_t sample, std::uint32_t column, Draw draw) {
    const auto words = philox({static_cast<std::uint32_t>(sample), static_cast<std::uint32_t>(sample >> 32U),
                               column, static_cast<std::uint32_t>(draw)},
                              {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)});
    return std::uint64_t{words[0]} << 32U | words[1];
}

/// Within (0, 1), never an end of it.
inline double uniform_at(std::uint64_t seed, std::uint64_t sample, std::uint32_t column) {
    return (static_cast<double>(bits_at(seed, sample, column, Draw::place) >> 12U) + 0.5) * 0x1p-52;
}

}  // namespace strandline::process
