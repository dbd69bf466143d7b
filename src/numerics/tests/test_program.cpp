#include "random_graphs.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace strandline::numerics;
using namespace strandline::numerics::random_graphs;

namespace {

std::vector<double> evaluated_in_lanes(const Program& program,
                                       const std::vector<std::vector<double>>& points) {
    std::vector<double> inputs(input_count * Program::lanes), outputs(program.outputs() * Program::lanes);
    for (std::size_t lane = 0; lane < Program::lanes; ++lane)
        for (std::size_t i = 0; i < input_count; ++i) inputs[i * Program::lanes + lane] = points[lane][i];
    program.evaluate_lanes(inputs.data(), outputs.data());
    return outputs;
}

/// How many of the outputs of eight points at once differ from those of one at a time.
std::size_t lanes_that_differ(const Program& program, const Program& reference,
                              const std::vector<std::vector<double>>& points, double tolerance = -1) {
    const std::vector<double> outputs = evaluated_in_lanes(program, points);
    std::size_t different = 0;
    for (std::size_t lane = 0; lane < Program::lanes; ++lane) {
        const std::vector<double> expected = evaluated(reference, points[lane]);
        for (std::size_t k = 0; k < expected.size(); ++k)
            different += tolerance < 0 ? !same(outputs[k * Program::lanes + lane], expected[k])
                                       : !near(outputs[k * Program::lanes + lane], expected[k], tolerance);
    }
    return different;
}

}  // namespace

TEST_CASE("program: random graphs have the values of their definition") {
    std::mt19937 random(1);
    for (int trial = 0; trial < 300; ++trial) {
        const Random made(random, 20 + random() % 600, true);
        const Program program(made.graph, made.nodes, input_count, Execution::interpreted);
        const std::vector<double> outputs = evaluated(program, made.point);
        // Powers written as products, and what steps, may differ in the last bits: then all above may.
        std::size_t wrong = 0;
        for (std::size_t k = 0; k < std::min<std::size_t>(outputs.size(), 60); ++k)
            wrong += !near(outputs[k], made.values[k], 1e-9);
        CHECK(wrong == 0);
    }
}

TEST_CASE("program: native code and eight lanes give the interpreter's bits") {
    if (!native_code_available()) MESSAGE("no LLVM on this machine: the interpreter beside itself");
    std::mt19937 random(2);
    for (int trial = 0; trial < 12; ++trial) {
        const Random made(random, 20 + random() % 900, false, trial % 2 == 0);
        const Program plain_program(made.graph, made.nodes, input_count, Execution::interpreted);
        const Program native(made.graph, made.nodes, input_count, Execution::native);
        CHECK(native.native() == native_code_available());
        std::vector<std::vector<double>> points(Program::lanes, made.point);
        for (std::size_t lane = 1; lane < points.size(); ++lane)
            for (double& value : points[lane]) value = std::normal_distribution<double>(0, 2)(random);
        points[7][0] = 0;
        points[7][1] = std::nan("");
        points[6][2] = -0.0;
        points[6][3] = INFINITY;
        for (const std::vector<double>& point : points) {
            const std::vector<double> expected = evaluated(plain_program, point),
                                      found = evaluated(native, point);
            CHECK(std::ranges::equal(expected, found, same));
        }
        const std::vector<double> lanes = evaluated_in_lanes(plain_program, points);
        CHECK(std::ranges::equal(lanes, evaluated_in_lanes(native, points), same));
        if (trial % 2) CHECK(lanes_that_differ(plain_program, plain_program, points) == 0);
        // A lane does not depend on its neighbours.
        std::vector<std::vector<double>> alone(points.size(), points[3]);
        const std::vector<double> copies = evaluated_in_lanes(plain_program, alone);
        for (std::size_t k = 3; k < lanes.size(); k += Program::lanes) CHECK(same(lanes[k], copies[k]));
    }
}

TEST_CASE("program: every kind alone, in each way of executing") {
    for (int k = static_cast<int>(K::add); k <= static_cast<int>(K::select); ++k) {
        const K kind = static_cast<K>(k);
        ExpressionGraph graph;
        const Node x = graph.input(0), y = graph.input(1), z = graph.input(2);
        const bool two = std::ranges::count(two_operands, kind) > 0 || kind == K::polygamma;
        const Node node = kind == K::select ? graph.select(x, y, z)
                          : two             ? graph.binary(kind, x, y)
                                            : graph.unary(kind, x);
        const Program plain_program(graph, std::vector{node}, input_count, Execution::interpreted);
        const Program native(graph, std::vector{node}, input_count, Execution::native);
        const std::vector<double> values = {-2.5, -1,  -0.0,     0,         0.3,         1,
                                            2,    3.7, INFINITY, -INFINITY, std::nan("")};
        std::vector<std::vector<double>> points(Program::lanes, std::vector<double>(input_count, 1.0));
        for (const double a : values)
            for (const double b : values) {
                const std::vector<double> point = {a, b, 7, 1, 1, 1};
                const double found = evaluated(plain_program, point)[0];
                INFO("kind ", k, " of ", a, " and ", b);
                if (kind != K::digamma && kind != K::polygamma) CHECK(near(found, plain(kind, a, b, 7), 0));
                CHECK(same(evaluated(native, point)[0], found));
                std::ranges::rotate(points, points.begin() + 1);
                points.back() = point;
                if (!std::isnan(b)) continue;
                const bool by_vectors = kind == K::exp || kind == K::log || kind == K::power;
                const double tolerance = by_vectors ? 1e-15 : -1;
                CHECK(lanes_that_differ(plain_program, plain_program, points, tolerance) == 0);
                CHECK(lanes_that_differ(native, plain_program, points, tolerance) == 0);
            }
    }
}

