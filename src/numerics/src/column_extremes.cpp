#include <strandline/numerics/column_extremes.hpp>

#include "scaling.hpp"

#include <coin/CoinFactorization.hpp>
#include <coin/CoinIndexedVector.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace strandline::numerics {
namespace {

constexpr double tolerance = 1e-9;       // of bounds and reduced costs, scaled
constexpr double dust = 1e-11;           // entries of a tableau column that are none
constexpr double least_pivot = 1e-6;     // of the largest entry of the column
constexpr double residual_most = 1e-10;  // of the largest flux
constexpr int most_pivots = 100;         // between factorisations
constexpr int most_steps = 60;           // of one question
constexpr double heaviest = 1e6;         // weights above begin anew
constexpr double both_ways = 2;
constexpr std::int32_t none = -1;

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

struct RowEntry {
    std::int32_t column;
    double value;
};

}  // namespace

/// Variables are the columns, then for each row its activity r, with A x - r = 0.
struct ColumnExtremes::State {
    SparseColumns matrix;                  // scaled
    std::vector<RowEntry> entries;         // by row, of variables that can move
    std::vector<std::size_t> first_entry;  // by row, and the end
    std::vector<std::int32_t> movable;     // variables
    Scaling scaling;
    std::vector<double> lower, upper, x;  // by variable, scaled
    std::vector<double> given_lower, given_upper, values;
    std::vector<std::int32_t> place;  // by variable: the row that it is basic in, or none
    std::vector<std::int32_t> head;   // by row: the variable
    CoinFactorization factors;
    CoinIndexedVector work, column, rho;
    // Two rows of the tableau: what the target loses by each variable, and what the leaving one does.
    std::vector<double> loss, leaving_row;
    std::vector<std::int32_t> touched;  // variables with an entry in `leaving_row`
    std::vector<double> way;            // by variable
    std::vector<double> weight;         // devex, by variable
    int pivots = 0;
    std::uint64_t iterations = 0;
    bool broken = false;

    std::int32_t columns() const { return matrix.columns(); }
    std::int32_t variables() const { return columns() + matrix.rows; }
    bool can_move(std::int32_t variable) const { return lower[at(variable)] < upper[at(variable)]; }

    template <class Visit>
    void each_entry(std::int32_t variable, Visit visit) const {
        if (variable >= columns()) {
            visit(variable - columns(), -1.0);
            return;
        }
        const auto row = matrix.rows_of(variable);
        const auto value = matrix.values_of(variable);
        for (std::size_t k = 0; k < row.size(); ++k) visit(row[k], value[k]);
    }

    bool factorise() {
        std::vector<int> row, in;
        std::vector<double> value;
        const std::vector<std::int32_t> basic = head;
        for (std::size_t k = 0; k < basic.size(); ++k)
            each_entry(basic[k], [&](std::int32_t i, double entry) {
                row.push_back(i);
                in.push_back(static_cast<int>(k));
                value.push_back(entry);
            });
        const int size = matrix.rows;
        const int room = 3 * static_cast<int>(row.size()) + 10 * size;
        std::vector<int> pivot_row(basic.size());
        factors.maximumPivots(most_pivots);
        const auto filled = static_cast<CoinBigIndex>(row.size());
        for (int area = 1; area <= 16; area *= 2)
            if (factors.factorize(size, size, filled, area * room, area * room, row.data(), in.data(),
                                  value.data(), pivot_row.data()) != -99)
                break;
        if (factors.status() != 0) return false;
        factors.goSparse();
        for (std::size_t k = 0; k < basic.size(); ++k) {
            head[at(pivot_row[k])] = basic[k];
            place[at(basic[k])] = pivot_row[k];
        }
        pivots = 0;
        return true;
    }

