#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>

#include <compare>
#include <string>

namespace strandline::store {

/// The name of an artefact or run record: SHA-256 of the canonical JSON of its header.
struct Id {
    Digest digest;
    auto operator<=>(const Id&) const = default;
    std::string text() const { return "sha256:" + digest.hex(); }
    static Result<Id> parse(std::string_view text);  // "sha256:" and 64 hex digits
    static Id of(const Json& header) { return {sha256(header.canonical())}; }
};

}  // namespace strandline::store
