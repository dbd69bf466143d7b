#include "random_graphs.hpp"

#include <doctest/doctest.h>

using namespace strandline::numerics;
using namespace strandline::numerics::random_graphs;

TEST_CASE("derivatives: against central differences where those can be trusted") {
    std::mt19937 random(3);
    std::size_t compared = 0, wrong = 0, singular = 0;
    const std::vector<std::uint32_t> all = {0, 1, 2, 3, 4, 5};
    for (int trial = 0; trial < 200; ++trial) {
        Random made(random, 60, true);
        const auto entries = sparse_jacobian(made.graph, made.nodes, all);
        std::vector<Node> derivatives;
        for (const PartialDerivative& entry : entries) derivatives.push_back(entry.node);
        const std::vector<double> exact =
            evaluated(Program(made.graph, derivatives, input_count, Execution::interpreted), made.point);
        const Program program(made.graph, made.nodes, input_count, Execution::interpreted);
        const auto difference = [&](double step) {
            std::vector<std::vector<double>> columns;
            for (const std::uint32_t i : all) {
                std::vector<double> up = made.point, down = made.point;
                up[i] += step;
                down[i] -= step;
                std::vector<double> above = evaluated(program, up), below = evaluated(program, down);
                for (std::size_t k = 0; k < above.size(); ++k) above[k] = (above[k] - below[k]) / (2 * step);
                columns.push_back(std::move(above));
            }
            return columns;
        };
        const auto coarse = difference(2e-5), fine = difference(1e-5);
        std::vector<std::vector<double>> found(all.size(), std::vector<double>(made.nodes.size(), 0));
        for (std::size_t k = 0; k < entries.size(); ++k) found[entries[k].column][entries[k].row] = exact[k];
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t row = 0; row < made.nodes.size(); ++row) {
                const double value = fine[i][row];
                if (!std::isfinite(value) || std::abs(value) > 1e3 || !near(coarse[i][row], value, 1e-7))
                    continue;
                ++compared;
                // 0 * infinity on the way, as in exp(log(0)): the chain rule has no answer.
                if (std::isnan(found[i][row]))
                    ++singular;
                else
                    wrong += !near(found[i][row], value, 1e-4);
            }
    }
    CHECK(compared > 20'000);
    CHECK(wrong == 0);
    CHECK(singular * 200 < compared);
}
