#include "estimate/reconciliation.hpp"

#include "estimate/square_root.hpp"

#include <strandline/numerics/chi_squared.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

using Rows = std::vector<std::vector<double>>;  // one a balance, columns are rates

/// Pivots on these columns, largest entry first; how many rows got one. They stand first then. The pivot
/// columns are told in the order of their rows.
std::size_t eliminate(Rows& rows, const std::vector<std::size_t>& columns, std::size_t first,
                      std::vector<std::size_t>* pivots) {
    std::vector<std::size_t> open = columns;
    std::size_t row = first;
    while (row < rows.size() && !open.empty()) {
        std::size_t best_row = row, best = 0;
        double largest = 0;
        for (std::size_t k = 0; k < open.size(); ++k)
            for (std::size_t r = row; r < rows.size(); ++r)
                if (std::abs(rows[r][open[k]]) > largest) {
                    largest = std::abs(rows[r][open[k]]);
                    best_row = r;
                    best = k;
                }
        if (largest < 1e-10) break;
        const std::size_t column = open[best];
        open.erase(open.begin() + static_cast<std::ptrdiff_t>(best));
        std::swap(rows[row], rows[best_row]);
        for (std::size_t r = first; r < rows.size(); ++r) {
            if (r == row) continue;
            const double factor = rows[r][column] / rows[row][column];
            for (std::size_t k = 0; k < rows[r].size(); ++k) rows[r][k] -= factor * rows[row][k];
            rows[r][column] = 0;
        }
        if (pivots) pivots->push_back(column);
        ++row;
    }
    return row - first;
}

/// Balances of a scale at which entries can be compared.
Rows balances_of(const std::vector<BalancedRate>& rates) {
    Rows rows(rates.empty() ? 0 : rates.front().content.size());
    for (std::size_t b = 0; b < rows.size(); ++b) {
        double largest = 0;
        for (const BalancedRate& rate : rates) largest = std::max(largest, std::abs(rate.content[b]));
        for (const BalancedRate& rate : rates) rows[b].push_back(largest > 0 ? rate.content[b] / largest : 0);
    }
    return rows;
}

struct Tested {
    Rows redundant;                                // balances over measured rates alone
    std::vector<double> residual, whitened, root;  // of them; root of the residuals' covariance
    double statistic = 0;
};

/// Rows over measured columns only, independent of each other, with their residuals.
Tested test_of(Rows redundant, const std::vector<BalancedRate>& rates,
               const std::vector<std::size_t>& measured) {
    // Elimination on a copy shows how many are independent; the rows left in it are as good as the first.
    const std::size_t rank = eliminate(redundant, measured, 0, nullptr);
    redundant.resize(rank);
    Tested made{std::move(redundant), {}, {}, {}, 0};
    const std::size_t columns = std::max(measured.size(), rank);
    std::vector<double> spread(rank * columns, 0.0);
    for (std::size_t r = 0; r < rank; ++r) {
        double sum = 0;
        for (std::size_t k = 0; k < measured.size(); ++k) {
            const double entry = made.redundant[r][measured[k]];
            sum += entry * rates[measured[k]].measured->value;
            spread[r * columns + k] = entry * rates[measured[k]].measured->deviation;
        }
        made.residual.push_back(sum);
    }
    triangularise(spread, rank, columns);
    for (std::size_t r = 0; r < rank; ++r)
        for (std::size_t k = 0; k < rank; ++k) made.root.push_back(spread[r * columns + k]);
    made.whitened = made.residual;
    if (!solve_lower(made.root, rank, made.whitened)) return {};
    for (const double each : made.whitened) made.statistic += each * each;
    return made;
}

std::vector<std::size_t> those(const std::vector<BalancedRate>& rates, bool measured, std::size_t but) {
    std::vector<std::size_t> made;
    for (std::size_t i = 0; i < rates.size(); ++i)
        if ((rates[i].measured.has_value() && i != but) == measured) made.push_back(i);
    return made;
}

constexpr std::size_t none = ~std::size_t{0};

/// The chance that is left with one more rate unknown; nothing where no balance is left.
std::optional<double> chance_without(const std::vector<BalancedRate>& rates, std::size_t rate) {
    Rows rows = balances_of(rates);
    const std::size_t used = eliminate(rows, those(rates, false, rate), 0, nullptr);
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(used));
    const Tested tested = test_of(std::move(rows), rates, those(rates, true, rate));
    if (tested.redundant.empty()) return std::nullopt;
    return numerics::chi_squared_tail(tested.statistic, static_cast<double>(tested.redundant.size()));
}

