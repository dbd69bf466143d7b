#include <strandline/formats/kinetic_model.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

/// SBML of any level; the formulas of a model that is read can be written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    Context context;
    const Source source = Source::memory("input", std::string(reinterpret_cast<const char*>(data), size));
    const auto model = formats::read_kinetic_model(source, context);
    if (!model) return 0;
    const auto write = [](const std::optional<domain::Formula>& formula) {
        if (formula) static_cast<void>(formats::formula_text(*formula));
    };
    for (const auto& reaction : model->reactions) write(reaction.law);
    for (const auto& rule : model->rules) write(rule.formula);
    for (const auto& function : model->functions) write(function.body);
    for (const auto& event : model->events) write(event.trigger);
    return 0;
}
