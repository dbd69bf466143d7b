#pragma once

#include <strandline/base/error.hpp>
#include <strandline/base/file.hpp>
#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::formats {

/// A value of a JSON file, and the pointer to it. What is asked for and is missing or of another kind is
/// noted, and a stand-in comes back (0, "", nothing), so that all slips of the file are told at once.
class JsonPart {
public:
    bool is_null() const { return json_->is_null(); }
    const Json& json() const { return *json_; }
    const std::string& pointer() const { return pointer_; }
    /// A member that is there and not null.
    bool has(std::string_view name) const;

    JsonPart member(std::string_view name) const;  // an object or array that must be there
    std::vector<JsonPart> items(std::string_view name) const;
    std::vector<JsonPart> items_or_none(std::string_view name) const;  // also of null
    std::vector<std::pair<std::string, JsonPart>> members(std::string_view name) const;
    std::vector<std::pair<std::string, JsonPart>> members() const;  // of this object

    std::string text(std::string_view name) const;           // not empty
    std::string text_or_empty(std::string_view name) const;  // "" where missing or null
    std::vector<std::string> texts(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    bool flag(std::string_view name) const;  // false where missing or null

    std::string as_text() const;
    std::int64_t as_integer() const;

    /// Notes what is wrong with this value.
    void refuse(std::string_view code, std::string what, std::string expected) const;
    /// The same of something within it, by the rest of the pointer.
    void refuse_at(std::string_view below, std::string_view code, std::string what,
                   std::string expected) const;

private:
    friend class JsonFile;
    struct Notes {
        std::string file, code;  // "clinic.definition"
        Errors errors;
    };
    JsonPart(const Json& json, std::string pointer, Notes& notes)
        : json_(&json), pointer_(std::move(pointer)), notes_(&notes) {}
    JsonPart below(std::string_view name, const Json& json) const;
    const Json* demand(std::string_view name, std::string_view expected) const;

    const Json* json_;
    std::string pointer_;
    Notes* notes_;
};

/// A JSON file whose members are asked for one by one; `code` begins the codes of its errors.
class JsonFile {
public:
    static Result<JsonFile> read(const Source& source, std::string code);
    /// Valid as long as the file.
    JsonPart root() const { return {*json_, "", *notes_}; }
    /// All slips so far.
    Result<void> finish() const;

private:
    JsonFile() = default;
    std::unique_ptr<const Json> json_;
    std::unique_ptr<JsonPart::Notes> notes_;
};

}  // namespace strandline::formats
