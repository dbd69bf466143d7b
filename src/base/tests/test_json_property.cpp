#include <strandline/base/json.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>

using namespace strandline;

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t count) { return static_cast<std::size_t>(random() % count); }

void append_code_point(std::string& text, std::uint32_t c) {
    const auto byte = [&](std::uint32_t value) { text.push_back(static_cast<char>(value)); };
    if (c < 0x80) return byte(c);
    if (c < 0x800) return byte(0xC0 | c >> 6), byte(0x80 | (c & 63));
    if (c < 0x10000) return byte(0xE0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63));
    byte(0xF0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63));
}

/// Few letters, so that names meet, and every range of UTF-8, so that their order is tried.
std::string random_text(Random& random) {
    constexpr std::uint32_t ranges[][2] = {{'a', 4},        {0, 0x80},        {0x80, 0x780},
                                           {0x800, 0xD000}, {0xE000, 0x2000}, {0x10000, 0x100000}};
    std::string text;
    for (std::size_t i = below(random, 6); i > 0; --i) {
        const auto& [first, count] = ranges[below(random, std::size(ranges))];
        append_code_point(text, first + static_cast<std::uint32_t>(below(random, count)));
    }
    return text;
}

double random_number(Random& random) {
    switch (below(random, 4)) {
    case 0:
        return static_cast<double>(static_cast<std::int64_t>(random()) >> below(random, 64));
    case 1:
        return static_cast<double>(below(random, 2000)) / 100 - 10;
    default:
        break;
    }
    for (;;)
        if (const auto value = std::bit_cast<double>(random()); std::isfinite(value)) return value;
}

Json random_value(Random& random, int depth) {
    const std::size_t kind = below(random, depth > 0 ? 7 : 4);
    if (kind == 0) return random() % 2 == 0 ? Json() : Json(random() % 2 == 0);
    if (kind == 1) return Json(random_text(random));
    if (kind < 4) return Json(random_number(random));
    Json value = kind == 4 ? Json::array() : Json::object();
    for (std::size_t i = below(random, kind == 4 ? 6 : 24); i > 0; --i) {
        Json inner = random_value(random, depth - 1);
        if (kind == 4)
            value.push_back(std::move(inner));
        else
            value.set(random_text(random), std::move(inner));
    }
    return value;
}

Json random_value(std::uint64_t seed) {
    Random random(seed);
    return random_value(random, 4);
}

Json shuffled(const Json& value, Random& random) {
    if (value.is_array()) {
        Json::Array items;
        for (const Json& item : value.items()) items.push_back(shuffled(item, random));
        return Json::array(std::move(items));
    }
    if (!value.is_object()) return value;
    Json::Members members;
    for (const auto& [name, member] : value.members()) members.emplace_back(name, shuffled(member, random));
    std::shuffle(members.begin(), members.end(), random);
    return Json::object(std::move(members));
}

std::u16string utf16(const std::string& text) {
    std::u16string units;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + k]));
        };
        std::uint32_t c = byte(0);
        std::size_t length = 1;
        if (c >= 0xF0) {
            c = (c & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63);
            length = 4;
        } else if (c >= 0xE0) {
            c = (c & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
            length = 3;
        } else if (c >= 0xC0) {
            c = (c & 31) << 6 | (byte(1) & 63);
            length = 2;
        }
        if (c >= 0x10000) {
            units.push_back(static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10)));
            units.push_back(static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF)));
        } else {
            units.push_back(static_cast<char16_t>(c));
        }
        i += length;
    }
    return units;
}

}  // namespace

TEST_CASE("JSON that was written reads as what it was") {
    CHECK(rc::check("parse(canonical), parse(compact), parse(pretty)", [](std::uint64_t seed) {
        const Json value = random_value(seed);
        for (const std::string& text : {value.canonical(), value.compact(), value.pretty()}) {
            const Result<Json> again = Json::parse(text);
            RC_ASSERT(again.has_value());
            RC_ASSERT(*again == value);
        }
    }));
}

TEST_CASE("the canonical form is one for one value") {
    CHECK(rc::check("fixed point, whatever the order of members", [](std::uint64_t seed) {
        const Json value = random_value(seed);
        const std::string canonical = value.canonical();
        RC_ASSERT(Json::parse(canonical)->canonical() == canonical);
        Random random(seed + 1);
        RC_ASSERT(shuffled(value, random).canonical() == canonical);
        RC_ASSERT(shuffled(value, random) == value);
    }));
}

TEST_CASE("members are sorted by UTF-16 code units") {
    CHECK(rc::check("against the order of char16_t strings", [](std::uint64_t seed) {
        Random random(seed);
        Json value = Json::object();
        for (int i = 0; i < 20; ++i) value.set(random_text(random), i);
        const Result<Json> sorted = Json::parse(value.canonical());
        RC_ASSERT(sorted.has_value());
        RC_ASSERT(std::ranges::is_sorted(sorted->members(), {},
                                         [](const Json::Member& member) { return utf16(member.first); }));
    }));
}

TEST_CASE("bytes that were changed are read or refused, and what is read is JSON") {
    CHECK(rc::check("mutations", [](std::uint64_t seed) {
        Random random(seed);
        std::string text = random_value(random, 3).pretty();
        for (std::size_t changes = 1 + below(random, 4); changes > 0 && !text.empty(); --changes) {
            const std::size_t at = below(random, text.size());
            switch (below(random, 4)) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, 1 + below(random, 3));
                break;
            case 2:
                text.insert(at, 1, "{}[],:\"\\0e-.u\x80\xF0"[below(random, 16)]);
                break;
            default:
                text.resize(at);
            }
        }
        const Result<Json> json = Json::parse(text);
        if (json) {
            RC_ASSERT(*Json::parse(json->canonical()) == *json);
        } else {
            RC_ASSERT(json.error().place().line >= 1);
            RC_ASSERT(json.error().place().column >= 1);
            RC_ASSERT(!json.error().mend().empty());
            RC_ASSERT(is_valid_utf8(render(json.error())));
        }
    }));
}
