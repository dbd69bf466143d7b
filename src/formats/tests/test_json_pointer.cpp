#include <strandline/formats/json_pointer.hpp>

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::formats;

TEST_CASE("JSON pointers: the examples of RFC 6901, section 5") {
    const auto json = Json::parse(
        R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8})");
    REQUIRE(json.has_value());
    CHECK(at_pointer(*json, "") == &*json);
    CHECK(at_pointer(*json, "/foo")->items().size() == 2);
    CHECK(at_pointer(*json, "/foo/0")->string() == "bar");
    const std::pair<const char*, int> numbers[] = {{"/", 0},     {"/a~1b", 1}, {"/c%d", 2},
                                                   {"/e^f", 3},  {"/g|h", 4},  {"/i\\j", 5},
                                                   {"/k\"l", 6}, {"/ ", 7},    {"/m~0n", 8}};
    for (const auto& [pointer, value] : numbers) CHECK(at_pointer(*json, pointer)->number() == value);
}

TEST_CASE("JSON pointers to nothing, and all that there are") {
    const auto json = Json::parse(R"({"a": {"~00": 1, "b/c": "x"}, "d": [true, 2]})");
    REQUIRE(json.has_value());
    for (const char* const pointer : {"a", "/b", "/d/2", "/d/-1", "/d/x", "/a/b/c", "/d/0/e"})
        CHECK(at_pointer(*json, pointer) == nullptr);
    CHECK(at_pointer(*json, "/a/~000")->number() == 1);
    const auto all = pointers_in(*json, false);
    CHECK(all == std::vector<std::string>{"/a/~000", "/a/b~1c", "/d/0", "/d/1"});
    for (const std::string& pointer : all) CHECK(at_pointer(*json, pointer) != nullptr);
    CHECK(pointers_in(*json, true) == std::vector<std::string>{"/a/~000", "/d/1"});
}
