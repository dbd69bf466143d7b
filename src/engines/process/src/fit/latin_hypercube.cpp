#include <strandline/process/fit.hpp>

#include <random>
#include <utility>

namespace strandline::process {

std::vector<double> latin_hypercube(std::size_t count, std::size_t components, std::uint64_t seed) {
    // The standard's distributions differ between libraries; its generator's bits do not.
    std::mt19937_64 random(seed);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    std::vector<double> points(count * components);
    std::vector<std::size_t> slices(count);
    for (std::size_t k = 0; k < components; ++k) {
        for (std::size_t i = 0; i < count; ++i) slices[i] = i;
        for (std::size_t i = count; i > 1; --i)
            std::swap(slices[i - 1], slices[static_cast<std::size_t>(uniform() * static_cast<double>(i))]);
        for (std::size_t i = 0; i < count; ++i)
            points[i * components + k] =
                (static_cast<double>(slices[i]) + uniform()) / static_cast<double>(count);
    }
    return points;
}

}  // namespace strandline::process
