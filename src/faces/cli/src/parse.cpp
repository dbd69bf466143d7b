#include "parse.hpp"

#include "help.hpp"
#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace strandline::cli {

using operation::Operation;
using operation::Param;
using operation::ParamType;
using operation::Port;
using operation::Registry;

namespace {

class Parser {
public:
    Parser(std::span<const std::string> words, const Registry& registry)
        : words_(words), registry_(registry) {}

    Result<CommandLine> parse() {
        if (words_.empty()) {
            line_.wish = CommandLine::Wish::overview;
            return line_;
        }
        STRANDLINE_TRY(const bool found, find_operation());
        if (!found) return line_;
        positionals_ = positionals(*operation_);
        bool only_words = false;
        while (at_ < words_.size()) {
            const std::string& word = words_[at_++];
            if (!only_words && word == "--")
                only_words = true;
            else if (!only_words && word.starts_with("--"))
                long_option(word.substr(2));
            else if (!only_words && is_name_with_one_dash(word))
                long_option(word.substr(1));
            else if (!only_words && word.size() > 1 && word[0] == '-' && !is_number(word))
                short_options(word.substr(1));
            else
                positional(word);
        }
        return finish();
    }

private:
    static bool is_number(std::string_view word) {
        return word.size() > 1 && ((word[1] >= '0' && word[1] <= '9') || word[1] == '.');
    }

    /// A name as a peer's users write it: -vcf FILE, -research cyp2d6.
    bool is_name_with_one_dash(std::string_view word) const {
        if (word.size() < 2 || word[0] != '-') return false;
        const std::string name(word.substr(1, word.find('=') - 1));
        const auto is_called = [&](const auto& option) {
            return std::ranges::find(option.aliases, name) != option.aliases.end() ||
                   (name.size() > 2 && option.name == name);
        };
        return std::ranges::any_of(operation_->inputs, is_called) ||
               std::ranges::any_of(operation_->params, is_called);
    }

    Place here() const { return {.file = operation_ ? "strandline " + operation_->name : "strandline"}; }

    /// Takes the words that name the operation; false when help or version was asked for instead.
    Result<bool> find_operation() {
        if (words_[0] == "--help" || words_[0] == "-h" || (words_[0] == "help" && words_.size() == 1))
            return wish(CommandLine::Wish::overview);
        if (words_[0] == "--version") return wish(CommandLine::Wish::version);
        std::string name;
        for (std::size_t i = 0; i < words_.size() && !words_[i].starts_with('-'); ++i) {
            name += (i ? " " : "") + words_[i];
            if (const Operation* found = registry_.find(name)) {
                operation_ = found;
                at_ = i + 1;
            }
        }
        if (operation_) {
            line_.request.operation = operation_;
            return true;
        }
        return unknown_operation(name);
    }

    Result<bool> wish(CommandLine::Wish what) {
        line_.wish = what;
        return false;
    }

    Result<bool> unknown_operation(const std::string& name) {
        const auto all = groups(registry_);
        if (std::ranges::find(all, words_[0]) != all.end()) {
            line_.group = words_[0];
            if (words_.size() > 1 && (words_[1] == "--help" || words_[1] == "-h"))
                return wish(CommandLine::Wish::group_help);
            std::vector<std::string> verbs;
            for (const Operation& operation : registry_.operations())
                if (operation.engine() == words_[0]) verbs.push_back(std::string(operation.verb()));
            if (words_.size() == 1 || words_[1].starts_with('-'))
                return fail(Error::input("command.incomplete", "say what '{}' is to do", words_[0])
                                .at(here())
                                .expected("one of: {}", join(verbs, ", "))
                                .mend("'strandline {} --help' explains them", words_[0]));
            return fail(Error::input("command.unknown", "'{}' has no command '{}'", words_[0], words_[1])
                            .at(here())
                            .expected("one of: {}", join(verbs, ", "))
                            .candidates(nearest(words_[1], verbs)));
        }
        if (words_[0].starts_with('-'))
            return fail(Error::input("option.unknown", "unknown option {}", words_[0])
                            .at(here())
                            .expected("a command first")
                            .mend("'strandline --help' lists the commands"));
        std::vector<std::string> known;
        for (const Operation& operation : registry_.operations()) known.push_back(operation.name);
        std::vector<std::string> near = nearest(name, known);
        if (near.empty()) {
            known = all;
            for (const Operation& operation : registry_.operations())
                known.push_back(std::string(operation.verb()));
            for (const std::string& guess : nearest(words_[0], known))
                for (const Operation& operation : registry_.operations())
                    if ((operation.engine() == guess || operation.verb() == guess) && near.size() < 3)
                        near.push_back(operation.name);
        }
        return fail(Error::input("command.unknown", "there is no command '{}'", words_[0])
                        .at(here())
                        .candidates(near)
                        .mend("'strandline --help' lists the commands"));
    }

