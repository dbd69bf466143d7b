// Genotypes at known positions: what records tell, in whatever spelling and format.
#include "bcf_of.hpp"
#include "support.hpp"

#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::PgxGenotype;

namespace {

constexpr std::uint8_t missing = PgxGenotype::missing, other = PgxGenotype::other, none = PgxGenotype::none;

domain::PgxPosition position(std::int64_t place, std::string ref, std::vector<std::string> alts,
                             std::string name, std::int64_t source = 0,
                             std::vector<std::string> spelling = {}) {
    domain::PgxPosition made;
    made.chromosome = "chr2";
    made.position = place;
    made.ref = std::move(ref);
    made.alts = std::move(alts);
    made.name = std::move(name);
    made.source_position = source;
    made.source_spelling = std::move(spelling);
    return made;
}

/// chr2, from 101: G C A TATATATATATATA(7 TA) A G ... ; a repeat, single bases, a deletion in a run, an
/// insertion; and a gene on X.
std::vector<domain::GeneDefinition> definitions() {
    domain::GeneDefinition one;
    one.gene = "ONE";
    one.chromosome = "chr2";
    one.refseq = "NC_000002.12";
    one.positions = {
        position(50, "C", {"T", "G"}, "g.50C>T; g.50C>G"),
        position(102, "CAT", {"C", "CATAT", "CATATAT"}, "g.104TA[6]; g.104TA[7]; g.104TA[8]; g.104TA[9]", 104,
                 {"TA(7)", "TA(6)", "TA(8)", "TA(9)"}),
        position(200, "TG", {"T"}, "g.203del"),       // T GGG
        position(300, "T", {"TAC"}, "g.302_303dup"),  // T ACA: AC again anywhere up to 303
        position(402, "A", {"G"}, "g.402A>G"),
    };
    domain::GeneDefinition two;
    two.gene = "TWO";
    two.chromosome = "chrX";
    two.positions = {position(70, "G", {"A"}, "g.70G>A"), position(80, "T", {"C"}, "g.80T>C")};
    for (auto& each : two.positions) each.chromosome = "chrX";
    return {one, two};
}

std::string vcf(const std::string& records, const std::string& samples = "S1") {
    std::string text =
        "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"p\">\n##contig=<ID=chr2>\n"
        "##contig=<ID=chrX>\n##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n"
        "##ALT=<ID=NON_REF,Description=\"n\">\n##ALT=<ID=DEL,Description=\"d\">\n";
    for (const char* key : {"DP", "MIN_DP", "GQ", "PS"})
        text += format("##FORMAT=<ID={},Number=1,Type=Integer,Description=\"x\">\n", key);
    text +=
        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" +
        samples + "\n";
    return text + records;
}

/// "chr2 50 C T 0/1" of one sample as a record; further words are INFO and FORMAT.
std::string line(const std::string& contig, std::int64_t place, const std::string& ref,
                 const std::string& alt, const std::string& cells, const std::string& info = ".",
                 const std::string& keys = "GT") {
    return format("{}\t{}\t.\t{}\t{}\t.\t.\t{}\t{}\t{}\n", contig, place, ref, alt, info, keys, cells);
}

domain::PgxCohort read(const std::string& bytes, const PgxReadSettings& settings = {}) {
    const auto known = definitions();
    Context context;
    auto cohort = read_pgx_genotypes(file(bytes), known, settings, context);
    REQUIRE_MESSAGE(cohort.has_value(), (cohort ? std::string() : render(cohort.error())));
    return std::move(*cohort);
}

std::string code(const std::string& bytes, const PgxReadSettings& settings = {}) {
    const auto known = definitions();
    Context context;
    const auto cohort = read_pgx_genotypes(file(bytes), known, settings, context);
    if (cohort) return "";
    CHECK(says_all(cohort));
    return cohort.error().code();
}

std::string spelt(const PgxGenotype& one) {
    const auto allele = [](std::uint8_t value) -> std::string {
        return value == missing ? "." : value == other ? "?" : value == none ? "" : std::to_string(value);
    };
    std::string text = allele(one.first);
    if (one.second != none) text += (one.phased ? "|" : "/") + allele(one.second);
    if (one.phase_set >= 0) text += format(":{}", one.phase_set);
    return text + (one.assumed ? "a" : "");
}

enum Site : std::size_t { snv, repeat, deletion, insertion, second_snv, on_x, also_on_x };

/// What one sample has at a site.
std::string at(const std::string& records, std::size_t site, const PgxReadSettings& settings = {}) {
    return spelt(read(vcf(records), settings).genotypes.at(site));
}

std::string bgzip(const std::string& text) {
    MemorySink into;
    BgzfSink sink(into);
    sink.write(text);
    REQUIRE(sink.finish().has_value());
    return into.bytes();
}

}  // namespace

