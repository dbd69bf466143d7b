
#include <strandline/base/text.hpp>
#include <strandline/formats/petab.hpp>
#include <strandline/formats/reader.hpp>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t most_bytes = 16u << 20;

class ProblemYaml {
public:
    explicit ProblemYaml(std::string name) : file_(std::move(name)) {}

    Result<PetabFiles> files(const YAML::Node& root) {
        if (!root.IsMap())
            return fail(wrong(root, "petab.yaml", "no PEtab problem", "a map with format_version"));
        const YAML::Node version = root["format_version"];
        if (!version.IsDefined() || !version.IsScalar())
            return fail(wrong(root, "petab.version", "the problem has no format_version",
                              "format_version: 1, or 2.0.0"));
        const std::string& word = version.Scalar();
        if (word == "1" || word.starts_with("1.")) return version_1(root);
        if (word == "2" || word.starts_with("2.")) return version_2(root);
        return fail(wrong(version, "petab.version", "PEtab of this version is not known",
                          "format_version 1 or 2.0.0", word));
    }

private:
    Place place(const YAML::Node& node) const {
        const YAML::Mark mark = node.Mark();
        return {.file = file_,
                .line = mark.is_null() ? 0 : mark.line + 1,
                .column = mark.is_null() ? 0 : mark.column + 1};
    }

    Error wrong(const YAML::Node& at, std::string code, std::string_view what, std::string_view expected,
                std::string_view found = "otherwise",
                std::string_view mend = "correct the YAML file of the problem") const {
        return Error::input(std::move(code), "{}", what)
            .at(place(at))
            .expected("{}", expected)
            .found("{}", printable(found))
            .mend("{}", mend);
    }

    /// A name, a list of names, or nothing where it may be missing.
    Result<std::vector<std::string>> names(const YAML::Node& parent, std::string_view key, bool needed) {
        const YAML::Node node = parent[std::string(key)];
        std::vector<std::string> made;
        if (node.IsDefined() && node.IsScalar() && !node.Scalar().empty()) made.push_back(node.Scalar());
        if (node.IsDefined() && node.IsSequence())
            for (const auto& each : node) {
                if (!each.IsScalar() || each.Scalar().empty())
                    return fail(wrong(each, "petab.yaml", format("{} holds what is no file name", key),
                                      "names of files"));
                made.push_back(each.Scalar());
            }
        if (node.IsDefined() && node.IsMap())
            return fail(wrong(node, "petab.yaml", format("{} is no list of files", key), "names of files"));
        if (needed && made.empty())
            return fail(wrong(node.IsDefined() ? node : parent, "petab.yaml",
                              format("the problem names no {}", key), format("{}: a file or more", key),
                              "none"));
        return made;
    }

    Result<PetabFiles> version_1(const YAML::Node& root) {
        PetabFiles files;
        STRANDLINE_TRY(files.parameters, names(root, "parameter_file", true));
        const YAML::Node problems = root["problems"];
        if (!problems.IsDefined() || !problems.IsSequence() || problems.size() == 0)
            return fail(wrong(root, "petab.yaml", "the file lists no problems", "problems: a list with one"));
        if (problems.size() > 1)
            return fail(wrong(problems[1], "petab.models", "the file lists several problems",
                              "one problem with one model", counted(problems.size(), "problem"),
                              "give each problem a YAML file of its own"));
        const YAML::Node problem = problems[0];
        if (!problem.IsMap())
            return fail(wrong(problem, "petab.yaml", "the problem is no map", "files by their kind"));
        STRANDLINE_TRY(const std::vector<std::string> models, names(problem, "sbml_files", true));
        if (models.size() > 1)
            return fail(wrong(problem["sbml_files"], "petab.models", "the problem has several models",
                              "one SBML file", counted(models.size(), "file"),
                              "give each model a YAML file of its own"));
        files.model = models.front();
        STRANDLINE_TRY(files.conditions, names(problem, "condition_files", true));
        STRANDLINE_TRY(files.observables, names(problem, "observable_files", true));
        STRANDLINE_TRY(files.measurements, names(problem, "measurement_files", true));
        return files;
    }

