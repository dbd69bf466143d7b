#include "design/kill_sets.hpp"

#include <algorithm>
#include <iterator>

namespace strandline::strain {
namespace {

using Set = std::vector<std::int32_t>;

KillSets smallest(KillSets all) {
    std::ranges::sort(
        all, [](const Set& a, const Set& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
    KillSets kept;
    for (Set& one : all)
        if (std::ranges::none_of(kept, [&](const Set& other) { return is_within(other, one); }))
            kept.push_back(std::move(one));
    return kept;
}

/// One of each: what it takes to stop both.
KillSets both(const KillSets& a, const KillSets& b, int most) {
    KillSets made;
    for (const Set& x : a)
        for (const Set& y : b) {
            Set sum;
            std::ranges::set_union(x, y, std::back_inserter(sum));
            if (static_cast<int>(sum.size()) <= most) made.push_back(std::move(sum));
        }
    return smallest(std::move(made));
}

}  // namespace

bool is_within(std::span<const std::int32_t> part, std::span<const std::int32_t> whole) {
    return std::ranges::includes(whole, part);
}

KillSets united(KillSets a, KillSets b) {
    a.insert(a.end(), std::make_move_iterator(b.begin()), std::make_move_iterator(b.end()));
    return smallest(std::move(a));
}

KillSets kill_sets(const domain::GeneRule& rule, int most, const std::function<bool(std::int32_t)>& may_go) {
    using Kind = domain::GeneRule::Kind;
    switch (rule.kind) {
    case Kind::none:
        return {};
    case Kind::gene:
        return most >= 1 && may_go(rule.gene) ? KillSets{{rule.gene}} : KillSets{};
    case Kind::all_of: {
        KillSets made;
        for (const domain::GeneRule& part : rule.parts)
            made = united(std::move(made), kill_sets(part, most, may_go));
        return made;
    }
    case Kind::any_of: {
        KillSets made = {{}};
        for (const domain::GeneRule& part : rule.parts) {
            made = both(made, kill_sets(part, most, may_go), most);
            if (made.empty()) break;
        }
        return made;
    }
    }
    return {};
}

}  // namespace strandline::strain
