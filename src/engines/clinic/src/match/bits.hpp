#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace strandline::clinic {

/// A set of small numbers.
class Bits {
public:
    explicit Bits(std::size_t size = 0) : words_((size + 63) / 64) {}
    void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
    bool has(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
    std::size_t words() const { return words_.size(); }
    std::uint64_t word(std::size_t w) const { return words_[w]; }
    bool any() const {
        for (const std::uint64_t word : words_)
            if (word) return true;
        return false;
    }
    bool operator==(const Bits&) const = default;

private:
    std::vector<std::uint64_t> words_;
};

/// How many are in both.
inline int common(const Bits& one, const Bits& other) {
    int count = 0;
    for (std::size_t w = 0; w < one.words(); ++w) count += std::popcount(one.word(w) & other.word(w));
    return count;
}

inline bool meet(const Bits& one, const Bits& other) {
    for (std::size_t w = 0; w < one.words(); ++w)
        if (one.word(w) & other.word(w)) return true;
    return false;
}

/// Whether all of `one` are in `other`.
inline bool within(const Bits& one, const Bits& other) {
    for (std::size_t w = 0; w < one.words(); ++w)
        if (one.word(w) & ~other.word(w)) return false;
    return true;
}

}  // namespace strandline::clinic
