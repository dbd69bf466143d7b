#include "support.hpp"

#include <strandline/formats/casoffinder.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/regions.hpp>
#include <strandline/formats/table.hpp>

#include <rapidcheck.h>

#include <cmath>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

const std::string spacer = "GACCCGTAGGATCATCAATT";

std::string guides_slip(const std::string& text) {
    const auto outcome = read_guides(file(text));
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

std::string casoffinder_slip(const std::string& text) {
    const auto outcome = read_casoffinder(file(text));
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

std::string genes_slip(const std::string& text) {
    const auto outcome = read_genes(file(text));
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

std::vector<std::string> ids(const std::vector<domain::Guide>& guides) {
    std::vector<std::string> result;
    for (const domain::Guide& guide : guides) result.push_back(guide.id);
    return result;
}

}  // namespace

TEST_CASE("a table is read by column names") {
    auto table = TableReader::open(file("# made by hand\nid\tcount\tshare\r\na\t-3\t0.5\r\n\nb\t4\t1e3\n"));
    REQUIRE(table.has_value());
    const std::size_t id = *table->column("id"), count = *table->column("count"),
                      share = *table->column("share");
    REQUIRE(*table->next());
    CHECK(table->text(id) == "a");
    CHECK(*table->integer(count) == -3);
    CHECK(*table->number(share) == 0.5);
    REQUIRE(*table->next());
    CHECK(*table->number(share) == 1000);
    CHECK(table->place(share).line == 5);
    CHECK(table->place(share).column == 5);
    CHECK(!*table->next());
    CHECK(!table->find_column("none"));
    CHECK(table->column("counts").error().candidates() == std::vector<std::string>{"count"});
}

TEST_CASE("what is wrong in a table is placed") {
    CHECK(slip(TableReader::open(file(""))) == "table.empty");
    CHECK(slip(TableReader::open(file("# only\n"))) == "table.empty");
    CHECK(slip(TableReader::open(file("a\t\tb\n"))) == "table.column 1:3");
    CHECK(slip(TableReader::open(file("a\tb\ta\n"))) == "table.duplicate 1:5");
    const auto row = [](const std::string& cells) {
        auto table = TableReader::open(file("a\tb\n" + cells + "\n"));
        REQUIRE(table.has_value());
        const auto next = table->next();
        if (!next) return slip(next);
        return slip(table->integer(0)) + slip(table->number(1));
    };
    CHECK(row("1\t2") == "");
    CHECK(row("1") == "table.cells 2:1");
    CHECK(row("1\t2\t3") == "table.cells 2:5");
    CHECK(row("1.5\t2") == "table.integer 2:1");
    CHECK(row("99999999999999999999\t2") == "table.integer 2:1");
    CHECK(row("1\tnan") == "table.number 2:3");
    CHECK(row("1\tinf") == "table.number 2:3");
    CHECK(row("1\t1e999") == "table.number 2:3");
    CHECK(row("1\t") == "table.number 2:3");
}

TEST_CASE("what a writer writes a reader reads") {
    CHECK(rc::check([] {
        const auto texts = *rc::gen::container<std::vector<std::string>>(
            rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~')));
        const auto number = *rc::gen::arbitrary<std::int64_t>();
        MemorySink sink;
        const std::vector<std::string> columns = {"text", "integer", "number"};
        TableWriter writer(sink, columns);
        for (const std::string& text : texts) {
            writer.text(text).integer(number).number(-0.25, 2);
            writer.end_row();
        }
        RC_ASSERT(writer.finish().has_value());
        auto table = TableReader::open(file(sink.bytes()));
        RC_ASSERT(table.has_value());
        for (const std::string& text : texts) {
            RC_ASSERT(*table->next());
            RC_ASSERT(table->text(0) == text);
            RC_ASSERT(*table->integer(1) == number);
            RC_ASSERT(table->text(2) == "-0.25");
        }
        RC_ASSERT(!*table->next());
    }));
    MemorySink sink;
    const std::vector<std::string> columns = {"a", "b"};
    TableWriter writer(sink, columns);
    writer.text("tab\there\nand there").number(-0.0, 1);
    writer.end_row();
    REQUIRE(writer.finish().has_value());
    CHECK(sink.bytes() == "a\tb\ntab here and there\t0.0\n");
}

TEST_CASE("guides are a list of spacers or a table") {
    const auto list =
        read_guides(file("# two guides\n" + lower(spacer) + "  # the first\r\n\n" + spacer + "\n"));
    REQUIRE_MESSAGE(list.has_value(), render(list.error()));
    CHECK(ids(*list) == std::vector<std::string>{"g1", "g2"});
    CHECK((*list)[0].spacer == spacer);
    const auto table =
        read_guides(file("id\tnote\tspacer\na\tx\t" + spacer + "\nb\t\t" + lower(spacer) + "\n"));
    REQUIRE(table.has_value());
    CHECK(ids(*table) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what is wrong with guides is placed") {
    CHECK(guides_slip("") == "guides.empty");
    CHECK(guides_slip("# nothing\n") == "guides.empty");
    CHECK(guides_slip("id\tspacer\n") == "guides.empty");
    CHECK(guides_slip("GACCCGUAGGATCATCAATT\n") == "guide.letter 1:7");
    CHECK(guides_slip(spacer + "NGG\n") == "guide.letter 1:21");
    CHECK(guides_slip(spacer + " g1\n") == "guide.letter 1:21");
    CHECK(guides_slip("ACGTACGTACGTACGT\n") == "guide.length 1:1");
    CHECK(guides_slip(std::string(26, 'A') + "\n") == "guide.length 1:1");
    CHECK(guides_slip(spacer + "\n\n" + spacer + "A\n") == "guide.lengths 3:1");
    CHECK(guides_slip("id\tspacer\na\t" + spacer + "\na\t" + spacer + "\n") == "guide.duplicate 3:1");
    CHECK(guides_slip("id\tspacer\n\t" + spacer + "\n") == "guide.id 2:1");
    CHECK(guides_slip("name\tspacer\na\t" + spacer + "\n") == "table.missing 1:1");
    CHECK(guides_slip("id\tspacer\na\tXCGT\n") == "guide.letter 2:3");
    CHECK(read_guides(file("GACCCGUAGGATCATCAATT\n")).error().mend().find("T for U") != std::string::npos);
    // A header whose columns are parted otherwise is no spacer.
    CHECK(guides_slip("id spacer\na " + spacer + "\n") == "guides.header 1:3");
    CHECK(guides_slip("# mine\nid, spacer, note\n") == "guides.header 2:3");
    CHECK(guides_slip("gene;ID;Spacer\n") == "guides.header 1:5");
    CHECK(guides_slip("identity,spacer\n") == "guide.letter 1:1");
    CHECK(guides_slip("id spacer\tnote\n") == "table.missing 1:1");
    std::string many;
    for (int i = 0; i < 40; ++i) many += "short\n";
    CHECK(read_guides(file(many)).error().more().size() == 19);
}

TEST_CASE("Cas-OFFinder files: PAM behind or before the spacer, ids, bulge numbers") {
    const auto plain =
        read_casoffinder(file("/data/hg38\nNNNNNNNNNNNNNNNNNNNNNRG 2 1\nGGCCGACCTGTCGCTGACGCNNN "
                              "5\nggccgacctgtcgctgacgcnnn 4 two\r\n"));
    REQUIRE_MESSAGE(plain.has_value(), render(plain.error()));
    CHECK(plain->genome == "/data/hg38");
    CHECK(plain->pam == "NRG");
    CHECK(!plain->pam_is_5_prime);
    CHECK(plain->spacer_length == 20);
    CHECK(plain->dna_bulges == 2);
    CHECK(plain->rna_bulges == 1);
    REQUIRE(plain->queries.size() == 2);
    CHECK(plain->queries[0].guide.id == "g1");
    CHECK(plain->queries[0].mismatches == 5);
    CHECK(plain->queries[1].guide.id == "two");
    CHECK(plain->queries[1].guide.spacer == "GGCCGACCTGTCGCTGACGC");
    const auto five =
        read_casoffinder(file("g\nTTTVNNNNNNNNNNNNNNNNNNNNNNN\nNNNNGACCCGTAGGATCATCAATTGCC 3\n"));
    REQUIRE_MESSAGE(five.has_value(), render(five.error()));
    CHECK(five->pam == "TTTV");
    CHECK(five->pam_is_5_prime);
    CHECK(five->queries[0].guide.spacer == "GACCCGTAGGATCATCAATTGCC");
    const auto written = read_casoffinder(file("g\nNNNNNNNNNNNNNNNNNNNNNGG\n" + spacer + "NGG 4\n"));
    REQUIRE(written.has_value());
    CHECK(written->pam == "NGG");
    const auto no_pam = read_casoffinder(file("g\nNNNNNNNNNNNNNNNNNNNN\n" + spacer + " 4\n"));
    REQUIRE(no_pam.has_value());
    CHECK(no_pam->pam == "");
}

TEST_CASE("what is wrong in a Cas-OFFinder file is placed") {
    const std::string head = "g\nNNNNNNNNNNNNNNNNNNNNNGG\n";
    CHECK(casoffinder_slip("") == "casoffinder.short");
    CHECK(casoffinder_slip("g\n") == "casoffinder.short 1:0");
    CHECK(casoffinder_slip(head) == "guides.empty");
    CHECK(casoffinder_slip("g\nNNNXNNGG\n") == "casoffinder.pattern 2:4");
    CHECK(casoffinder_slip("g\nNNNGG 1\n") == "casoffinder.bulges 2:7");
    CHECK(casoffinder_slip("g\nNNNGG 1 x\n") == "casoffinder.bulges 2:7");
    CHECK(casoffinder_slip(head + spacer + "NNN\n") == "casoffinder.guide 3:1");
    CHECK(casoffinder_slip(head + spacer + "NNN four\n") == "casoffinder.mismatches 3:25");
    CHECK(casoffinder_slip(head + spacer + " 4\n") == "casoffinder.length 3:1");
    CHECK(casoffinder_slip(head + spacer + "TGG 4\n") == "casoffinder.guide 3:1");
    CHECK(casoffinder_slip(head + "U" + spacer.substr(1) + "NNN 4\n") == "guide.letter 3:1");
    CHECK(casoffinder_slip(head + spacer + "NNN 4\n" + spacer.substr(1) + "NNNN 4\n") ==
          "casoffinder.layout 4:1");
    CHECK(casoffinder_slip(head + spacer + "NNN 4 a\n" + spacer + "NNN 4 a\n") == "guide.duplicate 4:27");
}

TEST_CASE("genes asked for: a list or a table") {
    const auto list = read_genes(file("# genes\nldhA  # first\nadhE\r\nldhA\n"));
    REQUIRE(list.has_value());
    REQUIRE(list->size() == 2);
    CHECK((*list)[0].names == std::vector<std::string>{"ldhA"});
    CHECK((*list)[1].place.line == 3);
    const auto table = read_genes(file("gene\tscore\tlocus_tag\nldhA\t1\tb1380\nadhE\t2\t\n"));
    REQUIRE(table.has_value());
    CHECK((*table)[0].names == std::vector<std::string>{"b1380", "ldhA"});
    CHECK((*table)[1].names == std::vector<std::string>{"adhE"});
    CHECK(read_genes(file("gene\nldhA\n"))->size() == 1);
    CHECK(genes_slip("") == "genes.empty");
    CHECK(genes_slip("gene\n") == "genes.empty");
    for (const std::string nothing :
         {"\n\n", " \t\n", "# ldhA\n", ",\n", " , ;\n,,", "gene\n,\n", ", # ldhA\n"})
        CHECK_MESSAGE(genes_slip(nothing) == "genes.empty", nothing);
    CHECK(read_genes(file("ldhA\n,\nadhE\n"))->size() == 2);
    CHECK(genes_slip("ldhA, adhE\n") == "genes.line 1:5");
    CHECK(genes_slip("gene\tn\nldhA\n") == "table.cells 2:1");
    CHECK(genes_slip("gene\tn\n\t3\n") == "genes.name 2:0");
}

TEST_CASE("a table of guides may say where they belong") {
    const auto placed = read_placed_guides(
        Source::memory("guides.tsv",
                       "id\tspacer\tcontig\tstart\tstrand\na\tACGTACGTACGTACGTACGT\tchr1\t17\t-\n"
                       "b\tACGTACGTACGTACGTACGA\tNA\tNA\tNA\n"));
    REQUIRE(placed.has_value());
    REQUIRE(placed->places.size() == 2);
    REQUIRE(placed->places[0].has_value());
    CHECK(placed->places[0]->contig == "chr1");
    CHECK(placed->places[0]->start == 17);
    CHECK(placed->places[0]->strand == domain::Strand::reverse);
    CHECK(!placed->places[1].has_value());
    const auto plain = read_placed_guides(Source::memory("guides.txt", "ACGTACGTACGTACGTACGT\n"));
    REQUIRE(plain.has_value());
    CHECK(plain->places.size() == 1);
    CHECK(!plain->places[0].has_value());
}

TEST_CASE("regions: BED and browser positions, names, circular contigs") {
    const domain::Genome genome{{{"chr1", std::string(100, 'A'), false},
                                 {"HLA:01", std::string(50, 'A'), false},
                                 {"plasmid", std::string(60, 'A'), true}}};
    const auto read = read_regions(file("track name=x\n# comment\nchr1\t0\t10\tfirst\t0\t-\nchr1 5 100\n\n"
                                        "HLA:01:1-50\nplasmid\t50\t70\tfirst\n"),
                                   genome);
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    REQUIRE(read->size() == 4);
    CHECK((*read)[0].name == "first");
    CHECK((*read)[0].interval == domain::Interval{0, 0, 10});
    CHECK((*read)[0].strand == domain::Strand::reverse);
    CHECK((*read)[1].name == "chr1:6-100");
    CHECK((*read)[2].interval == domain::Interval{1, 0, 50});
    CHECK((*read)[3].name == "first_2");
    CHECK((*read)[3].interval == domain::Interval{2, 50, 70});
    const auto wrong = [&](const std::string& text) {
        const auto outcome = read_regions(file(text), genome);
        if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
        return slip(outcome);
    };
    CHECK(wrong("") == "regions.empty");
    CHECK(wrong("# none\n") == "regions.empty");
    CHECK(wrong("chr1\t10\t10\n") == "regions.order 1:9");
    CHECK(wrong("chr1\t10\t5\n") == "regions.order 1:9");
    CHECK(wrong("chr1:20-10\n") == "regions.order 1:1");
    CHECK(wrong("chr1:0-10\n") == "regions.number 1:6");
    CHECK(wrong("chr1\t-1\t10\n") == "regions.number 1:6");
    CHECK(wrong("chr1\tx\t10\n") == "regions.number 1:6");
    CHECK(wrong("chr1\t0\t101\n") == "regions.range 1:8");
    CHECK(wrong("chr1\t100\t101\n") == "regions.range 1:10");
    CHECK(wrong("plasmid\t50\t111\n") == "regions.range 1:12");
    CHECK(wrong("chr2\t0\t10\n") == "regions.contig 1:1");
    CHECK(wrong("chr1\n") == "regions.line 1:1");
    CHECK(wrong("chr1\t5\n") == "regions.line 1:1");
    CHECK(wrong("chr1\t0\t10\tn\t0\tx\n") == "regions.strand 1:15");
    CHECK(wrong("chr1\t0\t99999999999999999999\n") == "regions.number 1:8");
}
