#include "fit/inner_solution.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace strandline::process {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

class Solver {
public:
    Solver(const InnerParameters& parameters, const InnerProblem& problem, std::span<double> values)
        : parameters_(parameters), problem_(problem), values_(values) {
        for (std::size_t m = 0; m < parameters.measurements.size(); ++m) {
            const auto& own = parameters.measurements[m];
            if (own.scaling >= 0 || own.offset >= 0) linear_[{own.scaling, own.offset}].push_back(m);
            if (own.scaling >= 0) of_scaling_[own.scaling].push_back(m);
            if (own.offset >= 0) of_offset_[own.offset].push_back(m);
            if (own.noise >= 0) of_noise_[own.noise].push_back(m);
        }
    }

    void run() {
        constexpr int most_rounds = 1000;
        for (int round = 0; round < most_rounds; ++round) {
            change_ = 0;
            for (const auto& [pair, members] : linear_)
                if (pair.first >= 0 && pair.second >= 0) solve_pair(pair.first, pair.second, members);
            for (const auto& [scaling, members] : of_scaling_) solve_scaling(scaling, members);
            for (const auto& [offset, members] : of_offset_) solve_offset(offset, members);
            for (const auto& [noise, members] : of_noise_) solve_noise(noise, members);
            if (change_ < 1e-12) return;
        }
    }

private:
    double scaling(std::size_t m) const {
        const std::int32_t k = parameters_.measurements[m].scaling;
        return k < 0 ? 1 : values_[at(k)];
    }
    double offset(std::size_t m) const {
        const std::int32_t k = parameters_.measurements[m].offset;
        return k < 0 ? 0 : values_[at(k)];
    }
    double weight(std::size_t m) const {
        const std::int32_t k = parameters_.measurements[m].noise;
        const double noise = k < 0 ? problem_.noise[m] : values_[at(k)];
        return 1 / (noise * noise);
    }

    void set(std::int32_t k, double value) {
        double& kept = values_[at(k)];
        value = std::clamp(value, problem_.lower[at(k)], problem_.upper[at(k)]);
        change_ = std::max(change_, std::abs(value - kept) / (std::abs(kept) + std::abs(value) + 1e-300));
        kept = value;
    }

    /// Both at once where no other measurement has one of them and no bound is met.
    void solve_pair(std::int32_t s, std::int32_t o, const std::vector<std::size_t>& members) {
        if (of_scaling_.at(s).size() != members.size() || of_offset_.at(o).size() != members.size()) return;
        double sum = 0, f = 0, ff = 0, y = 0, fy = 0;
        for (const std::size_t m : members) {
            const double w = weight(m), x = problem_.plain[m];
            sum += w;
            f += w * x;
            ff += w * x * x;
            y += w * problem_.measured[m];
            fy += w * x * problem_.measured[m];
        }
        const double determinant = sum * ff - f * f;
        if (!(determinant > 1e-14 * sum * ff)) return;
        const double slope = (sum * fy - f * y) / determinant, base = (ff * y - f * fy) / determinant;
        if (slope < problem_.lower[at(s)] || slope > problem_.upper[at(s)] || base < problem_.lower[at(o)] ||
            base > problem_.upper[at(o)])
            return;
        set(s, slope);
        set(o, base);
    }

    void solve_scaling(std::int32_t s, const std::vector<std::size_t>& members) {
        double fy = 0, ff = 0;
        for (const std::size_t m : members) {
            const double x = problem_.plain[m], w = weight(m);
            fy += w * x * (problem_.measured[m] - offset(m));
            ff += w * x * x;
        }
        if (ff > 0) set(s, fy / ff);
    }

    void solve_offset(std::int32_t o, const std::vector<std::size_t>& members) {
        double sum = 0, y = 0;
        for (const std::size_t m : members) {
            sum += weight(m);
            y += weight(m) * (problem_.measured[m] - scaling(m) * problem_.plain[m]);
        }
        set(o, y / sum);
    }

    void solve_noise(std::int32_t k, const std::vector<std::size_t>& members) {
        double squares = 0;
        for (const std::size_t m : members) {
            const double off = problem_.measured[m] - scaling(m) * problem_.plain[m] - offset(m);
            squares += off * off;
        }
        set(k, std::sqrt(squares / static_cast<double>(members.size())));
    }

    const InnerParameters& parameters_;
    const InnerProblem& problem_;
    std::span<double> values_;
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::size_t>> linear_;
    std::map<std::int32_t, std::vector<std::size_t>> of_scaling_, of_offset_, of_noise_;
    double change_ = 0;
};

}  // namespace

void solve_inner(const InnerParameters& parameters, const InnerProblem& problem, std::span<double> values) {
    Solver(parameters, problem, values).run();
}

}  // namespace strandline::process
