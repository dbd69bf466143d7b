#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace strandline::clinic {

/// Texts, each once, numbered as they first come. Memory: their bytes, and 32 a text.
class DistinctTexts {
public:
    /// What finds a text again; the same for equal texts.
    static std::uint64_t mark(std::string_view text);

    std::uint32_t place_of(std::string_view text) { return place_of(text, mark(text)); }
    std::uint32_t place_of(std::string_view text, std::uint64_t mark);

    std::string_view operator[](std::size_t place) const { return texts_[place]; }
    std::size_t size() const { return texts_.size(); }

private:
    static constexpr std::size_t block_size = std::size_t{1} << 18;
    struct Slot {
        std::uint32_t place = vacant, mark = 0;
    };
    static constexpr std::uint32_t vacant = ~std::uint32_t{0};

    std::string_view keep(std::string_view text);
    void widen();

    std::vector<std::string_view> texts_;  // in blocks_
    std::vector<std::uint64_t> marks_;
    std::vector<Slot> slots_;  // open addressing
    std::vector<std::unique_ptr<char[]>> blocks_;
    std::size_t room_ = 0;  // in the last block
    char* free_ = nullptr;
};

}  // namespace strandline::clinic