    /// The basic variables from the others.
    bool recompute() {
        column.clear();
        std::vector<double> right(at(matrix.rows), 0);
        for (std::int32_t j = 0; j < variables(); ++j)
            if (place[at(j)] == none && x[at(j)] != 0)
                each_entry(j, [&](std::int32_t i, double entry) { right[at(i)] -= entry * x[at(j)]; });
        for (std::int32_t i = 0; i < matrix.rows; ++i)
            if (right[at(i)] != 0) column.insert(i, right[at(i)]);
        factors.updateColumn(&work, &column);
        const double* solved = column.denseVector();
        bool sound = true;
        for (std::int32_t i = 0; i < matrix.rows; ++i) {
            const std::int32_t j = head[at(i)];
            x[at(j)] = solved[i];
            const double size = std::max(1.0, std::abs(x[at(j)]));
            if (x[at(j)] < lower[at(j)] - 10 * tolerance * size ||
                x[at(j)] > upper[at(j)] + 10 * tolerance * size)
                sound = false;
        }
        column.clear();
        return sound;
    }

    bool refresh() { return factorise() && recompute(); }

    double residual() const {
        std::vector<double> sum(at(matrix.rows), 0);
        double largest = 1;
        for (std::int32_t j = 0; j < variables(); ++j) {
            if (x[at(j)] == 0) continue;
            largest = std::max(largest, std::abs(x[at(j)]));
            each_entry(j, [&](std::int32_t i, double entry) { sum[at(i)] += entry * x[at(j)]; });
        }
        double most = 0;
        for (const double one : sum) most = std::max(most, std::abs(one));
        return most / largest;
    }

    struct Step {
        std::int32_t entering = none;
        double direction = 0;
    };

    /// Of the basis, entries of variables that can move, the basic ones too (then rounding alone).
    void price(std::int32_t row, std::vector<double>& sums, std::vector<std::int32_t>* set) {
        rho.clear();
        rho.insert(row, 1.0);
        factors.updateColumnTranspose(&work, &rho);
        const double* share = rho.denseVector();
        for (int k = 0; k < rho.getNumElements(); ++k) {
            const auto i = at(rho.getIndices()[k]);
            if (std::abs(share[i]) <= 1e-14) continue;
            for (std::size_t e = first_entry[i]; e < first_entry[i + 1]; ++e) {
                double& sum = sums[at(entries[e].column)];
                if (set && sum == 0) set->push_back(entries[e].column);
                sum += share[i] * entries[e].value;
            }
        }
        rho.clear();
    }

    void price_target(std::int32_t row) {
        std::ranges::fill(loss, 0.0);
        price(row, loss, nullptr);
    }

    /// Where a variable off the basis may go: 1 up, -1 down, 0 nowhere.
    void note_way(std::int32_t variable) {
        const bool rises = x[at(variable)]<upper[at(variable)], falls = x[at(variable)]> lower[at(variable)];
        way[at(variable)] = place[at(variable)] != none || !can_move(variable) ? 0
                            : rises && falls                                   ? both_ways
                            : rises                                            ? 1
                                                                               : -1;
    }

    /// The variable off the basis whose move raises `sign` * x of the target most, by devex' measure.
    Step best_step(double sign) const {
        std::int32_t best = none;
        double most = 0;
        for (const std::int32_t j : movable) {
            double slope = -sign * loss[at(j)] * way[at(j)];
            if (way[at(j)] == both_ways) slope = std::abs(loss[at(j)]);
            if (slope <= tolerance || slope * slope <= most * weight[at(j)]) continue;
            most = slope * slope / weight[at(j)];
            best = j;
        }
        if (best == none) return {};
        return {best, -sign * loss[at(best)] > 0 ? 1.0 : -1.0};
    }

    /// The target's row and the weights after the variable of `row` made way for `entering` (Forrest &
    /// Goldfarb, Mathematical Programming 57:341, 1992); before the factors are changed.
    void update_rows(std::int32_t row, std::int32_t entering, double pivot) {
        touched.clear();
        price(row, leaving_row, &touched);
        const std::int32_t leaving = head[at(row)];
        const double of_target = loss[at(entering)] / pivot;
        const double of_weight = weight[at(entering)] / (pivot * pivot);
        for (const std::int32_t j : touched) {
            const double entry = std::exchange(leaving_row[at(j)], 0.0);
            if (place[at(j)] != none || entry == 0) continue;
            loss[at(j)] -= of_target * entry;
            weight[at(j)] = std::max(weight[at(j)], entry * entry * of_weight);
        }
        loss[at(entering)] = 0;
        loss[at(leaving)] = -of_target;
        weight[at(leaving)] = std::max(of_weight, 1.0);
        if (of_weight > heaviest) std::ranges::fill(weight, 1.0);
    }

