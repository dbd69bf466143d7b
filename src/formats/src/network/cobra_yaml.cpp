#include "object_reader.hpp"
#include "readers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

namespace strandline::formats {
namespace {

constexpr int most_nested = 60;

/// What COBRApy and RAVEN write, as the objects of COBRA JSON. Both have lists of one-member maps (!!omap)
/// where JSON has an object.
class YamlReader {
public:
    YamlReader(std::string_view file, std::size_t most_values) : file_(file), left_(most_values) {}

    Result<Json> root(const YAML::Node& node) {
        Json made = object(node, 0);
        if (wrong_) return fail(std::move(*wrong_));
        rename_metadata(made);
        return made;
    }

    /// Line of the value at the end of a path, from its beginning in the text.
    static Place place(const YAML::Node& root, std::string_view file, const JsonPath& path) {
        YAML::Node at;
        at.reset(root);
        for (const auto& step : path) {
            const YAML::Node next = std::holds_alternative<std::size_t>(step)
                                        ? item(at, std::get<std::size_t>(step))
                                        : member(at, std::string(std::get<std::string_view>(step)));
            if (!next.IsDefined() || next.Mark().is_null()) break;
            at.reset(next);
        }
        const YAML::Mark mark = at.Mark();
        return {.file = std::string(file),
                .line = mark.is_null() ? 0 : mark.line + 1,
                .column = mark.is_null() ? 0 : mark.column + 1};
    }

private:
    static bool is_ordered_map(const YAML::Node& node) {
        if (!node.IsSequence() || node.size() == 0) return false;
        return std::ranges::all_of(node, [](const auto& each) {
            return each.IsMap() && each.size() == 1 && each.begin()->first.IsScalar();
        });
    }

    static YAML::Node item(const YAML::Node& node, std::size_t index) {
        return node.IsSequence() && index < node.size() ? node[index] : YAML::Node(YAML::NodeType::Undefined);
    }

    static YAML::Node member(const YAML::Node& node, const std::string& name) {
        if (node.IsMap()) return node[name];
        if (node.IsSequence())
            for (const auto& each : node)
                if (each.IsMap() && each[name].IsDefined()) return each[name];
        return YAML::Node(YAML::NodeType::Undefined);
    }

    void refuse(const YAML::Node& node, std::string_view what) {
        if (wrong_) return;
        wrong_ = Error::input("yaml.value", "{}", what)
                     .at({.file = std::string(file_),
                          .line = node.Mark().line + 1,
                          .column = node.Mark().column + 1})
                     .expected("a model as COBRApy or RAVEN writes it")
                     .found("otherwise")
                     .mend("write the model again");
    }

    Json object(const YAML::Node& node, int depth) {
        Json::Members made;
        std::unordered_set<std::string> names;
        const auto add = [&](const YAML::Node& name, const YAML::Node& value) {
            if (!name.IsScalar()) return refuse(name, "a name is no text");
            const std::string& word = name.Scalar();
            if (!is_valid_utf8(word)) return refuse(name, "a name is not UTF-8");
            if (!names.insert(word).second)
                return refuse(name, format("the name '{}' is there twice", printable(word)));
            const bool is_list =
                depth == 0 && (word == "metabolites" || word == "reactions" || word == "genes");
            const bool has_numbers = depth > 0 && (word == "notes" || word == "annotation");
            made.emplace_back(word,
                              is_list ? objects(value, depth + 1) : json(value, depth + 1, has_numbers));
        };
        if (node.IsMap())
            for (const auto& each : node) add(each.first, each.second);
        else
            for (const auto& each : node)
                if (each.IsMap())
                    for (const auto& inner : each) add(inner.first, inner.second);
        return Json::object(std::move(made));
    }

    Json objects(const YAML::Node& node, int depth) {
        Json made = Json::array();
        if (node.IsNull()) return made;
        if (!node.IsSequence()) {
            refuse(node, "a list is missing");
            return made;
        }
        for (const auto& each : node) made.push_back(object(each, depth));
        return made;
    }

