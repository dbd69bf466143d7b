#include <strandline/numerics/recording.hpp>

#include <algorithm>

namespace strandline::numerics {

void Recording::add(double from, double to, double end, double length,
                    std::span<const std::span<const double>> scaled) {
    size_ = scaled.front().size();
    steps_.push_back({from, to, end, length, scaled_.size(), scaled.size()});
    for (const auto& values : scaled) scaled_.insert(scaled_.end(), values.begin(), values.end());
}

void Recording::clear() {
    steps_.clear();
    scaled_.clear();
}

void Recording::state_at(double time, double* state) const {
    auto found = std::ranges::lower_bound(steps_, time, {}, &Step::to);
    if (found == steps_.end()) --found;
    const double distance = (std::clamp(time, found->from, found->to) - found->end) / found->length;
    const double* term = scaled_.data() + found->first + (found->terms - 1) * size_;
    std::copy_n(term, size_, state);
    for (std::size_t j = found->terms - 1; j-- > 0;) {
        term -= size_;
        for (std::size_t i = 0; i < size_; ++i) state[i] = state[i] * distance + term[i];
    }
}

}  // namespace strandline::numerics
