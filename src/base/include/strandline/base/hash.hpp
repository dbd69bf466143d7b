#pragma once

#include <strandline/base/result.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace strandline {

/// A SHA-256 value.
struct Digest {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Digest&) const = default;
    std::string hex() const;  // 64 lower-case digits
    std::string_view raw() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    static Result<Digest> parse_hex(std::string_view text);  // exactly 64 hex digits of either case
    static Digest from_raw(std::string_view thirty_two_bytes);
};

/// SHA-256 (FIPS 180-4) of bytes given in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    Digest finish();        // and starts anew
    Digest so_far() const;  // and goes on

private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest sha256(std::string_view bytes);

std::string to_hex(std::string_view bytes);
/// Even number of hex digits of either case, else an error without a place.
Result<std::string> from_hex(std::string_view text);

}  // namespace strandline
