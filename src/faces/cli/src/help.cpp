#include "help.hpp"

#include "options.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace strandline::cli {

const std::string_view program_version = STRANDLINE_VERSION;

using operation::Column;
using operation::Operation;
using operation::Port;
using operation::Registry;

namespace {

constexpr std::size_t page_width = 96;

/// Fills `text` into lines of at most `page_width`, each after the first begun by `indent` spaces; `at` is
/// where the first line begins.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t at) {
    std::string result;
    bool first = true;
    for (const std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        if (!first && at + 1 + word.size() > page_width) {
            result += "\n" + std::string(indent, ' ');
            at = indent;
        } else if (!first) {
            result += ' ';
            ++at;
        }
        result += word;
        at += word.size();
        first = false;
    }
    return result + "\n";
}

std::string option_line(const ShownOption& option, std::size_t column) {
    std::string head = "  ";
    if (option.letter) head += format("-{}, ", option.letter);
    head += "--" + option.name;
    if (!option.value.empty()) head += " " + option.value;
    if (head.size() + 2 > column)
        head += "\n" + std::string(column, ' ');
    else
        head += std::string(column - head.size(), ' ');
    return head + wrapped(option.help, column, column);
}

std::string section(std::string_view title, const std::vector<ShownOption>& options, std::size_t column) {
    if (options.empty()) return "";
    std::string text = format("\n{}\n", title);
    for (const ShownOption& option : options) text += option_line(option, column);
    return text;
}

/// Paragraphs, one a line, filled; lines that begin with spaces are rows of a list and keep together.
std::string description_text(std::string_view description) {
    std::string text;
    bool in_list = false;
    for (const std::string_view line : split(description, '\n')) {
        if (trim(line).empty()) continue;
        const bool row = line.starts_with("  ");
        text += row && in_list ? "" : "\n";
        text += row ? "  " + wrapped(trim(line), 6, 2) : wrapped(line, 0, 0);
        in_list = row;
    }
    return text;
}

std::string columns_text(const Port& port) {
    if (port.columns.empty()) return "";
    std::size_t width = 0;
    for (const Column& column : port.all_columns()) width = std::max(width, column.name.size());
    std::string text = format("\ncolumns of --{} ({})\n", port.name, port.formats.front());
    for (const Column& column : port.all_columns())
        text += "  " + column.name + std::string(width - column.name.size() + 2, ' ') +
                wrapped(column.help, width + 4, width + 4);
    return text;
}

std::vector<ShownOption> common_shown(const Operation& operation) {
    std::vector<ShownOption> options;
    for (const CommonOption& option : common_options())
        if (option.name != "output" && has_option(operation, option))
            options.push_back({.name = std::string(option.name),
                               .letter = option.letter,
                               .value = std::string(option.value),
                               .help = std::string(option.help)});
    return options;
}

std::string listed(const Operation& operation, std::size_t width) {
    return "  " + operation.name + std::string(width - operation.name.size() + 2, ' ') + operation.summary +
           "\n";
}

std::size_t widest_name(const Registry& registry) {
    std::size_t width = 0;
    for (const Operation& operation : registry.operations()) width = std::max(width, operation.name.size());
    return width;
}

std::string group_of(const Operation& operation) {
    return operation.verb().empty() ? "" : std::string(operation.engine());
}

}  // namespace

std::vector<std::string> groups(const Registry& registry) {
    std::vector<std::string> found;
    for (const Operation& operation : registry.operations())
        if (const std::string group = group_of(operation); std::ranges::find(found, group) == found.end())
            found.push_back(group);
    return found;
}

std::string overview(const Registry& registry) {
    const std::size_t width = widest_name(registry);
    std::string text =
        "strandline: from the DNA strand to the production line to the patient\n"
        "\n"
        "Each command is one step of biomanufacturing. In a workspace, every step leaves a signed record of\n"
        "what it read, what it did and what it made, so that any result can be traced back and checked.\n"
        "\n"
        "first steps\n"
        "  strandline init                       make a workspace here\n"
        "  strandline edit guides genome.gbk --genes ldhA,adhE -o guides.tsv\n"
        "  strandline edit offtargets genome.gbk --guides guides.tsv -o hits.tsv\n"
        "  strandline thread trace hits.tsv      where does this come from?\n"
        "  strandline run chain.toml             all steps of a chain in one go\n";
    for (const std::string& group : groups(registry)) {
        text += group.empty() ? "\nworkspaces and chains\n"
                              : format("\n{}: {}\n", group, registry.group_summary(group));
        for (const Operation& operation : registry.operations())
            if (group_of(operation) == group) text += listed(operation, width);
    }
    return text +
           "\n'strandline COMMAND --help' explains a command. Data goes to standard output, words to "
           "standard error.\n"
           "Exit status: 0 done, 1 the answer is no, 2 wrong input, 3 environment, 4 a fault of ours, 130 "
           "interrupted.\n";
}

std::string group_help(const Registry& registry, std::string_view group) {
    std::string text = format("strandline {}: {}\n\n", group, registry.group_summary(group));
    for (const Operation& operation : registry.operations())
        if (group_of(operation) == group) text += listed(operation, widest_name(registry));
    return text + format("\n'strandline {} COMMAND --help' explains a command.\n", group);
}

std::string operation_help(const Operation& operation) {
    const ShownOperation options = shown(operation);
    std::string text =
        format("strandline {}: {}\n\nusage: {}\n", operation.name, operation.summary, usage(operation));
    text += description_text(operation.description);
    constexpr std::size_t column = 26;
    text += section("inputs", options.inputs, column);
    text += section("parameters", options.params, column);
    text += section("outputs", options.outputs, column);
    for (const Port& port : operation.outputs) text += columns_text(port);
    text += section("options of every command", common_shown(operation), column);
    return text + format("\nexample\n  {}\n", operation.example);
}

