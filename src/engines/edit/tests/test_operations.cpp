#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/rank.hpp>

#include <algorithm>
#include <fstream>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

const std::string spacer = "GACACGTAGTGTCATCACTG";
const std::string site = spacer + "TGG";

/// 33 bases with one guide in a gene of 33.
Source fasta() { return text("genome.fa", ">c one\nAAAAA" + site + "AAAAA\n"); }
Source gff() {
    return text("genes.gff3",
                "##gff-version 3\nc\tx\tCDS\t1\t33\t.\t+\t0\tID=cds-1;gene=abcA;locus_tag=t1\n");
}
Source guides_list() { return text("guides.txt", "# my guides\n" + lower(spacer) + "\n"); }

std::string guide_table() {
    Run guides =
        run("edit guides", {{"genome", fasta()}, {"annotation", gff()}, {"genes", text("genes", "abcA\n")}});
    REQUIRE(guides.code() == "");
    return guides.output("table");
}

}  // namespace

TEST_CASE("the declarations are in order") {
    operation::Registry registry;
    registry.add(operations());
    for (const operation::Operation& operation : registry.operations())
        for (const operation::Port& port : operation.outputs)
            for (const operation::Column& column : port.columns) CHECK(!column.help.empty());
}

TEST_CASE("every table has the header that its port declares") {
    operation::Registry registry;
    registry.add(operations());
    const std::string guides = guide_table();
    Run hits = run("edit offtargets", {{"genome", fasta()}, {"guides", text("guides.tsv", guides)}});
    Run ranked = run("edit rank", {{"guides", text("guides.tsv", guides)},
                                   {"hits", text("hits.tsv", hits.output("hits"))}});
    const auto header = [](const std::string& table) { return table.substr(0, table.find('\n')); };
    CHECK(registry.table_with_header(header(guides))->formats[0] == "edit.guides/2");
    CHECK(registry.table_with_header(header(hits.output("hits")))->formats[0] == "edit.offtargets/2");
    CHECK(registry.table_with_header(header(ranked.output("table")))->formats[0] == "edit.recommended/2");
}

TEST_CASE("from genes to recommended guides") {
    const std::string guides = guide_table();
    const auto guide = rows(guides);
    REQUIRE(guide.size() == 1);
    CHECK(guide[0] ==
          std::vector<std::string>{"abcA_1", spacer, "TGG", "c",  "5",    "28",   "+",
                                   "abcA",   "t1",   "22",  "22", "66.7", "50.0", "1",
                                   "CDS",    "1",    "8",   "1",  "1",    "22",   "AAAA" + site + "AAA",
                                   "NA"});
    Run hits = run("edit offtargets", {{"genome", fasta()}, {"guides", text("guides.tsv", guides)}});
    CHECK(rows(hits.output("hits")) == std::vector<std::vector<std::string>>{
                                           {"abcA_1", spacer, "c", "5", "28", "+", spacer, spacer, "TGG", "0",
                                            "0", "0", "1", "1.000000", "100.000000", "self", "NA", "NA"}});
    Run ranked = run("edit rank", {{"guides", text("guides.tsv", guides)},
                                   {"hits", text("hits.tsv", hits.output("hits"))}});
    CHECK(rows(ranked.output("table")) ==
          std::vector<std::vector<std::string>>{{"1",          "abcA",
                                                 "t1",         "abcA_1",
                                                 spacer,       "TGG",
                                                 "c",          "5",
                                                 "28",         "+",
                                                 "66.7",       "50.0",
                                                 "1",          "0",
                                                 "0",          "0",
                                                 "0",          "0",
                                                 "100.0",      "0.747",
                                                 "acceptable", "cuts at 67 % of the coding sequence"}});
}

TEST_CASE("guides of a list are g1, g2, …; case does not matter") {
    Run hits = run("edit offtargets", {{"genome", fasta()}, {"guides", guides_list()}});
    REQUIRE(hits.code() == "");
    CHECK(rows(hits.output("hits"))[0][0] == "g1");
}

