#include <strandline/formats/petab.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view model = R"(<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
<listOfParameters><parameter id="k" value="1" constant="true"/><parameter id="A" value="1" constant="false"/></listOfParameters>
<listOfRules><rateRule variable="A"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>k</ci></math></rateRule></listOfRules>
</model></sbml>)";

constexpr std::string_view yaml_1 =
    "format_version: 1\nparameter_file: p\nproblems:\n- sbml_files: [m]\n"
    "  condition_files: [c]\n  observable_files: [o]\n"
    "  measurement_files: [d]\n";
constexpr std::string_view yaml_2 =
    "format_version: 2.0.0\nparameter_files: [p]\nmodel_files:\n  m:\n"
    "    location: m\n    language: sbml\ncondition_files: [c]\n"
    "experiment_files: [e]\nobservable_files: [o]\nmeasurement_files: [d]\n";

/// Parameters, conditions, observables, measurements (data), experiments.
constexpr std::string_view order = "pcode";

/// The tables one after the other, parted by bytes 0.
std::string_view part(std::string_view text, int number) {
    for (; number > 0; --number) {
        const std::size_t end = text.find('\0');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\0'));
}

}  // namespace

/// The first byte says which version, or a YAML file alone. Then the tables in their order.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto table = [](std::string_view name, std::string_view bytes) {
        return Source::memory(std::string(name), std::string(bytes));
    };
    if (data[0] % 3 == 2) {
        static_cast<void>(formats::petab_files(table("yaml", text)));
        return 0;
    }
    const auto open = [&](std::string_view name) -> Result<Source> {
        if (name == "m") return table(name, model);
        return table(name, part(text, static_cast<int>(order.find(name))));
    };
    Context context;
    static_cast<void>(formats::read_petab(table("yaml", data[0] % 3 == 0 ? yaml_1 : yaml_2), open, context));
    return 0;
}
