#include "support.hpp"

#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>

#include <rapidcheck.h>

#include <vector>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

std::vector<std::string> lines_of(const Source& source) {
    LineReader in(source);
    std::vector<std::string> lines;
    while (in.next()) lines.emplace_back(in.line());
    REQUIRE(in.status().has_value());
    return lines;
}

std::string slip_of(const std::string& bytes) {
    LineReader in(file(bytes));
    while (in.next()) {}
    return slip(in.status());
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines end in LF or CRLF, the last may lack its end, a byte order mark is skipped") {
    CHECK(lines_of(file("")) == Lines{});
    CHECK(lines_of(file("\n")) == Lines{""});
    CHECK(lines_of(file("a\nb\r\nc")) == Lines{"a", "b", "c"});
    CHECK(lines_of(file("\xEF\xBB\xBF"
                        "a\n\nb\n")) == Lines{"a", "", "b"});
    CHECK(lines_of(file("\xEF\xBB\xBF")) == Lines{});
    LineReader in(file("a\nbcd"));
    in.next();
    in.next();
    CHECK(in.number() == 2);
    const Place place = in.place_of(in.line().substr(1, 2));
    CHECK(place.column == 2);
    CHECK(place.length == 2);
    CHECK(place.source_line == "bcd");
}

TEST_CASE("long lines are read whole") {
    const std::string line(1'000'000, 'x');
    CHECK(lines_of(file(line + "\n" + line + "y\n" + line)) == Lines{line, line + "y", line});
    CHECK(lines_of(file(gzip(line + "\nz"))) == Lines{line, "z"});
}

TEST_CASE("what is no text is refused with its place") {
    CHECK(slip_of(std::string("ab\nc\0d\n", 7)) == "text.nul 2:2");
    CHECK(slip_of("ab\nc\rd\n") == "text.carriage_return 2:2");
    CHECK(slip_of(std::string("\xFF\xFE"
                              "a\0\n\0",
                              6)) == "text.nul 1:4");
}

TEST_CASE("gzip is seen through, of one member or several, with padding") {
    const std::string text = "first\nsecond\n";
    CHECK(lines_of(file(gzip(text))) == Lines{"first", "second"});
    CHECK(lines_of(file(gzip("fir") + gzip("st\nsec") + gzip("") + gzip("ond\n"))) ==
          Lines{"first", "second"});
    CHECK(lines_of(file(gzip(text) + std::string(100, '\0'))) == Lines{"first", "second"});
    CHECK(lines_of(file(gzip(""))) == Lines{});
    CHECK(read_bytes(file(gzip(text))).value() == text);
    CHECK(read_bytes(file(text)).value() == text);
    CHECK(read_bytes(file("")).value() == "");
}

TEST_CASE("damaged gzip is an error") {
    const std::string packed = gzip("some text that is long enough to be cut\n");
    for (std::size_t size = 2; size < packed.size(); ++size)
        CHECK(slip_of(packed.substr(0, size)) == "gzip.truncated");
    std::string wrong = packed;
    wrong[packed.size() - 6] = static_cast<char>(wrong[packed.size() - 6] + 1);  // its checksum
    CHECK(slip_of(wrong) == "gzip.corrupt");
    CHECK(slip_of(packed + "appended") == "gzip.trailing");
    const auto outcome = read_bytes(file(packed.substr(0, 20)));
    REQUIRE(!outcome.has_value());
    CHECK(says_all(outcome));
}

TEST_CASE("lines read through gzip are those of the plain file, wherever members end") {
    CHECK(rc::check([] {
        const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab\n")));
        const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
        RC_ASSERT(lines_of(file(text)) == lines_of(file(gzip(text.substr(0, cut)) + gzip(text.substr(cut)))));
    }));
}

TEST_CASE("formats are recognised by content") {
    const std::pair<std::string, std::string> cases[] = {
        {"", "empty"},
        {" \n\n", "empty"},
        {">chr1\nACGT\n", "fasta"},
        {"\xEF\xBB\xBF>chr1\nACGT\n", "fasta"},
        {"\n>chr1\r\nACGT\r\n", "fasta"},
        {"LOCUS       NC_000913 4 bp DNA\n", "genbank"},
        {"##gff-version 3\n", "gff3"},
        {"# a comment\nI\tWormBase\tCDS\t4221\t4358\t.\t-\t0\tID=CDS:1\n", "gff3"},
        {"##fileformat=VCFv4.2\n", "vcf"},
        {"{\"a\": 1}", "json"},
        {"[1, 2]", "json"},
        {"<?xml version='1.0'?>\n<sbml xmlns='x'>", "sbml"},
        {"<?xml version='1.0'?>\n<html>", "xml"},
        {"genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG\nAACACCCCTTCTTTTTTTTCNNN 4\n", "casoffinder.input"},
        {"genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG 1 1\nAACACCCCTTCTTTTTTTTCNNN 4 id\n", "casoffinder.input"},
        {"genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG\nAACACCCC 4\n", "casoffinder.input"},
        {"id\tspacer\ng1\tACGT\n", "text"},
        {"AACACCCCTTCTTTTTTTTC\nAACACCCCTTCTTTTTTTTC\nAACACCCCTTCTTTTTTTTC\n", "text"},
        {"gr\xC3\xBC\xC3\x9F\n", "text"},
        {std::string("\0\1\2", 3), "binary"},
        {"\x43\x27\x41\x1A", "twobit"},
        {"\x1A\x41\x27\x43", "twobit"},
    };
    for (const auto& [bytes, expected] : cases) {
        CHECK(recognise(file(bytes)) == expected);
        CHECK(recognise(file(gzip(bytes))) == expected);
    }
    CHECK(recognise(file("\x1f\x8b nothing of the kind")) == "binary");
}
