#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace strandline {

/// Zeroed words that can become more without being copied: memory straight from the system, which costs
/// nothing before it is touched. In large pages where the system has them.
class Pages {
public:
    Pages() = default;
    ~Pages();
    Pages(Pages&& other) noexcept;
    Pages& operator=(Pages&& other) noexcept;

    /// Words that are new are 0. Words may move, so that spans of before are no longer good; never shrinks.
    /// Throws std::bad_alloc where the system has no more.
    void grow(std::size_t count);
    std::span<std::uint64_t> words() { return {begin_, count_}; }
    std::span<const std::uint64_t> words() const { return {begin_, count_}; }

private:
    std::uint64_t* begin_ = nullptr;
    std::size_t count_ = 0;     // words asked for
    std::size_t reserved_ = 0;  // bytes mapped
};

}  // namespace strandline
