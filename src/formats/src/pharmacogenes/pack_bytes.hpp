#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// Writes values one after another: whole numbers in as few bytes as they need (LEB128, signed ones folded),
/// each text once in a table and then by its number.
class PackWriter {
public:
    static constexpr bool reads = false;

    void operator()(std::uint64_t number) { put(tree_, number); }
    void operator()(std::int64_t number) {
        put(tree_, static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63));
    }
    void operator()(bool flag) { put(tree_, flag); }
    void operator()(const std::string& text) {
        const auto [known, is_new] = numbers_.try_emplace(text, numbers_.size());
        if (is_new) {
            put(texts_, text.size());
            texts_ += text;
        }
        put(tree_, known->second);
    }

    /// Table of texts, then the values.
    std::string finish() const {
        std::string bytes;
        put(bytes, numbers_.size());
        return bytes + texts_ + tree_;
    }

private:
    static void put(std::string& bytes, std::uint64_t number) {
        for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
        bytes += static_cast<char>(number);
    }

    std::string texts_, tree_;
    std::unordered_map<std::string, std::uint64_t> numbers_;
};

/// Reads what PackWriter wrote. What does not fit makes it `failed`; values are then 0 and "".
class PackReader {
public:
    static constexpr bool reads = true;

    explicit PackReader(std::string_view bytes) : rest_(bytes) {
        std::size_t left = count();
        texts_.reserve(left);
        for (; left > 0 && !failed_; --left) {
            const std::size_t size = count();
            texts_.push_back(rest_.substr(0, size));
            rest_.remove_prefix(size);
        }
    }

    void operator()(std::uint64_t& number) { number = get(); }
    void operator()(std::int64_t& number) {
        const std::uint64_t folded = get();
        number = static_cast<std::int64_t>(folded >> 1) ^ -static_cast<std::int64_t>(folded & 1);
    }
    void operator()(bool& flag) {
        const std::uint64_t number = get();
        if (number > 1) failed_ = true;
        flag = number == 1;
    }
    void operator()(std::string& text) {
        const std::uint64_t number = get();
        if (number < texts_.size())
            text = texts_[number];
        else
            failed_ = true;
    }

    /// How many items follow, of one byte or more each.
    std::size_t count() {
        const std::uint64_t number = get();
        if (number <= rest_.size()) return static_cast<std::size_t>(number);
        failed_ = true;
        return 0;
    }
    void fail() { failed_ = true; }
    bool failed() const { return failed_; }
    bool at_end() const { return rest_.empty(); }

private:
    std::uint64_t get() {
        std::uint64_t number = 0;
        for (int shift = 0; shift < 64 && !rest_.empty() && !failed_; shift += 7) {
            const auto byte = static_cast<std::uint8_t>(rest_.front());
            rest_.remove_prefix(1);
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (!(byte & 0x80)) return number;
        }
        failed_ = true;
        return 0;
    }

    std::string_view rest_;
    std::vector<std::string_view> texts_;
    bool failed_ = false;
};

}  // namespace strandline::formats