TEST_CASE("genotypes are read as they stand") {
    for (const auto& [cell, expected] : std::vector<std::pair<std::string, std::string>>{{"0/0", "0/0"},
                                                                                         {"0|0", "0|0"},
                                                                                         {"0/1", "0/1"},
                                                                                         {"1|0", "1|0"},
                                                                                         {"2/1", "2/1"},
                                                                                         {"1|2", "1|2"},
                                                                                         {"./.", "./."},
                                                                                         {".|.", "./."},
                                                                                         {".", "./."},
                                                                                         {"0/.", "0/."},
                                                                                         {"1|.", "1|."},
                                                                                         {".|2", ".|2"}})
        CHECK_MESSAGE(at(line("chr2", 50, "C", "T,G", cell), snv) == expected, cell);
    CHECK(at(line("chr2", 50, "C", "G,T", "1/2"), snv) == "2/1");  // alternates go by what they are
    CHECK(at(line("chr2", 50, "C", "A,T", "1/2"), snv) == "?/1");
    CHECK(at(line("chr2", 50, "c", "t", "0/1"), snv) == "0/1");
    CHECK(at(line("2", 50, "C", "T", "0/1"), snv) == "0/1");
    CHECK(at(line("NC_000002.12", 50, "C", "T", "0/1"), snv) == "0/1");
    CHECK(at(line("chr2", 50, "C", "T", "0|1:44", ".", "GT:PS"), snv) == "0|1:44");
    CHECK(at(line("chr2", 50, "C", "T", "44:0|1", ".", "PS:GT"), snv) == "0|1:44");
    CHECK(at(line("chr2", 50, "C", "T", "0|1:.", ".", "GT:PS"), snv) == "0|1");
    CHECK(at(line("chr2", 50, "C", "T", "0|1", ".", "GT:PS"), snv) == "0|1");
    CHECK(at(line("chr2", 51, "C", "T", "0/1"), snv) == "./.");
}

TEST_CASE("one copy is whole on X, and half a genotype elsewhere") {
    CHECK(at(line("chrX", 70, "G", "A", "1"), on_x) == "1");
    CHECK(at(line("chrX", 70, "G", "A", "."), on_x) == "./.");
    CHECK(at(line("chrX", 70, "G", "A", "1/1"), on_x) == "1/1");
    CHECK(at(line("chr2", 50, "C", "T", "1"), snv) == "1/.");
    // A man's assumed X has one copy, too.
    CHECK(at(line("chrX", 70, "G", "A", "1"), also_on_x, {.absent_to_ref = true}) == "0a");
    CHECK(at(line("chrX", 70, "G", "A", "0/1"), also_on_x, {.absent_to_ref = true}) == "0/0a");
}

