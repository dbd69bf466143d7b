#pragma once

#include <strandline/base/hash.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace strandline::store {

/// 32 secret bytes; wiped from memory when it goes out of use.
class Secret {
public:
    Secret() = default;  // all zero
    static Secret random();
    static Secret from_raw(std::string_view thirty_two_bytes);
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    ~Secret();

    const std::uint8_t* data() const { return bytes_.data(); }
    std::uint8_t* data() { return bytes_.data(); }
    static constexpr std::size_t size() { return 32; }
    std::string_view raw() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

private:
    std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace strandline::store
