#include "simulate/start_state.hpp"

#include <strandline/base/text.hpp>

#include <charconv>
#include <cmath>

namespace strandline::process {
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
                                std::span<const Given> given, double time, std::uint64_t seed) {
    std::vector<std::string> ids;
    for (const auto& [id, value] : given) ids.push_back(id);
    STRANDLINE_TRY(const StartValues start, StartValues::make(model, equations, ids));
    return start.at(time, settings_of(start, given), seed);
}

std::vector<double> settings_of(const StartValues& start, std::span<const Given> given) {
    std::vector<double> settings = start.stated();
    for (std::size_t i = 0; i < given.size(); ++i) settings[start.position(i)] = given[i].second;
    return settings;
}

}  // namespace strandline::process
