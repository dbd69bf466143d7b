#include <strandline/process/start_values.hpp>

#include "stochastic/distributions.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <limits>

namespace strandline::process {
namespace {

Error not_settable(const Equations& equations, const std::vector<Setting>& all, const std::string& id) {
    if (equations.quantities.contains(id))
        return Error::input("process.set", "'{}' cannot be set: a rule or the reactions determine it", id)
            .expected("a number that the model states: a species, parameter, compartment or stoichiometry")
            .found("{}", equations.quantities.find(id)->second.kind == Quantity::Kind::reaction
                             ? "a reaction"
                             : "what a formula gives")
            .mend("set what its formula is made of");
    std::vector<std::string> known;
    for (const Setting& one : all) known.push_back(one.id);
    return Error::input("process.set", "nothing in the model is called '{}'", id)
        .expected("the id of a species, parameter, compartment or species reference")
        .found("'{}'", printable(id))
        .mend("correct the id; ids tell capitals and small letters apart")
        .candidates(nearest(id, known));
}

}  // namespace

Result<StartValues> StartValues::make(const domain::KineticModel& model, const Equations& equations,
                                      std::span<const std::string> given) {
    const std::vector<Setting> all = settings(model);
    StartValues made;
    for (const Setting& one : all) made.stated_.push_back(one.value);
    for (const std::string& id : given) {
        const auto found = std::ranges::find(all, id, &Setting::id);
        if (found == all.end()) return fail(not_settable(equations, all, id));
        made.positions_.push_back(static_cast<std::size_t>(found - all.begin()));
    }
    STRANDLINE_TRY(const Start from, start(model, equations, given));
    const std::size_t inputs = 1 + all.size() + from.draws.size();
    std::vector<Node> nodes = from.states;
    nodes.insert(nodes.end(), from.held.begin(), from.held.end());
    made.values_ = numerics::Program(from.graph, nodes, inputs, numerics::Execution::interpreted);
    for (const Draw& draw : from.draws)
        made.draws_.push_back({draw.distribution, numerics::Program(from.graph, draw.arguments, inputs,
                                                                    numerics::Execution::interpreted)});
    made.states_ = from.states.size();
    made.held_ = from.held.size();
    return made;
}

SystemState StartValues::at(double time, std::span<const double> settings, std::uint64_t seed) const {
    std::vector<double> inputs{time};
    inputs.insert(inputs.end(), settings.begin(), settings.end());
    const std::size_t first = inputs.size();
    inputs.resize(first + draws_.size(), std::numeric_limits<double>::quiet_NaN());
    RandomStream random(seed, ~std::uint64_t{0});
    for (std::size_t i = 0; i < draws_.size(); ++i) {
        std::vector<double> arguments(draws_[i].arguments.outputs());
        if (!arguments.empty()) draws_[i].arguments.evaluate(inputs.data(), arguments.data());
        inputs[first + i] = sample(draws_[i].distribution, arguments, random);
    }
    std::vector<double> values(states_ + held_);
    if (!values.empty()) values_.evaluate(inputs.data(), values.data());
    SystemState made;
    made.time = time;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(states_);
    made.states.assign(values.begin(), middle);
    made.held.assign(middle, values.end());
    return made;
}

}  // namespace strandline::process
