#include "design/witness_pool.hpp"

#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

DesignMarks elements_against(const DesignSpace& space, const DesignMarks& support) {
    DesignMarks made(space.elements.size());
    support.each([&](std::int32_t column) {
        for (const auto& set : space.kill_sets[at(column)])
            for (const std::int32_t element : set) made.set(element);
    });
    return made;
}

void WitnessPool::add(DesignState state) {
    const auto index = static_cast<std::int32_t>(size());
    growth_.push_back(state.growth);
    product_.push_back(state.product);
    state.support.each([&](std::int32_t column) {
        users_[at(column)].grow(size());
        users_[at(column)].set(index);
    });
    elements_.push_back(elements_against(*space_, state.support));
    support_.push_back(std::move(state.support));
}

void WitnessPool::add(const WitnessPool& other) {
    for (std::size_t i = 0; i < other.size(); ++i)
        add({other.growth_[i], other.product_[i], other.support_[i]});
}

DesignMarks WitnessPool::running(double limit, std::span<const std::int32_t> columns) const {
    DesignMarks made(size());
    for (std::size_t i = 0; i < size(); ++i)
        if (growth_[i] > limit) made.set(static_cast<std::int32_t>(i));
    for (const std::int32_t column : columns) made.remove(users_[at(column)]);
    return made;
}

void WitnessPool::count_use(std::vector<int>& by_element) const {
    for (const DesignMarks& elements : elements_)
        elements.each([&](std::int32_t element) { ++by_element[at(element)]; });
}

bool WitnessPool::any_runs(const DesignMarks& states, std::span<const std::int32_t> columns) const {
    for (std::size_t w = 0; w < states.words(); ++w) {
        std::uint64_t left = states.word_at(w);
        for (const std::int32_t column : columns) left &= ~users_[at(column)].word_at(w);
        if (left != 0) return true;
    }
    return false;
}

}  // namespace strandline::strain
