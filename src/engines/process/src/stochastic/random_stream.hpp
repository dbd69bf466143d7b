#pragma once

#include <bit>
#include <cstdint>

namespace strandline::process {

/// The random numbers of one run: xoshiro256++, its state filled by splitmix64 from the seed and the number
/// of the run, so that runs do not depend on who computes them. Blackman and Vigna, ACM Transactions on
/// Mathematical Software 47:36 (2021).
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::uint64_t number) {
        std::uint64_t mixed = mix(seed + 0x9e3779b97f4a7c15U) + mix(number + 0xd1342543de82ef95U);
        for (std::uint64_t& word : words_) word = mix(mixed += 0x9e3779b97f4a7c15U);
    }

    std::uint64_t bits() {
        const std::uint64_t made = std::rotl(words_[0] + words_[3], 23) + words_[0];
        const std::uint64_t kept = words_[1] << 17U;
        words_[2] ^= words_[0];
        words_[3] ^= words_[1];
        words_[1] ^= words_[2];
        words_[0] ^= words_[3];
        words_[2] ^= kept;
        words_[3] = std::rotl(words_[3], 45);
        return made;
    }
    /// In [0, 1), a multiple of 2^-53.
    double uniform() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }
    /// In (0, 1].
    double above_zero() { return static_cast<double>((bits() >> 11U) + 1) * 0x1p-53; }

private:
    static std::uint64_t mix(std::uint64_t word) {
        word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
        word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
        return word ^ (word >> 31U);
    }
    std::uint64_t words_[4] = {};
};

}  // namespace strandline::process
