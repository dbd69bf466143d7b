// Conformance: answers of Cas-OFFinder 3.0.0 and GuideScan2 on yeast, 100 guides, NGG, up to 4 mismatches.
// ../shared/data/edit/SOURCES.md says how they were made.
#include "support.hpp"

#include <strandline/formats/casoffinder.hpp>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <tuple>

using namespace strandline;
using namespace strandline::edit::testing;

namespace {

// spacer, contig, 0-based leftmost base of protospacer and PAM, strand, mismatches, site with PAM
using Hit = std::tuple<std::string, std::string, long, std::string, int, std::string>;

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> cells_of(const std::string& line, char separator) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, separator)) cells.emplace_back(cell);
    return cells;
}

std::multiset<Hit> casoffinder_hits(const std::string& path) {
    std::multiset<Hit> hits;
    for (const std::string& line : lines_of(path)) {
        if (line.starts_with('#')) continue;
        const auto c = cells_of(line, '\t');
        hits.insert({c[2].substr(0, 20), c[4], std::stol(c[5]), c[6], std::stoi(c[7]), c[3]});
    }
    return hits;
}

std::multiset<Hit> guidescan_hits(const std::string& path) {
    std::multiset<Hit> hits;
    for (const std::string& line : lines_of(path)) {
        if (line.starts_with("id,")) continue;
        const auto c = cells_of(line, ',');
        hits.insert({c[1].substr(0, 20), c[2], std::stol(c[3]) - 1, c[4], std::stoi(c[5]), c[6]});
    }
    return hits;
}

std::multiset<Hit> our_hits(const std::string& table) {
    std::multiset<Hit> hits;
    for (const auto& row : rows(table)) {
        CHECK(std::stol(row[4]) == std::stol(row[3]) + 23);
        hits.insert({row[1], row[2], std::stol(row[3]), row[5], std::stoi(row[9]), row[7] + row[8]});
    }
    return hits;
}

}  // namespace

TEST_CASE("yeast, 100 guides: the hits of Cas-OFFinder and GuideScan2, all 492") {
    const auto genome = shared_file("data/edit/yeast/sacCer3.2bit");
    const auto input = shared_file("data/edit/golden/co_y100.in");
    const auto casoffinder = shared_file("data/edit/golden/co_y100.out");
    const auto guidescan = shared_file("data/edit/golden/gs_y100.out");
    if (!genome || !input || !casoffinder || !guidescan) return;
    Run one = run("edit offtargets", {{"genome", open(*genome)}, {"casoffinder", open(*input)}});
    REQUIRE(one.code() == "");
    const std::string table = one.output("hits");
    const auto hits = our_hits(table);
    CHECK(hits.size() == 492);
    CHECK(hits == casoffinder_hits(*casoffinder));
    CHECK(hits == guidescan_hits(*guidescan));
    Run two = run("edit offtargets", {{"genome", open(*genome)}, {"guides", open(*input)}}, {}, 2);
    const bool same_by_threads = two.output("hits") == table;
    CHECK(same_by_threads);
}

TEST_CASE("E. coli: GenBank, and FASTA with GFF3, give the same guides; they find their own sites") {
    const auto genbank = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    const auto fasta = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.fna.gz");
    const auto gff = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gff.gz");
    if (!genbank || !fasta || !gff) return;
    const Source genes = text("genes", "ldhA\nadhE\npflB\npta\n");
    Run first = run("edit guides", {{"genome", open(*genbank)}, {"genes", genes}});
    Run second = run("edit guides", {{"genome", open(*fasta)}, {"annotation", open(*gff)}, {"genes", genes}});
    REQUIRE(first.code() == "");
    REQUIRE(second.code() == "");
    const std::string guides = first.output("table");
    const bool same_by_format = guides == second.output("table");
    CHECK(same_by_format);
    std::map<std::string, int> count;
    for (const auto& row : rows(guides)) ++count[row[7]];
    CHECK(count.size() == 4);
    MESSAGE("guides: ldhA ", count["ldhA"], ", adhE ", count["adhE"], ", pflB ", count["pflB"], ", pta ",
            count["pta"]);
    // By locus tag, synonym and in another case the same genes are meant; adhC is a synonym of two genes.
    Run tags = run("edit guides",
                   {{"genome", open(*genbank)}, {"genes", text("genes", "b1380\nana\nPFLb\nb2297\n")}});
    CHECK(tags.code() == "");
    const bool same_by_tags = tags.output("table") == guides;
    CHECK(same_by_tags);
    Run both = run("edit guides", {{"genome", open(*genbank)}, {"genes", text("genes", "adhC\n")}});
    CHECK(both.code() == "gene.ambiguous");
    Run hits = run("edit offtargets", {{"genome", open(*genbank)}, {"guides", text("g", guides)}}, {}, 2);
    REQUIRE(hits.code() == "");
    Run ranked = run("edit rank", {{"guides", text("g", guides)}, {"hits", text("h", hits.output("hits"))}});
    REQUIRE(ranked.code() == "");
    const auto table = rows(ranked.output("table"));
    CHECK(table.size() == 12);
    for (const auto& row : table) CHECK(row[20] == "recommended");
}
