#include "chain_file.hpp"

#include <strandline/formats/dotted_names.hpp>

#include <toml++/toml.h>

#include <algorithm>
#include <set>

namespace strandline::chain {

using operation::Operation;
using operation::Param;
using operation::Port;

namespace {

/// Reads one chain file; gathers what is wrong with it.
class ChainReader {
public:
    ChainReader(const Source& source, std::string text, const operation::Registry& registry)
        : source_(source), text_(std::move(text)), registry_(registry), lines_(split(text_, '\n')) {}

    Result<ChainPlan> read() {
        if (const auto dot = formats::too_deep_name(text_)) return fail(too_deep(*dot));
        toml::table root;
        try {
            root = toml::parse(text_, source_.name());
        } catch (const toml::parse_error& error) { return fail(from_toml(error)); }
        check_top_level(root);
        read_title(root);
        read_step_names(root);
        for (Step& step : plan_.steps) read_step(step, *root["step"][step.name].as_table());
        read_outputs(root);
        sort_steps();
        if (errors_.any()) return fail(errors_.take());
        if (source_.identity()) plan_.files.push_back(*source_.identity());
        plan_.folder =
            source_.path().has_parent_path() ? source_.path().parent_path() : std::filesystem::path(".");
        return std::move(plan_);
    }

private:
    Place place_of(const toml::source_region& region, std::int64_t length = 0) const {
        Place place{.file = source_.name(),
                    .line = region.begin.line,
                    .column = region.begin.column,
                    .length = length};
        if (place.line > 0 && static_cast<std::size_t>(place.line) <= lines_.size())
            place.source_line = std::string(lines_[static_cast<std::size_t>(place.line) - 1]);
        if (length == 0 && region.end.line == region.begin.line)
            place.length = region.end.column - region.begin.column;
        return place;
    }
    Place place_of(const toml::node& node) const { return place_of(node.source()); }
    /// toml++ places values, not keys: the key is what the line begins with.
    Place place_of_key(const toml::key& key) const {
        return place_of(key.source(), static_cast<std::int64_t>(key.str().size()));
    }

    Error too_deep(std::size_t dot) const {
        const auto line = std::ranges::count(std::string_view(text_).substr(0, dot), '\n') + 1;
        return Error::input("chain.depth", "a name has too many parts")
            .at({.file = source_.name(), .line = line})
            .expected("at most {} names with dots between", formats::most_dotted_names)
            .mend("see docs/chain.md for a chain file that works");
    }

    Error from_toml(const toml::parse_error& error) const {
        const std::string what(error.description());
        const Place place = place_of(error.source());
        if (what.find("redefine") != std::string::npos)
            return Error::input("chain.duplicate", "this name is given twice")
                .at(place)
                .found("{}", what)
                .mend("give every step and every setting a name of its own");
        return Error::input("chain.syntax", "not valid TOML")
            .at(place)
            .found("{}", what)
            .mend("see docs/chain.md for a chain file that works");
    }

    void check_top_level(const toml::table& root) {
        const std::vector<std::string> known{"chain", "step", "output"};
        for (const auto& [key, value] : root)
            if (std::ranges::find(known, key.str()) == known.end())
                errors_.add(Error::input("chain.key", "'{}' is not a part of a chain file", key.str())
                                .at(place_of_key(key))
                                .expected("[chain], [step.NAME] or [output]")
                                .candidates(nearest(key.str(), known)));
        if (const auto* chain = root["chain"].as_table())
            for (const auto& [key, value] : *chain)
                if (key != "title")
                    errors_.add(Error::input("chain.key", "'{}' is not a setting of [chain]", key.str())
                                    .at(place_of_key(key))
                                    .expected("title"));
    }

    void read_title(const toml::table& root) {
        plan_.title = root["chain"]["title"].value_or(std::string(source_.path().stem().string()));
    }

