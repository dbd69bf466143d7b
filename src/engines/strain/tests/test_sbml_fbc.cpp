#include "helpers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/strain/balance.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <vector>

using namespace strandline;
using namespace strandline::strain;

namespace {

namespace fs = std::filesystem;

/// A case of the SBML Test Suite, tag FluxBalanceSteadyState: the objective and some fluxes of the optimum.
struct Case {
    fs::path folder;
    std::string number;
    std::vector<std::string> names;
    std::vector<double> values;
    double absolute = 0, relative = 0;

    std::string text(const std::string& end) const {
        const auto source = Source::open(folder / (number + end));
        REQUIRE(source.has_value());
        return source->read_all().value();
    }
};

std::vector<std::string> cells(std::string_view line) {
    std::vector<std::string> made;
    for (const std::string_view cell : split(trim(line), ',')) made.emplace_back(trim(cell));
    return made;
}

Case read_case(const fs::path& folder) {
    Case made{folder, folder.filename().string(), {}, {}};
    const std::string results = made.text("-results.csv");
    made.names = cells(split(results, '\n')[0]);
    for (const std::string& cell : cells(split(results, '\n')[1])) made.values.push_back(std::stod(cell));
    const std::string settings = made.text("-settings.txt");
    for (const std::string_view line : split(settings, '\n')) {
        if (line.starts_with("absolute:")) made.absolute = std::stod(std::string(line.substr(9)));
        if (line.starts_with("relative:")) made.relative = std::stod(std::string(line.substr(9)));
    }
    REQUIRE(made.names.size() == made.values.size());
    REQUIRE(made.absolute > 0);
    return made;
}

/// "" when the solution is the expected one.
std::string differences(const Case& expected, const FluxModel& model) {
    const FluxSolution found = flux_balance(model);
    std::string differing;
    for (std::size_t i = 0; i < expected.names.size(); ++i) {
        const std::int32_t reaction = domain::find_reaction(*model.network, expected.names[i]);
        double value = std::nan("");  // as the suite writes that there is no solution
        if (found.has_fluxes())
            value = reaction < 0 ? found.objective : found.fluxes[static_cast<std::size_t>(reaction)];
        const double allowed = expected.absolute + expected.relative * std::abs(expected.values[i]);
        const bool same = std::isnan(expected.values[i]) ? std::isnan(value)
                                                         : std::abs(value - expected.values[i]) <= allowed;
        if (!same)
            differing += format(" {} is {}, not {} ({})", expected.names[i], value, expected.values[i],
                                word(found.status));
    }
    return differing;
}

}  // namespace

TEST_CASE("the flux balance cases of the SBML Test Suite") {
    const char* shared = std::getenv("STRANDLINE_SHARED");
    const fs::path folder = fs::path(shared ? shared : "") / "data/strain/sbml_fbc/cases/semantic";
    if (!shared || !*shared || !fs::exists(folder)) {
        MESSAGE("skipped: no cases of the SBML Test Suite (STRANDLINE_SHARED)");
        return;
    }
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder)) folders.push_back(entry.path());
    std::ranges::sort(folders);
    int passed = 0, all = 0;
    for (const fs::path& each : folders) {
        const Case expected = read_case(each);
        for (const char* form : {"-sbml-l3v1.xml", "-sbml-l3v2.xml"}) {
            const auto source = Source::open(expected.folder / (expected.number + form));
            if (!source) continue;  // some need what version 2 brought
            ++all;
            const std::string differing = differences(expected, testing::model_from(*source));
            CHECK_MESSAGE(differing.empty(), expected.number, form, ":", differing);
            passed += differing.empty();
        }
    }
    MESSAGE("SBML Test Suite: ", passed, " of ", all, " files of ", folders.size(), " cases");
    CHECK(folders.size() == 34);
}