    struct Limit {
        std::int32_t row = none;
        double step = infinity;
        bool at_upper = false;
    };

    double room(std::int32_t variable, double rate) const {
        return rate > 0 ? upper[at(variable)] - x[at(variable)] : x[at(variable)] - lower[at(variable)];
    }

    /// Harris' two passes: the largest pivot among rows that a step within tolerance does not pass.
    Limit first_limit(double direction) const {
        const double* entry = column.denseVector();
        const int* index = column.getIndices();
        double furthest = infinity, largest = 0;
        for (int k = 0; k < column.getNumElements(); ++k) {
            const double rate = -direction * entry[index[k]];
            largest = std::max(largest, std::abs(rate));
            if (std::abs(rate) <= dust) continue;
            furthest = std::min(furthest, (room(head[at(index[k])], rate) + tolerance) / std::abs(rate));
        }
        Limit made;
        if (furthest == infinity) return made;
        double pivot = least_pivot * std::min(1.0, largest);
        made.step = furthest;
        for (int k = 0; k < column.getNumElements(); ++k) {
            const double rate = -direction * entry[index[k]];
            if (std::abs(rate) <= pivot) continue;
            const double step = room(head[at(index[k])], rate) / std::abs(rate);
            if (step > furthest) continue;
            pivot = std::abs(rate);
            made = {index[k], std::max(0.0, step), rate > 0};
        }
        return made;
    }

    void load(std::int32_t entering) {
        column.clear();
        each_entry(entering, [&](std::int32_t i, double entry) { column.insert(i, entry); });
        factors.updateColumnFT(&work, &column);
    }

    void move(std::int32_t entering, double direction, double step) {
        const double* entry = column.denseVector();
        const int* index = column.getIndices();
        for (int k = 0; k < column.getNumElements(); ++k)
            x[at(head[at(index[k])])] -= direction * step * entry[index[k]];
        x[at(entering)] += direction * step;
    }

    LpStatus take(const Step& chosen) {
        const std::int32_t entering = chosen.entering;
        load(entering);
        const Limit limit = first_limit(chosen.direction);
        const double flip = upper[at(entering)] - lower[at(entering)];
        if (limit.step == infinity && flip == infinity) return LpStatus::unbounded;
        ++iterations;
        if (flip <= limit.step) {
            move(entering, chosen.direction, flip);
            x[at(entering)] = chosen.direction > 0 ? upper[at(entering)] : lower[at(entering)];
            note_way(entering);
            return LpStatus::optimal;
        }
        if (limit.row == none) return given_up(true);
        move(entering, chosen.direction, limit.step);
        const std::int32_t leaving = head[at(limit.row)];
        x[at(leaving)] = limit.at_upper ? upper[at(leaving)] : lower[at(leaving)];
        const double pivot = column.denseVector()[limit.row];
        update_rows(limit.row, entering, pivot);
        place[at(leaving)] = none;
        head[at(limit.row)] = entering;
        place[at(entering)] = limit.row;
        note_way(leaving);
        note_way(entering);
        const int slip = factors.replaceColumn(&work, limit.row, pivot);
        if ((slip != 0 || ++pivots >= most_pivots) && !refresh()) return given_up(true);
        return LpStatus::optimal;
    }

    bool is_at_end(std::int32_t variable, double sign) const {
        return sign > 0 ? x[at(variable)] >= upper[at(variable)] : x[at(variable)] <= lower[at(variable)];
    }

    LpStatus extreme(std::int32_t target, double sign) {
        if (place[at(target)] == none) {
            if (is_at_end(target, sign)) return LpStatus::optimal;
            const LpStatus taken = take({target, sign});
            if (taken != LpStatus::optimal || place[at(target)] == none) return taken;
        }
        price_target(place[at(target)]);
        bool fresh = true;
        for (int step = 0; step < most_steps; ++step) {
            const Step chosen = best_step(sign);
            if (chosen.entering == none) {
                if (fresh) return LpStatus::optimal;
                price_target(place[at(target)]);
                fresh = true;
                continue;
            }
            if (const LpStatus taken = take(chosen); taken != LpStatus::optimal) return taken;
            if (place[at(target)] == none) return LpStatus::optimal;
            fresh = false;
        }
        return given_up(false);
    }

