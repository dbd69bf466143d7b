#pragma once

#include <strandline/base/hash.hpp>
#include <strandline/base/result.hpp>
#include <strandline/store/secret.hpp>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace strandline::store {

// The only door to libsodium. Lengths are fixed by the format; wrong ones are broken promises.

/// A public Ed25519 or X25519 key.
struct KeyBytes {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const KeyBytes&) const = default;
    std::string_view raw() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    std::string hex() const { return to_hex(raw()); }
    static KeyBytes from_raw(std::string_view thirty_two_bytes);
};
/// "ed25519:" or "x25519:" and 64 lower-case hex digits.
std::optional<KeyBytes> parse_key(std::string_view text, std::string_view prefix);

std::string random_bytes(std::size_t count);
/// Overwrites the text before letting it go.
void wipe(std::string& text);

/// HMAC-SHA-256 (RFC 2104) of the parts one after the other.
Digest hmac(const Secret& key, std::initializer_list<std::string_view> parts);

// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), tag behind the ciphertext.
inline constexpr std::size_t nonce_bytes = 24;
inline constexpr std::size_t tag_bytes = 16;
std::string encrypt(const Secret& key, std::string_view nonce, std::string_view associated,
                    std::string_view plain);
std::optional<std::string> decrypt(const Secret& key, std::string_view nonce, std::string_view associated,
                                   std::string_view sealed);

// Sealed boxes (crypto_box_seal): anybody may write to a public key, its owner alone reads.
inline constexpr std::size_t box_overhead = 48;
KeyBytes box_public(const Secret& secret);
std::string box_seal(const KeyBytes& to, std::string_view plain);
std::optional<std::string> box_open(const Secret& secret, std::string_view sealed);

// Ed25519 (RFC 8032); the secret is the 32-byte seed.
inline constexpr std::size_t signature_bytes = 64;
KeyBytes sign_public(const Secret& seed);
std::string sign(const Secret& seed, std::string_view message);
bool verify_signature(const KeyBytes& key, std::string_view message, std::string_view signature);

/// Argon2id (RFC 9106), version 1.3, one lane.
struct Stretching {
    std::uint64_t passes = 3;
    std::uint64_t memory = 256 * 1024 * 1024;  // bytes
    std::string salt;                          // 16 bytes
};
Result<Secret> stretch(std::string_view passphrase, const Stretching& how);

// Base64 with padding (RFC 4648, section 4), canonical only.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace strandline::store
