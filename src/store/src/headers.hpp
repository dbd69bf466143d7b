#pragma once

#include <strandline/base/json.hpp>
#include <strandline/store/id.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::store {

/// {"body":…,"format":…,"strandline":"artefact/1"}
struct ArtefactHeader {
    std::string format;
    bool is_private = false;
    Digest body;             // SHA-256 of the bytes, or the commitment of a private body
    std::uint64_t size = 0;  // of a public body
    Json to_json() const;
    /// Strict: canonical, exactly these members. An error is an environment error "header.malformed".
    static Result<ArtefactHeader> parse(std::string_view canonical);
};

/// {"agent","body","day","inputs","operation","outputs","semantics","strandline":"record/1"}
struct RecordHeader {
    std::string operation;
    int semantics = 1;
    std::string agent;  // "ed25519:<hex>"
    std::string day;    // 2026-11-22
    Digest commitment;  // of the record's private body
    std::vector<std::pair<std::string, Id>> inputs, outputs;
    Json to_json() const;
    static Result<RecordHeader> parse(std::string_view canonical);
};

/// Whose key opens a private body: payload of an envelope frame.
struct Envelope {
    std::string to;      // "x25519:<hex>"
    std::string sealed;  // the seed in a sealed box, 80 bytes
    std::string to_payload() const;
    static Result<Envelope> parse(std::string_view payload);
};

/// What the cache remembers of one run: payload of a note frame.
struct CacheNote {
    std::string operation;
    Id record;
    std::vector<std::pair<std::string, Digest>> fields;  // name, HMAC of the value
    Digest key;
    std::string to_payload() const;
};

/// That a private artefact has this content, so that it is not stored twice: payload of a note frame.
struct ContentNote {
    Id artefact;
    std::string content;  // "hmac:<hex>"
    std::string to_payload() const;
};

struct Note {
    std::optional<CacheNote> cache;
    std::optional<ContentNote> content;
    static Result<Note> parse(std::string_view payload);
};

}  // namespace strandline::store
