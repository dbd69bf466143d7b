#include "crypto.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace strandline::store {

namespace {

const unsigned char* data(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// Safe to call often and from any thread; picks the processor's instructions and opens the random source.
void ready() { STRANDLINE_ASSERT(sodium_init() >= 0); }

/// The 64-byte form in which libsodium wants an Ed25519 secret key.
struct ExpandedKey {
    explicit ExpandedKey(const Secret& seed) {
        crypto_sign_seed_keypair(open.bytes.data(), secret.data(), seed.data());
    }
    ~ExpandedKey() { sodium_memzero(secret.data(), secret.size()); }
    KeyBytes open;
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
};

}  // namespace

Secret Secret::random() {
    ready();
    Secret secret;
    randombytes_buf(secret.data(), size());
    return secret;
}

Secret Secret::from_raw(std::string_view thirty_two_bytes) {
    STRANDLINE_ASSERT(thirty_two_bytes.size() == size());
    Secret secret;
    std::memcpy(secret.data(), thirty_two_bytes.data(), size());
    return secret;
}

Secret::~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }

KeyBytes KeyBytes::from_raw(std::string_view thirty_two_bytes) {
    KeyBytes key;
    STRANDLINE_ASSERT(thirty_two_bytes.size() == key.bytes.size());
    std::memcpy(key.bytes.data(), thirty_two_bytes.data(), key.bytes.size());
    return key;
}

std::optional<KeyBytes> parse_key(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    if (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != text.npos) return std::nullopt;
    return KeyBytes::from_raw(*from_hex(text));
}

std::string random_bytes(std::size_t count) {
    ready();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), count);
    return bytes;
}

void wipe(std::string& text) {
    sodium_memzero(text.data(), text.size());
    text.clear();
}

Digest hmac(const Secret& key, std::initializer_list<std::string_view> parts) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), Secret::size());
    for (std::string_view part : parts) crypto_auth_hmacsha256_update(&state, data(part), part.size());
    Digest digest;
    crypto_auth_hmacsha256_final(&state, digest.bytes.data());
    sodium_memzero(&state, sizeof state);
    return digest;
}

std::string encrypt(const Secret& key, std::string_view nonce, std::string_view associated,
                    std::string_view plain) {
    STRANDLINE_ASSERT(nonce.size() == nonce_bytes);
    ready();
    std::string sealed(plain.size() + tag_bytes, '\0');
    unsigned long long length = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(data(sealed), &length, data(plain), plain.size(),
                                               data(associated), associated.size(), nullptr, data(nonce),
                                               key.data());
    return sealed;
}

std::optional<std::string> decrypt(const Secret& key, std::string_view nonce, std::string_view associated,
                                   std::string_view sealed) {
    if (nonce.size() != nonce_bytes || sealed.size() < tag_bytes) return std::nullopt;
    ready();
    std::string plain(sealed.size() - tag_bytes, '\0');
    unsigned long long length = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(data(plain), &length, nullptr, data(sealed), sealed.size(),
                                                   data(associated), associated.size(), data(nonce),
                                                   key.data()) != 0)
        return std::nullopt;
    return plain;
}

KeyBytes box_public(const Secret& secret) {
    KeyBytes open;
    crypto_scalarmult_base(open.bytes.data(), secret.data());
    return open;
}

std::string box_seal(const KeyBytes& to, std::string_view plain) {
    ready();
    std::string sealed(plain.size() + box_overhead, '\0');
    STRANDLINE_ASSERT(crypto_box_seal(data(sealed), data(plain), plain.size(), to.bytes.data()) == 0);
    return sealed;
}

std::optional<std::string> box_open(const Secret& secret, std::string_view sealed) {
    if (sealed.size() < box_overhead) return std::nullopt;
    const KeyBytes open = box_public(secret);
    std::string plain(sealed.size() - box_overhead, '\0');
    if (crypto_box_seal_open(data(plain), data(sealed), sealed.size(), open.bytes.data(), secret.data()) != 0)
        return std::nullopt;
    return plain;
}

KeyBytes sign_public(const Secret& seed) { return ExpandedKey(seed).open; }

std::string sign(const Secret& seed, std::string_view message) {
    const ExpandedKey key(seed);
    std::string signature(signature_bytes, '\0');
    crypto_sign_detached(data(signature), nullptr, data(message), message.size(), key.secret.data());
    return signature;
}

bool verify_signature(const KeyBytes& key, std::string_view message, std::string_view signature) {
    return signature.size() == signature_bytes &&
           crypto_sign_verify_detached(data(signature), data(message), message.size(), key.bytes.data()) == 0;
}

Result<Secret> stretch(std::string_view passphrase, const Stretching& how) {
    STRANDLINE_ASSERT(how.salt.size() == crypto_pwhash_SALTBYTES);
    ready();
    Secret key;
    if (crypto_pwhash(key.data(), Secret::size(), passphrase.data(), passphrase.size(),
                      data(std::string_view(how.salt)), how.passes, how.memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(Error::environment("key.memory", "cannot turn the passphrase into a key")
                        .expected("{} MiB of free memory", how.memory >> 20)
                        .mend("free some memory and try again"));
    return key;
}

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), data(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the terminating zero
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(data(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size())
        return std::nullopt;
    bytes.resize(length);
    if (to_base64(bytes) != text) return std::nullopt;  // spare bits must be zero
    return bytes;
}

}  // namespace strandline::store