    void long_option(std::string word) {
        std::optional<std::string> value;
        if (const std::size_t equals = word.find('='); equals != std::string::npos) {
            value = word.substr(equals + 1);
            word.resize(equals);
        }
        if (const Port* port = operation_->input_port(word)) {
            if (const auto text = need_value(word, value)) line_.request.inputs[port->name].push_back(*text);
        } else if (const Param* param = operation_->param(word)) {
            set_param(*param, word, value);
        } else if (const Port* output = operation_->output_port(word)) {
            if (const auto text = need_value(word, value)) set_output(*output, *text);
        } else if (const CommonOption* common = common_option(word)) {
            set_common(*common, value);
        } else {
            unknown_option(word);
            // Its value, if it has one, is not a word of its own.
            if (!value && at_ < words_.size() && !words_[at_].starts_with('-')) ++at_;
        }
    }

    void short_options(std::string_view letters) {
        while (!letters.empty()) {
            const CommonOption* option = common_option(letters[0]);
            if (!option) {
                unknown_option(std::string(1, letters[0]));
                return;
            }
            letters.remove_prefix(1);
            if (option->value.empty()) {
                set_common(*option, std::nullopt);
                continue;
            }
            if (letters.starts_with('=')) letters.remove_prefix(1);
            set_common(*option, letters.empty() ? std::nullopt : std::optional<std::string>(letters));
            return;
        }
    }

    std::optional<std::string> need_value(std::string_view name, const std::optional<std::string>& value) {
        if (value) return value;
        if (at_ < words_.size()) return words_[at_++];
        errors_.add(Error::input("option.value", "--{} needs a value", name)
                        .at(here())
                        .mend("'strandline {} --help' says which", operation_->name));
        return std::nullopt;
    }

    void set_param(const Param& param, const std::string& written, const std::optional<std::string>& value) {
        if (param.type == ParamType::flag && !value) {
            line_.request.params[param.name] = Json(true);
            return;
        }
        const auto text = need_value(written, value);
        if (!text) return;
        auto parsed = param.parse(*text);
        if (!parsed) {
            errors_.add(std::move(parsed.error()).at(here()));
        } else if (param.is_repeated) {
            line_.request.params.try_emplace(param.name, Json::array())
                .first->second.push_back(std::move(*parsed));
        } else if (!line_.request.params.emplace(param.name, std::move(*parsed)).second) {
            errors_.add(Error::input("option.repeated", "--{} is given twice", param.name)
                            .at(here())
                            .mend("leave one out"));
        }
    }

    void set_output(const Port& port, const std::string& path) {
        if (path.empty())
            errors_.add(Error::input("option.value", "--{} names no file", port.name)
                            .at(here())
                            .expected("a file name"));
        else if (!line_.request.outputs.emplace(port.name, path).second)
            errors_.add(Error::input("option.repeated", "--{} is given twice", port.name)
                            .at(here())
                            .mend("leave one out"));
    }

    /// The output that is shown, or a folder for all outputs that have file names.
    void set_main_output(const std::string& path) {
        std::error_code ignored;
        const bool has_files = std::ranges::any_of(operation_->outputs,
                                                   [](const Port& port) { return !port.file_name.empty(); });
        const bool is_folder = path.ends_with('/') || std::filesystem::is_directory(path, ignored);
        auto& request = line_.request;
        if (path.empty())
            errors_.add(
                Error::input("option.value", "--output names no file").at(here()).expected("a file name"));
        else if (path == "-")
            return;  // standard output, as without the option
        else if (request.main_output || request.output_folder)
            errors_.add(
                Error::input("option.repeated", "--output is given twice").at(here()).mend("leave one out"));
        else
            (has_files && is_folder ? request.output_folder : request.main_output) = path;
    }

    void set_common(const CommonOption& option, const std::optional<std::string>& value) {
        if (option.value.empty()) {
            if (value)
                errors_.add(Error::input("option.value", "--{} takes no value", option.name)
                                .at(here())
                                .found("{}", *value));
            line_.common[std::string(option.name)] = "true";
            return;
        }
        const auto text = need_value(option.name, value);
        if (!text) return;
        if (option.name == "output" && !operation_->outputs.empty())
            set_main_output(*text);
        else if (!line_.common.emplace(option.name, *text).second)
            errors_.add(Error::input("option.repeated", "--{} is given twice", option.name)
                            .at(here())
                            .mend("leave one out"));
    }

    void unknown_option(const std::string& name) {
        std::vector<std::string> known;
        const ShownOperation options = shown(*operation_);
        for (const auto* list : {&options.inputs, &options.params, &options.outputs})
            for (const ShownOption& option : *list) known.push_back("--" + option.name);
        for (const CommonOption& option : common_options()) known.push_back("--" + std::string(option.name));
        const std::string written = name.size() == 1 ? "-" + name : "--" + name;
        errors_.add(Error::input("option.unknown", "unknown option {}", written)
                        .at(here())
                        .candidates(name.size() == 1 ? std::vector<std::string>{} : nearest(written, known))
                        .mend("'strandline {} --help' lists the options", operation_->name));
    }

