#include <strandline/base/error.hpp>
#include <strandline/edit/scores.hpp>

#include <cmath>
#include <limits>

namespace strandline::edit {
namespace {

constexpr double unit = 1.0 / (1 << 30);
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

std::uint64_t capped_sum(std::uint64_t a, std::uint64_t b) { return a > most - b ? most : a + b; }

}  // namespace

void Specificity::add(double percent) {
    STRANDLINE_ASSERT(percent >= 0 && percent <= 100);
    units_ = capped_sum(units_, static_cast<std::uint64_t>(std::llround(percent / unit)));
}

void Specificity::add(const Specificity& other) { units_ = capped_sum(units_, other.units_); }

double Specificity::sum() const { return static_cast<double>(units_) * unit; }

double Specificity::value() const { return 100 * 100 / (100 + sum()); }

}  // namespace strandline::edit
