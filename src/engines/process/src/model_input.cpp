#include "model_input.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <filesystem>

namespace strandline::process {
namespace {

bool is_same_file(const Source& a, const Source& b) {
    std::error_code no_matter;
    return std::filesystem::equivalent(a.path(), b.path(), no_matter);
}

/// Submodels are read from where the model says: a file given by hand can only be one of these.
Result<void> check_given(std::span<const Source> given, const std::vector<Source>& named,
                         const Source& model) {
    for (const Source& one : given)
        if (std::ranges::none_of(named, [&](const Source& other) { return is_same_file(one, other); }))
            return fail(Error::input("process.submodels", "the model takes nothing from {}", one.name())
                            .at({.file = model.name()})
                            .expected("{}", named.empty() ? "no --submodels: the model is whole"
                                                          : "the files that the model names")
                            .found("{}", one.name())
                            .mend("leave --submodels out: they are found where the model says"));
    return {};
}

}  // namespace

operation::Port model_port() {
    return operation::port("model").one_of("sbml").described("SBML of any level and version");
}

operation::Port submodels_port() {
    return operation::port("submodels")
        .one_of("sbml")
        .repeated()
        .optional()
        .described("the files that a hierarchical model takes models from; found where it says");
}

Result<void> find_submodels(operation::Call& call) {
    if (!call.has("model")) return {};
    const Source& model = call.input("model");
    STRANDLINE_TRY(const std::vector<Source> named, formats::submodel_files(model));
    STRANDLINE_CHECK(check_given(call.inputs("submodels"), named, model));
    for (const Source& file : named) {
        const auto given = call.inputs("submodels");
        if (std::ranges::none_of(given, [&](const Source& other) { return is_same_file(file, other); }))
            call.sources["submodels"].push_back(file);
    }
    return {};
}

Result<void> give_figures(const operation::Call& call, formats::SettingsDocument& document) {
    const auto sources = call.inputs("figures");
    for (std::size_t i = 0; i < sources.size(); ++i) {
        STRANDLINE_TRY(const std::string text, formats::read_bytes(sources[i]));
        STRANDLINE_TRY(Json json, Json::parse(text, sources[i].name()));
        if (sources.size() == 1) document.give("figures", json);
        document.give(format("figures.{}", i + 1), std::move(json));
    }
    return {};
}

Error in_file(Error error, const Source& source) {
    if (error.place().file.empty()) error.at({.file = source.name()});
    return error;
}

}  // namespace strandline::process