/// Measured rates become x - F R' P^-1 R x, with covariance F - F R' P^-1 R F.
void correct_measured(const Tested& tested, const std::vector<BalancedRate>& rates,
                      const std::vector<std::size_t>& measured, Reconciled& made,
                      std::vector<std::vector<double>>& spread) {
    const std::size_t rank = tested.residual.size();
    std::vector<double> weights = tested.whitened;
    solve_lower_transposed(tested.root, rank, weights);
    // Columns of L^-1 R F: what of the covariance goes.
    std::vector<std::vector<double>> gone(measured.size(), std::vector<double>(rank));
    for (std::size_t k = 0; k < measured.size(); ++k) {
        const Uncertain& before = *rates[measured[k]].measured;
        const double variance = before.deviation * before.deviation;
        double correction = 0;
        for (std::size_t r = 0; r < rank; ++r) {
            gone[k][r] = tested.redundant[r][measured[k]] * variance;
            correction += gone[k][r] * weights[r];
        }
        solve_lower(tested.root, rank, gone[k]);
        made.rates[measured[k]] = Uncertain{before.value - correction, 0};
    }
    spread.assign(measured.size(), std::vector<double>(measured.size()));
    for (std::size_t i = 0; i < measured.size(); ++i)
        for (std::size_t k = 0; k < measured.size(); ++k) {
            const double deviation = rates[measured[i]].measured->deviation;
            spread[i][k] = i == k ? deviation * deviation : 0;
            for (std::size_t r = 0; r < rank; ++r) spread[i][k] -= gone[i][r] * gone[k][r];
        }
    for (std::size_t i = 0; i < measured.size(); ++i)
        made.rates[measured[i]]->deviation = std::sqrt(std::max(0.0, spread[i][i]));
}

/// An unmeasured rate is determined where its row has no other unmeasured one.
void find_unmeasured(const Rows& rows, const std::vector<std::size_t>& pivots,
                     const std::vector<std::size_t>& unmeasured, const std::vector<std::size_t>& measured,
                     const std::vector<std::vector<double>>& spread, Reconciled& made) {
    for (std::size_t r = 0; r < pivots.size(); ++r) {
        const std::size_t own = pivots[r];
        const double pivot = rows[r][own];
        if (std::ranges::any_of(unmeasured, [&](std::size_t other) {
                return other != own && std::abs(rows[r][other]) > 1e-10;
            }))
            continue;
        double sum = 0, variance = 0;
        for (std::size_t i = 0; i < measured.size(); ++i) {
            sum -= rows[r][measured[i]] / pivot * made.rates[measured[i]]->value;
            for (std::size_t k = 0; k < measured.size(); ++k)
                variance += rows[r][measured[i]] * rows[r][measured[k]] * spread[i][k] / (pivot * pivot);
        }
        made.rates[own] = Uncertain{sum, std::sqrt(std::max(0.0, variance))};
    }
}

}  // namespace

Reconciled reconcile(const std::vector<BalancedRate>& rates) {
    Reconciled made;
    made.rates.resize(rates.size());
    const std::vector<std::size_t> unmeasured = those(rates, false, none),
                                   measured = those(rates, true, none);
    Rows rows = balances_of(rates);
    std::vector<std::size_t> pivots;
    const std::size_t used = eliminate(rows, unmeasured, 0, &pivots);
    const Tested tested =
        test_of({rows.begin() + static_cast<std::ptrdiff_t>(used), rows.end()}, rates, measured);
    made.degrees = static_cast<int>(tested.residual.size());
    made.statistic = tested.statistic;
    if (made.degrees > 0) made.chance = numerics::chi_squared_tail(made.statistic, made.degrees);
    std::vector<std::vector<double>> spread;
    correct_measured(tested, rates, measured, made, spread);
    find_unmeasured(rows, pivots, unmeasured, measured, spread, made);
    if (made.degrees < 2) return made;
    for (const std::size_t rate : measured)
        if (const auto chance = chance_without(rates, rate)) made.suspects.push_back({rate, *chance});
    std::ranges::stable_sort(made.suspects, std::ranges::greater{}, &Reconciled::Suspect::chance);
    return made;
}

std::optional<std::size_t> guilty(const Reconciled& reconciled, double level, double factor) {
    const auto& suspects = reconciled.suspects;
    if (suspects.empty() || suspects[0].chance < level) return std::nullopt;
    if (suspects.size() > 1 && suspects[0].chance < factor * suspects[1].chance) return std::nullopt;
    return suspects[0].rate;
}

}  // namespace strandline::process
