#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace strandline::edit {

/// A set of small numbers, a bit each. Sets of different size go together: what is not there is 0.
class Bits {
public:
    void set(std::size_t i) {
        if (i / 64 >= words_.size()) words_.resize(i / 64 + 1);
        words_[i / 64] |= std::uint64_t{1} << i % 64;
    }
    void clear(std::size_t i) {
        if (i / 64 < words_.size()) words_[i / 64] &= ~(std::uint64_t{1} << i % 64);
    }
    bool test(std::size_t i) const { return i / 64 < words_.size() && (words_[i / 64] >> i % 64 & 1); }
    bool any() const {
        return std::ranges::any_of(words_, [](std::uint64_t word) { return word != 0; });
    }
    std::uint64_t count() const {
        std::uint64_t sum = 0;
        for (const std::uint64_t word : words_) sum += static_cast<std::uint64_t>(std::popcount(word));
        return sum;
    }
    Bits& operator&=(const Bits& other) {
        if (words_.size() > other.words_.size()) words_.resize(other.words_.size());
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
        return *this;
    }
    Bits& operator|=(const Bits& other) {
        if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
        for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }
    /// Takes away what `other` holds.
    Bits& operator-=(const Bits& other) {
        for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i)
            words_[i] &= ~other.words_[i];
        return *this;
    }
    bool intersects(const Bits& other) const {
        for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i)
            if (words_[i] & other.words_[i]) return true;
        return false;
    }
    std::size_t words() const { return words_.size(); }
    std::uint64_t word(std::size_t i) const { return i < words_.size() ? words_[i] : 0; }
    std::uint64_t& word_at(std::size_t i) {
        if (i >= words_.size()) words_.resize(i + 1);
        return words_[i];
    }
    /// Calls `use(i)` for each number of the set, ascending.
    template <class Use>
    void each(Use use) const {
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (std::uint64_t left = words_[w]; left; left &= left - 1)
                use(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }

private:
    std::vector<std::uint64_t> words_;
};

}  // namespace strandline::edit
