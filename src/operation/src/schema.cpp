#include <strandline/operation/operation.hpp>

namespace strandline::operation {

namespace {

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::compute:
        return "compute";
    case Kind::query:
        return "query";
    case Kind::admin:
        return "admin";
    case Kind::conduct:
        return "conduct";
    }
    return "";
}

std::string_view name_of(Privacy privacy) {
    return privacy == Privacy::open ? "open" : privacy == Privacy::confidential ? "confidential" : "subject";
}

std::string_view name_of(ColumnType type) {
    return type == ColumnType::text ? "string" : type == ColumnType::integer ? "integer" : "number";
}

Json as_array(const std::vector<std::string>& words) {
    Json array = Json::array();
    for (const std::string& word : words) array.push_back(word);
    return array;
}

Json param_schema(const Param& param) {
    Json json = Json::object({{"description", param.help_text}});
    switch (param.type) {
    case ParamType::integer:
        json.set("type", "integer");
        break;
    case ParamType::number:
        json.set("type", "number");
        break;
    case ParamType::flag:
        json.set("type", "boolean");
        break;
    case ParamType::choice:
        json.set("type", "string").set("enum", as_array(param.choices));
        break;
    case ParamType::text:
        json.set("type", "string");
        break;
    }
    if (param.least) json.set("minimum", *param.least);
    if (param.most) json.set("maximum", *param.most);
    if (!param.unit_name.empty()) json.set("x-unit", param.unit_name);
    if (param.default_value) json.set("default", *param.default_value);
    if (!param.is_repeated) return json;
    return Json::object({{"description", param.help_text}, {"type", "array"}, {"items", json}});
}

Json port_schema(const Port& port) {
    Json json = Json::object({{"description", port.help},
                              {"x-formats", as_array(port.formats)},
                              {"x-privacy", name_of(port.privacy_level)}});
    if (port.takes_list) json.set("x-takes-list", true);
    if (port.takes_folder) json.set("x-takes-folder", true);
    if (!port.columns.empty()) {
        Json columns = Json::array();
        for (const Column& column : port.all_columns())
            columns.push_back(Json::object(
                {{"name", column.name}, {"type", name_of(column.type)}, {"description", column.help}}));
        json.set("x-columns", columns);
    }
    if (!port.is_repeated) return json.set("type", "string");
    return json.set("type", "array").set("items", Json::object({{"type", "string"}}));
}

}  // namespace

Json schema(const Operation& operation) {
    Json properties = Json::object(), required = Json::array(), outputs = Json::object();
    for (const Port& port : operation.inputs) {
        properties.set(port.name, port_schema(port).set("x-port", "input"));
        if (!port.is_optional) required.push_back(port.name);
    }
    for (const Param& param : operation.params) {
        properties.set(param.name, param_schema(param));
        if (param.is_required) required.push_back(param.name);
    }
    for (const Port& port : operation.outputs) outputs.set(port.name, port_schema(port));
    return Json::object({{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", operation.name},
                         {"description", operation.summary},
                         {"type", "object"},
                         {"properties", properties},
                         {"required", required},
                         {"additionalProperties", false},
                         {"x-kind", name_of(operation.kind)},
                         {"x-semantics", operation.semantics},
                         {"x-outputs", outputs},
                         {"x-example", operation.example}});
}

}  // namespace strandline::operation