    /// Steps first, so that they can name each other in any order.
    void read_step_names(const toml::table& root) {
        const auto* steps = root["step"].as_table();
        if (!steps || steps->empty()) {
            errors_.add(Error::input("chain.no_steps", "the chain has no steps")
                            .at({.file = source_.name()})
                            .expected("at least one [step.NAME] with use = \"…\"")
                            .mend("see docs/chain.md for a chain file that works"));
            return;
        }
        struct Named {
            std::string name;
            const toml::table* table;
            Place place;
        };
        std::vector<Named> named;
        for (const auto& [key, value] : *steps) {
            const auto* table = value.as_table();
            const bool plain = !key.empty() && std::ranges::all_of(key.str(), [](char c) {
                return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
            });
            if (!table || !plain)
                errors_.add(Error::input("chain.step", "'{}' is not a step", key.str())
                                .at(place_of_key(key))
                                .expected("[step.NAME], the name of letters, digits, - and _"));
            else
                named.push_back({std::string(key.str()), table, place_of(value)});
        }
        std::ranges::stable_sort(named, {},
                                 [](const Named& n) { return std::pair(n.place.line, n.place.column); });
        for (Named& n : named) {
            Step step{.name = n.name, .operation = nullptr, .place = n.place};
            step.operation = operation_of(*n.table, n.place, n.name);
            plan_.steps.push_back(std::move(step));
        }
    }

    const Operation* operation_of(const toml::table& table, const Place& place, const std::string& name) {
        const auto* use = table["use"].as_string();
        if (!use) {
            errors_.add(Error::input("chain.use", "step '{}' does not say what it uses", name)
                            .at(place)
                            .expected("use = \"edit guides\" or another operation")
                            .mend("'strandline --help' lists all operations"));
            return nullptr;
        }
        auto found = registry_.get(use->get());
        if (!found) {
            errors_.add(std::move(found.error()).at(place_of(*use)));
            return nullptr;
        }
        if (!(*found)->is_compute()) {
            errors_.add(
                Error::input("chain.use", "'{}' cannot be a step: it is not a computation", use->get())
                    .at(place_of(*use))
                    .expected("an operation of an engine"));
            return nullptr;
        }
        return *found;
    }

    std::optional<std::size_t> step_index(std::string_view name) const {
        const auto found = std::ranges::find(plan_.steps, name, &Step::name);
        if (found == plan_.steps.end()) return std::nullopt;
        return static_cast<std::size_t>(found - plan_.steps.begin());
    }

    std::vector<std::string> all_step_ports() const {
        std::vector<std::string> names;
        for (const Step& step : plan_.steps)
            if (step.operation)
                for (const Port& port : step.operation->outputs) names.push_back(step.name + "." + port.name);
        return names;
    }

    /// "step.port" → the port, or an error; nothing when the step itself is in error.
    const Port* resolve(const std::string& words, const Place& place, std::size_t& step) {
        const std::size_t dot = words.find('.');
        const auto index = step_index(std::string_view(words).substr(0, dot));
        const Port* port = nullptr;
        if (index && dot != std::string::npos) {
            if (!plan_.steps[*index].operation) return nullptr;
            port = plan_.steps[*index].operation->output_port(std::string_view(words).substr(dot + 1));
            step = *index;
        }
        if (!port) {
            std::string what = index ? format("step '{}' has no output '{}'", plan_.steps[*index].name,
                                              dot == std::string::npos ? "" : words.substr(dot + 1))
                                     : format("'{}' names no step's output", words);
            std::vector<std::string> near = nearest(words, all_step_ports());
            if (index && plan_.steps[*index].operation && near.empty())
                for (const Port& output : plan_.steps[*index].operation->outputs)
                    near.push_back(plan_.steps[*index].name + "." + output.name);
            errors_.add(Error::input("chain.reference", "{}", what)
                            .at(place)
                            .expected("file:PATH, object:ID, or step.output")
                            .candidates(near)
                            .mend("for a file, write \"file:{}\"", words));
        }
        return port;
    }

    void read_step(Step& step, const toml::table& table) {
        if (!step.operation) return;
        std::vector<std::string> known{"use"};
        for (const Port& port : step.operation->inputs) known.push_back(port.name);
        for (const Param& param : step.operation->params) known.push_back(param.name);
        std::map<std::string, std::vector<InputSpelling>> inputs;
        for (const auto& [key, value] : table) {
            if (key == "use") continue;
            if (const Port* port = step.operation->input_port(key.str()))
                inputs[port->name] = read_input(*port, value);
            else if (const Param* param = step.operation->param(key.str()))
                read_param(step, *param, value);
            else
                errors_.add(Error::input("chain.port", "'{}' has no input or parameter '{}'",
                                         step.operation->name, key.str())
                                .at(place_of_key(key))
                                .candidates(nearest(key.str(), known))
                                .mend("'strandline {} --help' lists them", step.operation->name));
        }
        for (const Port& port : step.operation->inputs) {
            const auto given = inputs.find(port.name);
            if (given == inputs.end() && !port.is_optional)
                errors_.add(Error::input("chain.input_missing", "step '{}' needs '{}'", step.name, port.name)
                                .at(step.place)
                                .expected("{}: {}", join(port.formats, " or "), port.help));
            if (given != inputs.end())
                for (InputSpelling& spelling : given->second)
                    step.inputs.emplace_back(port.name, std::move(spelling));
        }
        for (const Param& param : step.operation->params)
            if (param.is_required && !step.params.contains(param.name))
                errors_.add(
                    Error::input("chain.parameter_missing", "step '{}' needs '{}'", step.name, param.name)
                        .at(step.place)
                        .expected("{}", param.help_text));
    }

