#include "headers.hpp"

#include <algorithm>
#include <limits>

#include "crypto.hpp"

namespace strandline::store {

namespace {

Error malformed(std::string_view what) {
    return Error::environment("header.malformed", "a stored header is not as the format asks: {}", what)
        .mend("run 'strandline thread verify'; restore the workspace from a back-up");
}

/// The value of canonical JSON text, when it is an object with exactly these members.
Result<Json> parse_exact(std::string_view canonical, std::initializer_list<std::string_view> members) {
    auto json = Json::parse(canonical, "stored header");
    if (!json) return fail(malformed("it is no JSON"));
    if (!json->is_object() || json->canonical() != canonical)
        return fail(malformed("it is not in canonical form"));
    if (json->members().size() != members.size() ||
        !std::ranges::all_of(members, [&](std::string_view name) { return json->find(name) != nullptr; }))
        return fail(malformed("it has other members"));
    return json;
}

bool has_text(const Json& json, std::string_view name, std::string_view value = {}) {
    const Json* member = json.find(name);
    return member && member->is_string() && (value.empty() || member->string() == value);
}

/// 64 lower-case hex digits.
std::optional<Digest> digest_of(const Json* json) {
    if (!json || !json->is_string()) return std::nullopt;
    const auto digest = Digest::parse_hex(json->string());
    if (!digest || digest->hex() != json->string()) return std::nullopt;
    return *digest;
}

std::optional<Id> id_of(const Json* json) {
    if (!json || !json->is_string()) return std::nullopt;
    const auto id = Id::parse(json->string());
    if (!id || id->text() != json->string()) return std::nullopt;
    return *id;
}

Json private_body(const Digest& commitment) {
    Json body = Json::object();
    body.set("private", commitment.hex());
    return body;
}

Json links(const std::vector<std::pair<std::string, Id>>& parts) {
    Json array = Json::array();
    for (const auto& [role, id] : parts) {
        Json link = Json::object();
        link.set("artefact", id.text());
        link.set("role", role);
        array.push_back(std::move(link));
    }
    return array;
}

bool read_links(const Json& json, std::vector<std::pair<std::string, Id>>& into) {
    if (!json.is_array()) return false;
    for (const Json& link : json.items()) {
        if (!link.is_object() || link.members().size() != 2 || !has_text(link, "role")) return false;
        const auto id = id_of(link.find("artefact"));
        if (!id) return false;
        into.emplace_back(link.at("role").string(), *id);
    }
    return true;
}

bool is_day(std::string_view text) {
    constexpr std::string_view pattern = "dddd-dd-dd";
    return text.size() == pattern.size() && std::ranges::equal(text, pattern, [](char c, char p) {
               return p == 'd' ? c >= '0' && c <= '9' : c == p;
           });
}

}  // namespace

Result<Id> Id::parse(std::string_view text) {
    constexpr std::string_view prefix = "sha256:";
    if (text.starts_with(prefix))
        if (auto digest = Digest::parse_hex(text.substr(prefix.size()))) return Id{*digest};
    return fail(Error::input("id.malformed", "'{}' is no id", printable(text))
                    .expected("sha256: and 64 hex digits")
                    .mend("copy the id from 'strandline thread log'"));
}

Json ArtefactHeader::to_json() const {
    Json body_json = Json::object();
    if (is_private) {
        body_json = private_body(body);
    } else {
        body_json.set("sha256", body.hex());
        body_json.set("size", size);
    }
    Json json = Json::object();
    json.set("body", std::move(body_json));
    json.set("format", format);
    json.set("strandline", "artefact/1");
    return json;
}

Result<ArtefactHeader> ArtefactHeader::parse(std::string_view canonical) {
    STRANDLINE_TRY(const Json json, parse_exact(canonical, {"body", "format", "strandline"}));
    if (!has_text(json, "strandline", "artefact/1")) return fail(malformed("it is no artefact/1"));
    if (!has_text(json, "format")) return fail(malformed("the format is no text"));
    const Json& body = json.at("body");
    ArtefactHeader header;
    header.format = json.at("format").string();
    if (!body.is_object()) return fail(malformed("the body is no object"));
    if (const auto commitment = digest_of(body.find("private")); commitment && body.members().size() == 1) {
        header.is_private = true;
        header.body = *commitment;
        return header;
    }
    const auto digest = digest_of(body.find("sha256"));
    const Json* size = body.find("size");
    if (!digest || !size || !size->is_integer() || size->integer() < 0 || body.members().size() != 2)
        return fail(malformed("the body is neither public nor private"));
    header.body = *digest;
    header.size = static_cast<std::uint64_t>(size->integer());
    return header;
}

Json RecordHeader::to_json() const {
    Json json = Json::object();
    json.set("agent", agent);
    json.set("body", private_body(commitment));
    json.set("day", day);
    json.set("inputs", links(inputs));
    json.set("operation", operation);
    json.set("outputs", links(outputs));
    json.set("semantics", semantics);
    json.set("strandline", "record/1");
    return json;
}

Result<RecordHeader> RecordHeader::parse(std::string_view canonical) {
    STRANDLINE_TRY(const Json json, parse_exact(canonical, {"agent", "body", "day", "inputs", "operation",
                                                            "outputs", "semantics", "strandline"}));
    if (!has_text(json, "strandline", "record/1")) return fail(malformed("it is no record/1"));
    RecordHeader header;
    const Json& body = json.at("body");
    const auto commitment =
        body.is_object() && body.members().size() == 1 ? digest_of(body.find("private")) : std::nullopt;
    if (!commitment) return fail(malformed("the body is not private"));
    header.commitment = *commitment;
    if (!has_text(json, "operation")) return fail(malformed("the operation is no text"));
    header.operation = json.at("operation").string();
    const Json& semantics = json.at("semantics");
    if (!semantics.is_integer() || semantics.integer() < 0 ||
        semantics.integer() > std::numeric_limits<int>::max())
        return fail(malformed("the semantics is no number"));
    header.semantics = static_cast<int>(semantics.integer());
    if (!has_text(json, "agent") || !parse_key(json.at("agent").string(), "ed25519:"))
        return fail(malformed("the agent is no key"));
    header.agent = json.at("agent").string();
    if (!has_text(json, "day") || !is_day(json.at("day").string()))
        return fail(malformed("the day is no date"));
    header.day = json.at("day").string();
    if (!read_links(json.at("inputs"), header.inputs) || !read_links(json.at("outputs"), header.outputs))
        return fail(malformed("inputs or outputs are not lists of role and artefact"));
    return header;
}

std::string Envelope::to_payload() const {
    Json json = Json::object();
    json.set("envelope", "envelope/1");
    json.set("sealed", to_hex(sealed));
    json.set("to", to);
    return json.canonical();
}

Result<Envelope> Envelope::parse(std::string_view payload) {
    STRANDLINE_TRY(const Json json, parse_exact(payload, {"envelope", "sealed", "to"}));
    if (!has_text(json, "envelope", "envelope/1") || !has_text(json, "to") || !has_text(json, "sealed") ||
        !parse_key(json.at("to").string(), "x25519:"))
        return fail(malformed("it is no envelope/1"));
    auto sealed = from_hex(json.at("sealed").string());
    if (!sealed || sealed->size() != Secret::size() + box_overhead ||
        to_hex(*sealed) != json.at("sealed").string())
        return fail(malformed("the envelope has another size"));
    return Envelope{json.at("to").string(), std::move(*sealed)};
}

std::string CacheNote::to_payload() const {
    Json pairs = Json::array();
    for (const auto& [name, value] : fields) pairs.push_back(Json::array({name, value.hex()}));
    Json json = Json::object();
    json.set("fields", std::move(pairs));
    json.set("key", key.hex());
    json.set("note", "cache/1");
    json.set("operation", operation);
    json.set("record", record.text());
    return json.canonical();
}

std::string ContentNote::to_payload() const {
    Json json = Json::object();
    json.set("artefact", artefact.text());
    json.set("content", content);
    json.set("note", "content/1");
    return json.canonical();
}

namespace {

Result<CacheNote> parse_cache_note(std::string_view payload) {
    STRANDLINE_TRY(const Json json, parse_exact(payload, {"fields", "key", "note", "operation", "record"}));
    const auto key = digest_of(json.find("key"));
    const auto record = id_of(json.find("record"));
    if (!key || !record || !has_text(json, "operation") || !json.at("fields").is_array())
        return fail(malformed("it is no cache/1"));
    CacheNote note{json.at("operation").string(), *record, {}, *key};
    for (const Json& pair : json.at("fields").items()) {
        const bool is_pair = pair.is_array() && pair.items().size() == 2 && pair.items()[0].is_string();
        const auto value = is_pair ? digest_of(&pair.items()[1]) : std::nullopt;
        if (!value) return fail(malformed("a field of the cache note is no pair"));
        note.fields.emplace_back(pair.items()[0].string(), *value);
    }
    return note;
}

Result<ContentNote> parse_content_note(std::string_view payload) {
    STRANDLINE_TRY(const Json json, parse_exact(payload, {"artefact", "content", "note"}));
    const auto artefact = id_of(json.find("artefact"));
    if (!artefact || !has_text(json, "content")) return fail(malformed("it is no content/1"));
    const std::string& content = json.at("content").string();
    const auto digest =
        content.starts_with("hmac:") ? Digest::parse_hex(content.substr(5)) : Result<Digest>(Digest{});
    if (!digest || "hmac:" + digest->hex() != content) return fail(malformed("the content is no hmac"));
    return ContentNote{*artefact, content};
}

}  // namespace

Result<Note> Note::parse(std::string_view payload) {
    const auto json = Json::parse(payload, "note");
    if (!json || !has_text(*json, "note")) return fail(malformed("it is no note"));
    const std::string& kind = json->at("note").string();
    Note note;
    if (kind == "cache/1") {
        STRANDLINE_TRY(note.cache, parse_cache_note(payload));
    } else if (kind == "content/1") {
        STRANDLINE_TRY(note.content, parse_content_note(payload));
    } else {
        return fail(malformed("a note of an unknown kind"));
    }
    return note;
}

}  // namespace strandline::store
