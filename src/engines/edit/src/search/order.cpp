#include <strandline/edit/offtargets.hpp>

#include <bit>
#include <tuple>

namespace strandline::edit {
namespace {

bool alignment_before(const Alignment& a, const Alignment& b) {
    const std::uint64_t differ = a.steps ^ b.steps;
    if (differ == 0) return a.columns < b.columns;
    const int column = std::countr_zero(differ) / 2;
    return a.step(column) < b.step(column);
}

auto place(const OffTarget& hit) {
    return std::tuple(hit.guide, hit.interval.contig, hit.interval.begin, hit.strand, hit.interval.end,
                      hit.edits(), hit.bulges());
}

}  // namespace

bool in_order(const OffTarget& a, const OffTarget& b) {
    const auto of_a = place(a), of_b = place(b);
    return of_a != of_b ? of_a < of_b : alignment_before(a.alignment, b.alignment);
}

}  // namespace strandline::edit
