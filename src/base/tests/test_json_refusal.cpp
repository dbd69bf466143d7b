#include <strandline/base/json.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace strandline;

namespace {

struct Refusal {
    std::string text;
    const char* code;
    std::int64_t line, column, length;
};

Error refused(std::string_view text) {
    const Result<Json> json = Json::parse(text, "x.json");
    REQUIRE_MESSAGE(!json.has_value(), "accepted: " << std::string(text));
    return json.error();
}

void check(const Refusal& refusal) {
    CAPTURE(refusal.text);
    const Error error = refused(refusal.text);
    CHECK(error.exit() == Exit::bad_input);
    CHECK(error.code() == refusal.code);
    CHECK(error.place().file == "x.json");
    CHECK(error.place().line == refusal.line);
    CHECK(error.place().column == refusal.column);
    CHECK(error.place().length == refusal.length);
    CHECK_FALSE(error.mend().empty());
}

}  // namespace

TEST_CASE("JSON refused: text that is cut off, empty or goes on") {
    check({"", "json.empty", 1, 1, 1});
    check({" \n\t", "json.empty", 2, 2, 1});
    check({"[1,2", "json.truncated", 1, 5, 1});
    check({"[1,", "json.truncated", 1, 4, 1});
    check({"[", "json.truncated", 1, 2, 1});
    check({"{\"a\":1,", "json.truncated", 1, 8, 1});
    check({"{\"a\":", "json.truncated", 1, 6, 1});
    check({"{", "json.truncated", 1, 2, 1});
    check({"\"abc", "json.truncated", 1, 5, 1});
    check({"{} {}", "json.trailing", 1, 4, 1});
    check({"[1]]", "json.trailing", 1, 4, 1});
    check({"1\n2", "json.trailing", 2, 1, 1});
    check({std::string("null\0", 5), "json.trailing", 1, 5, 1});
}

TEST_CASE("JSON refused: encodings") {
    check({"\xEF\xBB\xBF{}", "json.bom", 1, 1, 3});
    CHECK(refused("\xEF\xBB\xBF{}").mend().find("EF BB BF") != std::string::npos);
    check({std::string("\xFF\xFE{\0", 4), "json.utf8", 1, 1, 2});
    check({"{\"a\":\"\xE9\"}", "json.utf8", 1, 7, 1});      // Latin-1
    check({"\"\xC0\xAF\"", "json.utf8", 1, 2, 1});          // overlong
    check({"\"\xE0\x80\xAF\"", "json.utf8", 1, 2, 1});      // overlong
    check({"\"\xED\xA0\x80\"", "json.utf8", 1, 2, 1});      // a surrogate, encoded
    check({"\"\xF4\x90\x80\x80\"", "json.utf8", 1, 2, 1});  // beyond U+10FFFF
    check({"\n \"\xF8\x88\x80\x80\x80\"", "json.utf8", 2, 3, 1});
    check({"\"\xE2\x82\"", "json.utf8", 1, 2, 1});  // cut inside a character
}

TEST_CASE("JSON refused: numbers") {
    check({"[NaN]", "json.number", 1, 2, 3});
    check({"Infinity", "json.number", 1, 1, 8});
    check({"-Infinity", "json.number", 1, 1, 9});
    check({"[-inf]", "json.number", 1, 2, 4});
    check({"nan", "json.number", 1, 1, 3});
    check({"01", "json.number", 1, 1, 2});
    check({"-012", "json.number", 1, 1, 4});
    check({"+1", "json.number", 1, 1, 2});
    check({".5", "json.number", 1, 1, 2});
    check({"5.", "json.number", 1, 1, 2});
    check({"[1.e3]", "json.number", 1, 2, 4});
    check({"1e", "json.number", 1, 1, 2});
    check({"1e+", "json.number", 1, 1, 3});
    check({"-", "json.number", 1, 1, 1});
    check({"0x1F", "json.number", 1, 1, 4});
    check({"1_000", "json.number", 1, 1, 5});
    check({"1.2.3", "json.number", 1, 1, 5});
    check({"1e400", "json.range", 1, 1, 5});
    check({"-1e400", "json.range", 1, 1, 6});
    check({"[1.8e308]", "json.range", 1, 2, 7});
    check({"1e999999999999999999999999", "json.range", 1, 1, 26});
    check({"1" + std::string(400, '0'), "json.range", 1, 1, 401});
    check({"9007199254740993", "json.integer", 1, 1, 16});
    check({"-9007199254740993", "json.integer", 1, 1, 17});
    check({"12345678901234567890", "json.integer", 1, 1, 20});
    check({"1000000000000000000000", "json.integer", 1, 1, 22});
    CHECK(refused("9007199254740993").mend().find("\"9007199254740993\"") != std::string::npos);
}