    std::vector<InputSpelling> read_input(const Port& port, const toml::node& value) {
        const auto* array = value.as_array();
        if (!array) {
            if (const auto* text = value.as_string())
                return read_spelling(port, text->get(), place_of(value));
            errors_.add(Error::input("chain.input", "input '{}' is not text", port.name)
                            .at(place_of(value))
                            .expected("\"file:PATH\", \"object:ID\" or \"step.output\""));
            return {};
        }
        std::vector<InputSpelling> all;
        std::string list;
        for (const toml::node& item : *array) {
            const auto* text = item.as_string();
            if (!text) {
                errors_.add(Error::input("chain.input", "input '{}' is not text", port.name)
                                .at(place_of(item))
                                .expected("text in quotes"));
                continue;
            }
            const bool reference = text->get().starts_with("file:") || text->get().starts_with("object:");
            if (port.takes_list && !reference && !names_step(text->get())) {
                list += (list.empty() ? "" : ",") + text->get();
                continue;
            }
            for (InputSpelling& spelling : read_spelling(port, text->get(), place_of(item)))
                all.push_back(std::move(spelling));
        }
        if (!list.empty()) all.push_back({.words = "list:" + list, .place = place_of(value)});
        if (all.size() > 1 && !port.is_repeated)
            errors_.add(Error::input("chain.input", "'{}' takes one input", port.name)
                            .at(place_of(value))
                            .found("{}", all.size()));
        return all;
    }

    bool names_step(std::string_view words) const {
        return words.find('.') != std::string_view::npos &&
               step_index(words.substr(0, words.find('.'))).has_value();
    }

    std::vector<InputSpelling> read_spelling(const Port& port, const std::string& words, const Place& place) {
        if (words.starts_with("file:") || words.starts_with("object:"))
            return {{.words = words, .place = place}};
        if (port.takes_list && !names_step(words)) return {{.words = "list:" + words, .place = place}};
        std::size_t step = 0;
        const Port* output = resolve(words, place, step);
        if (!output) return {};
        if (!takes(port, output->formats.front())) {
            errors_.add(
                Error::input("chain.type", "{} does not fit '{}'", words, port.name)
                    .at(place)
                    .expected("{}", join(port.formats, " or "))
                    .found("{}", output->formats.front())
                    .mend("take another step's output, or put a step between that turns one into the other"));
        }
        return {{.words = "", .step = step, .port = output->name, .place = place}};
    }

    static Json as_json(const toml::node& value) {
        if (const auto* v = value.as_string()) return is_valid_utf8(v->get()) ? Json(v->get()) : Json();
        if (const auto* v = value.as_boolean()) return v->get();
        if (const auto* v = value.as_integer())
            return std::abs(v->get()) <= 9007199254740992 ? Json(v->get()) : Json();
        if (const auto* v = value.as_floating_point())
            return std::isfinite(v->get()) ? Json(v->get()) : Json();
        if (const auto* v = value.as_array()) {
            Json array = Json::array();
            for (const toml::node& item : *v) array.push_back(as_json(item));
            return array;
        }
        return {};
    }

    void read_param(Step& step, const Param& param, const toml::node& value) {
        auto checked = param.check(as_json(value));
        if (checked)
            step.params[param.name] = std::move(*checked);
        else
            errors_.add(std::move(checked.error()).at(place_of(value)));
    }

    void read_outputs(const toml::table& root) {
        const auto* table = root["output"].as_table();
        if (!table) return;
        for (const auto& [key, value] : *table) {
            const auto* text = value.as_string();
            if (!text) {
                errors_.add(Error::input("chain.output", "output '{}' is not text", key.str())
                                .at(place_of(value))
                                .expected("\"step.output\""));
                continue;
            }
            ChainOutput output{.path = std::string(key.str()), .place = place_of(value)};
            const Port* port = resolve(text->get(), place_of(value), output.step);
            if (!check_output_path(output, key) || !port) continue;
            output.port = port->name;
            plan_.outputs.push_back(std::move(output));
        }
        std::ranges::stable_sort(
            plan_.outputs, {}, [](const ChainOutput& o) { return std::pair(o.place.line, o.place.column); });
    }

