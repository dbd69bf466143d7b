#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace strandline::store {

// All numbers in hashed and stored bytes are big-endian.

inline void put_be(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift));
}
inline void put_be32(std::string& out, std::uint32_t value) { put_be(out, value, 4); }
inline void put_be64(std::string& out, std::uint64_t value) { put_be(out, value, 8); }
inline std::string be32(std::uint32_t value) {
    std::string out;
    put_be32(out, value);
    return out;
}
inline std::string be64(std::uint64_t value) {
    std::string out;
    put_be64(out, value);
    return out;
}

inline std::uint64_t get_be(std::string_view bytes) {
    std::uint64_t value = 0;
    for (char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
}
inline std::uint32_t get_be32(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint32_t>(get_be(bytes.substr(at, 4)));
}
inline std::uint64_t get_be64(std::string_view bytes, std::size_t at) { return get_be(bytes.substr(at, 8)); }

}  // namespace strandline::store
