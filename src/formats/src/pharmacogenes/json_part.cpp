#include "pharmacogenes/json_part.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/json_pointer.hpp>
#include <strandline/formats/pharmacogenes.hpp>
#include <strandline/formats/reader.hpp>

namespace strandline::formats {
namespace {

const Json& nothing() {
    static const Json null;
    return null;
}

std::string shown(const Json& json) {
    std::string text = json.compact();
    if (text.size() > 60) text = text.substr(0, text.find_last_not_of("\x80\xBF", 56) + 1) + "...";
    return printable(text);
}

std::string coded(std::string_view name) {
    std::string text;
    for (const char c : name) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

}  // namespace

bool JsonPart::has(std::string_view name) const {
    const Json* found = json_->find(name);
    return found && !found->is_null();
}

JsonPart JsonPart::below(std::string_view name, const Json& json) const {
    return {json, format("{}/{}", pointer_, coded(name)), *notes_};
}

void JsonPart::refuse(std::string_view code, std::string what, std::string expected) const {
    refuse_at("", code, std::move(what), std::move(expected));
}

void JsonPart::refuse_at(std::string_view below, std::string_view code, std::string what,
                         std::string expected) const {
    const std::string pointer = pointer_ + std::string(below);
    const Json* found = at_pointer(*json_, below);
    notes_->errors.add(Error::input(format("{}{}{}", notes_->code, code.empty() ? "" : ".", code), "{}", what)
                           .at({.file = notes_->file, .record = pointer.empty() ? "/" : pointer})
                           .expected("{}", expected)
                           .found("{}", found ? shown(*found) : "nothing")
                           .mend("take the file as its source publishes it"));
}

const Json* JsonPart::demand(std::string_view name, std::string_view expected) const {
    const Json* found = json_->find(name);
    if (!found) refuse("missing", format("there is no \"{}\"", name), std::string(expected));
    return found;
}

JsonPart JsonPart::member(std::string_view name) const {
    const Json* found = demand(name, "an object or array of that name");
    return below(name, found ? *found : nothing());
}

std::vector<JsonPart> JsonPart::items(std::string_view name) const {
    const Json* found = demand(name, "an array of that name");
    if (!found) return {};
    std::vector<JsonPart> parts;
    const JsonPart array = below(name, *found);
    if (!found->is_array()) {
        array.refuse("kind", format("\"{}\" is not an array", name), "an array");
        return {};
    }
    parts.reserve(found->items().size());
    for (std::size_t i = 0; i < found->items().size(); ++i)
        parts.push_back(array.below(std::to_string(i), found->items()[i]));
    return parts;
}

std::vector<JsonPart> JsonPart::items_or_none(std::string_view name) const {
    return has(name) ? items(name) : std::vector<JsonPart>{};
}

std::vector<std::pair<std::string, JsonPart>> JsonPart::members() const {
    std::vector<std::pair<std::string, JsonPart>> parts;
    if (!json_->is_object()) {
        refuse("kind", "this is not an object", "an object");
        return parts;
    }
    parts.reserve(json_->members().size());
    for (const auto& [name, value] : json_->members()) parts.emplace_back(name, below(name, value));
    return parts;
}

std::vector<std::pair<std::string, JsonPart>> JsonPart::members(std::string_view name) const {
    const Json* found = demand(name, "an object of that name");
    if (!found) return {};
    return below(name, *found).members();
}

std::string JsonPart::as_text() const {
    if (json_->is_string()) return json_->string();
    refuse("kind", "this is not text", "text");
    return {};
}

std::int64_t JsonPart::as_integer() const {
    if (json_->is_integer()) return json_->integer();
    refuse("kind", "this is not a whole number", "a whole number");
    return 0;
}

std::string JsonPart::text(std::string_view name) const {
    const Json* found = demand(name, "text of that name");
    if (!found) return {};
    std::string text = below(name, *found).as_text();
    if (found->is_string() && text.empty())
        below(name, *found).refuse("empty", format("\"{}\" is empty", name), "text");
    return text;
}

std::string JsonPart::text_or_empty(std::string_view name) const {
    return has(name) ? below(name, *json_->find(name)).as_text() : std::string();
}

std::vector<std::string> JsonPart::texts(std::string_view name) const {
    std::vector<std::string> made;
    for (const JsonPart& part : items(name)) made.push_back(part.as_text());
    return made;
}

std::int64_t JsonPart::integer(std::string_view name) const {
    const Json* found = demand(name, "a whole number of that name");
    return found ? below(name, *found).as_integer() : 0;
}

bool JsonPart::flag(std::string_view name) const {
    if (!has(name)) return false;
    const Json& found = *json_->find(name);
    if (!found.is_bool())
        below(name, found).refuse("kind", format("\"{}\" is not true or false", name), "true or false");
    return found.is_bool() && found.boolean();
}

Result<JsonFile> JsonFile::read(const Source& source, std::string code) {
    STRANDLINE_TRY(const std::string text, read_bytes(source, largest_pgx_file));
    STRANDLINE_TRY(Json json, Json::parse(text, source.name()));
    JsonFile file;
    file.notes_ = std::make_unique<JsonPart::Notes>();
    file.notes_->file = source.name();
    file.notes_->code = std::move(code);
    file.json_ = std::make_unique<const Json>(std::move(json));
    return file;
}

Result<void> JsonFile::finish() const {
    if (notes_->errors.any()) return fail(notes_->errors.take());
    return {};
}

}  // namespace strandline::formats
