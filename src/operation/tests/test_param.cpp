#include <strandline/operation/param.hpp>

#include <doctest/doctest.h>

using namespace strandline;
using namespace strandline::operation;

TEST_CASE("whole numbers are parsed and held in range") {
    const Param mismatches = integer("mismatches", 4).range(0, 8);
    CHECK(mismatches.parse("3")->integer() == 3);
    for (const char* text : {"", "x", "3.5", "-1", "9", "3 ", "1e1", "99999999999999999999"}) {
        CAPTURE(text);
        CHECK(mismatches.parse(text).error().exit() == Exit::bad_input);
    }
    CHECK(mismatches.check(Json(3))->integer() == 3);
    CHECK(!mismatches.check(Json(3.5)));
    CHECK(!mismatches.check(Json("3")));
    CHECK(mismatches.parse("9").error().expected() == "0 to 8");
}

TEST_CASE("a quantity is converted to the parameter's unit") {
    const Param volume = number("volume", 1).unit("L").range(0, 100);
    CHECK(volume.parse("2")->number() == 2);
    CHECK(volume.parse("250 mL")->number() == doctest::Approx(0.25));
    CHECK(volume.check(Json("1.5L"))->number() == doctest::Approx(1.5));
    CHECK(!volume.parse("2 g"));              // another dimension
    CHECK(!volume.parse("2 parsecs"));        // no such unit
    CHECK(!volume.parse("200 L"));            // out of range
    CHECK(!number("ratio", 1).parse("2 L"));  // has no unit
}

TEST_CASE("a choice is one of its words, whatever their case") {
    const Param nuclease = choice("nuclease", "SpCas9", {"SpCas9", "SaCas9"});
    CHECK(nuclease.parse("spcas9")->string() == "SpCas9");
    const auto wrong = nuclease.parse("SpCas8");
    REQUIRE(!wrong);
    CHECK(wrong.error().candidates() == std::vector<std::string>{"SpCas9", "SaCas9"});
    CHECK(choice("side", "3", {"3", "5"}).check(Json(5))->string() == "5");  // TOML writes numbers
}

TEST_CASE("switches, text and repeated parameters") {
    CHECK(flag("graph").parse("true")->boolean());
    CHECK(!flag("graph").parse("yes"));
    CHECK(!text("name").parse("\xff"));
    const Param names = text("name").repeated();
    CHECK(names.check(Json::array({"a", "b"}))->items().size() == 2);
    CHECK(!names.check(Json::array({"a", 1})));
}
