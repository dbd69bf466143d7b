#include "pgx/distinct_texts.hpp"
#include "pgx/in_order.hpp"
#include "pgx/json_text.hpp"

#include <strandline/base/json.hpp>

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

using namespace strandline;
using namespace strandline::clinic;

TEST_CASE("texts are kept once, numbered as they come, as a plain map has them") {
    std::mt19937 random(5);
    DistinctTexts texts;
    std::map<std::string, std::uint32_t> plain;
    for (int i = 0; i < 100000; ++i) {
        std::string text(random() % 6, 'a');
        for (char& c : text) c = static_cast<char>('a' + random() % 7);
        if (random() % 1000 == 0) text.assign(300000 + random() % 5, 'x');  // more than a block
        const auto expected = plain.try_emplace(text, static_cast<std::uint32_t>(plain.size())).first->second;
        REQUIRE(texts.place_of(text) == expected);
    }
    CHECK(texts.size() == plain.size());
    for (const auto& [text, place] : plain) CHECK(texts[place] == text);
}

TEST_CASE("texts with one mark stay apart") {
    DistinctTexts texts;
    for (const char* text : {"one", "other", "", "third"}) texts.place_of(text, 7);
    CHECK(texts.size() == 4);
    CHECK(texts.place_of("other", 7) == 1);
    CHECK(texts[2].empty());
}

TEST_CASE("pieces are taken in their order, until one is refused") {
    for (const unsigned threads : {1U, 3U}) {
        std::vector<std::size_t> taken;
        in_order<std::size_t>(
            100, threads, [](std::size_t i) { return i * i; },
            [&](std::size_t square) {
                taken.push_back(square);
                return taken.size() < 42;
            });
        REQUIRE(taken.size() == 42);
        for (std::size_t i = 0; i < taken.size(); ++i) CHECK(taken[i] == i * i);
    }
}

TEST_CASE("quoted text is read back; bytes that are no UTF-8 are replaced") {
    for (const std::string text : {"*1/*2", "a\"b\\c\n\x01", "\xc3\xa9"}) {
        std::string quoted;
        append_quoted(text, quoted);
        CHECK(Json::parse(quoted).value().string() == text);
    }
    std::string quoted;
    append_quoted("S\xff", quoted);
    CHECK(Json::parse(quoted).value().string() == "S\xef\xbf\xbd");
}
