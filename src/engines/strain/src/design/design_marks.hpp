#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace strandline::strain {

/// A set of small numbers, one bit each.
class DesignMarks {
public:
    DesignMarks() = default;
    explicit DesignMarks(std::size_t size) : words_((size + 63) / 64, 0) {}

    void set(std::int32_t index) { words_[word(index)] |= bit(index); }
    bool has(std::int32_t index) const { return (words_[word(index)] & bit(index)) != 0; }
    /// Makes room for at least `size` marks.
    void grow(std::size_t size) { words_.resize((size + 63) / 64, 0); }

    std::size_t words() const { return words_.size(); }
    std::uint64_t word_at(std::size_t i) const { return i < words_.size() ? words_[i] : 0; }
    void remove(const DesignMarks& other) {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.word_at(i);
    }
    bool none() const {
        for (const std::uint64_t w : words_)
            if (w != 0) return false;
        return true;
    }
    /// How many are here and not in `other`.
    int count_without(const DesignMarks& other) const {
        int sum = 0;
        for (std::size_t i = 0; i < words_.size(); ++i) sum += std::popcount(words_[i] & ~other.word_at(i));
        return sum;
    }
    /// Calls visit(index) in ascending order.
    template <class Visit>
    void each(Visit&& visit) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (std::uint64_t w = words_[i]; w != 0; w &= w - 1)
                visit(static_cast<std::int32_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(w))));
    }

private:
    static std::size_t word(std::int32_t index) { return static_cast<std::size_t>(index) / 64; }
    static std::uint64_t bit(std::int32_t index) { return std::uint64_t{1} << (index % 64); }
    std::vector<std::uint64_t> words_;
};

}  // namespace strandline::strain