TEST_CASE("what is missing is said") {
    CHECK(run("edit guides", {{"genome", fasta()}, {"genes", text("genes", "abcA\n")}}).code() ==
          "annotation.missing");
    CHECK(run("edit guides", {{"genome", fasta()}, {"annotation", gff()}, {"genes", text("genes", "abcB\n")}})
              .code() == "gene.unknown");
    CHECK(run("edit offtargets", {{"genome", fasta()}}).code() == "guides.missing");
    CHECK(run("edit offtargets", {{"guides", guides_list()}}).code() == "genome.missing");
    CHECK(run("edit offtargets",
              {{"genome", fasta()}, {"guides", guides_list()}, {"casoffinder", guides_list()}})
              .code() == "guides.twice");
    CHECK(run("edit offtargets", {{"genome", fasta()}, {"guides", guides_list()}}, {{"pam", "NGX"}}).code() ==
          "pam.letter");
    const auto spacer_length = [](int value) {
        return run("edit guides",
                   {{"genome", fasta()}, {"annotation", gff()}, {"genes", text("genes", "abcA\n")}},
                   {{"spacer-length", value}})
            .code();
    };
    CHECK(spacer_length(9) == "parameter.value");
    CHECK(spacer_length(18) == "");
}

TEST_CASE("what the kinds of the inputs tell is told before anything runs") {
    const auto early = [](const Run& tried) { return tried.ran ? "" : tried.code(); };
    CHECK(early(run("edit guides", {{"genome", fasta()}, {"genes", text("genes", "abcA\n")}})) ==
          "annotation.missing");
    CHECK(early(run("edit offtargets", {{"genome", fasta()}})) == "guides.missing");
    CHECK(early(run("edit offtargets", {{"guides", guides_list()}})) == "genome.missing");
    CHECK(early(run("edit offtargets",
                    {{"genome", fasta()}, {"guides", guides_list()}, {"casoffinder", guides_list()}})) ==
          "guides.twice");
    // Which of the ports must be there depends on the others.
    operation::Registry registry;
    registry.add(operations());
    operation::Call nothing;
    CHECK(registry.find("edit guides")->find_inputs(nothing).error().code() == "targets.missing");
}

TEST_CASE("what a Cas-OFFinder file says is recorded as the parameters") {
    const std::string job =
        "genome.fa\nTTTVNNNNNNNNNNNNNNNNNNNNNNN\nNNNNGACCCGTAGGATCATCAATTGCC 3\n"
        "NNNNGACCCGTAGGATCATCAATTGCA 6\n";
    const auto search = [&](const std::string& port, std::vector<std::pair<std::string, Json>> params) {
        return run("edit offtargets", {{"genome", fasta()}, {port, text("job.in", job)}}, std::move(params));
    };
    for (const std::string port : {"casoffinder", "guides"}) {
        const Run found = search(port, {});
        REQUIRE(found.code() == "");
        CHECK(found.values.at("pam").string() == "TTTV");
        CHECK(found.values.at("pam-side").string() == "5");
        CHECK(found.values.at("mismatches").integer() == 6);
        // A repetition with what is recorded is the same call.
        const Run again = search(port, {{"pam", "TTTV"}, {"pam-side", "5"}, {"mismatches", 6}});
        CHECK(again.code() == "");
        CHECK(again.values == found.values);
    }
    const auto refused = [&](const std::string& param, Json value) {
        const Run tried = search("casoffinder", {{param, std::move(value)}});
        return !tried.ran && tried.code() == "casoffinder.parameters";
    };
    CHECK(refused("pam", "TTTN"));
    CHECK(refused("mismatches", 3));
    const auto cas9 = [&](const std::string& mismatches, std::vector<std::pair<std::string, Json>> params) {
        const std::string file = "g.fa\nNNNNNNNNNNNNNNNNNNNNNRG\n" + spacer + "NNN " + mismatches + "\n";
        return run("edit offtargets", {{"genome", fasta()}, {"guides", text("job.in", file)}},
                   std::move(params));
    };
    const Run exact = cas9("0", {});
    CHECK(exact.code() == "");
    CHECK(exact.values.at("pam").string() == "NRG");
    CHECK(exact.values.at("pam-side").string() == "3");
    CHECK(exact.values.at("mismatches").integer() == 0);
    CHECK(cas9("0", {{"pam-side", "5"}}).code() == "casoffinder.parameters");
    CHECK(cas9("11", {}).code() == "casoffinder.mismatches");
    CHECK(!cas9("11", {}).ran);
    const Run list = run("edit offtargets", {{"genome", fasta()}, {"guides", guides_list()}});
    CHECK(list.values.at("pam").string() == "NGG");
    CHECK(list.values.at("mismatches").integer() == 4);
}

