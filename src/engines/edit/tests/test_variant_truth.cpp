// What variants do to a site, one thing at a time: every row was written down by hand.
#include "support.hpp"

#include <strandline/edit/variants.hpp>
#include <strandline/formats/variants.hpp>

#include <string>
#include <vector>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

const std::string spacer = "GACGCATAAAGATGAGACGC";
const std::string before = "TATCATTACATCTATCATTACATCTATCATTACATCATAT";  // 40 bases, without GG and CC
const std::string behind = "ATATCATTACATCTATCATTACATCATATATTACTAATCA";

std::string vcf(const std::string& rows, const std::string& samples) {
    return "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO" +
           (samples.empty() ? "" : "\tFORMAT\t" + samples) + "\n" + rows;
}

struct Answer {
    std::vector<std::string> rows, warnings;
    std::vector<ReferenceSite> reference;
    std::string error;
};

/// "21-44+ 0+0+0 TGG variants [samples] AF gained created" of each row.
Answer ask(const std::string& genome_bases, const std::string& variants, int mismatches = 0,
           int dna_bulges = 0, VariantOptions options = {}) {
    const domain::Genome genome{{{"chr1", genome_bases, false}}};
    const std::vector<Query> queries = {{{"g", spacer}, {mismatches, dna_bulges, 0, 16}}};
    const Pattern pattern;
    Answer told;
    Warnings listener(told.warnings);
    Context context({.listener = &listener});
    const domain::PackedGenome packed = domain::pack(genome);
    const auto reference = find_off_targets(packed, queries, pattern, {}, context).hits;
    const Source source = Source::memory("v.vcf", variants);
    auto reader = formats::VariantReader::open(source);
    REQUIRE(reader.has_value());
    domain::VariantStream stream = formats::stream_of(*reader, source);
    const auto found =
        find_variant_off_targets(packed, stream, queries, pattern, reference, options, context);
    if (!found) {
        told.error = render(found.error());
        return told;
    }
    for (const VariantHit& row : found->hits)
        told.rows.push_back(
            format("{}-{}{} {}+{}+{} {} {} [{}] {} {} {}{}", row.hit.interval.begin, row.hit.interval.end,
                   domain::symbol(row.hit.strand), row.hit.mismatches, row.hit.dna_bulges, row.hit.rna_bulges,
                   row.text.pam, row.variants, row.samples,
                   row.allele_frequency ? format("{:.4g}", *row.allele_frequency) : "NA",
                   word(row.pam_change), word(row.site_change), row.unphased ? " unphased" : ""));
    told.reference = found->reference;
    return told;
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("variants: a base makes a PAM") {
    const Answer told =
        ask(before + spacer + "TGA" + behind, vcf("chr1\t63\t.\tA\tG\t.\t.\t.\tGT\t0|1\t0|0\n", "a\tb"));
    CHECK(told.rows == Rows{"40-63+ 0+0+0 TGG chr1:63:A>G [a] 0.25 gained created"});
}

TEST_CASE("variants: a base takes a PAM") {
    const Answer told =
        ask(before + spacer + "TGG" + behind, vcf("chr1\t62\t.\tG\tA,C\t.\t.\t.\tGT\t0|1\t2|1\n", "a\tb"));
    CHECK(told.rows == Rows{"40-63+ 0+0+0 TAG chr1:62:G>A [a,b] 0.5 lost lost",
                            "40-63+ 0+0+0 TCG chr1:62:G>C [b] 0.25 lost lost"});
    REQUIRE(told.reference.size() == 1);
    CHECK(told.reference[0].touched);
    CHECK(told.reference[0].carried);
    CHECK(*told.reference[0].allele_frequency == 0.25);
}

TEST_CASE("variants: on the reverse strand, too") {
    const std::string site = domain::reverse_complement(spacer + "TGG");
    CHECK(ask(before + site + behind, vcf("chr1\t41\t.\tC\tA\t.\t.\t.\tGT\t1|1\n", "a")).rows ==
          Rows{"40-63- 0+0+0 TGT chr1:41:C>A [a] 1 lost lost"});
    const std::string none = domain::reverse_complement(spacer + "TGA");
    CHECK(ask(before + none + behind, vcf("chr1\t41\t.\tT\tC\t.\t.\t.\tGT\t1|1\n", "a")).rows ==
          Rows{"40-63- 0+0+0 TGG chr1:41:T>C [a] 1 gained created"});
}

TEST_CASE("variants: two bases count together in cis only") {
    std::string site = spacer;
    site[5] = 'C';   // A
    site[10] = 'T';  // G
    const std::string genome = before + site + "TGG" + behind;
    const std::string rows =
        "chr1\t46\t.\tC\tA\t.\t.\t.\tGT\t0|1\t1|0\nchr1\t51\t.\tT\tG\t.\t.\t.\tGT\t1|0\t1|0\n";
    CHECK(ask(genome, vcf(rows, "trans\tcis")).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [cis] 0.25 none created"});
    CHECK(ask(genome, vcf(rows, "trans\tcis"), 1).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [cis] 0.25 none created",
               "40-63+ 1+0+0 TGG chr1:46:C>A [trans] 0.25 none created",
               "40-63+ 1+0+0 TGG chr1:51:T>G [trans] 0.25 none created"});
    CHECK(ask(genome, vcf(rows, "trans\tcis"), 2).rows[0] ==
          "40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [cis] 0.25 none improved");
}

TEST_CASE("variants: phase that is not known is said") {
    std::string site = spacer;
    site[5] = 'C';
    site[10] = 'T';
    const std::string genome = before + site + "TGG" + behind;
    const std::string two =
        "chr1\t46\t.\tC\tA\t.\t.\t.\tGT\t0/1\t1/1\nchr1\t51\t.\tT\tG\t.\t.\t.\tGT\t0/1\t0/1\n";
    CHECK(ask(genome, vcf(two, "a\tb")).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [a,b] 0.5 none created unphased"});
    const std::string sure = "chr1\t46\t.\tC\tA\t.\t.\t.\tGT\t1/1\nchr1\t51\t.\tT\tG\t.\t.\t.\tGT\t0/1\n";
    CHECK(ask(genome, vcf(sure, "a")).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [a] 0.5 none created"});
    const std::string sites = "chr1\t46\t.\tC\tA\t.\t.\tAF=0.2\nchr1\t51\t.\tT\tG\t.\t.\tAF=0.1\n";
    CHECK(ask(genome, vcf(sites, ""), 1).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:46:C>A,chr1:51:T>G [NA] NA none created unphased",
               "40-63+ 1+0+0 TGG chr1:46:C>A [NA] 0.2 none created unphased",
               "40-63+ 1+0+0 TGG chr1:51:T>G [NA] 0.1 none created unphased"});
}

TEST_CASE("variants: an insertion completes a spacer") {
    const std::string genome = before + spacer.substr(0, 8) + spacer.substr(10) + "TGG" + behind;
    const Answer told = ask(genome, vcf("chr1\t48\t.\tA\tAAA\t.\t.\t.\tGT\t1|0\n", "a"));
    CHECK(told.rows == Rows{"40-61+ 0+0+0 TGG chr1:48:A>AAA [a] 0.5 none created"});
}

TEST_CASE("variants: a site within an insertion has no width") {
    const Answer told =
        ask(before + behind, vcf("chr1\t40\t.\tT\tT" + spacer + "AGG\t.\t.\t.\tGT\t1|0\n", "a"));
    CHECK(told.rows == Rows{"40-40+ 0+0+0 AGG chr1:40:T>T" + spacer + "AGG [a] 0.5 gained created"});
}

TEST_CASE("variants: a deletion joins the halves of a site") {
    const std::string genome = before + spacer.substr(0, 9) + "TCATT" + spacer.substr(9) + "TGG" + behind;
    const Answer told = ask(genome, vcf("chr1\t49\t.\tATCATT\tA\t.\t.\t.\tGT\t0|1\n", "a"));
    CHECK(told.rows == Rows{"40-68+ 0+0+0 TGG chr1:49:ATCATT>A [a] 0.5 none created"});
    SUBCASE("and * at a variant within it is no allele") {
        const std::string rows =
            "chr1\t49\t.\tATCATT\tA\t.\t.\t.\tGT\t0|1\nchr1\t51\t.\tC\t*,G\t.\t.\t.\tGT\t2|1\n";
        CHECK(ask(genome, vcf(rows, "a")).rows == told.rows);
    }
    SUBCASE("a variant within it on the same copy is overruled") {
        const std::string rows =
            "chr1\t49\t.\tATCATT\tA\t.\t.\t.\tGT\t0|1\nchr1\t51\t.\tC\tG\t.\t.\t.\tGT\t0|1\n";
        const Answer conflict = ask(genome, vcf(rows, "a"));
        CHECK(conflict.rows == told.rows);
        CHECK(conflict.warnings.size() == 1);
    }
}

TEST_CASE("variants: haploid and missing calls count as what they are") {
    const std::string genome = before + spacer + "TGA" + behind;
    CHECK(ask(genome, vcf("chr1\t63\t.\tA\tG\t.\t.\t.\tGT\t1\t0|0\n", "male\tfemale")).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:63:A>G [male] 0.3333 gained created"});
    CHECK(ask(genome, vcf("chr1\t63\t.\tA\tG\t.\t.\t.\tGT\t./.\t0|1\t.|1\n", "a\tb\tc")).rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:63:A>G [b,c] 0.6667 gained created"});
}

TEST_CASE("variants: bulges on haplotypes") {
    const std::string genome = before + spacer.substr(0, 9) + "C" + spacer.substr(9) + "TGA" + behind;
    CHECK(ask(genome, vcf("chr1\t64\t.\tA\tG\t.\t.\t.\tGT\t0|1\n", "a"), 0, 1).rows ==
          Rows{"40-64+ 0+1+0 TGG chr1:64:A>G [a] 0.5 gained created"});
}

TEST_CASE("variants: many samples are named in part, the others counted") {
    std::string samples, calls;
    for (int i = 0; i < 13; ++i) {
        samples += (i ? "\ts" : "s") + std::to_string(i);
        calls += "\t0|1";
    }
    const Answer told =
        ask(before + spacer + "TGA" + behind, vcf("chr1\t63\t.\tA\tG\t.\t.\t.\tGT" + calls + "\n", samples));
    CHECK(told.rows ==
          Rows{"40-63+ 0+0+0 TGG chr1:63:A>G [s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,…+3] 0.5 gained created"});
}

TEST_CASE("variants: of another assembly are refused") {
    const std::string genome = before + spacer + "TGA" + behind;
    const Answer other = ask(genome, vcf("chr1\t63\t.\tC\tG\t.\t.\t.\tGT\t0|1\n", "a"));
    CHECK(other.error.find("error[vcf.reference]") != std::string::npos);
    CHECK(other.error.find("v.vcf:3") != std::string::npos);
    CHECK(
        ask(genome, vcf("chr1\t203\t.\tC\tG\t.\t.\t.\tGT\t0|1\n", "a")).error.find("error[vcf.reference]") !=
        std::string::npos);
    const Answer absent = ask(genome, vcf("1\t63\t.\tA\tG\t.\t.\t.\tGT\t0|1\n", "a"));
    CHECK(absent.error.find("error[vcf.contigs]") != std::string::npos);
    const Answer some =
        ask(genome, vcf("1\t63\t.\tA\tG\t.\t.\t.\tGT\t0|1\nchr1\t63\t.\tA\tG\t.\t.\t.\tGT\t0|1\n", "a"));
    CHECK(some.rows.size() == 1);
    CHECK(some.warnings.size() == 1);
}

TEST_CASE("variants: where there are too many ways to join, alone and in pairs") {
    std::string site = spacer;
    std::string rows;
    for (int i = 2; i < 18; i += 2) {
        rows +=
            format("chr1\t{}\t.\tC\t{}\t.\t.\t.\n", 41 + i,
                   spacer[static_cast<std::size_t>(i)] == 'C' ? 'T' : spacer[static_cast<std::size_t>(i)]);
        site[static_cast<std::size_t>(i)] = 'C';
    }
    const Answer told = ask(before + site + "TGG" + behind, vcf(rows, ""), 8, 0, {.most_combinations = 16});
    CHECK(told.warnings.size() == 1);
    // From the first variant on there are 2^7 ways, from later ones fewer.
    int first = 0;
    for (const std::string& row : told.rows) {
        if (row.find(" chr1:43:") == std::string::npos) continue;
        ++first;
        CHECK(split(split(row, ' ')[3], ',').size() <= 2);
    }
    CHECK(first > 0);
}
