// Simulates cases of the SBML semantic test suite and compares them with its results.
//
//     process_semantic_suite FOLDER CASE…
//
// FOLDER has one folder a case, as the suite has it. For each model file of each case one line is written:
// case, level and version, "ok" or what is wrong, with tabs between.

#include "simulate/columns.hpp"
#include "simulate/start_state.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/process/simulation.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace strandline::process {
namespace {

namespace fs = std::filesystem;

struct Expected {
    std::vector<std::string> ids, amounts, concentrations;
    double absolute = 0, relative = 0, start = 0;
    std::vector<double> times, values;  // values: [time][id]
};

double number(std::string_view text) {
    const std::string word(trim(text));
    if (lower(word) == "inf") return INFINITY;
    if (lower(word) == "-inf") return -INFINITY;
    if (lower(word) == "nan") return NAN;
    return std::strtod(word.c_str(), nullptr);
}

std::string text_of(const fs::path& path) {
    const auto source = Source::open(path);
    const auto text = source ? source->read_all() : Result<std::string>("");
    return text ? *text : std::string();
}

std::vector<std::string> words(std::string_view list) {
    std::vector<std::string> made;
    for (const auto part : split(list, ','))
        if (!trim(part).empty()) made.emplace_back(trim(part));
    return made;
}

Expected expected(const fs::path& folder, const std::string& name) {
    std::map<std::string, std::string> settings;
    const std::string text = text_of(folder / (name + "-settings.txt"));
    for (const auto line : split(text, '\n'))
        if (const auto colon = line.find(':'); colon != std::string_view::npos)
            settings[std::string(trim(line.substr(0, colon)))] = trim(line.substr(colon + 1));
    Expected made;
    made.amounts = words(settings["amount"]);
    made.concentrations = words(settings["concentration"]);
    made.absolute = number(settings["absolute"]);
    made.relative = number(settings["relative"]);
    made.start = number(settings["start"]);
    bool header = true;
    const std::string results = text_of(folder / (name + "-results.csv"));
    for (const auto line : split(results, '\n')) {
        if (trim(line).empty()) continue;
        const auto cells = split(line, ',');
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (header && i > 0) made.ids.emplace_back(trim(cells[i]));
            if (!header) (i == 0 ? made.times : made.values).push_back(number(cells[i]));
        }
        header = false;
    }
    return made;
}

/// Empty when all values agree.
std::string difference(const Expected& expected, const Trajectory& found) {
    const std::size_t count = expected.ids.size();
    if (found.failure)
        return format("failed at {}: {} {}", found.failure->time, found.failure->what,
                      found.failure->equation);
    if (found.values.size() != expected.values.size()) return "not as many rows";
    for (std::size_t i = 0; i < found.values.size(); ++i) {
        const double want = expected.values[i], have = found.values[i];
        const bool same = std::isnan(want)   ? std::isnan(have)
                          : std::isinf(want) ? have == want
                                             : std::abs(want - have) <=
                                                   expected.absolute + expected.relative * std::abs(want);
        if (!same)
            return format("{} at {} is {}, not {}", expected.ids[i % count], expected.times[i / count], have,
                          want);
    }
    return "";
}

Result<std::string> check(const fs::path& file, const Expected& expected, int seeds) {
    Context context;
    STRANDLINE_TRY(const Source source, Source::open(file));
    STRANDLINE_TRY(const domain::KineticModel model, formats::read_kinetic_model(source, context));
    STRANDLINE_TRY(Equations made, equations(model));
    STRANDLINE_TRY(const Columns asked,
                   columns(model, made, expected.ids, expected.amounts, expected.concentrations));
    STRANDLINE_TRY(const SystemState start, start_state(model, made, {}, expected.start));
    const CompiledSystem system(std::move(made), asked.nodes, false);
    std::string wrong;
    int failed = 0;
    for (int seed = 0; seed < seeds; ++seed) {
        SimulationOptions options;
        options.seed = static_cast<std::uint64_t>(seed);
        const std::string here =
            difference(expected, simulate(system, start, expected.times, options, context));
        if (here.empty()) continue;
        ++failed;
        wrong = here;
    }
    return 2 * failed < seeds ? "" : wrong;
}

std::string one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    return text;
}

void check_case(const fs::path& folder, const std::string& name) {
    const Expected what = expected(folder, name);
    // Where equal events run in random order, most orders are to agree: chance decides the rest.
    const bool random =
        text_of(folder / (name + "-model.m")).find("RandomEventExecution") != std::string::npos;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string file = entry.path().filename().string();
        if (file.starts_with(name + "-sbml-l") && file.ends_with(".xml")) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        const auto wrong = check(file, what, random ? 3 : 1);
        const std::string level = file.stem().string().substr(name.size() + 6);
        std::printf("%s\t%s\t%s\n", name.c_str(), level.c_str(),
                    !wrong           ? one_line(render(wrong.error())).c_str()
                    : wrong->empty() ? "ok"
                                     : one_line(*wrong).c_str());
    }
    std::fflush(stdout);
}

}  // namespace
}  // namespace strandline::process

int main(int count, char** words) {
    if (count < 2) return 2;
    for (int i = 2; i < count; ++i)
        strandline::process::check_case(std::filesystem::path(words[1]) / words[i], words[i]);
    return 0;
}
