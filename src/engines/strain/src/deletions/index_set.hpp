#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace strandline::strain {

/// A set of small whole numbers, asked quickly.
class IndexSet {
public:
    IndexSet() = default;
    explicit IndexSet(std::int32_t size) : words_((static_cast<std::size_t>(size) + 63) / 64) {}
    void add(std::int32_t index) { words_[word(index)] |= bit(index); }
    bool has(std::int32_t index) const { return !words_.empty() && (words_[word(index)] & bit(index)) != 0; }
    bool has_any(std::span<const std::int32_t> indices) const {
        for (const std::int32_t index : indices)
            if (has(index)) return true;
        return false;
    }

private:
    static std::size_t word(std::int32_t index) { return static_cast<std::size_t>(index) / 64; }
    static std::uint64_t bit(std::int32_t index) { return std::uint64_t{1} << (index % 64); }
    std::vector<std::uint64_t> words_;
};

}  // namespace strandline::strain
