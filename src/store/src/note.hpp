#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto.hpp"

namespace strandline::store {

/// A Merkle tree head as partners exchange it: C2SP tlog-checkpoint inside a C2SP signed-note.
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Digest root;
    std::vector<std::string> extensions;  // ours: one, "time 2026-11-22T01:02:03Z"
    std::string text() const;             // what is signed; ends in a line end
};

struct NoteSignature {
    std::string name;
    std::array<char, 4> key_hash{};
    std::string signature;  // of an Ed25519 key: 64 bytes
};

struct SignedCheckpoint {
    Checkpoint checkpoint;
    std::vector<NoteSignature> signatures;
    /// Strict; errors name the line. `name` is what errors call the note.
    static Result<SignedCheckpoint> parse(std::string_view note, std::string_view name);
};

inline constexpr std::size_t most_note_bytes = 1 << 20;
inline constexpr std::size_t most_note_signatures = 64;

/// The first four bytes of SHA-256(name || "\n" || 0x01 || key).
std::array<char, 4> note_key_hash(std::string_view name, const KeyBytes& key);
/// The note of one Ed25519 key.
std::string sign_checkpoint(const Checkpoint& checkpoint, std::string_view name, const Secret& seed);
/// Not empty, valid UTF-8, no white space, control character or plus.
bool is_key_name(std::string_view name);
/// How checkpoints call a log: "strandline/" and the first 32 hex digits of its identity.
std::string log_origin(const Digest& identity);

}  // namespace strandline::store