    void positional(const std::string& word) {
        // A port given by name is not waited for any more.
        while (next_positional_ < positionals_.size()) {
            const std::string& name = positionals_[next_positional_];
            const Port* port = operation_->input_port(name);
            if (port) {
                if (!port->is_repeated) ++next_positional_;
                if (!port->is_repeated && line_.request.inputs.contains(name)) continue;
                line_.request.inputs[name].push_back(word);
                return;
            }
            const Param& param = *operation_->param(name);
            if (!param.is_repeated) ++next_positional_;
            if (!param.is_repeated && line_.request.params.contains(name)) continue;
            set_param(param, name, word);
            return;
        }
        errors_.add(Error::input("argument.unexpected", "'{}' is one word too many", word)
                        .at(here())
                        .expected("{}", usage(*operation_))
                        .mend("give files by name: --genome FILE and so on"));
    }

    std::vector<std::string> forms() const {
        std::vector<std::string> names{"text", "tsv", "json"};
        for (const Port& port : operation_->outputs)
            for (const operation::View& view : port.views) names.push_back(view.name);
        return names;
    }

    void check_choice(std::string_view option, const std::vector<std::string>& choices) {
        const auto found = line_.common.find(std::string(option));
        if (found != line_.common.end() && std::ranges::find(choices, found->second) == choices.end())
            errors_.add(Error::input("option.value", "--{}: unknown value '{}'", option, found->second)
                            .at(here())
                            .expected("one of {}", join(choices, ", "))
                            .candidates(nearest(found->second, choices)));
    }

    void check_number(std::string_view option, std::uint64_t least, std::uint64_t most) {
        const auto found = line_.common.find(std::string(option));
        if (found == line_.common.end()) return;
        std::uint64_t value = 0;
        const std::string& text = found->second;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (failed != std::errc{} || end != text.data() + text.size() || value < least || value > most)
            errors_.add(Error::input("option.value", "--{}: not a number in range", option)
                            .at(here())
                            .expected("a whole number from {} to {}", least, most)
                            .found("'{}'", text));
    }

    Result<CommandLine> finish() {
        for (const auto& [option, what] :
             {std::pair{"help", CommandLine::Wish::help}, std::pair{"schema", CommandLine::Wish::schema},
              std::pair{"version", CommandLine::Wish::version}})
            if (line_.has(option)) {
                line_.wish = what;
                return line_;
            }
        check_choice("format", forms());
        if (line_.request.main_output && !operation_->main_output &&
            line_.request.outputs.contains(operation_->outputs.front().name))
            errors_.add(
                Error::input("option.repeated", "--{} is given twice", operation_->outputs.front().name)
                    .at(here())
                    .found("--output and --{}, which are the same", operation_->outputs.front().name)
                    .mend("leave one out"));
        check_choice("log", {"text", "json"});
        check_number("threads", 1, 1024);
        check_number("seed", 0, UINT64_MAX);
        for (const Param& param : operation_->params)
            if (param.is_required && !line_.request.params.contains(param.name))
                errors_.add(Error::input("parameter.missing", "{} is missing",
                                         param.is_positional ? param.value_name : "--" + param.name)
                                .at(here())
                                .expected("{}", param.help_text)
                                .mend("for example: {}", operation_->example));
        for (const Port& port : operation_->inputs)
            if (!port.is_optional && !line_.request.inputs.contains(port.name))
                errors_.add(Error::input("input.missing", "--{} is missing", port.name)
                                .at(here())
                                .expected("{}: {}", join(port.formats, " or "), port.help)
                                .mend("for example: {}", operation_->example));
        if (errors_.any()) return fail(errors_.take());
        if (line_.has("format")) {
            const std::string& form = line_.common["format"];
            if (form == "json")
                line_.request.form = operation::Form::json;
            else if (form == "tsv")
                line_.request.form = operation::Form::tsv;
            else if (form == "text")
                line_.request.form = operation::Form::text;
            else
                line_.request.view = form;
        }
        return line_;
    }

    std::span<const std::string> words_;
    const Registry& registry_;
    const Operation* operation_ = nullptr;
    std::size_t at_ = 0;
    std::vector<std::string> positionals_;
    std::size_t next_positional_ = 0;
    CommandLine line_;
    Errors errors_;
};

}  // namespace

Result<CommandLine> parse(std::span<const std::string> words, const Registry& registry) {
    if (words.size() > 1 && words[0] == "help") {  // "help edit guides" is "edit guides --help"
        std::vector<std::string> asked(words.begin() + 1, words.end());
        asked.emplace_back("--help");
        return Parser(asked, registry).parse();
    }
    return Parser(words, registry).parse();
}

}  // namespace strandline::cli