// --- manual pages ----------------------------------------------------------------------------------------

namespace {

/// Text as man(7) takes it: backslashes and hyphens escaped, no line begun by a control character.
std::string man_text(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else
            result += c;
    }
    if (result.starts_with('.') || result.starts_with('\'')) result = "\\&" + result;
    return result;
}

std::string man_options(std::string_view title, const std::vector<ShownOption>& options) {
    if (options.empty()) return "";
    std::string text = format(".SH {}\n", title);
    for (const ShownOption& option : options) {
        text += ".TP\n";
        if (option.letter) text += format("\\fB\\-{}\\fR, ", option.letter);
        text += format("\\fB\\-\\-{}\\fR", man_text(option.name));
        if (!option.value.empty()) text += format(" \\fI{}\\fR", man_text(option.value));
        text += "\n" + man_text(option.help) + "\n";
    }
    return text;
}

std::string man_head(std::string name, std::string_view summary) {
    std::ranges::replace(name, ' ', '-');
    return format(".TH {} 1 \"\" \"strandline {}\" \"strandline manual\"\n.SH NAME\n{} \\- {}\n", upper(name),
                  program_version, man_text(name), man_text(summary));
}

}  // namespace

std::string man_page(const Registry& registry, const Operation* operation) {
    if (!operation) {
        std::string text =
            man_head("strandline", "from the DNA strand to the production line to the patient");
        text += ".SH SYNOPSIS\n\\fBstrandline\\fR \\fICOMMAND\\fR [\\fIoptions\\fR]\n.SH COMMANDS\n";
        for (const Operation& each : registry.operations())
            text += format(".TP\n\\fB{}\\fR\n{}\n", man_text(each.name), man_text(each.summary));
        return text +
               ".SH EXIT STATUS\n0 done; 1 the answer is no; 2 wrong input; 3 environment; 4 a fault of "
               "ours; 130 interrupted\n";
    }
    const ShownOperation options = shown(*operation);
    std::string text = man_head("strandline " + operation->name, operation->summary);
    text += format(".SH SYNOPSIS\n{}\n.SH DESCRIPTION\n", man_text(usage(*operation)));
    for (const std::string_view line : split(operation->description, '\n'))
        if (!trim(line).empty())
            text += (line.starts_with("  ") ? ".br\n" : ".PP\n") + man_text(trim(line)) + "\n";
    text += man_options("INPUTS", options.inputs) + man_options("PARAMETERS", options.params) +
            man_options("OUTPUTS", options.outputs);
    for (const Port& port : operation->outputs) {
        if (port.columns.empty()) continue;
        text += format(".SH COLUMNS OF {}\n", upper(port.name));
        for (const Column& column : port.all_columns())
            text += format(".TP\n\\fB{}\\fR\n{}\n", man_text(column.name), man_text(column.help));
    }
    text += man_options("OPTIONS OF EVERY COMMAND", common_shown(*operation));
    return text + format(".SH EXAMPLE\n{}\n", man_text(operation->example));
}

// --- completion ------------------------------------------------------------------------------------------

std::string bash_completion(const Registry& registry) {
    std::string text =
        "# bash completion for strandline; made by 'strandline completion bash'\n"
        "_strandline() {\n"
        "    local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" "
        "line=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" options=\"\" choices=\"\"\n"
        "    case \"$line \" in\n";
    std::vector<const Operation*> longest_first;
    for (const Operation& operation : registry.operations()) longest_first.push_back(&operation);
    std::ranges::stable_sort(longest_first, std::ranges::greater{},
                             [](const Operation* o) { return o->name.size(); });
    for (const Operation* operation : longest_first) {
        const ShownOperation options = shown(*operation);
        std::string names;
        std::string choices;
        for (const auto* list : {&options.inputs, &options.params, &options.outputs})
            for (const ShownOption& option : *list) {
                names += " --" + option.name;
                if (!option.choices.empty())
                    choices += format(" --{}) choices=\"{}\" ;;", option.name, join(option.choices, " "));
            }
        for (const CommonOption& option : common_options())
            if (has_option(*operation, option)) names += format(" --{}", option.name);
        text += format("        \"{} \"*) options=\"{}\"", operation->name, names.substr(1));
        if (!choices.empty()) text += format("; case \"$before\" in{} esac", choices);
        text += " ;;\n";
    }
    // What may follow each beginning of a command: "" → edit thread …, "thread" → log key …, "thread key" →
    // show trust.
    std::map<std::string, std::vector<std::string>, std::greater<>> next_words;
    for (const Operation& operation : registry.operations()) {
        std::string before;
        for (const std::string_view word : split(operation.name, ' ')) {
            std::vector<std::string>& words = next_words[before];
            if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
            before += (before.empty() ? "" : " ") + std::string(word);
        }
    }
    for (const auto& [before, words] : next_words)
        text +=
            format("        {}) options=\"{} --help{}\" ;;\n", before.empty() ? "*" : "\"" + before + " \"*",
                   join(words, " "), before.empty() ? " --version" : "");
    text +=
        "    esac\n    case \"$before\" in --format) choices=\"text tsv json\" ;; --log) choices=\"text "
        "json\" ;; esac\n";
    return text +
           "    if [ -n \"$choices\" ]; then COMPREPLY=($(compgen -W \"$choices\" -- \"$word\")); return; "
           "fi\n"
           "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
           "    [ \"${word#-}\" != \"$word\" ] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
           "}\n"
           "complete -o filenames -F _strandline strandline\n";
}

}  // namespace strandline::cli
