#include "support.hpp"

#include <strandline/formats/edits.hpp>

#include <rapidcheck.h>

#include <string>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

EditText text(const std::string& words) { return EditText::of_option("e1", "--edit", words); }

Change change(const std::string& words) {
    auto read = parse_change(text(words));
    REQUIRE_MESSAGE(read.has_value(), words);
    return std::move(*read);
}

std::string marked_slip(const std::string& words) { return slip(parse_marked_sequence(text(words))); }
std::string change_slip(const std::string& words) { return slip(parse_change(text(words))); }

std::string some_bases(int least) {
    const auto size = static_cast<std::size_t>(*rc::gen::inRange(least, 8));
    return *rc::gen::container<std::string>(size, rc::gen::element('A', 'C', 'G', 'T', 'a', 't'));
}

}  // namespace

TEST_CASE("a marked sequence is read as it was written, whatever the edits") {
    CHECK(rc::check("marked sequences", [] {
        std::string written, before, after;
        for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
            const std::string flank = some_bases(0), one = some_bases(1), other = some_bases(1);
            written += flank;
            before += flank;
            after += flank;
            switch (*rc::gen::inRange(0, 3)) {
            case 0:
                RC_PRE(upper(one) != upper(other));
                written += "(" + one + "/" + other + ")";
                before += one;
                after += other;
                break;
            case 1:
                written += "(+" + one + ")";
                after += one;
                break;
            default:
                written += "(-" + one + ")";
                before += one;
            }
        }
        RC_PRE(upper(before) != upper(after));
        const auto marked = parse_marked_sequence(text(written));
        RC_ASSERT(marked.has_value());
        RC_ASSERT(marked->before == upper(before));
        RC_ASSERT(marked->after == upper(after));
    }));
}

TEST_CASE("what is wrong with a marked sequence is placed") {
    CHECK(marked_slip("ACG(A/T") == "edit.parenthesis 1:4");
    CHECK(marked_slip("ACG(A/(T))") == "edit.parenthesis 1:4");
    CHECK(marked_slip("ACG)A") == "edit.parenthesis 1:4");
    CHECK(marked_slip("ACG()A") == "edit.empty 1:4");
    CHECK(marked_slip("ACG(+)A") == "edit.empty 1:4");
    CHECK(marked_slip("ACG(/)A") == "edit.empty 1:4");
    CHECK(marked_slip("ACG(A/)A") == "edit.empty 1:4");
    CHECK(marked_slip("ACG(A/A)A") == "edit.same 1:4");
    CHECK(marked_slip("ACG(A)A") == "edit.form 1:4");
    CHECK(marked_slip("ACGNA") == "edit.letter 1:4");
    CHECK(marked_slip("ACG(A/TX)A") == "edit.letter 1:8");
    CHECK(marked_slip("AC/G") == "edit.letter 1:3");
    CHECK(marked_slip("ACGT") == "edit.none 1:1");
    CHECK(marked_slip("(+A)(-A)") == "edit.same 1:1");
    for (const std::string words :
         {"ACG(A/T", "ACG)A", "ACG()A", "ACG(A/)A", "ACG(A/A)A", "ACG(A)A", "ACGNA", "ACGT"})
        CHECK(says_all(parse_marked_sequence(text(words))));
}

TEST_CASE("changes in the ways they are written") {
    for (const std::string words :
         {"ldhA:p.Q39*", "ldhA:Q39*", "ldhA:p.Gln39Ter", "ldhA:p.Gln39*", "ldhA:q39X"}) {
        const Change one = change(words);
        CHECK(one.kind == Change::Kind::residue);
        CHECK(one.subject == "ldhA");
        CHECK(one.begin == 38);
        CHECK(one.from == 'Q');
        CHECK(one.to == '*');
    }
    for (const std::string words : {"chr1:1234:a>G", "chr1:g.1234A>G", "chr1:1234:A:G"}) {
        const Change one = change(words);
        CHECK(one.kind == Change::Kind::bases);
        CHECK(one.subject == "chr1");
        CHECK(one.begin == 1233);
        CHECK(one.end == 1234);
        CHECK(one.ref == "A");
        CHECK(one.alt == "G");
    }
    const Change colons = change("HLA:A*01:12:ACG:-");
    CHECK(colons.subject == "HLA:A*01");
    CHECK(colons.ref == "ACG");
    CHECK(colons.alt.empty());
    const Change inserted = change("chr1:10:->TT");
    CHECK(inserted.begin == 10);
    CHECK(inserted.end == 10);
    CHECK(inserted.alt == "TT");
    const Change deleted = change("HLA:A*01:100-120:del");
    CHECK(deleted.kind == Change::Kind::deletion);
    CHECK(deleted.subject == "HLA:A*01");
    CHECK(deleted.begin == 99);
    CHECK(deleted.end == 120);
    CHECK(change("chr1:100").kind == Change::Kind::place);
    CHECK(change("ldhA:start").kind == Change::Kind::gene_start);
    CHECK(change("ldhA:stop").kind == Change::Kind::gene_stop);
}