TEST_CASE("program: exp, log and power in lanes are near to those of one lane, over their whole range") {
    ExpressionGraph graph;
    const Node x = graph.input(0), y = graph.input(1), z = graph.input(2);
    const std::vector<Node> nodes = {graph.unary(K::exp, z), graph.unary(K::log, x), graph.power(x, y)};
    const Program program(graph, nodes, input_count, Execution::interpreted);
    std::mt19937 random(6);
    std::vector<std::vector<double>> points(Program::lanes, std::vector<double>(input_count, 0));
    double worst = 0;
    for (int trial = 0; trial < 20'000; ++trial) {
        for (std::vector<double>& point : points) {
            point[0] =
                std::exp(std::uniform_real_distribution<double>(-720, 709)(random) / (1 + trial % 300));
            point[1] = std::uniform_real_distribution<double>(-20, 20)(random);
            point[2] = std::uniform_real_distribution<double>(-760, 720)(random) / (1 + trial % 300);
        }
        const std::vector<double> found = evaluated_in_lanes(program, points);
        for (std::size_t lane = 0; lane < Program::lanes; ++lane) {
            const std::vector<double> expected = evaluated(program, points[lane]);
            for (std::size_t k = 0; k < expected.size(); ++k) {
                const double value = found[k * Program::lanes + lane];
                if (same(value, expected[k])) continue;
                worst = std::max(worst, std::abs(value - expected[k]) / std::abs(expected[k]));
            }
        }
    }
    CHECK(worst < 3e-13);
    MESSAGE("worst relative difference ", worst);
}

TEST_CASE("program: the order of building changes nothing but the last bits") {
    std::mt19937 random(4);
    for (int trial = 0; trial < 20; ++trial) {
        // Rates k x y of random pairs, summed by species, in two orders.
        std::vector<std::array<std::uint32_t, 3>> reactions(40);
        for (auto& reaction : reactions)
            for (std::uint32_t& index : reaction) index = static_cast<std::uint32_t>(random() % input_count);
        const auto built = [&](const std::vector<std::array<std::uint32_t, 3>>& order) {
            ExpressionGraph graph;
            std::vector<Node> rates(input_count, graph.zero());
            for (const auto& [from, with, to] : order) {
                const Node rate = graph.multiply(graph.constant(0.1 * (1 + from + with)),
                                                 graph.multiply(graph.input(from), graph.input(with)));
                rates[from] = graph.subtract(rates[from], rate);
                rates[to] = graph.add(rates[to], rate);
            }
            std::vector<double> point(input_count, 0.7);
            point[2] = 1.3;
            const std::vector<std::uint32_t> all = {0, 1, 2, 3, 4, 5};
            std::vector<double> dense(input_count * input_count, 0);
            const auto entries = sparse_jacobian(graph, rates, all);
            for (const PartialDerivative& entry : entries) rates.push_back(entry.node);
            std::vector<double> values = evaluated(Program(graph, rates, input_count), point);
            for (std::size_t k = 0; k < entries.size(); ++k)
                dense[entries[k].row * input_count + entries[k].column] = values[input_count + k];
            values.resize(input_count);
            values.insert(values.end(), dense.begin(), dense.end());
            return values;
        };
        const std::vector<double> first = built(reactions);
        std::ranges::shuffle(reactions, random);
        CHECK(std::ranges::equal(first, built(reactions),
                                 [](double a, double b) { return near(a, b, 1e-13); }));
    }
}

TEST_CASE("program: automatic execution compiles in time and keeps every bit, with several threads") {
    std::mt19937 random(5);
    const Random made(random, 1200, false, false);
    const Program program(made.graph, made.nodes, input_count);
    const std::vector<double> expected = evaluated(program, made.point);
    CHECK(!program.native());
    std::vector<std::size_t> different(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t& count : different)
        threads.emplace_back([&] {
            for (int k = 0; k < 1500; ++k)
                count += !std::ranges::equal(evaluated(program, made.point), expected, same);
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(different == std::vector<std::size_t>(4, 0));
    for (int k = 0; k < 60'000 && !program.native(); ++k) evaluated(program, made.point);
    CHECK(program.native() == native_code_available());
}

TEST_CASE("program: outputs that are inputs, constants or the same, and none at all") {
    ExpressionGraph graph;
    const Node x = graph.input(4), sum = graph.add(x, graph.one());
    const std::vector<Node> outputs = {x, graph.constant(3), sum, sum, x};
    for (const Execution execution : {Execution::interpreted, Execution::native, Execution::automatic}) {
        const Program program(graph, outputs, input_count, execution);
        const std::vector<double> expected = {5, 3, 6, 6, 5};
        CHECK(evaluated(program, {0, 0, 0, 0, 5, 0}) == expected);
        const std::vector<std::vector<double>> points(Program::lanes, {0, 0, 0, 0, 5, 0});
        CHECK(lanes_that_differ(program, program, points) == 0);
        CHECK(evaluated(Program(graph, std::vector{x}, input_count, execution), {0, 0, 0, 0, 5, 0})[0] == 5);
        CHECK(evaluated(Program(graph, {}, input_count, execution), {0, 0, 0, 0, 5, 0}).empty());
    }
    CHECK(Program().outputs() == 0);
}