TEST_CASE("missing is reference only where a setting says so, and is marked") {
    const std::string records = line("chr2", 50, "C", "T", "./.") + line("chr2", 402, "A", "G", "0/.");
    CHECK(at(records, snv, {.absent_to_ref = true}) == "./.");
    CHECK(at(records, repeat, {.absent_to_ref = true}) == "0/0a");
    CHECK(at(records, snv, {.unspecified_to_ref = true}) == "0/0a");
    CHECK(at(records, repeat, {.unspecified_to_ref = true}) == "./.");
    CHECK(at(records, second_snv, {.absent_to_ref = true, .unspecified_to_ref = true}) == "0/.");
}

TEST_CASE("a repeat, a deletion and an insertion are the same in any spelling") {
    // From 102: C A TATATATATATATA A; the repeat is 104 to 117.
    for (const std::string& spelling :
         {line("chr2", 102, "CAT", "C", "0/1"), line("chr2", 103, "ATA", "A", "0/1"),
          line("chr2", 104, "TAT", "T", "0/1"),
          line("chr2", 102, "CATATATATATATATA", "CATATATATATATA", "0/1"),
          line("chr2", 115, "ATA", "A", "0/1"), line("chr2", 102, "CATAT", "CAT", "0/1")})
        CHECK_MESSAGE(at(spelling, repeat) == "0/1", spelling);
    CHECK(at(line("chr2", 102, "CATAT", "CATATAT,CATATATAT", "1/2"), repeat) == "2/3");
    CHECK(at(line("chr2", 117, "A", "ATA", "0/1"), repeat) == "0/2");
    CHECK(at(line("chr2", 102, "C", "CATAT", "1/1"), repeat) == "3/3");
    CHECK(at(line("chr2", 102, "CATAT", "C", "0/1"), repeat) == "0/?");  // TA(5) is not documented
    for (const std::string& spelling :
         {line("chr2", 200, "TG", "T", "1/1"), line("chr2", 201, "GG", "G", "1/1"),
          line("chr2", 202, "GG", "G", "1/1"), line("chr2", 200, "TGGG", "TGG", "1/1")})
        CHECK_MESSAGE(at(spelling, deletion) == "1/1", spelling);
    for (const std::string& spelling :
         {line("chr2", 300, "T", "TAC", "0|1"), line("chr2", 301, "A", "ACA", "0|1"),
          line("chr2", 303, "A", "ACA", "0|1"), line("chr2", 300, "TA", "TACA", "0|1")})
        CHECK_MESSAGE(at(spelling, insertion) == "0|1", spelling);
    // A neighbour's change written into the same record.
    CHECK(at(line("chr2", 50, "CA", "TA,C", "1/2"), snv) == "1/0");
    CHECK(at(line("chr2", 49, "GC", "AT", "0/1"), snv) == "0/1");
}

TEST_CASE("random spellings of one genotype are one genotype") {
    std::mt19937 random(7);
    const std::string reference = "GCATATATATATATATAAGCC";  // 101 to 121
    for (int round = 0; round < 400; ++round) {
        const std::size_t which = 1 + random() % 3;
        const int change = which == 1 ? -2 : which == 2 ? 2 : 4;
        // Change the repeat at any place of it, with any bases round it.
        const std::size_t from = 2 + random() % (change < 0 ? 12 : 14);
        std::string unit = reference.substr(from, 2);
        std::string changed = reference;
        if (change < 0) changed.erase(from, 2);
        for (int k = 0; k < change; k += 2) changed.insert(from, unit);
        const std::size_t begin = random() % from;
        const std::size_t end = std::min<std::size_t>(reference.size(), from + 2 + random() % 6);
        const std::string ref = reference.substr(begin, end - begin);
        const std::string alt =
            changed.substr(begin, static_cast<std::size_t>(static_cast<int>(end - begin) + change));
        const std::string record = line("chr2", 101 + static_cast<std::int64_t>(begin), ref, alt, "0/1");
        CHECK_MESSAGE(at(record, repeat) == format("0/{}", which), record);
    }
}

