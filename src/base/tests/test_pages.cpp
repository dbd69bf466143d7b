#include <strandline/base/pages.hpp>

#include <doctest/doctest.h>

#include <algorithm>

using namespace strandline;

TEST_CASE("pages grow with zeros behind what was there") {
    Pages pages;
    CHECK(pages.words().empty());
    std::size_t before = 0;
    for (const std::size_t count : {1, 1000, 500'000, 500'001, 3'000'000}) {
        pages.grow(count);
        const auto words = pages.words();
        REQUIRE(words.size() == count);
        CHECK(std::ranges::all_of(words.first(before), [](auto word) { return word == 7; }));
        CHECK(std::ranges::all_of(words.subspan(before), [](auto word) { return word == 0; }));
        std::ranges::fill(words, 7);
        before = count;
    }
    Pages moved = std::move(pages);
    CHECK(moved.words().size() == before);
    CHECK(moved.words().back() == 7);
    moved.grow(5);
    CHECK(moved.words().size() == before);
}