    /// A chain writes below the folder it is run in, each file once: one from a partner must not reach
    /// elsewhere.
    bool check_output_path(const ChainOutput& output, const toml::key& key) {
        const std::filesystem::path path = output.path.lexically_normal();
        if (output.path.native().find('\0') != std::string::npos || path.filename().empty() ||
            path.is_absolute() || *path.begin() == "..") {
            errors_.add(
                Error::input("chain.output_path", "'{}' is not a file below the chain's folder", key.str())
                    .at(place_of_key(key))
                    .expected("a relative path without '..' that ends in a file name")
                    .mend("write the file here, or choose another folder for all with -o DIR"));
            return false;
        }
        for (const ChainOutput& other : plan_.outputs)
            if (other.path.lexically_normal() == path) {
                errors_.add(Error::input("chain.duplicate", "two outputs go to {}", path.string())
                                .at(place_of_key(key))
                                .also_at(other.place)
                                .mend("give each a name of its own"));
                return false;
            }
        return true;
    }

    /// Kahn's algorithm; among the steps that may come next, the first of the file does.
    void sort_steps() {
        const std::size_t count = plan_.steps.size();
        std::vector<std::size_t> order, position(count);
        std::vector<bool> placed(count, false);
        const auto ready = [&](std::size_t i) {
            return !placed[i] && std::ranges::all_of(plan_.steps[i].inputs, [&](const auto& input) {
                return !input.second.step || placed[*input.second.step];
            });
        };
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < count && !moved; ++i)
                if (ready(i)) {
                    position[i] = order.size();
                    order.push_back(i);
                    placed[i] = moved = true;
                }
        }
        if (order.size() < count) {
            report_cycle(placed);
            return;
        }
        std::vector<Step> sorted;
        for (const std::size_t i : order) sorted.push_back(std::move(plan_.steps[i]));
        for (Step& step : sorted)
            for (auto& [port, spelling] : step.inputs)
                if (spelling.step) spelling.step = position[*spelling.step];
        for (ChainOutput& output : plan_.outputs) output.step = position[output.step];
        plan_.steps = std::move(sorted);
    }

    /// Names a circle: follows unplaced producers from an unplaced step until one comes back.
    void report_cycle(const std::vector<bool>& placed) {
        std::size_t at = static_cast<std::size_t>(std::ranges::find(placed, false) - placed.begin());
        std::vector<std::size_t> path;
        while (std::ranges::find(path, at) == path.end()) {
            path.push_back(at);
            for (const auto& [port, spelling] : plan_.steps[at].inputs)
                if (spelling.step && !placed[*spelling.step]) at = *spelling.step;
        }
        std::string names = plan_.steps[at].name;
        for (std::size_t i = path.size(); i-- > 0;) {
            names += " → " + plan_.steps[path[i]].name;
            if (path[i] == at) break;
        }
        errors_.add(Error::input("chain.cycle", "the steps wait for each other")
                        .at(plan_.steps[at].place)
                        .found("{}", names)
                        .mend("break the circle: a step can only use what is made before it"));
    }

    const Source& source_;
    std::string text_;
    const operation::Registry& registry_;
    std::vector<std::string_view> lines_;
    ChainPlan plan_;
    Errors errors_;
};

}  // namespace

Result<ChainPlan> read_chain(const Source& source, const operation::Registry& registry) {
    STRANDLINE_TRY(std::string text, source.read_all());
    if (trim(text).empty())
        return fail(Error::input("chain.empty", "the chain file is empty")
                        .at({.file = source.name()})
                        .expected("at least one [step.NAME] with use = \"…\"")
                        .mend("see docs/chain.md for a chain file that works"));
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (const std::size_t nul = text.find('\0'); nul != std::string::npos)
        return fail(Error::input("chain.nul", "a NUL byte in a text file")
                        .at({.file = source.name(),
                             .line = 1 + std::count(text.begin(),
                                                    text.begin() + static_cast<std::ptrdiff_t>(nul), '\n')})
                        .mend("save the file as UTF-8 text"));
    return ChainReader(source, std::move(text), registry).read();
}

}  // namespace strandline::chain
