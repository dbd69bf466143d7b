#include "options.hpp"

#include <algorithm>

namespace strandline::cli {

using operation::Operation;
using operation::Param;
using operation::ParamType;
using operation::Port;

const std::vector<CommonOption>& common_options() {
    static const std::vector<CommonOption> options{
        {"output", 'o', "FILE", "write the result here instead of to standard output"},
        {"format", 0, "FORM",
         "how the result is shown: text, tsv or json (default: text on a terminal, else tsv)"},
        {"overwrite", 0, "", "replace output files that exist"},
        {"workspace", 0, "DIR", "the folder that holds .strandline/ (default: the nearest one upward)"},
        {"threads", 't', "N", "how many threads to use (default: all); results do not depend on it"},
        {"seed", 0, "N", "seed of random numbers, recorded and part of the cache key (default 0)", true},
        {"rehash", 0, "", "read every input anew instead of trusting sizes and times"},
        {"keep-inputs", 0, "", "store the bytes of inputs, too, not only their hashes", true},
        {"passphrase-file", 0, "FILE", "read the passphrase of the keys from here instead of asking"},
        {"log", 0, "FORM", "how messages are shown: text or json (default text)"},
        {"quiet", 'q', "", "only warnings and errors"},
        {"verbose", 'v', "", "more messages"},
        {"schema", 0, "", "print the operation's inputs, parameters and outputs as JSON Schema, and stop"},
        {"help", 'h', "", "print help, and stop"},
        {"version", 0, "", "print the version, and stop"},
    };
    return options;
}

const CommonOption* common_option(std::string_view name) {
    const auto found = std::ranges::find(common_options(), name, &CommonOption::name);
    return found == common_options().end() ? nullptr : &*found;
}

const CommonOption* common_option(char letter) {
    const auto found = std::ranges::find(common_options(), letter, &CommonOption::letter);
    return letter == 0 || found == common_options().end() ? nullptr : &*found;
}

std::vector<std::string> positionals(const Operation& operation) {
    // The first required input; where none is required by itself, the first. Then those that say so.
    std::vector<std::string> names;
    const auto required = std::ranges::find(operation.inputs, false, &Port::is_optional);
    if (required != operation.inputs.end())
        names.push_back(required->name);
    else if (!operation.inputs.empty())
        names.push_back(operation.inputs.front().name);
    for (const Port& port : operation.inputs)
        if (port.is_positional && port.name != names.front()) names.push_back(port.name);
    for (const Param& param : operation.params)
        if (param.is_positional) names.push_back(param.name);
    return names;
}

namespace {

bool is_positional(const Operation& operation, const std::string& name) {
    const auto names = positionals(operation);
    return std::ranges::find(names, name) != names.end();
}

std::string value_of(const Port& port) {
    if (port.takes_folder) return "DIR|FILE";
    return port.takes_list ? "LIST|FILE" : "FILE";
}

std::string param_help(const Param& param) {
    std::string text = param.help_text;
    std::vector<std::string> notes;
    if (!param.choices.empty()) notes.push_back("one of " + join(param.choices, ", "));
    if (param.least && param.most)
        notes.push_back(format("{} to {}", es6_number(*param.least), es6_number(*param.most)));
    if (!param.unit_name.empty()) notes.push_back("in " + param.unit_name);
    if (param.default_value && param.type != ParamType::flag) {
        const Json& value = *param.default_value;
        const std::string written = value.is_string() ? value.string() : value.compact();
        if (!written.empty()) notes.push_back("default " + written);
    }
    if (param.is_repeated) notes.push_back("may be repeated");
    return notes.empty() ? text : text + " (" + join(notes, "; ") + ")";
}

}  // namespace

ShownOperation shown(const Operation& operation) {
    ShownOperation all;
    for (const Port& port : operation.inputs) {
        std::string help = join(port.formats, ", ") + ": " + port.help;
        if (port.is_optional) help += " (optional)";
        if (port.is_repeated) help += " (may be repeated)";
        if (port.takes_list) help += " (or the words themselves: a,b,c)";
        all.inputs.push_back({.name = port.name,
                              .value = value_of(port),
                              .help = help,
                              .positional = is_positional(operation, port.name),
                              .required = !port.is_optional});
    }
    for (const Param& param : operation.params)
        all.params.push_back({.name = param.name,
                              .value = param.type == ParamType::flag ? "" : param.value_name,
                              .help = param_help(param),
                              .positional = is_positional(operation, param.name),
                              .required = param.is_required,
                              .choices = param.choices});
    for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
        const Port& port = operation.outputs[i];
        const bool folder = port.formats.front() == "folder";
        std::string help = folder ? port.help : port.formats.front() + ": " + port.help;
        if (i == 0 && !folder) help += " (default: standard output)";
        if (port.file_name == "/")
            help += " (-o DIR/ unpacks it there)";
        else if (!port.file_name.empty())
            help += format(" ({} in the folder that -o DIR/ names)", port.file_name);
        for (const operation::View& view : port.views)
            help += format("; --format {}: {}", view.name, view.help);
        all.outputs.push_back({.name = port.name,
                               .letter = i == 0 ? 'o' : char(0),
                               .value = folder ? "DIR" : "FILE",
                               .help = help});
    }
    return all;
}

bool has_option(const Operation& operation, const CommonOption& option) {
    const bool computes = operation.is_compute() || operation.kind == operation::Kind::conduct;
    return computes || !option.of_computations;
}

std::string usage(const Operation& operation) {
    std::string line = "strandline " + operation.name;
    const ShownOperation options = shown(operation);
    for (const auto* list : {&options.inputs, &options.params})
        for (const ShownOption& option : *list) {
            if (option.positional) {
                const std::string word = option.value == "FILE" ? upper(option.name) : option.value;
                line += option.required ? " " + word : " [" + word + "]";
            } else if (option.required)
                line += " --" + option.name + (option.value.empty() ? "" : " " + option.value);
        }
    return line + " [options]";
}

}  // namespace strandline::cli