TEST_CASE("what is wrong with a change is placed") {
    CHECK(change_slip("ldhA") == "change.form 1:1");
    CHECK(change_slip("ldhA:") == "change.form 1:1");
    CHECK(change_slip(":p.Q39*") == "change.form 1:1");
    CHECK(change_slip("ldhA:p.Q39") == "change.form 1:1");
    CHECK(change_slip("chr1:100-120") == "change.form 1:1");
    CHECK(change_slip("ldhA:p.B39*") == "change.residue 1:8");
    CHECK(change_slip("ldhA:p.Q39Foo") == "change.residue 1:11");
    CHECK(change_slip("ldhA:p.Q39Q") == "change.same 1:8");
    CHECK(change_slip("chr1:0:A>G") == "change.number 1:6");
    CHECK(change_slip("chr1:99999999999999999999:A>G") == "change.number 1:6");
    CHECK(change_slip("chr1:20-10:del") == "change.number 1:6");
    CHECK(change_slip("chr1:10:A>N") == "change.letter 1:11");
    CHECK(change_slip("chr1:10:>A") == "change.letter 1:9");
    CHECK(change_slip("chr1:10:A") == "change.form 1:9");
    CHECK(change_slip("chr1:10:A>A") == "change.same 1:9");
    for (const std::string words : {"ldhA", "ldhA:p.B39*", "ldhA:p.Q39Q", "chr1:0:A>G", "chr1:10:A>N"})
        CHECK(says_all(parse_change(text(words))));
}

TEST_CASE("edits of a file: lines, a table, records") {
    const auto lines = read_edit_texts(file("# wanted\nldhA:p.Q39*\n\nchr1:10:A>G  # why\n"));
    REQUIRE(lines.has_value());
    REQUIRE(lines->size() == 2);
    CHECK((*lines)[1].name() == "e2");
    CHECK((*lines)[1].text() == "chr1:10:A>G");
    CHECK((*lines)[1].place(5).line == 4);
    CHECK((*lines)[1].place(5).column == 6);
    const auto table = read_edit_texts(file("name\tsequence\nsnp\tAC(G/T)A\n"));
    REQUIRE(table.has_value());
    CHECK((*table)[0].name() == "snp");
    CHECK((*table)[0].place(2).column == 7);
    const auto records = read_edit_texts(file(">snp first\nACG\nT(A/\nG)C\n>other\nA(+C)\n"));
    REQUIRE(records.has_value());
    CHECK((*records)[0].text() == "ACGT(A/G)C");
    CHECK((*records)[0].place(7).line == 4);
    CHECK((*records)[0].place(7).column == 1);
    CHECK((*records)[1].name() == "other");
    CHECK(slip(read_edit_texts(file("# none\n"))) == "edits.empty");
    CHECK(slip(read_edit_texts(file("name\tedit\na\tx:1\na\tx:2\n"))) == "edits.duplicate 3:1");
    CHECK(slip(read_edit_texts(file("name\twhat\na\tx:1\n"))) == "table.missing 1:1");
}

TEST_CASE("what is inserted") {
    CHECK(*read_insert(file("acgt\nTT\n")) == "ACGTTT");
    CHECK(*read_insert(file(">tag\nACGT\nTT\n")) == "ACGTTT");
    CHECK(slip(read_insert(file("ACNT\n"))) == "insert.letter 1:3");
    CHECK(slip(read_insert(file(">tag\nACNT\n"))) == "insert.letter");
    CHECK(slip(read_insert(file(">a\nAC\n>b\nAC\n"))) == "insert.several");
    CHECK(slip(read_insert(file("\n"))) == "insert.empty");
}

TEST_CASE("any text of an edit gives a value or an error that says all") {
    CHECK(rc::check([] {
        const auto letters = rc::gen::element('A', 'C', 'T', '(', ')', '/', '+', '-', ':', '>', '.', 'p', 'g',
                                              '1', '0', '*', 'd', 'e', 'l', ' ', '\t', '\n', '\xff');
        const auto words = *rc::gen::container<std::string>(letters);
        if (const auto read = parse_change(text(words)); !read) RC_ASSERT(says_all(read));
        if (const auto read = parse_marked_sequence(text(words)); !read) RC_ASSERT(says_all(read));
        static_cast<void>(read_edit_texts(file(words)));
        static_cast<void>(read_insert(file(words)));
    }));
}
