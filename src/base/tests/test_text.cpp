#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;

TEST_CASE("trim, split, join, lower, upper") {
    CHECK(trim("  a b \t\r\n") == "a b");
    CHECK(trim(" \n").empty());
    CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split("a,", ',') == std::vector<std::string_view>{"a", ""});
    CHECK(join({"a", "b"}, ", ") == "a, b");
    CHECK(join({}, ", ").empty());
    CHECK(lower("AbÉ") == "abÉ");
    CHECK(upper("aBé") == "ABé");
    CHECK(rc::check("join undoes split", [](const std::string& text) {
        std::vector<std::string> parts;
        for (const std::string_view part : split(text, ',')) parts.emplace_back(part);
        RC_ASSERT(join(parts, ",") == text);
    }));
}

TEST_CASE("edit distance") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("abcd", "abdc") == 1);
    CHECK(edit_distance("SpCas9", "spcas9") == 0);
    CHECK(rc::check("symmetric, zero on itself, one more for one more letter",
                    [](const std::string& a, const std::string& b) {
                        RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
                        RC_ASSERT(edit_distance(a, a) == 0U);
                        RC_ASSERT(edit_distance(a, a + "x") == 1U);
                        RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
                    }));
}

TEST_CASE("nearest names") {
    const std::vector<std::string> nucleases{"SpCas9",   "SaCas9",     "AsCas12a",
                                             "LbCas12a", "mismatches", "mismatch-limit"};
    CHECK(nearest("SpCas8", nucleases).front() == "SpCas9");
    CHECK(nearest("spcas9", nucleases).front() == "SpCas9");
    CHECK(nearest("AsCsa12a", nucleases).front() == "AsCas12a");
    CHECK(nearest("mismatch", nucleases) == std::vector<std::string>{"mismatches", "mismatch-limit"});
    CHECK(nearest("temperature", nucleases).empty());
    CHECK(nearest("", nucleases).empty());
    // Ties in the order of the names.
    CHECK(nearest("abcd", {"abcx", "abxd", "axcd"}, 2) == std::vector<std::string>{"abcx", "abxd"});
    CHECK(nearest("a", {"b", "c"}).empty());
    CHECK(nearest("anything", {}).empty());
}

TEST_CASE("counts and large numbers") {
    CHECK(counted(1, "guide") == "1 guide");
    CHECK(counted(3, "guide") == "3 guides");
    CHECK(counted(0, "guide") == "0 guides");
    CHECK(counted(2, "batch", "batches") == "2 batches");
    CHECK(with_thousands(0) == "0");
    CHECK(with_thousands(999) == "999");
    CHECK(with_thousands(1000) == "1,000");
    CHECK(with_thousands(1234567) == "1,234,567");
    CHECK(with_thousands(18446744073709551615ULL) == "18,446,744,073,709,551,615");
}

TEST_CASE("printable text holds no control characters and is valid UTF-8") {
    CHECK(printable("größe\t😀") == "größe\t😀");
    CHECK(printable("a\nb\x1B\x7F") == "a\\x0ab\\x1b\\x7f");
    CHECK(printable("\xFF\xC0\xAF") == "\\xff\\xc0\\xaf");
    CHECK(printable("\xC2\x9B") == "\\xc2\\x9b");  // the one-character CSI
    CHECK(rc::check("any bytes", [](const std::string& bytes) {
        const std::string text = printable(bytes);
        RC_ASSERT(is_valid_utf8(text));
        RC_ASSERT(std::none_of(text.begin(), text.end(), [](char c) {
            return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
        }));
    }));
}
