#include "bcf_entries.hpp"

#include <cstring>

namespace strandline::formats {
namespace {

std::size_t bytes_of(int type) {
    switch (type) {
    case BCF_BT_INT8:
    case BCF_BT_CHAR:
        return 1;
    case BCF_BT_INT16:
        return 2;
    case BCF_BT_INT32:
    case BCF_BT_FLOAT:
        return 4;
    default:
        return 0;
    }
}

}  // namespace

std::int64_t integer_at(const std::uint8_t* data, std::size_t bytes) {
    if (bytes == 1) return static_cast<std::int8_t>(*data);
    if (bytes == 2) {
        std::int16_t value;
        std::memcpy(&value, data, 2);
        return value;
    }
    std::int32_t value;
    std::memcpy(&value, data, 4);
    return value;
}

bool BcfEntries::take_integer(std::int64_t& value) {
    const std::uint8_t* head = nullptr;
    if (!take(1, head) || *head >> 4 != 1) return false;
    const int type = *head & 15;
    if (type != BCF_BT_INT8 && type != BCF_BT_INT16 && type != BCF_BT_INT32) return false;
    const std::uint8_t* data = nullptr;
    if (!take(bytes_of(type), data)) return false;
    value = integer_at(data, bytes_of(type));
    return true;
}

bool BcfEntries::take_type(int& type, std::size_t& width) {
    const std::uint8_t* head = nullptr;
    if (!take(1, head)) return false;
    type = *head & 15;
    width = *head >> 4;
    if (width < 15) return true;
    std::int64_t value = 0;
    if (!take_integer(value) || value < 0) return false;
    width = static_cast<std::size_t>(value);
    return true;
}

bool BcfEntries::next(BcfEntry& into) {
    if (at_ == end_) return false;
    whole_ = false;
    std::int64_t key = 0;
    if (!take_integer(key) || !take_type(into.type, into.width)) return false;
    into.key = static_cast<int>(key);
    into.value_bytes = bytes_of(into.type);
    if (into.width > 0 && into.value_bytes == 0) return false;
    if (into.width > (std::size_t{1} << 31)) return false;
    whole_ = take(into.width * into.value_bytes * samples_, into.data);
    return whole_;
}

}  // namespace strandline::formats
