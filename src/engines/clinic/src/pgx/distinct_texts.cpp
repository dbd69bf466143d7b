#include "pgx/distinct_texts.hpp"

#include <algorithm>
#include <functional>

namespace strandline::clinic {

std::uint64_t DistinctTexts::mark(std::string_view text) { return std::hash<std::string_view>{}(text); }

std::uint32_t DistinctTexts::place_of(std::string_view text, std::uint64_t mark) {
    if (2 * texts_.size() >= slots_.size()) widen();
    const std::size_t mask = slots_.size() - 1;
    const auto high = static_cast<std::uint32_t>(mark >> 32);
    std::size_t at = mark & mask;
    for (; slots_[at].place != vacant; at = (at + 1) & mask)
        if (slots_[at].mark == high && texts_[slots_[at].place] == text) return slots_[at].place;
    slots_[at] = {static_cast<std::uint32_t>(texts_.size()), high};
    texts_.push_back(keep(text));
    marks_.push_back(mark);
    return slots_[at].place;
}

std::string_view DistinctTexts::keep(std::string_view text) {
    if (text.size() > room_) {
        room_ = std::max(block_size, text.size());
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
        free_ = blocks_.back().get();
    }
    char* const begin = free_;
    std::ranges::copy(text, begin);
    free_ += text.size();
    room_ -= text.size();
    return {begin, text.size()};
}

void DistinctTexts::widen() {
    std::vector<Slot> wider(std::max<std::size_t>(64, 2 * slots_.size()));
    const std::size_t mask = wider.size() - 1;
    for (std::uint32_t place = 0; place < texts_.size(); ++place) {
        std::size_t at = marks_[place] & mask;
        while (wider[at].place != vacant) at = (at + 1) & mask;
        wider[at] = {place, static_cast<std::uint32_t>(marks_[place] >> 32)};
    }
    slots_ = std::move(wider);
}

}  // namespace strandline::clinic
