#include "cost/sample_summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::process {
namespace {

struct Numbered {
    double value = 0;
    std::uint32_t sample = 0;
};

std::vector<Numbered> sorted_values(std::span<const std::optional<double>> outcome) {
    std::vector<Numbered> made;
    made.reserve(outcome.size());
    for (std::size_t i = 0; i < outcome.size(); ++i)
        if (outcome[i]) made.push_back({*outcome[i], static_cast<std::uint32_t>(i)});
    std::ranges::sort(made, [](const Numbered& a, const Numbered& b) {
        return a.value != b.value ? a.value < b.value : a.sample < b.sample;
    });
    return made;
}

/// Straight between order statistics, the least at 0 and the most at 1.
double percentile(std::span<const Numbered> sorted, double part) {
    const double place = part * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double share = place - static_cast<double>(below);
    return (1 - share) * sorted[below].value + share * sorted[above].value;
}

/// By sample, from 1; equal values share the mean of their ranks; 0 where there is no value.
std::vector<double> ranks_of(std::span<const Numbered> sorted, std::size_t samples) {
    std::vector<double> ranks(samples);
    for (std::size_t first = 0; first < sorted.size();) {
        std::size_t end = first;
        while (end < sorted.size() && sorted[end].value == sorted[first].value) ++end;
        for (std::size_t i = first; i < end; ++i)
            ranks[sorted[i].sample] = 0.5 * static_cast<double>(first + 1 + end);
        first = end;
    }
    return ranks;
}

/// Pearson's correlation of ranks; both have the same mean. The figure's ranks are its places in the order,
/// samples without the outcome left out.
double rank_correlation(const SampleOrder& order, const std::vector<double>& ranks, std::size_t counted) {
    const double mean = 0.5 * static_cast<double>(counted + 1);
    double place = 0, both = 0, figure = 0, outcome = 0;
    for (const std::uint32_t sample : order) {
        if (ranks[sample] == 0) continue;
        const double x = ++place - mean, y = ranks[sample] - mean;
        both += x * y;
        figure += x * x;
        outcome += y * y;
    }
    return figure > 0 && outcome > 0 ? both / std::sqrt(figure * outcome) : 0;
}

void fill_moments(OutcomeSummary& summary, std::span<const Numbered> sorted) {
    const auto count = static_cast<double>(sorted.size());
    double sum = 0, squares = 0;
    for (const Numbered& n : sorted) sum += n.value;
    summary.mean = sum / count;
    for (const Numbered& n : sorted) squares += (n.value - summary.mean) * (n.value - summary.mean);
    if (sorted.size() > 1) summary.standard_deviation = std::sqrt(squares / (count - 1));
}

void fill_percentiles(OutcomeSummary& summary, std::span<const Numbered> sorted) {
    summary.least = sorted.front().value;
    summary.p05 = percentile(sorted, 0.05);
    summary.p10 = percentile(sorted, 0.10);
    summary.p25 = percentile(sorted, 0.25);
    summary.median = percentile(sorted, 0.50);
    summary.p75 = percentile(sorted, 0.75);
    summary.p90 = percentile(sorted, 0.90);
    summary.p95 = percentile(sorted, 0.95);
    summary.most = sorted.back().value;
}

}  // namespace

SampleOrder order_of(std::span<const double> values) {
    SampleOrder order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [values](std::uint32_t a, std::uint32_t b) {
        return values[a] != values[b] ? values[a] < values[b] : a < b;
    });
    return order;
}

OutcomeSummary summary_of(const std::string& name, std::span<const std::optional<double>> outcome,
                          std::span<const SampleOrder> orders) {
    OutcomeSummary summary;
    summary.name = name;
    summary.rank_correlations.assign(orders.size(), 0);
    const auto sorted = sorted_values(outcome);
    summary.counted = sorted.size();
    if (sorted.empty()) return summary;
    fill_moments(summary, sorted);
    fill_percentiles(summary, sorted);
    const auto above = std::ranges::count_if(sorted, [](const Numbered& n) { return n.value > 0; });
    summary.above_zero = static_cast<double>(above) / static_cast<double>(outcome.size());
    const auto ranks = ranks_of(sorted, outcome.size());
    for (std::size_t i = 0; i < orders.size(); ++i)
        summary.rank_correlations[i] = rank_correlation(orders[i], ranks, sorted.size());
    return summary;
}

}  // namespace strandline::process
