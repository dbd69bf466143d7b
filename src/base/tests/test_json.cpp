#include <strandline/base/hash.hpp>
#include <strandline/base/json.hpp>

#include "helpers.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace strandline;

namespace {

Json parsed(std::string_view text) {
    const Result<Json> json = Json::parse(text);
    REQUIRE_MESSAGE(json.has_value(), render(json.error()));
    return *json;
}

std::string canonical(std::string_view text) { return parsed(text).canonical(); }

}  // namespace

TEST_CASE("canonical form: the documents of RFC 8785's authors") {
    const auto folder = testing::shared_data("thread/jcs");
    if (!folder) {
        MESSAGE("skipped: STRANDLINE_SHARED is not set");
        return;
    }
    for (const char* name : {"arrays", "french", "structures", "unicode"}) {
        CAPTURE(name);
        const std::string file = std::string(name) + ".json";
        const std::string bytes = canonical(testing::read(*folder / "input" / file));
        CHECK(bytes == testing::read(*folder / "output" / file));
        std::string digits = testing::read(*folder / "outhex" / (std::string(name) + ".txt"));
        std::erase_if(digits, [](char c) { return c == ' ' || c == '\n' || c == '\r'; });
        CHECK(to_hex(bytes) == digits);
    }
}

TEST_CASE("canonical form: examples of RFC 8785, sections 3.2.2 and 3.2.3") {
    CHECK(canonical(R"({ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                         "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                         "literals": [null, true, false] })") ==
          "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
          "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    // By UTF-16 code units an emoji (U+1F600, a surrogate pair) comes before U+FB33.
    CHECK(canonical(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})") ==
          "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xEF\xAC\xB3\":3}");
}

TEST_CASE("canonical form: only what must be escaped is") {
    CHECK(canonical(R"("\u0000\u0001\b\t\n\u000b\f\r\u001f\u0020\"\\\/\u007f\u00e9")") ==
          "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7Fé\"");
    CHECK(parsed(R"("a\u0000b")").string() == std::string("a\0b", 3));
}

TEST_CASE("canonical form: numbers") {
    CHECK(canonical("[-0,-0.0,1e21,5e-324,1.0,10e-1,1E+2]") == "[0,0,1e+21,5e-324,1,1,100]");
    CHECK(canonical("[1e-400,-1e-400,0e999999999999999999999]") == "[0,0,0]");
    CHECK(canonical("[9007199254740992,-9007199254740992]") == "[9007199254740992,-9007199254740992]");
}

TEST_CASE("an integer beyond 2^53 is read when its digits are those that a double writes") {
    const Json large(1e20);
    CHECK(large.canonical() == "100000000000000000000");
    CHECK(parsed(large.canonical()) == large);
    CHECK_FALSE(large.is_integer());
}

TEST_CASE("values and what they say of themselves") {
    Json json = Json::object({{"name", "K-12"}, {"ploidy", 1}, {"titre", 2.5}, {"gmp", false}});
    CHECK(json.at("name").string() == "K-12");
    CHECK(json.at("ploidy").integer() == 1);
    CHECK(json.at("titre").number() == 2.5);
    CHECK_FALSE(json.at("titre").is_integer());
    CHECK_FALSE(json.at("gmp").boolean());
    CHECK(json.find("nothing") == nullptr);
    CHECK(Json(1).find("name") == nullptr);
    json.set("ploidy", 2).set("notes", nullptr);
    CHECK(json.compact() == R"({"name":"K-12","ploidy":2,"titre":2.5,"gmp":false,"notes":null})");
    Json list;
    list.push_back("a");
    list.push_back(std::int64_t{-9007199254740992});
    CHECK(list.compact() == R"(["a",-9007199254740992])");
    CHECK(list.items()[1].is_integer());
    CHECK(Json(std::uint64_t{9007199254740992}).integer() == 9007199254740992);
    CHECK(Json().is_null());
    CHECK(Json::array().compact() == "[]");
    CHECK(Json::object().compact() == "{}");
}

TEST_CASE("objects are equal whatever the order of their members") {
    CHECK(parsed(R"({"a":1,"b":[{"c":2,"d":3}]})") == parsed(R"({"b":[{"d":3,"c":2}],"a":1})"));
    CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"a":2})"));
    CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"b":1})"));
    CHECK_FALSE(parsed(R"({"a":1})") == parsed(R"({"a":1,"b":1})"));
    CHECK_FALSE(parsed("[1,2]") == parsed("[2,1]"));
    CHECK_FALSE(parsed("1") == parsed("\"1\""));
}

TEST_CASE("pretty form") {
    const Json json = parsed(R"({"b":{"x":[1,2,3],"y":[]},"a":[{"n":null},[1,[2]]],"c":{}})");
    CHECK(json.pretty() == R"({
  "b": {
    "x": [1, 2, 3],
    "y": []
  },
  "a": [
    {
      "n": null
    },
    [
      1,
      [2]
    ]
  ],
  "c": {}
}
)");
    Json::Array many(100, Json("ACGT"));
    const std::string tall = Json::array(many).pretty();
    CHECK(std::count(tall.begin(), tall.end(), '\n') == 102);
    CHECK(parsed(tall) == Json::array(many));
    CHECK(Json(3).pretty() == "3\n");
}

TEST_CASE("nesting up to the limit is read and written") {
    const auto nested = [](int depth) {
        const auto count = static_cast<std::size_t>(depth);
        return std::string(count, '[') + std::string(count, ']');
    };
    CHECK(canonical(nested(Json::depth_limit)) == nested(Json::depth_limit));
    CHECK_FALSE(Json::parse(nested(Json::depth_limit + 1)).has_value());
}

TEST_CASE("valid UTF-8 is told from invalid (Unicode, table 3-7)") {
    for (const std::string_view good :
         {"", "a", "\x7F", "é", "€", "😀", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
          "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
          "long enough for a whole word, then é"}) {
        CAPTURE(good);
        CHECK(is_valid_utf8(good));
    }
    for (const std::string_view bad :
         {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE2\x82",
          "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFE", "\xFF", "long enough for a whole word, then \xE9"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_valid_utf8(bad));
    }
}