TEST_CASE("a gene without guides is told as a warning") {
    Run guides = run("edit guides", {{"genome", text("g.fa", ">c\n" + std::string(40, 'A') + "\n")},
                                     {"annotation", gff()},
                                     {"genes", text("genes", "abcA\n")}});
    CHECK(guides.code() == "");
    CHECK(rows(guides.output("table")).empty());
    REQUIRE(guides.warnings.size() == 1);
    CHECK(guides.warnings[0].find("abcA") != std::string::npos);
    // Only the gene that has none, by symbol and locus tag together.
    Run two =
        run("edit guides", {{"genome", fasta()},
                            {"annotation", text("genes.gff3",
                                                "##gff-version 3\n"
                                                "c\tx\tCDS\t1\t12\t.\t+\t0\tID=a;gene=abcA;locus_tag=t1\n"
                                                "c\tx\tCDS\t13\t33\t.\t+\t0\tID=b;gene=abcA;locus_tag=t2\n")},
                            {"genes", text("genes", "t1\nt2\n")}});
    CHECK(rows(two.output("table")).size() == 1);
    REQUIRE(two.warnings.size() == 1);
    CHECK(two.warnings[0].find("t1") != std::string::npos);
}

TEST_CASE("a Cas-OFFinder file brings PAM, mismatches and genome") {
    const auto folder = std::filesystem::temp_directory_path() / "strandline_test_edit";
    std::filesystem::create_directories(folder / "data");
    std::ofstream(folder / "data" / "genome.fa") << ">c\nAAAAA" + site + "AAAAA\n";
    const auto write = [&](const std::string& content) {
        std::ofstream(folder / "job.in") << content;
        return open((folder / "job.in").string());
    };
    const std::string one_off = "T" + spacer.substr(1);
    const std::string guides = one_off + "NNN 0\n" + one_off + "NNN 1 second\n";
    Run hits = run("edit offtargets",
                   {{"casoffinder", write("data/genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG\n" + guides)}});
    REQUIRE(hits.code() == "");
    REQUIRE(rows(hits.output("hits")).size() == 1);
    CHECK(rows(hits.output("hits"))[0][0] == "second");
    CHECK(rows(hits.output("hits"))[0][7] == "g" + spacer.substr(1));
    CHECK(run("edit offtargets", {{"casoffinder", write("none.fa\nNNNNNNNNNNNNNNNNNNNNNGG\n" + guides)}})
              .error->exit() == Exit::environment);
    CHECK(
        run("edit offtargets", {{"casoffinder", write("data\nNNNNNNNNNNNNNNNNNNNNNGG\n" + guides)}}).code() ==
        "casoffinder.folder");
    Run bulges = run("edit offtargets",
                     {{"casoffinder", write("data/genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG 1 2\n" + guides)}});
    CHECK(bulges.code() == "");
    CHECK(bulges.values.at("dna-bulges").integer() == 1);
    CHECK(bulges.values.at("rna-bulges").integer() == 2);
    CHECK(run("edit offtargets",
              {{"casoffinder", write("data/genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG 1 4\n" + guides)}})
              .code() == "casoffinder.bulges");
    CHECK(run("edit offtargets",
              {{"casoffinder", write("data/genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG 1 0\n" + guides)}},
              {{"dna-bulges", 2}})
              .code() == "casoffinder.parameters");
    CHECK(run("edit offtargets",
              {{"casoffinder", write("data/genome.fa\nNNNNNNNNNNNNNNNNNNNNNGG\n" + guides)}},
              {{"mismatches", 2}})
              .code() == "casoffinder.parameters");
    std::filesystem::remove_all(folder);
}

