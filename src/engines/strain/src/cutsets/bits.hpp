#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// A set of small numbers.
class Bits {
public:
    Bits() = default;
    explicit Bits(std::size_t size) : words_((size + 63) / 64) {}

    void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
    void reset(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
    bool test(std::size_t i) const { return i / 64 < words_.size() && (words_[i / 64] >> (i % 64) & 1) != 0; }
    /// As `set`, for a set that grows.
    void put(std::size_t i) {
        if (i / 64 >= words_.size()) words_.resize(i / 64 + 1);
        set(i);
    }
    std::size_t words() const { return words_.size(); }
    std::uint64_t word(std::size_t k) const { return words_[k]; }
    std::uint64_t& word(std::size_t k) { return words_[k]; }
    bool none() const {
        for (const std::uint64_t word : words_)
            if (word != 0) return false;
        return true;
    }
    std::size_t count() const {
        std::size_t sum = 0;
        for (const std::uint64_t word : words_) sum += static_cast<std::size_t>(std::popcount(word));
        return sum;
    }
    /// Of sets of one size.
    Bits& operator|=(const Bits& other) {
        for (std::size_t k = 0; k < words_.size(); ++k) words_[k] |= other.words_[k];
        return *this;
    }
    Bits& operator&=(const Bits& other) {
        for (std::size_t k = 0; k < words_.size(); ++k) words_[k] &= other.words_[k];
        return *this;
    }
    template <class Visit>
    void each(Visit&& visit) const {
        for (std::size_t k = 0; k < words_.size(); ++k)
            for (std::uint64_t rest = words_[k]; rest != 0; rest &= rest - 1)
                visit(static_cast<std::int32_t>(k * 64 + static_cast<std::size_t>(std::countr_zero(rest))));
    }

private:
    std::vector<std::uint64_t> words_;
};

}  // namespace strandline::strain
