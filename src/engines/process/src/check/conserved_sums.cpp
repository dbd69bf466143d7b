#include "check/model_check.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <unordered_map>

namespace strandline::process {
namespace {

using domain::KineticModel;

constexpr std::int64_t prime = 2147483647;  // 2^31 - 1
constexpr std::int64_t largest = 32767;     // of a coefficient: its square stays below half of the prime

std::int64_t modulo(std::int64_t value) {
    const std::int64_t rest = value % prime;
    return rest < 0 ? rest + prime : rest;
}

std::int64_t inverse(std::int64_t value) {
    std::int64_t power = prime - 2, base = modulo(value), made = 1;
    for (; power > 0; power /= 2, base = base * base % prime)
        if (power % 2 == 1) made = made * base % prime;
    return made;
}

struct Fraction {
    std::int64_t numerator = 0, denominator = 1;
};

/// By continued fractions; nothing where no small fraction is within rounding.
std::optional<Fraction> as_fraction(double value) {
    if (!(std::fabs(value) <= static_cast<double>(largest))) return std::nullopt;
    double rest = value;
    std::int64_t p0 = 0, p1 = 1, q0 = 1, q1 = 0;
    for (int step = 0; step < 20; ++step) {
        const double whole = std::floor(rest);
        if (std::fabs(whole) > static_cast<double>(largest)) break;
        const auto term = static_cast<std::int64_t>(whole);
        const std::int64_t p = term * p1 + p0, q = term * q1 + q0;
        if (std::llabs(p) > largest || q > largest) break;
        p0 = p1, p1 = p, q0 = q1, q1 = q;
        const double error = value - static_cast<double>(p) / static_cast<double>(q);
        if (std::fabs(error) <= 1e-12 * std::max(1.0, std::fabs(value))) return Fraction{p, q};
        rest = 1 / (rest - whole);
    }
    return std::nullopt;
}

/// The small fraction that is `value` modulo the prime. Wang, Guy & Davenport, ACM SIGSAM Bulletin 16:2
/// (1982).
std::optional<Fraction> reconstructed(std::int64_t value) {
    std::int64_t r0 = prime, r1 = modulo(value), t0 = 0, t1 = 1;
    while (r1 > largest) {
        const std::int64_t quotient = r0 / r1;
        r0 = std::exchange(r1, r0 - quotient * r1);
        t0 = std::exchange(t1, t0 - quotient * t1);
    }
    if (t1 == 0 || std::llabs(t1) > largest) return std::nullopt;
    return t1 < 0 ? Fraction{-r1, -t1} : Fraction{r1, t1};
}

using Row = std::vector<std::int64_t>;  // by species; equations modulo the prime, or a sum's coefficients

class SumFinder {
public:
    explicit SumFinder(const KineticModel& model) : model_(model) {
        find_species();
        for (const auto& reaction : model.reactions) equations_.push_back(net(reaction));
    }

    std::vector<Row> find() {
        for (const auto& equation : equations_) {
            Row row(ids_.size(), 0);
            for (const auto& [species, change] : equation) {
                const auto fraction = as_fraction(change);
                row[species] =
                    fraction ? modulo(fraction->numerator) * inverse(fraction->denominator) % prime : 0;
                if (!fraction) unfit_.insert(species);
            }
            insert(std::move(row));
        }
        for (const std::size_t species : unfit_) {
            Row row(ids_.size(), 0);
            row[species] = 1;
            insert(std::move(row));
        }
        return null_space();
    }

    const std::vector<std::string>& ids() const { return ids_; }

private:
    void find_species() {
        std::set<std::string> ruled;
        for (const auto& rule : model_.rules) ruled.insert(rule.variable);
        for (const auto& one : model_.species) {
            if (one.boundary || one.constant || ruled.contains(one.id)) continue;
            if (!one.conversion_factor.empty()) unfit_.insert(ids_.size());
            index_.emplace(one.id, ids_.size());
            ids_.push_back(one.id);
        }
        for (const auto& assignment : model_.initial_assignments) ruled.insert(assignment.variable);
        for (const auto& event : model_.events)
            for (const auto& assignment : event.assignments) ruled.insert(assignment.variable);
        varied_ = std::move(ruled);
    }

    /// A species whose stoichiometry is no fixed number is in no sum.
    std::vector<std::pair<std::size_t, double>> net(const domain::KineticReaction& reaction) {
        std::map<std::size_t, double> change;
        const auto add = [&](const std::vector<domain::SpeciesReference>& side, double sign) {
            for (const auto& one : side) {
                const auto found = index_.find(one.species);
                if (found == index_.end()) continue;
                const bool fixed =
                    one.stoichiometry && !one.formula && !(varied_.contains(one.id) && !one.id.empty());
                if (!fixed) unfit_.insert(found->second);
                change[found->second] += sign * one.stoichiometry.value_or(0);
            }
        };
        add(reaction.reactants, -1);
        add(reaction.products, 1);
        return {change.begin(), change.end()};
    }

    /// Reduces the row by those before it and keeps it, if anything is left, under its first column.
    void insert(Row row) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            if (row[column] == 0) continue;
            const auto pivot = pivots_.find(column);
            if (pivot == pivots_.end()) {
                const std::int64_t scale = inverse(row[column]);
                for (std::size_t k = column; k < row.size(); ++k) row[k] = row[k] * scale % prime;
                pivots_.emplace(column, std::move(row));
                return;
            }
            subtract(row, pivot->second, row[column], column);
        }
    }

