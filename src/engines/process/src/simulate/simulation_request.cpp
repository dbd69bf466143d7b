#include "simulate/simulation_request.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace strandline::process {
namespace {

using operation::Call;

std::vector<std::string> list(const Call& call, std::string_view param) {
    std::vector<std::string> ids;
    for (const std::string_view part : split(call.text(param), ','))
        if (!trim(part).empty()) ids.emplace_back(trim(part));
    return ids;
}

Result<std::vector<double>> times_of(const Source& source) {
    STRANDLINE_TRY(const std::string text, formats::read_bytes(source));
    std::vector<double> times;
    std::int64_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        if (number == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
        ++number;
        line = trim(line);
        if (line.empty() || line.starts_with('#')) continue;
        const strandline::Place place{.file = source.name(),
                                      .line = number,
                                      .column = 1,
                                      .length = 0,
                                      .record = {},
                                      .source_line = std::string(line)};
        double time = 0;
        const char* const begin = line.data() + (line.starts_with('+') ? 1 : 0);
        const auto [end, slip] = std::from_chars(begin, line.data() + line.size(), time);
        if (slip != std::errc() || end != line.data() + line.size() || !std::isfinite(time))
            return fail(Error::input("process.times", "this is no time")
                            .at(place)
                            .expected("one number a line")
                            .found("'{}'", printable(line))
                            .mend("write digits, as in 0.5 or 1e3; lines of words begin with '#'"));
        if (!times.empty() && time < times.back())
            return fail(Error::input("process.times", "the times do not rise")
                            .at(place)
                            .expected("{} or later", times.back())
                            .found("{}", time)
                            .mend("sort the file"));
        times.push_back(time);
    }
    if (times.empty())
        return fail(Error::input("process.times", "there is no time in the file")
                        .at({.file = source.name()})
                        .expected("one number a line"));
    return times;
}

Result<std::vector<double>> requested_times(const Call& call) {
    const double start = call.number("start"), end = call.number("end");
    const std::int64_t steps = call.integer("steps");
    if (call.has("times")) {
        STRANDLINE_TRY(std::vector<double> times, times_of(call.input("times")));
        if (times.front() < start)
            return fail(Error::input("process.times", "the first time is before --start")
                            .at({.file = call.input("times").name()})
                            .expected("{} or later", start)
                            .found("{}", times.front())
                            .mend("give the time of the initial state as --start"));
        return times;
    }
    if (end < start)
        return fail(Error::input("process.times", "--end is before --start")
                        .expected("{} or later", start)
                        .found("{}", end)
                        .mend("choose a later --end; time runs forward"));
    if (!std::isfinite(end - start))
        return fail(Error::input("process.times", "--start and --end are too far apart")
                        .expected("a difference within the range of numbers")
                        .found("{} to {}", start, end)
                        .mend("choose another unit of time, or an earlier --end"));
    std::vector<double> times;
    for (std::int64_t i = 0; i <= steps; ++i)
        times.push_back(
            i == steps ? end : start + (end - start) * static_cast<double>(i) / static_cast<double>(steps));
    return times;
}

/// Values are kept until they are written; what nobody could read is not begun.
Result<void> check_size(std::size_t columns, std::int64_t rows) {
    constexpr double most = 5e8;
    const double values = static_cast<double>(columns + 1) * static_cast<double>(rows);
    if (values <= most) return {};
    return fail(
        Error::input("process.size", "the time course would have {:.3g} values", values)
            .expected("at most {:.3g}: {} at {}", most, counted(columns, "column"),
                      counted(static_cast<std::size_t>(most / static_cast<double>(columns + 1)), "time"))
            .found("{}", counted(static_cast<std::size_t>(rows), "time"))
            .mend("ask for fewer --steps, or fewer --variables"));
}

/// The settings, each id once.
Result<std::vector<Given>> given_settings(const Call& call) {
    std::vector<Given> given;
    for (const std::string& text : call.texts("set")) {
        STRANDLINE_TRY(Given one, parse_given(text));
        if (std::ranges::find(given, one.first, &Given::first) != given.end())
            return fail(Error::input("process.set", "--set gives '{}' twice", one.first)
                            .expected("one value for each id")
                            .found("--set {}", text)
                            .mend("leave one out"));
        given.push_back(std::move(one));
    }
    return given;
}

}  // namespace

std::vector<operation::Port> simulation_inputs() {
    using operation::port;
    return {model_port(), submodels_port(),
            port("times")
                .one_of("process.times/1")
                .optional()
                .described("the times that are written, one a line, instead of --end and --steps")};
}

std::vector<operation::Param> simulation_params() {
    using operation::integer;
    using operation::number;
    using operation::text;
    return {
        number("start", 0).help("time at which the model is in its initial state"),
        number("end", 10).help("last time"),
        integer("steps", 100).range(1, 1e7).help("intervals of equal length from start to end"),
        text("variables")
            .value("LIST")
            .help("ids in the order of the columns, with commas: species, parameters, compartments, species "
                  "references, reactions (as fluxes); all species and rate rules without"),
        text("amounts").value("LIST").help("species that are written as amounts"),
        text("concentrations").value("LIST").help("species that are written as concentrations"),
        text("set")
            .value("ID=VALUE")
            .repeated()
            .help("another start of a species, or value of a parameter, compartment or stoichiometry"),
        number("relative-tolerance", 1e-6).range(1e-14, 0.1).help("of each step's error"),
        number("absolute-tolerance", 1e-12).range(0, 1e6).help("of each step's error"),
    };
}

Result<SimulationRequest> read_simulation_request(const Call& call, Context& context) {
    SimulationRequest request;
    STRANDLINE_TRY(request.model, formats::read_kinetic_model(call.input("model"), context));
    auto made = equations(request.model);
    if (!made) return fail(in_file(std::move(made.error()), call.input("model")));
    request.equations = std::move(*made);
    const auto variables = list(call, "variables"), amounts = list(call, "amounts"),
               concentrations = list(call, "concentrations");
    STRANDLINE_TRY(request.columns,
                   columns(request.model, request.equations, variables, amounts, concentrations));
    STRANDLINE_TRY(request.given, given_settings(call));
    request.start = call.number("start");
    if (!call.has("times") && call.text("method") != "steady-state")
        STRANDLINE_CHECK(check_size(request.columns.ids.size(), call.integer("steps") + 1));
    STRANDLINE_TRY(request.times, requested_times(call));
    request.options.relative = call.number("relative-tolerance");
    request.options.absolute = call.number("absolute-tolerance");
    request.options.seed = context.seed();
    return request;
}

}  // namespace strandline::process
