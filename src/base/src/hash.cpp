#include <strandline/base/hash.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

namespace strandline {

namespace {

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Looked up once: fetching costs more than hashing a short text.
const EVP_MD* algorithm() {
    static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    STRANDLINE_ASSERT(found != nullptr);
    return found;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

Result<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0)
        return fail(Error::input("hex.length", "odd number of hexadecimal digits")
                        .expected("two digits a byte")
                        .found("{} digits", text.size())
                        .mend("copy the value again: a digit is missing or too many"));
    std::string bytes(text.size() / 2, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int value = digit_value(text[i]);
        if (value < 0)
            return fail(Error::input("hex.digit", "not a hexadecimal digit")
                            .expected("0-9 or a-f")
                            .found("'{}' at digit {}", printable(text.substr(i, 1)), i + 1)
                            .mend("copy the value again"));
        bytes[i / 2] = static_cast<char>((static_cast<unsigned char>(bytes[i / 2]) << 4) | value);
    }
    return bytes;
}

std::string Digest::hex() const { return to_hex(raw()); }

Result<Digest> Digest::parse_hex(std::string_view text) {
    if (text.size() != 64)
        return fail(Error::input("hash.length", "not a SHA-256 value")
                        .expected("64 hexadecimal digits")
                        .found("{} characters", text.size())
                        .mend("copy the whole value, without 'sha256:'"));
    STRANDLINE_TRY(const std::string bytes, from_hex(text));
    return from_raw(bytes);
}

Digest Digest::from_raw(std::string_view thirty_two_bytes) {
    STRANDLINE_ASSERT(thirty_two_bytes.size() == 32);
    Digest digest;
    std::memcpy(digest.bytes.data(), thirty_two_bytes.data(), 32);
    return digest;
}

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() { restart(); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    void restart() { STRANDLINE_ASSERT(context && EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    STRANDLINE_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
    Digest digest;
    STRANDLINE_ASSERT(EVP_DigestFinal_ex(state_->context, digest.bytes.data(), nullptr) == 1);
    state_->restart();
    return digest;
}

Digest Sha256::so_far() const {
    State copy;
    Digest digest;
    STRANDLINE_ASSERT(EVP_MD_CTX_copy_ex(copy.context, state_->context) == 1);
    STRANDLINE_ASSERT(EVP_DigestFinal_ex(copy.context, digest.bytes.data(), nullptr) == 1);
    return digest;
}

Digest sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

}  // namespace strandline