TEST_CASE("reference blocks and records without alternates are evidence, weak ones are not") {
    const auto block = [](const std::string& cells, const std::string& keys, std::int64_t end = 250) {
        return line("chr2", 40, "A", "<NON_REF>", cells, format("END={}", end), keys);
    };
    CHECK(at(block("0/0", "GT"), snv) == "0/0");
    CHECK(at(block("0/0", "GT"), repeat) == "0/0");
    CHECK(at(block("0/0", "GT"), insertion) == "./.");
    CHECK(at(block("0/0", "GT", 45), snv) == "./.");
    CHECK(at(block("0/0:30:20:50", "GT:DP:MIN_DP:GQ"), snv) == "0/0");
    CHECK(at(block("0/0:30:0:50", "GT:DP:MIN_DP:GQ"), snv) == "./.");
    CHECK(at(block("0/0:0", "GT:DP"), snv) == "./.");
    CHECK(at(block("0/0:9:0", "GT:DP:GQ"), snv) == "./.");
    CHECK(at(block("0/0:9", "GT:DP"), snv, {.least_depth = 10}) == "./.");
    CHECK(at(block("0/0:0", "GT:DP"), snv, {.absent_to_ref = true}) == "./.");
    CHECK(at(line("chr2", 50, "C", ".", "0/0"), snv) == "0/0");
    CHECK(at(line("chr2", 50, "C", "<*>", "0/0"), snv) == "0/0");
    CHECK(at(line("chr2", 102, "C", ".", "0/0"), repeat) == "0/0");
    CHECK(at(line("chr2", 50, "C", "T,<NON_REF>", "0/1"), snv) == "0/1");
    CHECK(at(line("chr2", 50, "C", "T,<NON_REF>", "0/2"), snv) == "0/?");
    // A block on each side of a variant.
    CHECK(at(line("chr2", 40, "A", "<*>", "0/0", "END=49") + line("chr2", 50, "C", "G,<*>", "1/1") +
                 line("chr2", 51, "A", "<*>", "0/0", "END=500"),
             snv) == "2/2");
}

TEST_CASE("a deletion that reaches over a position is an allele that nobody documented") {
    CHECK(at(line("chr2", 48, "AAC", "A", "0/1"), snv) == "./?");
    CHECK(at(line("chr2", 48, "AAC", "A", "1/1"), snv) == "?/?");
    CHECK(at(line("chr2", 40, "A", "<DEL>", "0/1", "END=60"), snv) == "./?");
    // A deletion takes what is behind POS; one that tells no END may take the base itself.
    CHECK(at(line("chr2", 50, "C", "<DEL>", "1/1", "END=60"), snv) == "0/0");
    CHECK(at(line("chr2", 50, "C", "<DEL>", "1/1"), snv) == "?/?");
    CHECK(at(line("chr2", 48, "AAC", "A", "0/1") + line("chr2", 50, "C", "T,*", "1/2"), snv) == "1/?");
    CHECK(at(line("chr2", 200, "TG", "T", "0/1"), deletion) == "0/1");
}

TEST_CASE("the first good record of a position wins; a REF that disagrees is not used; both are told") {
    const std::string good = line("chr2", 102, "CAT", "C,CATAT", "0/2"),
                      bad = line("chr2", 102, "C", "G", "0/1");
    CHECK(at(good + bad, repeat) == "0/2");
    CHECK(at(bad + good, repeat) == "0/2");
    CHECK(at(bad, repeat) == "./.");
    CHECK(at(line("chr2", 50, "C", "T", "0/1") + line("chr2", 50, "C", "T", "1/1"), snv) == "0/1");
    CHECK(at(line("chr2", 50, "C", "T", "1/0") + line("chr2", 50, "C", "G", "0/1"), snv) == "1/2");
    CHECK(at(line("chr2", 50, "C", "T", "0/1") + line("chr2", 50, "C", "G", "0/1"), snv) == "2/1");
    const auto cohort = read(vcf(line("chr2", 50, "A", "T", "0/1")));
    CHECK(spelt(cohort.genotypes[snv]) == "./.");
    CHECK(cohort.remarks == std::vector<std::string>{"chr2:50: REF is A, not C: not used"});
}