TEST_CASE("JSON refused: strings") {
    check({"[\"\\ud800\"]", "json.surrogate", 1, 3, 6});
    check({"\"\\udc00\"", "json.surrogate", 1, 2, 6});
    check({"\"\\ud83d\\ud83d\"", "json.surrogate", 1, 2, 6});
    check({"\"\\ud83dx\"", "json.surrogate", 1, 2, 6});
    check({"\"\\ude00\\ud83d\"", "json.surrogate", 1, 2, 6});
    check({"\"\\x41\"", "json.escape", 1, 2, 2});
    check({"\"\\u12g4\"", "json.escape", 1, 2, 2});
    check({"\"\\u12\"", "json.escape", 1, 2, 2});
    check({"\"\\u+123\"", "json.escape", 1, 2, 2});
    check({"\"C:\\data\"", "json.escape", 1, 4, 2});
    check({"\"a\tb\"", "json.string", 1, 3, 1});
    check({"\"a\nb\"", "json.string", 1, 3, 1});
    check({std::string("\"a\0b\"", 5), "json.string", 1, 3, 1});
    check({"['a']", "json.value", 1, 2, 1});
}

TEST_CASE("JSON refused: structure") {
    check({"[1 2]", "json.comma", 1, 4, 1});
    check({"[1,]", "json.comma", 1, 3, 1});
    check({"{\"a\":1,}", "json.comma", 1, 7, 1});
    check({"[,1]", "json.value", 1, 2, 1});
    check({"[1}", "json.comma", 1, 3, 1});
    check({"{\"a\":1]", "json.comma", 1, 7, 1});
    check({"{a:1}", "json.name", 1, 2, 1});
    check({"{1:1}", "json.name", 1, 2, 1});
    check({"{\"a\" 1}", "json.colon", 1, 6, 1});
    check({"{\"a\"}", "json.colon", 1, 5, 1});
    check({"{\"a\":}", "json.value", 1, 6, 1});
    check({"tru", "json.value", 1, 1, 3});
    check({"True", "json.value", 1, 1, 4});
    check({"[None]", "json.value", 1, 2, 4});
    check({"nulls", "json.value", 1, 1, 5});
    check({"// why\n1", "json.value", 1, 1, 1});
    check({"yes", "json.value", 1, 1, 3});
    check(
        {"\xC2\xA0"
         "1",
         "json.value", 1, 1, 1});  // a no-break space
    CHECK(refused("tru").candidates() == std::vector<std::string>{"true"});
}

TEST_CASE("JSON refused: a name twice in one object, both places named") {
    const Error error = refused("{\"a\": 1,\n \"é\\n\": 2,\n   \"\\u0061\": 3}");
    CHECK(error.code() == "json.duplicate");
    CHECK(error.place().line == 3);
    CHECK(error.place().column == 4);
    CHECK(error.place().length == 8);
    CHECK(error.place().source_line == "   \"\\u0061\": 3}");
    REQUIRE(error.also_place());
    CHECK(error.also_place()->line == 1);
    CHECK(error.also_place()->column == 2);

    std::string many = "{";
    for (int i = 0; i < 100; ++i) many += "\"n" + std::to_string(i) + "\":0,\n";
    const Error late = refused(many + "\"n41\":1,\"n7\":1}");
    CHECK(late.place().line == 101);
    CHECK(late.place().column == 1);
    CHECK(late.also_place()->line == 42);
}

TEST_CASE("JSON refused: nesting without end, in little memory") {
    const std::string arrays(100000, '[');
    check({arrays, "json.depth", 1, Json::depth_limit + 1, 1});
    std::string objects;
    for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
    CHECK(refused(objects).code() == "json.depth");
}

TEST_CASE("JSON errors show the line and the caret") {
    CHECK(render(refused("{\n\t\"größe\": 01\r\n}")) ==
          "x.json:2:13: error[json.number]: this is not a JSON number\n"
          "    2 | \t\"größe\": 01\n"
          "      | \t         ^^\n"
          "  expected digits like 0, -1.5 or 6.02e23;  found 01\n"
          "  mend: remove the zeros in front, or put it in double quotes if it is an identifier\n");
}
