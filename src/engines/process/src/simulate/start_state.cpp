#include "simulate/start_state.hpp"

#include <strandline/base/text.hpp>
#include <strandline/numerics/program.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::process {
namespace {

Error not_settable(const Equations& equations, const std::vector<Setting>& all, const std::string& id) {
    if (equations.quantities.contains(id))
        return Error::input("process.set", "'{}' cannot be set: a rule or the reactions determine it", id)
            .expected("a number that the model states: a species, parameter, compartment or stoichiometry");
    std::vector<std::string> known;
    for (const Setting& one : all) known.push_back(one.id);
    return Error::input("process.set", "nothing in the model is called '{}'", id)
        .expected("id=value with the id of a species, parameter, compartment or species reference")
        .candidates(nearest(id, known));
}

}  // namespace

Result<Given> parse_given(const std::string& text) {
    const std::size_t equals = text.find('=');
    double value = 0;
    if (equals != std::string::npos) {
        std::string_view number = trim(std::string_view(text).substr(equals + 1));
        if (number.starts_with('+')) number.remove_prefix(1);
        const auto [end, slip] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (slip == std::errc() && end == number.data() + number.size() && std::isfinite(value))
            return Given{std::string(trim(std::string_view(text).substr(0, equals))), value};
    }
    return fail(Error::input("process.set", "--set '{}' is not understood", text)
                    .expected("id=value, such as k1=0.5")
                    .found("{}", equals == std::string::npos ? "no '='" : "no finite number after '='"));
}

Result<SystemState> start_state(const domain::KineticModel& model, const Equations& equations,
                                std::span<const Given> given, double time) {
    const std::vector<Setting> all = settings(model);
    std::vector<std::string> ids;
    std::vector<double> inputs{time};
    for (const Setting& one : all) inputs.push_back(one.value);
    for (const auto& [id, value] : given) {
        const auto found = std::ranges::find(all, id, &Setting::id);
        if (found == all.end()) return fail(not_settable(equations, all, id));
        inputs[1 + static_cast<std::size_t>(found - all.begin())] = value;
        ids.push_back(id);
    }
    STRANDLINE_TRY(const Start from, start(model, equations, ids));
    inputs.resize(inputs.size() + from.draws.size(), std::nan(""));
    std::vector<Node> nodes = from.states;
    nodes.insert(nodes.end(), from.held.begin(), from.held.end());
    SystemState made;
    made.time = time;
    std::vector<double> values(nodes.size());
    if (!nodes.empty())
        numerics::Program(from.graph, nodes, inputs.size(), numerics::Execution::interpreted)
            .evaluate(inputs.data(), values.data());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(from.states.size());
    made.states.assign(values.begin(), middle);
    made.held.assign(middle, values.end());
    return made;
}

}  // namespace strandline::process