    LpStatus given_up(bool is_broken) {
        broken = broken || is_broken;
        return LpStatus::failure;
    }

    void keep_values() {
        for (std::size_t j = 0; j < values.size(); ++j)
            values[j] = std::clamp(x[j] * scaling.column[j], given_lower[j], given_upper[j]);
    }

    void load_program(LinearProgram program) {
        matrix = std::move(program.matrix);
        scaling = geometric_scaling(matrix);
        given_lower = program.lower;
        given_upper = program.upper;
        values.resize(program.lower.size());
        std::vector<std::vector<RowEntry>> rows(at(matrix.rows));
        for (std::int32_t j = 0; j < matrix.columns(); ++j) {
            const double factor = scaling.column[at(j)];
            lower.push_back(program.lower[at(j)] / factor);
            upper.push_back(program.upper[at(j)] / factor);
            for (auto k = at(matrix.start[at(j)]); k < at(matrix.start[at(j) + 1]); ++k) {
                matrix.value[k] *= factor * scaling.row[at(matrix.row[k])];
                if (can_move(j)) rows[at(matrix.row[k])].push_back({j, matrix.value[k]});
            }
        }
        for (std::int32_t i = 0; i < matrix.rows; ++i) {
            lower.push_back(program.row_lower[at(i)] * scaling.row[at(i)]);
            upper.push_back(program.row_upper[at(i)] * scaling.row[at(i)]);
            if (can_move(columns() + i)) rows[at(i)].push_back({columns() + i, -1.0});
        }
        for (const auto& row : rows) {
            first_entry.push_back(entries.size());
            entries.insert(entries.end(), row.begin(), row.end());
        }
        first_entry.push_back(entries.size());
        for (std::int32_t j = 0; j < variables(); ++j)
            if (can_move(j)) movable.push_back(j);
    }

    void start_at(std::span<const Rest> rests) {
        x.assign(at(variables()), 0);
        place.assign(at(variables()), none);
        loss.assign(at(variables()), 0);
        leaving_row.assign(at(variables()), 0);
        weight.assign(at(variables()), 1);
        for (std::int32_t j = 0; j < variables(); ++j) {
            const Rest rest = rests[at(j)];
            if (rest == Rest::basic)
                head.push_back(j);
            else if (rest != Rest::free)
                x[at(j)] = rest == Rest::lower ? lower[at(j)] : upper[at(j)];
        }
        way.assign(at(variables()), 0);
        for (CoinIndexedVector* vector : {&work, &column, &rho}) vector->reserve(matrix.rows + most_pivots);
        broken = head.size() != at(matrix.rows) || !refresh();
        for (std::int32_t j = 0; j < variables(); ++j) note_way(j);
    }
};

ColumnExtremes::ColumnExtremes(const LpSolver& solved) : state_(std::make_unique<State>()) {
    state_->load_program(solved.program());
    std::vector<Rest> rests = solved.column_rests();
    const std::vector<Rest> row_rests = solved.row_rests();
    rests.insert(rests.end(), row_rests.begin(), row_rests.end());
    state_->start_at(rests);
}
ColumnExtremes::ColumnExtremes(ColumnExtremes&&) noexcept = default;
ColumnExtremes& ColumnExtremes::operator=(ColumnExtremes&&) noexcept = default;
ColumnExtremes::~ColumnExtremes() = default;

LpStatus ColumnExtremes::solve(std::int32_t column, bool maximise) {
    State& s = *state_;
    if (s.broken) return LpStatus::failure;
    LpStatus found = s.extreme(column, maximise ? 1.0 : -1.0);
    if (found == LpStatus::optimal && s.residual() > residual_most)
        found = s.refresh() ? s.extreme(column, maximise ? 1.0 : -1.0) : s.given_up(true);
    if (found == LpStatus::optimal) s.keep_values();
    return found;
}

std::span<const double> ColumnExtremes::values() const { return state_->values; }
bool ColumnExtremes::broken() const { return state_->broken; }
std::uint64_t ColumnExtremes::iterations() const { return state_->iterations; }

}  // namespace strandline::numerics