    static void subtract(Row& row, const Row& other, std::int64_t times, std::size_t from) {
        for (std::size_t k = from; k < row.size(); ++k)
            if (other[k] != 0) row[k] = modulo(row[k] - times * other[k] % prime);
    }

    std::vector<Row> null_space() {
        for (auto each = pivots_.rbegin(); each != pivots_.rend(); ++each)
            for (auto above = std::next(each); above != pivots_.rend(); ++above)
                if (const std::int64_t times = above->second[each->first]; times != 0)
                    subtract(above->second, each->second, times, each->first);
        std::vector<Row> made;
        for (std::size_t free = 0; free < ids_.size(); ++free) {
            if (pivots_.contains(free)) continue;
            Row values(ids_.size(), 0);
            values[free] = 1;
            for (const auto& [column, row] : pivots_) values[column] = modulo(-row[free]);
            if (auto sum = whole(values); sum && holds(*sum)) made.push_back(std::move(*sum));
        }
        return made;
    }

    static std::optional<Row> whole(const Row& values) {
        std::vector<Fraction> fractions;
        std::int64_t common = 1;
        for (const std::int64_t value : values) {
            const auto fraction = reconstructed(value);
            if (!fraction) return std::nullopt;
            common = std::lcm(common, fraction->denominator);
            if (common > largest) return std::nullopt;
            fractions.push_back(*fraction);
        }
        Row made;
        for (const Fraction& each : fractions) made.push_back(each.numerator * (common / each.denominator));
        return made;
    }

    bool holds(const Row& sum) const {
        for (const auto& equation : equations_) {
            double total = 0, size = 0;
            for (const auto& [species, change] : equation) {
                total += change * static_cast<double>(sum[species]);
                size += std::fabs(change * static_cast<double>(sum[species]));
            }
            if (std::fabs(total) > 1e-9 * size) return false;
        }
        return true;
    }

    const KineticModel& model_;
    std::vector<std::string> ids_;
    std::unordered_map<std::string, std::size_t> index_;
    std::set<std::string> varied_;
    std::set<std::size_t> unfit_;
    std::vector<std::vector<std::pair<std::size_t, double>>> equations_;
    std::map<std::size_t, Row> pivots_;
};

void divide_by_common(Row& sum) {
    std::int64_t common = 0;
    for (const std::int64_t value : sum) common = std::gcd(common, value);
    for (std::int64_t& value : sum) value /= std::max<std::int64_t>(common, 1);
    const auto first = std::ranges::find_if(sum, [](std::int64_t value) { return value != 0; });
    const auto negative = std::ranges::count_if(sum, [](std::int64_t value) { return value < 0; });
    const auto positive = std::ranges::count_if(sum, [](std::int64_t value) { return value > 0; });
    if (negative > positive || (negative == positive && first != sum.end() && *first < 0))
        for (std::int64_t& value : sum) value = -value;
}

std::int64_t negatives(const Row& sum) {
    return std::ranges::count_if(sum, [](std::int64_t value) { return value < 0; });
}

/// The sum with a multiple of another, so that the other's species `at` cancels.
Row cancelled(const Row& sum, const Row& other, std::size_t at) {
    Row made(sum.size());
    for (std::size_t k = 0; k < sum.size(); ++k) made[k] = sum[k] * other[at] - other[k] * sum[at];
    divide_by_common(made);
    return made;
}

/// Adding a positive sum keeps a basis a basis.
void fewer_negatives(std::vector<Row>& sums) {
    bool better = true;
    for (int pass = 0; better && pass < 10; ++pass) {
        better = false;
        for (Row& sum : sums)
            for (std::size_t at = 0; at < sum.size(); ++at) {
                if (sum[at] >= 0) continue;
                for (const Row& other : sums) {
                    if (&other == &sum || other[at] <= 0) continue;
                    Row tried = cancelled(sum, other, at);
                    const bool small =
                        std::ranges::all_of(tried, [](auto v) { return std::llabs(v) <= largest; });
                    if (!small || negatives(tried) >= negatives(sum)) continue;
                    sum = std::move(tried);
                    better = true;
                    break;
                }
            }
    }
}

}  // namespace

std::vector<ConservedSum> conserved_sums(const KineticModel& model) {
    SumFinder finder(model);
    std::vector<Row> sums = finder.find();
    for (Row& sum : sums) divide_by_common(sum);
    fewer_negatives(sums);
    std::set<std::string> set_by_events;
    for (const auto& event : model.events)
        for (const auto& assignment : event.assignments) set_by_events.insert(assignment.variable);
    std::vector<ConservedSum> made;
    for (const Row& sum : sums) {
        ConservedSum one;
        for (std::size_t k = 0; k < sum.size(); ++k) {
            if (sum[k] == 0) continue;
            one.terms.emplace_back(finder.ids()[k], static_cast<double>(sum[k]));
            one.changed_by_events |= set_by_events.contains(finder.ids()[k]);
        }
        if (one.terms.size() > 1) made.push_back(std::move(one));
    }
    return made;
}

}  // namespace strandline::process