TEST_CASE("other builds, broken files and wrong genotypes are refused") {
    std::string old = vcf(line("chr2", 50, "C", "T", "0/1"));
    old.replace(old.find("##contig=<ID=chr2>"), 18, "##contig=<ID=2,length=243199373>");
    CHECK(code(old) == "clinic.build");
    old = vcf(line("chr2", 50, "C", "T", "0/1"));
    old.replace(old.find("##contig=<ID=chr2>"), 18, "##contig=<ID=chr2,assembly=GRCh37>");
    CHECK(code(old) == "clinic.build");
    CHECK(code(vcf(line("chr2", 50, "A", "T", "0/1") + line("chr2", 102, "G", "T", "0/0") +
                   line("chr2", 200, "A", "T", "0/0") + line("chr2", 300, "G", "C", "0/1"))) ==
          "clinic.build");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "0/1/1"))) == "clinic.ploidy");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "0/2"))) == "clinic.genotype");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "x"))) == "clinic.genotype");
    std::string left_off = vcf(line("chr2", 50, "C", "T", "9"));
    left_off.replace(left_off.find("\tGT\t"), 4, "\tDP:GT\t");
    CHECK(code(left_off) == "clinic.genotype");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "0/1\t0/1"))) == "vcf.columns");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "0/1"), "S1\tS2")) == "vcf.columns");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "0/1\t0/1"), "S1\tS1")) == "clinic.sample");
    CHECK(code(vcf(line("chr2", 50, "C", "T", "30", ".", "DP"))) == "clinic.no_genotypes");
    CHECK(code(vcf("chr2\tx\t.\tC\tT\t.\t.\t.\tGT\t0/1\n")) == "vcf.position");
    CHECK(code("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n") ==
          "clinic.no_samples");
    CHECK(code("hello\n") == "vcf.header");
    CHECK(code(vcf(""), {.samples = {"S9"}}) == "clinic.sample");
    const std::string packed = bgzip(vcf(line("chr2", 50, "C", "T", "0/1")));
    CHECK(code(packed.substr(0, packed.size() - 28)) == "bgzip.truncated");
}

TEST_CASE("a file that does not name its build is judged by its records") {
    // No contig lines: what is left are places, names, accessions and REF.
    const auto bare = [](const std::string& records) {
        return "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n" + records;
    };
    const std::string good = line("chr2", 50, "C", "T", "0/1"), bad = line("chr2", 402, "C", "G", "0/1");
    CHECK(code(bare(good)).empty());
    CHECK(read(bare(good)).remarks ==
          std::vector<std::string>{"nothing in the header tells the build; REF is GRCh38's at 1 position"});
    CHECK(code(bare(good + bad)).empty());  // one of two is a slip, not another build
    CHECK(code(bare(line("chr2", 50, "G", "T", "0/1") + bad)) == "clinic.build");
    CHECK(code(vcf(line("chr2", 50, "G", "T", "0/1") + bad)).empty());  // contig lines: four are asked for
    // GRCh37's chromosome 2 is longer by a million bases.
    CHECK(code(bare(good + line("chr2", 242193530, "G", "T", "0/1"))) == "clinic.build");
    CHECK(code(bare(good + line("2", 242193529, "G", "T", "0/1"))).empty());
    CHECK(code(bare(line("NC_000002.11", 50, "C", "T", "0/1"))) == "clinic.build");
    CHECK(spelt(read(bare(line("NC_000002.12", 50, "C", "T", "0/1"))).genotypes[snv]) == "0/1");
    CHECK(code(vcf(good).replace(vcf(good).find("ID=chr2>"), 8, "ID=NC_000002.11>")) == "clinic.build");
    // All positions as reference, of a file that shows nothing.
    CHECK(code(bare(""), {.absent_to_ref = true}) == "clinic.build");
    CHECK(code(bare(good), {.absent_to_ref = true}).empty());
    CHECK(code(vcf(""), {.absent_to_ref = true}).empty());
}