    Json json(const YAML::Node& node, int depth, bool typed) {
        // Aliases may stand for more values than the file has bytes.
        if (depth > most_nested || left_-- == 0) {
            left_ = 0;
            refuse(node, depth > most_nested ? "the values are nested too deep" : "the aliases multiply");
            return {};
        }
        if (node.IsMap() || (is_ordered_map(node) && node.Tag().find("omap") != std::string::npos))
            return object_of_values(node, depth, typed);
        if (node.IsSequence()) {
            if (!typed && is_ordered_map(node)) return object_of_values(node, depth, typed);
            Json made = Json::array();
            for (const auto& each : node) made.push_back(json(each, depth + 1, typed));
            return made;
        }
        return node.IsScalar() ? scalar(node, typed) : Json();
    }

    Json object_of_values(const YAML::Node& node, int depth, bool typed) {
        Json::Members made;
        std::unordered_set<std::string> names;
        const auto add = [&](const YAML::Node& name, const YAML::Node& value) {
            if (!name.IsScalar() || !is_valid_utf8(name.Scalar()))
                refuse(name, "a name is no text");
            else if (!names.insert(name.Scalar()).second)
                refuse(name, format("the name '{}' is there twice", printable(name.Scalar())));
            else
                made.emplace_back(name.Scalar(), json(value, depth + 1, typed));
        };
        if (node.IsMap())
            for (const auto& each : node) add(each.first, each.second);
        else
            for (const auto& each : node) add(each.begin()->first, each.begin()->second);
        return Json::object(std::move(made));
    }

    /// Plain words stay texts where the model's reader expects them; it reads numbers from texts.
    Json scalar(const YAML::Node& node, bool typed) {
        const std::string& word = node.Scalar();
        if (!is_valid_utf8(word)) {
            refuse(node, "the bytes are not valid UTF-8");
            return {};
        }
        const bool quoted = node.Tag() == "!";
        if (!quoted && (word.empty() || word == "~" || lower(word) == "null")) return {};
        if (!quoted)
            for (const char* sign : {"", "-", "+"})
                if (lower(word) == sign + std::string(".inf")) return sign + std::string("inf");
        if (typed && !quoted)
            if (auto parsed = Json::parse(word); parsed && (parsed->is_number() || parsed->is_bool()))
                return std::move(*parsed);
        return word;
    }

    /// RAVEN keeps the id and the name of the model in metaData.
    static void rename_metadata(Json& made) {
        const Json* data = made.find("metaData");
        if (!data || !data->is_object()) return;
        for (const char* name : {"id", "name"})
            if (const Json* value = data->find(name); value && value->is_string() && !made.find(name))
                made.set(name, Json(*value));
    }

    std::string_view file_;
    std::size_t left_;
    std::optional<Error> wrong_;
};

}  // namespace

bool is_cobra_yaml(std::string_view text) {
    bool reactions = false;
    for (std::size_t at = 0; at < text.size() && !reactions;) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        for (const std::string_view word : {"metabolites:", "reactions:"})
            reactions |=
                line.starts_with(word) || (line.starts_with("- ") && trim(line.substr(2)).starts_with(word));
        at = end + 1;
    }
    return reactions;
}

Result<domain::Network> read_cobra_yaml(std::string_view text, std::string_view file) {
    try {
        const YAML::Node document = YAML::Load(std::string(text));
        STRANDLINE_TRY(const Json root, YamlReader(file, text.size()).root(document));
        return network_of(root,
                          [&](const JsonPath& path) { return YamlReader::place(document, file, path); });
    } catch (const YAML::Exception& slip) {
        const bool placed = !slip.mark.is_null();
        const std::size_t line = placed ? static_cast<std::size_t>(slip.mark.line) : 0;
        return fail(Error::input("yaml.syntax", "the YAML cannot be read")
                        .at({.file = std::string(file),
                             .line = placed ? static_cast<std::int64_t>(line) + 1 : 0,
                             .column = placed ? slip.mark.column + 1 : 0})
                        .expected("YAML 1.2")
                        .found("{}", printable(slip.msg))
                        .mend("correct the line, or write the model again"));
    }
}

}  // namespace strandline::formats
