#include "likelihood/problem_input.hpp"
#include "model_input.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/kinetic_model.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/table.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace strandline::process {
namespace {

using operation::Call;

Result<Source> open_beside(const Source& yaml, const std::string& name) {
    if (name.find("://") != std::string::npos)
        return fail(Error::input("petab.file", "files are not fetched from the net")
                        .at({.file = yaml.name()})
                        .expected("the name of a file beside the YAML file")
                        .found("{}", name)
                        .mend("download the file, and write its name there"));
    const std::filesystem::path path = yaml.path().parent_path() / name;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return fail(Error::input("petab.file", "a file that the problem names is missing")
                        .at({.file = yaml.name()})
                        .expected("a file {}", path.string())
                        .found("nothing there")
                        .mend("put it there, or correct its name in the YAML file"));
    return Source::open(path);
}

std::filesystem::path path_of(const Source& source) {
    return source.path().empty() ? std::filesystem::path(source.name()) : source.path();
}

/// Which of the inputs is the file that the YAML calls so: the one at that place, else one of that name.
Result<Source> file_named(const Call& call, std::string_view name) {
    const std::filesystem::path wanted = std::filesystem::path(name).lexically_normal();
    for (const Source& source : call.inputs("files"))
        if (path_of(source) == call.input("problem").path().parent_path() / name) return source;
    for (const Source& source : call.inputs("files"))
        if (path_of(source).filename() == wanted.filename()) return source;
    return fail(Error::input("petab.file", "a file that the problem names is not among the inputs")
                    .at({.file = call.input("problem").name()})
                    .expected("--files {}", name)
                    .found("{}", call.inputs("files").empty() ? "none" : "others")
                    .mend("give all files that the YAML file names"));
}

Error unknown_parameter(const formats::PetabProblem& problem, std::string_view id,
                        ::strandline::Place place) {
    std::vector<std::string> known;
    for (const formats::PetabParameter& parameter : problem.parameters) known.push_back(parameter.id);
    return Error::input("petab.unknown_parameter", "the problem has no parameter '{}'", printable(id))
        .at(std::move(place))
        .expected("ids of the problem's parameter table")
        .found("'{}'", printable(id))
        .candidates(nearest(id, known))
        .mend("correct the id, or leave it out");
}

Result<void> set_parameter(formats::PetabProblem& problem, std::string_view id, double value,
                           const ::strandline::Place& place) {
    const auto found = std::ranges::find(problem.parameters, id, &formats::PetabParameter::id);
    if (found == problem.parameters.end()) return fail(unknown_parameter(problem, id, place));
    found->nominal = value;
    return {};
}

Result<void> take_json(const std::string& text, const Source& source, formats::PetabProblem& problem) {
    STRANDLINE_TRY(const Json root, Json::parse(text, source.name()));
    const Json* values = root.find("parameters");
    if (!values || !values->is_object())
        return fail(Error::input("petab.parameters", "the JSON has no parameters")
                        .at({.file = source.name()})
                        .expected("an object with a member 'parameters': values by id")
                        .found("none")
                        .mend("give what 'process fit' wrote, or a table with parameterId and nominalValue"));
    for (const auto& [id, value] : values->members()) {
        if (!value.is_number())
            return fail(Error::input("petab.parameters", "the value of '{}' is no number", printable(id))
                            .at({.file = source.name()})
                            .expected("a number")
                            .found("{}", value.compact())
                            .mend("give its value, not scaled"));
        STRANDLINE_CHECK(set_parameter(problem, id, value.number(), {.file = source.name()}));
    }
    return {};
}

Result<void> take_table(const Source& source, formats::PetabProblem& problem) {
    STRANDLINE_TRY(formats::TableReader table, formats::TableReader::open(source));
    STRANDLINE_TRY(const std::size_t id, table.column("parameterId"));
    STRANDLINE_TRY(const std::size_t value, table.column("nominalValue"));
    for (;;) {
        STRANDLINE_TRY(const bool more, table.next());
        if (!more) return {};
        STRANDLINE_TRY(const double number, table.number(value));
        STRANDLINE_CHECK(set_parameter(problem, table.text(id), number, table.place(id)));
    }
}

}  // namespace

std::vector<operation::Port> problem_ports() {
    return {operation::port("problem").format("text").described(
                "the YAML file of a PEtab problem, version 1 or 2"),
            operation::port("files")
                .one_of("text", "sbml", "xml")
                .repeated()
                .optional()
                .described("the files that the YAML file names; found beside it where none are given")};
}

Result<void> find_problem_files(Call& call) {
    if (!call.has("problem") || call.has("files")) return {};
    const Source& yaml = call.input("problem");
    STRANDLINE_TRY(const formats::PetabFiles files, formats::petab_files(yaml));
    for (const std::string& name : files.all()) {
        STRANDLINE_TRY(Source source, open_beside(yaml, name));
        call.sources["files"].push_back(std::move(source));
    }
    if (files.model.empty()) return {};
    STRANDLINE_TRY(const std::vector<Source> submodels,
                   formats::submodel_files(call.inputs("files").front()));
    for (const Source& submodel : submodels) call.sources["files"].push_back(submodel);
    return {};
}

Result<formats::PetabProblem> read_problem(Call& call, Context& context) {
    return formats::read_petab(
        call.input("problem"), [&](std::string_view name) { return file_named(call, name); }, context);
}

Result<Objective> objective_of(const Call& call, formats::PetabProblem problem,
                               const ObjectiveOptions& options) {
    auto made = Objective::build(std::move(problem), options);
    if (made || !made.error().code().starts_with("process.")) return made;
    STRANDLINE_TRY(const formats::PetabFiles files, formats::petab_files(call.input("problem")));
    STRANDLINE_TRY(const Source model, file_named(call, files.model));
    return fail(in_file(std::move(made.error()), model));
}

Result<std::vector<Source>> measurement_tables(const Call& call) {
    STRANDLINE_TRY(const formats::PetabFiles files, formats::petab_files(call.input("problem")));
    std::vector<Source> tables;
    for (const std::string& name : files.measurements) {
        STRANDLINE_TRY(Source table, file_named(call, name));
        tables.push_back(std::move(table));
    }
    return tables;
}

Result<void> take_parameters(const Call& call, formats::PetabProblem& problem) {
    if (call.has("parameters")) {
        const Source& source = call.input("parameters");
        STRANDLINE_TRY(const std::string text, formats::read_bytes(source));
        if (trim(text).starts_with('{'))
            STRANDLINE_CHECK(take_json(text, source, problem));
        else
            STRANDLINE_CHECK(take_table(source, problem));
    }
    for (const formats::PetabParameter& parameter : problem.parameters) {
        if (!parameter.estimated) continue;
        const bool fits = std::isfinite(parameter.nominal) &&
                          (parameter.scale == formats::PetabScale::linear || parameter.nominal > 0);
        if (!fits)
            return fail(Error::input("petab.nominal", "'{}' has no value that can be evaluated", parameter.id)
                            .at({.file = call.input("problem").name()})
                            .expected("a number{}", parameter.scale == formats::PetabScale::linear
                                                        ? ""
                                                        : " above 0, for its scale is logarithmic")
                            .found("{}", std::isnan(parameter.nominal) ? std::string("nothing")
                                                                       : format("{}", parameter.nominal))
                            .mend("give a nominalValue in the parameter table, or --parameters"));
    }
    return {};
}

}  // namespace strandline::process