TEST_CASE("a contig may be said to be circular") {
    const Source opened =
        text("genome.fa", ">c\n" + site.substr(9) + "AAAAAAAAAA" + site.substr(0, 9) + "\n");
    const auto search = [&](const std::string& name) {
        return run("edit offtargets", {{"genome", opened}, {"guides", guides_list()}},
                   {{"circular", Json::array({Json(name)})}});
    };
    CHECK(
        rows(run("edit offtargets", {{"genome", opened}, {"guides", guides_list()}}).output("hits")).empty());
    Run found = search("c");
    REQUIRE(rows(found.output("hits")).size() == 1);
    CHECK(rows(found.output("hits"))[0][4] == "47");
    CHECK(search("d").code() == "circular.unknown");
}

TEST_CASE("ranking refuses hits of another genome or guide set") {
    const std::string guides = guide_table();
    const auto rank = [&](const std::string& row) {
        const std::string header =
            "guide\tspacer\tcontig\tstart\tend\tstrand\tcrrna\tsite\tpam\tmismatches\n";
        return run("edit rank",
                   {{"guides", text("guides.tsv", guides)}, {"hits", text("hits.tsv", header + row)}});
    };
    const std::string own = "abcA_1\t" + spacer + "\tc\t5\t28\t+\t" + spacer + "\t" + spacer + "\tTGG\t0\n";
    CHECK(rank(own).code() == "");
    CHECK(rank("").code() == "rank.own_site");
    CHECK(rank("abcA_1\t" + spacer + "\tc\t6\t29\t+\tA\tA\tTGG\t0\n").code() == "rank.own_site");
    CHECK(rank("abcA_1\tACGT\tc\t5\t28\t+\tA\tA\tTGG\t0\n").code() == "rank.spacer");
    CHECK(rank("abcA_1\t" + spacer + "\tc\tfive\t28\t+\tA\tA\tTGG\t0\n").code() == "table.integer");
    CHECK(rank("other\tACGT\tc\t5\t28\t+\tA\tA\tTGG\t0\n" + own).code() == "");
    Run copied = rank(own + "abcA_1\t" + spacer + "\td\t5\t28\t+\tA\tA\tTGG\t0\nabcA_1\t" + spacer +
                      "\td\t9\t32\t-\tA\tA\tTGG\t3\n");
    const auto row = rows(copied.output("table"))[0];
    CHECK(row[13] == "1");
    CHECK(row[16] == "1");
    CHECK(row[20] == "avoid");
    CHECK(copied.warnings.size() == 1);
    CHECK(row[21] == "1 further perfect site; cuts at 67 % of the coding sequence");
}

TEST_CASE("ranking goes by off-targets first, then by design, gene by gene") {
    const auto candidate = [](std::string id, std::string gene, double cds, double gc, int poly_t) {
        Candidate c;
        c.id = std::move(id);
        c.gene = std::move(gene);
        c.cds_percent = cds;
        c.gc_percent = gc;
        c.poly_t = poly_t;
        return c;
    };
    const std::vector<Candidate> candidates = {
        candidate("late", "a", 90, 50, 1),  candidate("copy", "a", 10, 50, 1),
        candidate("good", "a", 20, 50, 1),  candidate("other", "b", 20, 50, 1),
        candidate("early", "a", 10, 50, 1), candidate("poly", "a", 10, 50, 5),
        candidate("rich", "a", 10, 90, 1),  candidate("near", "a", 10, 50, 1),
        candidate("four", "a", 6, 50, 1)};
    std::vector<OffTargetCounts> counts(candidates.size());
    counts[1] = {1, 0, 0, 0, 0};
    counts[7] = {0, 1, 0, 0, 0};
    counts[8] = {0, 0, 0, 0, 1};
    std::vector<std::string> order;
    for (const RankedGuide& guide : rank_guides(candidates, counts, 0))
        order.push_back(candidates[guide.candidate].id);
    CHECK(order ==
          std::vector<std::string>{"early", "good", "four", "late", "rich", "poly", "near", "copy", "other"});
    const auto top = rank_guides(candidates, counts, 2);
    REQUIRE(top.size() == 3);
    CHECK(top[1].rank == 2);
    CHECK(top[2].rank == 1);
    CHECK(top[0].verdict == Verdict::recommended);
}
