#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

using namespace strandline;

namespace {

Place place(std::int64_t line, std::int64_t column, std::int64_t length, std::string source_line) {
    Place at{.file = "guides.tsv", .line = line, .column = column, .length = length};
    at.source_line = std::move(source_line);
    return at;
}

Error simple(int number) { return Error::input("row", "row {} is wrong", number).mend("correct it"); }

Result<int> half(int number) {
    if (number % 2 != 0) return fail(Error::input("odd", "{} is odd", number).mend("give an even number"));
    return number / 2;
}

Result<int> quarter(int number) {
    STRANDLINE_TRY(const int once, half(number));
    STRANDLINE_TRY(const int twice, half(once));
    return twice;
}

Result<void> check_half(int number) {
    STRANDLINE_CHECK(half(number));
    return {};
}

}  // namespace

TEST_CASE("an error shows place, line, caret, expected, found, mend") {
    const Error error = Error::input("guide.length", "guide is {} nt", 18)
                            .at(place(17, 12, 18, "g12  chr7  ACGTACGTACGTACGTAC  +"))
                            .expected("{} nt for {}", 20, "SpCas9")
                            .found("{} nt", 18)
                            .mend("give the missing 5' bases, or name another --nuclease");
    CHECK(render(error) ==
          "guides.tsv:17:12: error[guide.length]: guide is 18 nt\n"
          "   17 | g12  chr7  ACGTACGTACGTACGTAC  +\n"
          "      |            ^^^^^^^^^^^^^^^^^^\n"
          "  expected 20 nt for SpCas9;  found 18 nt\n"
          "  mend: give the missing 5' bases, or name another --nuclease\n");
}

TEST_CASE("the caret stands right after tabs and letters of several bytes") {
    const Error error = Error::input("x", "what").at(place(3, 8, 0, "\té😀x"));  // tab, 2 and 4 bytes
    CHECK(render(error) ==
          "guides.tsv:3:8: error[x]: what\n"
          "    3 | \té😀x\n"
          "      | \t  ^\n");
}

TEST_CASE("the caret stays in the line whatever the place says") {
    CHECK(render(Error::input("x", "what").at(place(1, 4, 100, "abcdef"))) ==
          "guides.tsv:1:4: error[x]: what\n    1 | abcdef\n      |    ^^^\n");
    CHECK(render(Error::input("x", "what").at(place(1, 7, 1, "abcdef"))) ==
          "guides.tsv:1:7: error[x]: what\n    1 | abcdef\n      |       ^\n");
    CHECK_FALSE(render(Error::input("x", "what").at(place(1, 700, 1, "abcdef"))).empty());
}

TEST_CASE("a long line is cut round its caret, between letters") {
    std::string line;
    for (int i = 0; i < 200; ++i) line += "é";
    const std::string text = render(Error::input("x", "what").at(place(1, 201, 2, line)));
    CHECK(text.size() < 600);
    CHECK(is_valid_utf8(text));
    CHECK(text.find("…") != std::string::npos);
}

TEST_CASE("what a terminal would obey is shown as text") {
    const std::string text =
        render(Error::input("x", "found {}", "\x1B[31m").at(place(1, 1, 1, "a\x1B[2Jb\xFF")));
    CHECK(text.find('\x1B') == std::string::npos);
    CHECK(text.find("\\x1b[31m") != std::string::npos);
    CHECK(text.find("\\xff") != std::string::npos);
}

TEST_CASE("records, second places and candidates are shown") {
    Place record{.file = "tree.bin"};
    record.record = "leaf 12";
    const Error error = Error::input("name.unknown", "no nuclease SpCas8")
                            .at(record)
                            .also_at(place(2, 1, 0, "first"))
                            .candidates({"SpCas9", "SaCas9"})
                            .mend("name one of them");
    CHECK(render(error) ==
          "tree.bin: leaf 12: error[name.unknown]: no nuclease SpCas8\n"
          "  see also guides.tsv:2:1\n"
          "    2 | first\n"
          "      | ^\n"
          "  did you mean: SpCas9, SaCas9\n"
          "  mend: name one of them\n");
}

TEST_CASE("an error as JSON is one line that reads back") {
    const Error error = Error::environment("file.open", "cannot open {}", "a\nb\xFF")
                            .at(place(2, 3, 4, "not told"))
                            .expected("e")
                            .found("f")
                            .candidates({"c"})
                            .mend("m");
    const std::string text = render(error, ErrorForm::json);
    CHECK(text.find('\n') == std::string::npos);
    const Result<Json> json = Json::parse(text);
    REQUIRE(json.has_value());
    CHECK(json->at("code").string() == "file.open");
    CHECK(json->at("exit").integer() == 3);
    CHECK(json->at("place").at("file").string() == "guides.tsv");
    CHECK(json->at("place").at("line").integer() == 2);
    CHECK(json->at("place").at("column").integer() == 3);
    CHECK(json->at("expected").string() == "e");
    CHECK(json->at("found").string() == "f");
    CHECK(json->at("mend").string() == "m");
    CHECK(json->at("candidates").items().size() == 1);
}

TEST_CASE("twenty errors of a file are kept, the rest counted") {
    Errors errors;
    CHECK_FALSE(errors.any());
    for (int i = 0; i < 320; ++i) errors.add(simple(i));
    CHECK(errors.any());
    CHECK(errors.full());
    CHECK(errors.count() == 320);
    const Error all = errors.take();
    CHECK_FALSE(errors.any());
    CHECK(errors.count() == 0);
    CHECK(all.what() == "row 0 is wrong");
    CHECK(all.more().size() == Errors::most - 1);
    CHECK(all.more_not_shown() == 300);
    const std::string text = render(all);
    CHECK(text.find("row 19 is wrong") != std::string::npos);
    CHECK(text.find("row 20 is wrong") == std::string::npos);
    CHECK(text.find("300 more errors") != std::string::npos);
    const Result<Json> json = Json::parse(render(all, ErrorForm::json));
    REQUIRE(json.has_value());
    CHECK(json->at("more").items().size() == 19);
    CHECK(json->at("more_not_shown").integer() == 300);
}

TEST_CASE("exit status by kind") {
    CHECK(Error::input("a", "b").exit() == Exit::bad_input);
    CHECK(Error::environment("a", "b").exit() == Exit::environment);
    CHECK(Error::fault("a", "b").exit() == Exit::fault);
    CHECK(Error::no("a", "b").exit() == Exit::answer_is_no);
    CHECK(Error::interrupted().exit() == Exit::interrupted);
    const Error failed = Error::from_errno("file.open", EACCES, "open", "x.fa");
    CHECK(failed.exit() == Exit::environment);
    CHECK(failed.what().starts_with("cannot open x.fa: "));
}

TEST_CASE("a result is handed on, or its error") {
    CHECK(quarter(12).value() == 3);
    CHECK(quarter(6).error().what() == "3 is odd");
    CHECK(quarter(5).error().what() == "5 is odd");
    CHECK(check_half(4).has_value());
    CHECK(check_half(3).error().code() == "odd");
}
