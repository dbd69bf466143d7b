// CPU time of rates and Jacobian of a generated mass-action model, by each way of executing.
// usage: program_speed SPECIES REACTIONS [hill]
#include <strandline/numerics/program.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string_view>
#include <vector>

using namespace strandline::numerics;

namespace {

double seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Model {
    ExpressionGraph graph;
    std::vector<Node> rates;
    std::vector<std::uint32_t> states, parameters;
    std::size_t inputs = 0;
};

/// Reactions A + B -> C + D of random species; with `hill`, every fourth one is x^n / (K^n + x^n).
Model generated(std::uint32_t species, std::uint32_t reactions, bool hill) {
    Model model;
    std::mt19937 random(7);
    ExpressionGraph& graph = model.graph;
    for (std::uint32_t i = 0; i < species; ++i) model.states.push_back(i);
    model.rates.assign(species, graph.zero());
    std::uint32_t next = species;
    const auto parameter = [&] {
        model.parameters.push_back(next);
        return graph.input(next++);
    };
    for (std::uint32_t r = 0; r < reactions; ++r) {
        const std::uint32_t a = random() % species, b = random() % species, c = random() % species;
        Node rate = graph.multiply(parameter(), graph.input(a));
        if (hill && r % 4 == 0) {
            const Node n = parameter(), power = graph.power(graph.input(b), n);
            rate = graph.multiply(rate, graph.divide(power, graph.add(graph.power(parameter(), n), power)));
        } else {
            rate = graph.multiply(rate, graph.input(b));
        }
        model.rates[a] = graph.subtract(model.rates[a], rate);
        model.rates[b] = graph.subtract(model.rates[b], rate);
        model.rates[c] = graph.add(model.rates[c], rate);
    }
    model.inputs = next;
    return model;
}

void measure(const char* name, const Program& program, std::size_t inputs) {
    std::vector<double> in(inputs * Program::lanes), out(program.outputs() * Program::lanes);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = 0.5 + 1e-3 * static_cast<double>(i % 997);
    double begin = seconds();
    program.evaluate_lanes(in.data(), out.data());
    const double first = seconds() - begin;
    const double work = 0.05;
    std::size_t count = 0;
    begin = seconds();
    while (seconds() - begin < work)
        for (int k = 0; k < 20; ++k, ++count) program.evaluate(in.data(), out.data());
    const double one = (seconds() - begin) / static_cast<double>(count);
    count = 0;
    begin = seconds();
    while (seconds() - begin < work)
        for (int k = 0; k < 20; ++k, ++count) program.evaluate_lanes(in.data(), out.data());
    const double eight = (seconds() - begin) / static_cast<double>(count * Program::lanes);
    std::printf("  %-12s %9.0f ns, lanes %9.0f ns each (first of lanes %.1f ms)\n", name, 1e9 * one,
                1e9 * eight, 1e3 * first);
}

void measure(const char* what, const ExpressionGraph& graph, const std::vector<Node>& nodes,
             std::size_t inputs) {
    double begin = seconds();
    const Program plain(graph, nodes, inputs, Execution::interpreted);
    const double written = seconds() - begin;
    begin = seconds();
    const Program native(graph, nodes, inputs, Execution::native);
    std::printf("%s: %zu outputs, %zu operations, code in %.1f ms, native code in %.1f ms\n", what,
                nodes.size(), plain.operations(), 1e3 * written, 1e3 * (seconds() - begin));
    measure("interpreter", plain, inputs);
    measure("native", native, inputs);
}

std::vector<Node> nodes_of(const std::vector<PartialDerivative>& entries) {
    std::vector<Node> nodes;
    for (const PartialDerivative& entry : entries) nodes.push_back(entry.node);
    return nodes;
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) return std::fputs("usage: program_speed SPECIES REACTIONS [hill]\n", stderr), 2;
    double begin = seconds();
    Model model = generated(static_cast<std::uint32_t>(std::atoi(words[1])),
                            static_cast<std::uint32_t>(std::atoi(words[2])), count > 3);
    const double built = seconds() - begin;
    begin = seconds();
    const std::vector<Node> jacobian = nodes_of(sparse_jacobian(model.graph, model.rates, model.states));
    const double by_states = seconds() - begin;
    begin = seconds();
    const std::vector<Node> sensitivity =
        nodes_of(sparse_jacobian(model.graph, model.rates, model.parameters));
    std::printf("graph %.2f ms, Jacobian %.2f ms, by parameters %.2f ms, %zu nodes; LLVM loaded in ",
                1e3 * built, 1e3 * by_states, 1e3 * (seconds() - begin), model.graph.size());
    begin = seconds();
    const bool available = native_code_available();
    std::printf("%.1f ms%s\n", 1e3 * (seconds() - begin), available ? "" : ": none");
    measure("rates", model.graph, model.rates, model.inputs);
    measure("Jacobian", model.graph, jacobian, model.inputs);
    measure("by parameters", model.graph, sensitivity, model.inputs);
}
