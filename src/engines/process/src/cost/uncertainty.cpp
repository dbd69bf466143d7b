#include "cost/uncertainty.hpp"

#include "cost/counter_random.hpp"
#include "cost/sample_summary.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace strandline::process {
namespace {

constexpr std::size_t block_size = 512;
constexpr std::size_t most_samples = 1'000'000;

using Column = std::vector<double>;

/// Each whole number below `count` once, in an order that seed and column alone decide.
std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed, std::uint32_t column) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t left = count; left > 1; --left) {
        const std::uint64_t bits = bits_at(seed, left, column, Draw::shuffle) >> 32U;
        std::swap(order[left - 1], order[bits * left >> 32U]);
    }
    return order;
}

/// The samples' figures, each as a column, and their orders; none for a figure that does not vary.
struct Draws {
    std::vector<Column> values;
    std::vector<SampleOrder> orders;
};

/// In part `parts[i]` of as many parts as there are samples, wherever the sample lay within (0, 1).
void spread_over_parts(Column& column, const std::vector<std::uint32_t>& parts) {
    const auto count = static_cast<double>(column.size());
    for (std::size_t i = 0; i < column.size(); ++i)
        column[i] = std::clamp((parts[i] + column[i]) / count, 0x1p-53, 1 - 0x1p-53);
}

/// Each sample is alone in its part, so the parts are the order.
SampleOrder order_of_parts(const std::vector<std::uint32_t>& parts) {
    SampleOrder order(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) order[parts[i]] = static_cast<std::uint32_t>(i);
    return order;
}

void draw_figure(const UncertainFigure& figure, std::uint32_t number, const SamplingOptions& options,
                 std::uint64_t seed, Column& column, SampleOrder& order) {
    column.resize(options.samples);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = uniform_at(seed, i, number);
    const bool varies = figure.low < figure.high;
    if (options.latin_hypercube) {
        const auto parts = shuffled(column.size(), seed, number);
        spread_over_parts(column, parts);
        if (varies) order = order_of_parts(parts);
    } else if (varies) {
        order = order_of(column);
    }
    for (double& value : column) value = figure_at(figure, value);
}

Draws draw(std::span<const UncertainFigure> figures, const SamplingOptions& options, const Context& context) {
    Draws draws;
    draws.values.resize(figures.size());
    draws.orders.resize(figures.size());
    parallel_for(figures.size(), context.threads(), [&](std::size_t f) {
        if (context.cancelled()) return;
        draw_figure(figures[f], static_cast<std::uint32_t>(f), options, context.seed(), draws.values[f],
                    draws.orders[f]);
    });
    return draws;
}

/// Evaluates the samples of one block.
class Evaluator {
public:
    Evaluator(const OutcomeModel& model, const Draws& draws, Sampled& sampled)
        : model_(model), draws_(draws), sampled_(sampled) {}

    Result<void> evaluate(std::size_t first, std::size_t end) const {
        const OutcomeFunction function = model_.begin();
        std::vector<double> figures(draws_.values.size());
        std::vector<std::optional<double>> outcomes(model_.outcomes.size());
        for (std::size_t sample = first; sample < end; ++sample) {
            for (std::size_t f = 0; f < figures.size(); ++f) figures[f] = draws_.values[f][sample];
            std::ranges::fill(outcomes, std::nullopt);
            STRANDLINE_CHECK(function(figures, outcomes));
            STRANDLINE_CHECK(keep(outcomes, sample));
        }
        return {};
    }

private:
    Result<void> keep(std::span<const std::optional<double>> outcomes, std::size_t sample) const {
        for (std::size_t o = 0; o < outcomes.size(); ++o) {
            if (outcomes[o] && !std::isfinite(*outcomes[o]))
                return fail(Error::input("process.cost", "{} is no finite number in sample {}",
                                         model_.outcomes[o], sample)
                                .mend("narrow the ranges of the uncertain figures"));
            sampled_.outcomes[o][sample] = outcomes[o];
        }
        return {};
    }

    const OutcomeModel& model_;
    const Draws& draws_;
    Sampled& sampled_;
};

/// The error of the first block that has one, whoever came to it first.
Result<void> evaluate_all(const Evaluator& evaluator, std::size_t samples, Context& context) {
    const std::size_t blocks = (samples + block_size - 1) / block_size;
    std::vector<std::optional<Error>> errors(blocks);
    parallel_for(blocks, context.threads(), [&](std::size_t block) {
        if (context.cancelled()) return;
        const std::size_t first = block * block_size;
        const auto done = evaluator.evaluate(first, std::min(samples, first + block_size));
        if (!done) errors[block] = done.error();
    });
    for (auto& error : errors)
        if (error) return fail(std::move(*error));
    if (context.cancelled()) return fail(Error::interrupted());
    return {};
}

}  // namespace

Result<Sampled> sample_outcomes(std::span<const UncertainFigure> figures, const OutcomeModel& model,
                                const SamplingOptions& options, Context& context) {
    for (const UncertainFigure& figure : figures) STRANDLINE_CHECK(check_figure(figure));
    if (options.samples < 2 || options.samples > most_samples)
        return fail(Error::input("process.cost", "cannot draw {} samples", options.samples)
                        .expected("2 to {}", most_samples)
                        .found("{}", options.samples));
    const Draws draws = draw(figures, options, context);
    Sampled sampled{.samples = options.samples};
    sampled.outcomes.resize(model.outcomes.size());
    for (auto& outcome : sampled.outcomes) outcome.resize(options.samples);
    STRANDLINE_CHECK(evaluate_all(Evaluator(model, draws, sampled), options.samples, context));
    sampled.summaries.resize(model.outcomes.size());
    parallel_for(model.outcomes.size(), context.threads(), [&](std::size_t o) {
        sampled.summaries[o] = summary_of(model.outcomes[o], sampled.outcomes[o], draws.orders);
    });
    return sampled;
}

}  // namespace strandline::process