TEST_CASE("the reference that a header names counts, unless lengths of contigs say otherwise") {
    const auto named = [](const std::string& header) {
        return "##fileformat=VCFv4.2\n" + header +
               "\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n" +
               line("chr2", 50, "C", "T", "0/1");
    };
    CHECK(code(named("##reference=file:///data/human_g1k_v37.fasta")) == "clinic.build");
    CHECK(code(named("##assembly=hg19")) == "clinic.build");
    CHECK(read(named("##reference=GRCh38_full_analysis_set.fa")).remarks.empty());
    CHECK(code(named("##reference=hg19.fa\n##contig=<ID=chr2,length=242193529>")).empty());
}

TEST_CASE("variants of known names that stand elsewhere are of another build") {
    auto known = definitions();
    known[0].positions[0].rsid = "rs50";
    known[0].positions[4].rsid = "rs402";
    const auto told = [&](const std::string& header, const std::string& records) {
        Context context;
        const auto cohort =
            read_pgx_genotypes(file("##fileformat=VCFv4.2\n" + header +
                                    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n" + records),
                               known, {}, context);
        return cohort ? std::string() : cohort.error().code();
    };
    const std::string moved = "chr2\t5050\trs9;rs50\tC\tT\t.\t.\t.\tGT\t0/1\n",
                      in_place = "chr2\t402\trs402\tA\tG\t.\t.\t.\tGT\t0/1\n";
    CHECK(told("", moved) == "clinic.build");
    CHECK(told("", moved + in_place).empty());
    CHECK(told("", in_place).empty());
    CHECK(told("##contig=<ID=chr2,length=242193529>\n", moved).empty());
    CHECK(told("##contig=<ID=chr2>\n", moved) == "clinic.build");
}

TEST_CASE("the mitochondrion goes by all of its names, and one of GRCh37 is known by its length") {
    domain::GeneDefinition gene;
    gene.gene = "MT-RNR1";
    gene.positions = {position(1555, "A", {"G"}, "m.1555A>G")};
    gene.positions[0].chromosome = "chrM";
    const std::vector<domain::GeneDefinition> known = {gene};
    for (const char* name : {"chrM", "MT", "M", "chrMT", "NC_012920.1"}) {
        Context context;
        const auto cohort =
            read_pgx_genotypes(file(vcf("").replace(vcf("").find("ID=chr2>"), 8, format("ID={}>", name)) +
                                    line(name, 1555, "A", "G", "1")),
                               known, {}, context);
        REQUIRE_MESSAGE(cohort.has_value(), name);
        CHECK(spelt(cohort->genotypes[0]) == "1");
    }
    Context context;
    const auto old = read_pgx_genotypes(
        file(vcf("").replace(vcf("").find("ID=chr2>"), 8, "ID=chrM,length=16571>")), known, {}, context);
    REQUIRE(!old.has_value());
    CHECK(old.error().code() == "clinic.build");
}

TEST_CASE("text, gzip, bgzip and BCF tell the same, CRLF and any choice of samples too") {
    std::mt19937 random(11);
    const char* cells[] = {"0/0", "0|0", "0/1", "1|0", "./.", "0/.", "1/1", ".|1", "0"};
    std::string records;
    const std::string samples = "A\tB\tC\tD\tE";
    const auto add = [&](std::string_view contig, std::int64_t place, const std::string& ref,
                         const std::string& alt) {
        std::string all;
        for (int i = 0; i < 5; ++i)
            all += format("{}{}:{}:{}", i ? "\t" : "", cells[random() % 9], random() % 40,
                          random() % 3 ? "." : "77");
        records += line(std::string(contig), place, ref, alt, all, ".", "GT:DP:PS");
    };
    add("chr2", 50, "C", "T,G");
    add("chr2", 102, "CATAT", "CAT,CATATATAT");
    add("chr2", 201, "GG", "G");
    add("chr2", 303, "A", "ACA");
    add("chr2", 402, "A", "G");
    add("chrX", 70, "G", "A");
    const std::string text = vcf(records, samples);
    std::string crlf;
    for (const char letter : text) crlf += letter == '\n' ? "\r\n" : std::string(1, letter);
    const auto cohort = read(text);
    CHECK(cohort.samples.size() == 5);
    for (const std::string& bytes : {crlf, gzip(text), bgzip(text), bcf_of(text)}) {
        CHECK(read(bytes).genotypes == cohort.genotypes);
        const auto two = read(bytes, {.samples = {"D", "B"}});
        for (std::size_t site = 0; site < cohort.sites.size(); ++site) {
            CHECK(two.genotypes[site] == cohort.genotypes[3 * cohort.sites.size() + site]);
            CHECK(two.genotypes[cohort.sites.size() + site] == cohort.genotypes[cohort.sites.size() + site]);
        }
    }
}

TEST_CASE("with an index the same is read, of fewer records; an index that is older is left alone") {
    // The block reaches into positions behind its own beginning.
    std::string records = line("chr2", 40, "A", "<NON_REF>", "0/0", "END=260") +
                          line("chr2", 303, "A", "ACA", "1/1") + line("chr2", 402, "A", "G", "0/1");
    for (std::int64_t place = 100000; place < 3000000; place += 97)
        records += line("chr2", place, "A", "T", "0/1");
    records += line("chrX", 70, "G", "A", "1");
    for (std::int64_t place = 1000; place < 2000000; place += 97)
        records += line("chrX", place, "A", "T", "1");
    const std::string text = vcf(records);
    const auto folder =
        std::filesystem::temp_directory_path() / format("strandline_pgx_{}", std::random_device()());
    std::filesystem::create_directory(folder);
    const auto known = definitions();
    const auto plain = read(text);
    CHECK(spelt(plain.genotypes[insertion]) == "1/1");
    CHECK(spelt(plain.genotypes[on_x]) == "1");
    for (const auto& [name, bytes] : std::vector<std::pair<std::string, std::string>>{
             {"a.vcf.gz", bgzip(text)}, {"a.bcf", bcf_of(text)}}) {
        const std::string path = folder / name;
        auto sink = FileSink::create(path);
        REQUIRE(sink.has_value());
        (*sink)->write(bytes);
        REQUIRE((*sink)->commit(true).has_value());
        index_beside(path);
        for (const bool old : {false, true}) {
            if (old)
                std::filesystem::last_write_time(
                    path, std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
            Context context({.threads = 2});
            auto reader =
                PgxGenotypeReader::open(std::vector{Source::open(path).value()}, known, {}, context);
            REQUIRE(reader.has_value());
            std::vector<PgxGenotype> found;
            const auto visit = [&](const PgxGeneGenotypes& gene) -> Result<void> {
                for (const PgxColumn& column : gene.columns) found.push_back(column.at(0));
                return {};
            };
            REQUIRE(reader->read(visit, context).has_value());
            CHECK(found == plain.genotypes);
            CHECK((reader->report().records < 3000) == !old);
        }
    }
    std::filesystem::remove_all(folder);
}

TEST_CASE("an index of a longer file is refused: what it leads past would be missing without a word") {
    std::string records;
    for (std::int64_t place = 1000; place < 2000000; place += 97)
        records += line("chr2", place, "A", "T", "0/1");
    const std::string end = line("chrX", 70, "G", "A", "1");
    const auto folder =
        std::filesystem::temp_directory_path() / format("strandline_pgx_{}", std::random_device()());
    std::filesystem::create_directory(folder);
    const auto known = definitions();
    const auto keep = [](const std::string& path, const std::string& bytes) {
        auto sink = FileSink::create(path);
        REQUIRE(sink.has_value());
        (*sink)->write(bytes);
        REQUIRE((*sink)->commit(true).has_value());
    };
    for (const bool binary : {false, true}) {
        const std::string path = folder / (binary ? "a.bcf" : "a.vcf.gz");
        const auto packed = [&](const std::string& text) { return binary ? bcf_of(text) : bgzip(text); };
        keep(path, packed(vcf(records + end)));
        index_beside(path);
        keep(path, packed(vcf(line("chr2", 1000, "A", "T", "0/1") + end)));
        std::filesystem::last_write_time(
            path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
        Context context;
        const std::vector<Source> files = {Source::open(path).value()};
        auto reader = PgxGenotypeReader::open(files, known, {}, context);
        REQUIRE(reader.has_value());
        const auto told = reader->read([](const PgxGeneGenotypes&) -> Result<void> { return {}; }, context);
        REQUIRE_FALSE(told.has_value());
        CHECK(told.error().code() == "clinic.index");
        CHECK(says_all(told));
    }
    std::filesystem::remove_all(folder);
}

TEST_CASE("patterns part samples exactly where their genotypes differ") {
    std::mt19937 random(3);
    std::string cells_a, cells_b, names;
    for (int i = 0; i < 300; ++i) {
        names += format("{}S{}", i ? "\t" : "", i);
        cells_a += format("{}{}", i ? "\t" : "", random() % 2 ? "0/0:." : random() % 2 ? "0|1:5" : "0|1:6");
        cells_b += format("{}{}/{}", i ? "\t" : "", random() % 2, random() % 2);
    }
    const auto known = definitions();
    Context context;
    const Source cohort = file(
        vcf(line("chr2", 50, "C", "T", cells_a, ".", "GT:PS") + line("chr2", 402, "A", "G", cells_b), names));
    auto reader = PgxGenotypeReader::open({&cohort, 1}, known, {}, context);
    REQUIRE(reader.has_value());
    int genes = 0;
    const auto visit = [&](const PgxGeneGenotypes& gene) -> Result<void> {
        ++genes;
        const PgxPatterns patterns = patterns_of(gene);
        for (std::size_t a = 0; a < gene.samples; ++a)
            for (std::size_t b = 0; b < a; ++b) {
                const bool same = std::ranges::all_of(
                    gene.columns, [&](const PgxColumn& column) { return column.at(a) == column.at(b); });
                REQUIRE(same == (patterns.of_sample[a] == patterns.of_sample[b]));
            }
        for (std::uint32_t k = 0; k < patterns.example.size(); ++k)
            CHECK(patterns.of_sample[patterns.example[k]] == k);
        CHECK(patterns.example.size() == (gene.gene == 0 ? 12 : 1));
        return {};
    };
    REQUIRE(reader->read(visit, context).has_value());
    CHECK(genes == 2);
}

TEST_CASE("cut and changed bytes give an answer or a reason, never a fall") {
    const std::string text =
        vcf(line("chr2", 50, "C", "T", "0|1:3:9", ".", "GT:DP:PS") + line("chr2", 102, "CAT", "C", "0/1") +
            line("chr2", 200, "T", "<NON_REF>", "0/0:5", "END=310", "GT:DP"));
    const auto known = definitions();
    std::mt19937 random(5);
    for (const std::string& whole : {text, bgzip(text), bcf_of(text)})
        for (int round = 0; round < 600; ++round) {
            std::string bytes = whole;
            if (round % 3 == 0)
                bytes.resize(random() % bytes.size());
            else
                for (unsigned k = 0; k <= random() % 3; ++k)
                    bytes[random() % bytes.size()] = static_cast<char>(random());
            Context context;
            const auto cohort = read_pgx_genotypes(file(bytes), known, {}, context);
            if (!cohort) CHECK(cohort.error().exit() == Exit::bad_input);
        }
}