    Result<void> check_extensions(const YAML::Node& root) const {
        const YAML::Node extensions = root["extensions"];
        if (!extensions.IsDefined() || !extensions.IsMap()) return {};
        for (const auto& each : extensions) {
            const YAML::Node required = each.second.IsMap() ? each.second["required"] : YAML::Node();
            if (required.IsDefined() && required.IsScalar() && lower(required.Scalar()) == "false") continue;
            return fail(wrong(each.second, "petab.extension", "the problem needs an extension of PEtab",
                              "plain PEtab 2, or extensions with required: false", each.first.Scalar(),
                              "write the problem without the extension"));
        }
        return {};
    }

    Result<PetabFiles> version_2(const YAML::Node& root) {
        PetabFiles files;
        files.version = 2;
        STRANDLINE_CHECK(check_extensions(root));
        const YAML::Node models = root["model_files"];
        if (!models.IsDefined() || !models.IsMap() || models.size() == 0)
            return fail(wrong(root, "petab.yaml", "the problem names no model",
                              "model_files: an id with location and language"));
        if (models.size() > 1)
            return fail(wrong(models, "petab.models", "the problem has several models", "one model",
                              counted(models.size(), "model"), "give each model a YAML file of its own"));
        files.model_id = models.begin()->first.Scalar();
        const YAML::Node model = models.begin()->second;
        const YAML::Node language = model.IsMap() ? model["language"] : YAML::Node();
        if (!language.IsDefined() || !language.IsScalar())
            return fail(wrong(model, "petab.yaml", "the model's language is missing", "language: sbml"));
        if (lower(language.Scalar()) != "sbml")
            return fail(wrong(language, "petab.language",
                              format("models in {} cannot be read", printable(language.Scalar())),
                              "language: sbml, of any level and version", language.Scalar(),
                              "export the model to SBML, and name that file"));
        const YAML::Node location = model["location"];
        if (!location.IsDefined() || !location.IsScalar())
            return fail(wrong(model, "petab.yaml", "the model's file is missing", "location: a file"));
        files.model = location.Scalar();
        const char* parameters = root["parameter_files"].IsDefined() || !root["parameter_file"].IsDefined()
                                     ? "parameter_files"
                                     : "parameter_file";
        STRANDLINE_TRY(files.parameters, names(root, parameters, true));
        STRANDLINE_TRY(files.mappings, names(root, "mapping_files", false));
        STRANDLINE_TRY(files.conditions, names(root, "condition_files", false));
        STRANDLINE_TRY(files.experiments, names(root, "experiment_files", false));
        STRANDLINE_TRY(files.observables, names(root, "observable_files", true));
        STRANDLINE_TRY(files.measurements, names(root, "measurement_files", true));
        return files;
    }

    std::string file_;
};

}  // namespace

std::vector<std::string> PetabFiles::all() const {
    std::vector<std::string> names{model};
    for (const auto* list : {&parameters, &mappings, &conditions, &experiments, &observables, &measurements})
        for (const std::string& name : *list)
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return names;
}

Result<PetabFiles> petab_files(const Source& yaml) {
    STRANDLINE_TRY(std::string text, read_bytes(yaml, most_bytes));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    try {
        return ProblemYaml(yaml.name()).files(YAML::Load(text));
    } catch (const YAML::Exception& slip) {
        const bool placed = !slip.mark.is_null();
        return fail(Error::input("petab.yaml", "the YAML cannot be read")
                        .at({.file = yaml.name(),
                             .line = placed ? slip.mark.line + 1 : 0,
                             .column = placed ? slip.mark.column + 1 : 0})
                        .expected("YAML 1.2")
                        .found("{}", printable(slip.msg))
                        .mend("correct the line"));
    }
}

}  // namespace strandline::formats
