#include "support.hpp"

#include <strandline/formats/fasta.hpp>
#include <strandline/formats/genbank.hpp>
#include <strandline/formats/gff3.hpp>

#include "location.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::Interval;
using domain::Strand;
using Parts = std::vector<Interval>;

namespace {

const std::string bases(30, 'a');

std::string record(const std::string& features, const std::string& topology = "linear",
                   const std::string& name = "R1") {
    return "LOCUS       " + name + "  30 bp    DNA     " + topology +
           " BCT 12-NOV-2004\n"
           "DEFINITION  a record.\nVERSION     " +
           name +
           ".2  GI:1\n"
           "FEATURES             Location/Qualifiers\n"
           "     source          1..30\n                     /organism=\"CDS of nothing\"\n" +
           features + "ORIGIN      \n        1 " + bases.substr(0, 10) + " " + bases.substr(0, 10) + " " +
           bases.substr(0, 10) + "\n//\n";
}

std::string cds(const std::string& location, const std::string& qualifiers = "") {
    return "     CDS             " + location + "\n" + qualifiers;
}

std::string line(const std::string& qualifier) { return "                     " + qualifier + "\n"; }

domain::CodingSequence only_cds(const std::string& text) {
    const auto read = read_genbank(file(text));
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    REQUIRE(read->annotation.coding.size() == 1);
    return read->annotation.coding[0];
}

std::string genbank_slip(const std::string& text) {
    const auto outcome = read_genbank(file(text));
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

domain::Genome genome() {
    return {{{"chr1", std::string(100, 'A'), false}, {"chr2", std::string(50, 'C'), false}}};
}

std::string gff_slip(const std::string& text) {
    const auto outcome = read_gff3(file(text), genome());
    if (!outcome) CHECK_MESSAGE(says_all(outcome), render(outcome.error()));
    return slip(outcome);
}

AnnotatedGenome gff(const std::string& text) {
    auto read = read_gff3(file(text), genome());
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    return std::move(*read);
}

bool has(const domain::CodingSequence& coding, const std::string& name) {
    return std::ranges::find(coding.synonyms, name) != coding.synonyms.end();
}

}  // namespace

TEST_CASE("GenBank: sequence, name, topology and a coding sequence") {
    const auto read = read_genbank(file(record(
        cds("complement(4..12)",
            line("/gene=\"abcA\"") + line("/locus_tag=\"b0001\"") + line("/gene_synonym=\"abc; ECK1,") +
                line("xyz\"") + line("/note=\"a quote \"\"here\"\", a / and") +
                line("/gene=\"\"not\"\" this\"") + line("/codon_start=1") + line("/product=\"a long") +
                line("product\"") + line("/protein_id=\"NP_1.1\"") + line("/db_xref=\"GeneID:7\"") +
                line("/db_xref=\"ECOCYC:EG1\"")),
        "circular")));
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    REQUIRE(read->genome.contigs.size() == 1);
    CHECK(read->genome.contigs[0].name == "R1.2");
    CHECK(read->genome.contigs[0].circular);
    CHECK(read->genome.contigs[0].bases == std::string(30, 'A'));
    REQUIRE(read->annotation.coding.size() == 1);
    const domain::CodingSequence& coding = read->annotation.coding[0];
    CHECK(coding.gene == "abcA");
    CHECK(coding.locus_tag == "b0001");
    CHECK(coding.product == "a long product");
    CHECK(coding.strand == Strand::reverse);
    CHECK(coding.parts == Parts{{0, 3, 12}});
    CHECK(coding.synonyms ==
          std::vector<std::string>{"abc", "ECK1", "xyz", "NP_1.1", "GeneID:7", "ECOCYC:EG1", "EG1"});
    CHECK(!coding.pseudo);
}

TEST_CASE("GenBank: gene features add names, those in old notes too") {
    const std::string gene = "     gene            1..9\n" + line("/gene=\"ldhA\"") +
                             line("/locus_tag=\"b1380\"") + line("/note=\"synonyms: hslF, b1380,") +
                             line("hslI\"") + line("/db_xref=\"GeneID:9\"");
    const auto coding =
        only_cds(record(gene + cds("1..9", line("/gene=\"ldhA\"") + line("/locus_tag=\"b1380\"") +
                                               line("/note=\"synonyms: not this\""))));
    CHECK(coding.synonyms == std::vector<std::string>{"hslF", "hslI", "GeneID:9"});
    CHECK(only_cds(record(gene + cds("1..9", line("/locus_tag=\"b9\"")))).synonyms.empty());
}

TEST_CASE("GenBank: locations") {
    CHECK(only_cds(record(cds("4"))).parts == Parts{{0, 3, 4}});
    CHECK(only_cds(record(cds("join(1..3,10..12,\n                     20..21)"))).parts ==
          Parts{{0, 0, 3}, {0, 9, 12}, {0, 19, 21}});
    CHECK(only_cds(record(cds("complement(join(1..3,10..12))"))).parts == Parts{{0, 9, 12}, {0, 0, 3}});
    CHECK(only_cds(record(cds("join(complement(10..12),complement(1..3))"))).parts ==
          Parts{{0, 9, 12}, {0, 0, 3}});
    CHECK(only_cds(record(cds("order(1..3,10..12)"))).parts == Parts{{0, 0, 3}, {0, 9, 12}});
    CHECK(only_cds(record(cds("<1..>9"))).partial);
    const auto remote = only_cds(record(cds("join(J00194.1:100..202,1..9)")));
    CHECK(remote.parts == Parts{{0, 0, 9}});
    CHECK(remote.partial);
    // Ribosomal slippage reads a base twice.
    CHECK(only_cds(record(cds("join(1..9,9..12)"))).length() == 13);
}

TEST_CASE("GenBank: across the origin of a circular record") {
    for (const std::string location : {"join(28..30,1..3)", "28..3"}) {
        CHECK(only_cds(record(cds(location), "circular")).parts == Parts{{0, 27, 33}});
        CHECK(only_cds(record(cds("complement(" + location + ")"), "circular")).parts == Parts{{0, 27, 33}});
    }
    CHECK(only_cds(record(cds("join(28..30,1..3)"))).parts == Parts{{0, 27, 30}, {0, 0, 3}});
    CHECK(genbank_slip(record(cds("28..3"))) == "genbank.location 7:22");
}

TEST_CASE("GenBank: trans-splicing gives a coding sequence for each run of one strand") {
    const auto read =
        read_genbank(file(record(cds("join(complement(20..25),1..3,5..6)", line("/gene=\"rps12\"")))));
    REQUIRE(read.has_value());
    REQUIRE(read->annotation.coding.size() == 2);
    CHECK(read->annotation.coding[0].parts == Parts{{0, 0, 3}, {0, 4, 6}});
    CHECK(read->annotation.coding[1].parts == Parts{{0, 19, 25}});
    CHECK(read->annotation.coding[1].partial);
}

TEST_CASE("GenBank: several records, pseudogenes, no VERSION") {
    const auto read = read_genbank(file(record(cds("1..3", line("/pseudo") + line("/locus_tag=\"p\""))) +
                                        "\n\n" + record(cds("4..6"), "circular", "R2")));
    REQUIRE(read.has_value());
    REQUIRE(read->genome.contigs.size() == 2);
    CHECK(read->annotation.coding[0].pseudo);
    CHECK(read->annotation.coding[1].parts[0].contig == 1);
    std::string text = record("");
    text.replace(text.find("VERSION     R1.2  GI:1"), 22, "VERSION     .");
    CHECK(read_genbank(file(text))->genome.contigs[0].name == "R1");
    text.replace(text.find("LOCUS       R1"), 14, "LOCUS       my plasmid one");
    CHECK(read_genbank(file(text))->genome.contigs[0].name == "my_plasmid_one");
}

TEST_CASE("GenBank: what is wrong is placed") {
    const std::string good = record("");
    CHECK(genbank_slip("") == "genbank.empty");
    CHECK(genbank_slip("hello\n") == "genbank.locus 1:1");
    CHECK(genbank_slip(good.substr(0, good.size() - 3)) == "genbank.truncated 1:1");
    CHECK(genbank_slip(good.substr(0, good.size() - 3) + record("", "linear", "R2")) ==
          "genbank.truncated 1:1");
    CHECK(genbank_slip(good + good) == "genbank.duplicate 10:1");
    CHECK(genbank_slip("LOCUS       P  30 aa  linear\n//\n") == "genbank.protein 1:19");
    CHECK(genbank_slip("LOCUS       P  thirty bp  linear\n//\n").starts_with("genbank.locus"));
    CHECK(genbank_slip("LOCUS       P  30 bp DNA linear\nCONTIG      join(U1.1:1..30)\n//\n") ==
          "genbank.no_sequence 1:1");
    std::string short_one = good;
    short_one.replace(short_one.find("30 bp"), 5, "31 bp");
    CHECK(genbank_slip(short_one) == "genbank.length 7:1");
    std::string letter = good;
    letter.replace(letter.find("aaaaaaaaaa"), 1, "x");
    CHECK(genbank_slip(letter) == "genbank.letter 8:11");
    CHECK(genbank_slip(record(cds("1..31"))) == "genbank.location 7:22");
    CHECK(genbank_slip(record(cds("0..3"))) == "genbank.location 7:22");
    CHECK(genbank_slip(record(cds("join(1..3"))) == "genbank.location 7:22");
    CHECK(genbank_slip(record(cds("join(1..3,bad)"))) == "genbank.location 7:32");
    CHECK(genbank_slip(record(cds(""))) == "genbank.location 7:1");
    CHECK(genbank_slip(record(cds(std::string(5000, '(')))).starts_with("genbank.location"));
    std::string deep;
    for (int i = 0; i < 2000; ++i) deep += "join(";
    CHECK(genbank_slip(record(cds(deep))).starts_with("genbank.location"));
}

TEST_CASE("GFF3: rows of one CDS belong together, names come from the gene") {
    const AnnotatedGenome read = gff(
        "##gff-version 3\n"
        "chr1\tx\tgene\t1\t60\t.\t+\t.\tID=gene-b1;Name=abcA;gene=abcA;locus_tag=b1;gene_synonym=one,tw%2Co\n"
        "chr1\tx\tmRNA\t1\t60\t.\t+\t.\tID=rna-1;Parent=gene-b1;Name=not-the-gene\n"
        "chr1\tx\tCDS\t31\t60\t.\t+\t0\tID=cds-1;Parent=rna-1;protein_id=NP_1\n"
        "chr1\tx\tCDS\t1\t10\t.\t+\t0\tID=cds-1;Parent=rna-1;protein_id=NP_1\n"
        "###\n"
        "chr2\tx\tCDS\t1\t9\t.\t-\t0\tID=cds-2;Name=solo;Dbxref=GeneID:5,UniProt:P1\n"
        "chr2\tx\tCDS\t20\t28\t.\t-\t2\tID=cds-2;Name=solo\n");
    REQUIRE(read.annotation.coding.size() == 2);
    const domain::CodingSequence& first = read.annotation.coding[0];
    CHECK(first.gene == "abcA");
    CHECK(first.locus_tag == "b1");
    CHECK(first.parts == Parts{{0, 0, 10}, {0, 30, 60}});
    CHECK(has(first, "tw,o"));
    CHECK(has(first, "NP_1"));
    const domain::CodingSequence& second = read.annotation.coding[1];
    CHECK(second.gene == "solo");
    CHECK(second.parts == Parts{{1, 19, 28}, {1, 0, 9}});
    CHECK(has(second, "P1"));
}

TEST_CASE("GFF3: without ID, rows go by parent; transcripts that code for the same are one") {
    const AnnotatedGenome read =
        gff("chr1\tx\tCDS\t1\t9\t.\t+\t0\tParent=t1,t2\n"
            "chr1\tx\tCDS\t21\t29\t.\t+\t0\tParent=t1,t2\n"
            "chr1\tx\tCDS\t41\t49\t.\t+\t0\tParent=t3\n"
            "chr1\tx\tmRNA\t1\t50\t.\t+\t.\tID=t1;Parent=g\n"
            "chr1\tx\tmRNA\t1\t50\t.\t+\t.\tID=t2;Parent=g\n"
            "chr1\tx\tmRNA\t1\t50\t.\t+\t.\tID=t3;Parent=g\n"
            "chr1\tx\tgene\t1\t50\t.\t+\t.\tID=g;Name=abc;Alias=old\n");
    REQUIRE(read.annotation.coding.size() == 2);
    for (const domain::CodingSequence& coding : read.annotation.coding) {
        CHECK(coding.gene == "abc");
        CHECK(coding.locus_tag == "g");
        CHECK(has(coding, "old"));
    }
    CHECK(read.annotation.coding[0].parts.size() == 2);
}

TEST_CASE("GFF3: circular contigs") {
    const std::string region = "chr1\tx\tregion\t1\t100\t.\t+\t.\tID=r;Is_circular=true\n";
    for (const std::string rows :
         {"chr1\tx\tCDS\t91\t109\t.\t+\t0\tID=c\n",
          "chr1\tx\tCDS\t1\t9\t.\t+\t0\tID=c\nchr1\tx\tCDS\t91\t100\t.\t+\t0\tID=c\n"}) {
        const AnnotatedGenome read = gff(region + rows);
        CHECK(read.genome.contigs[0].circular);
        CHECK(!read.genome.contigs[1].circular);
        CHECK(read.annotation.coding[0].parts == Parts{{0, 90, 109}});
    }
    const AnnotatedGenome reverse =
        gff(region + "chr1\tx\tCDS\t1\t9\t.\t-\t0\tID=c\nchr1\tx\tCDS\t91\t100\t.\t-\t0\tID=c\n");
    CHECK(reverse.annotation.coding[0].parts == Parts{{0, 90, 109}});
    CHECK(gff_slip("chr1\tx\tCDS\t91\t109\t.\t+\t0\tID=c\n") == "gff3.range 1:12");
}

TEST_CASE("GFF3: with its own sequence") {
    const std::string rows = "##gff-version 3\nc\tx\tCDS\t1\t9\t.\t+\t0\tID=c;gene=g\n";
    const auto read = read_annotated_genome(file(rows + "##FASTA\n>c\nACGTACGTACGT\n"));
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    CHECK(read->genome.contigs[0].bases == "ACGTACGTACGT");
    CHECK(read->annotation.coding[0].parts == Parts{{0, 0, 9}});
    CHECK(slip(read_genome(file(rows))) == "gff3.no_sequence");
    CHECK(slip(read_genome(file(rows + "##FASTA\n>c\nACGT\n"))) == "gff3.range 2:9");
    CHECK(slip(read_genome(file(rows + "##FASTA\n>c\nACXT\n"))) == "fasta.letter 5:3");
    // Beside a genome of its own the sequence is left out.
    CHECK(gff("chr1\tx\tCDS\t1\t9\t.\t+\t0\tID=c\n##FASTA\n>chr1\nAC\n").genome.contigs[0].bases.size() ==
          100);
}

TEST_CASE("GFF3: what is wrong is placed") {
    const auto row = [](const std::string& cells) { return gff_slip("##gff-version 3\n" + cells + "\n"); };
    CHECK(row("chr1\tx\tCDS\t1\t9\t.\t+\t0") == "gff3.columns 2:1");
    CHECK(row("chr1  x  CDS  1  9  .  +  0  ID=c") == "gff3.columns 2:1");
    CHECK(row("chr9\tx\tCDS\t1\t9\t.\t+\t0\tID=c") == "gff3.contig 2:1");
    CHECK(row("chr1\tx\tCDS\tone\t9\t.\t+\t0\tID=c") == "gff3.start 2:12");
    CHECK(row("chr1\tx\tCDS\t0\t9\t.\t+\t0\tID=c") == "gff3.start 2:12");
    CHECK(row("chr1\tx\tCDS\t10\t9\t.\t+\t0\tID=c") == "gff3.end 2:15");
    CHECK(row("chr1\tx\tCDS\t1\t101\t.\t+\t0\tID=c") == "gff3.range 2:12");
    CHECK(row("chr1\tx\tCDS\t1\t9\t.\t.\t0\tID=c") == "gff3.strand 2:18");
    CHECK(row("chr1\tx\tCDS\t1\t9\t.\t+\t3\tID=c") == "gff3.phase 2:20");
    CHECK(row("chr1\tx\tCDS\t1\t9\t.\t+\t0\tgene_id \"a\"; transcript_id \"b\";").starts_with("gff3.gtf 2:"));
    CHECK(row("chr1\tx\tCDS\t1\t9\t.\t+\t0\tID=c\nchr1\tx\tCDS\t20\t29\t.\t-\t0\tID=c") == "gff3.split 3:1");
    CHECK(gff_slip("##gff-version 2\n") == "gff3.version 1:1");
    CHECK(gff_slip("##gff-version 3\n") == "gff3.empty");
    CHECK(gff_slip(">c\nACGT\n") == "gff3.fasta 1:1");
    CHECK(read_gff3(file("chr11\tx\tCDS\t1\t9\t.\t+\t0\tID=c\n"), genome()).error().candidates().front() ==
          "chr1");
}

TEST_CASE("E. coli: GenBank and GFF3 tell the same coding sequences") {
    const auto genbank = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    const auto fasta = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.fna.gz");
    const auto annotation = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gff.gz");
    if (!genbank || !fasta || !annotation) return;
    const auto one = read_annotated_genome(*genbank);
    const auto two = read_annotated_genome(*fasta, &*annotation);
    REQUIRE_MESSAGE(one.has_value(), render(one.error()));
    REQUIRE_MESSAGE(two.has_value(), render(two.error()));
    REQUIRE(one->genome.contigs.size() == 1);
    CHECK(one->genome.contigs[0].name == two->genome.contigs[0].name);
    const bool same_bases = one->genome.contigs[0].bases == two->genome.contigs[0].bases;
    CHECK(same_bases);
    CHECK(one->genome.contigs[0].length() == 4'641'652);
    CHECK(one->genome.contigs[0].circular);
    CHECK(two->genome.contigs[0].circular);
    CHECK(one->annotation.coding.size() == two->annotation.coding.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < std::min(one->annotation.coding.size(), two->annotation.coding.size()); ++i) {
        const domain::CodingSequence &a = one->annotation.coding[i], &b = two->annotation.coding[i];
        different += a.gene != b.gene || a.locus_tag != b.locus_tag || a.parts != b.parts ||
                     a.strand != b.strand || a.pseudo != b.pseudo;
    }
    CHECK(different == 0);
}

TEST_CASE("pieces of eukaryote genomes are read, splicing and all") {
    for (const std::string name : {"A.thaliana", "C.elegans", "D.melanogaster"}) {
        const auto fasta = shared_source("data/edit/eukaryote_pieces/" + name + ".1pct.fa.gz");
        const auto annotation = shared_source("data/edit/eukaryote_pieces/" + name + ".1pct.gff.gz");
        if (!fasta || !annotation) return;
        const auto read = read_annotated_genome(*fasta, &*annotation);
        REQUIRE_MESSAGE(read.has_value(), render(read.error()));
        std::size_t spliced = 0, unnamed = 0;
        for (const domain::CodingSequence& coding : read->annotation.coding) {
            spliced += coding.parts.size() > 1;
            unnamed += coding.gene.empty() && coding.locus_tag.empty();
        }
        MESSAGE(name, ": ", read->annotation.coding.size(), " coding sequences, ", spliced, " spliced");
        std::set<std::string> genes;
        for (const domain::CodingSequence& coding : read->annotation.coding) genes.insert(coding.gene);
        MESSAGE(genes.size(), " genes, such as ", *genes.rbegin());
        CHECK(spliced > 10);
        CHECK(unnamed == 0);
    }
}

TEST_CASE("E. coli: GenBank and GFF3 tell the same genes") {
    const auto genbank = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    const auto fasta = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.fna.gz");
    const auto annotation = shared_source("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gff.gz");
    if (!genbank || !fasta || !annotation) return;
    const auto one = read_annotated_genome(*genbank);
    const auto two = read_annotated_genome(*fasta, &*annotation);
    REQUIRE(one.has_value());
    REQUIRE(two.has_value());
    REQUIRE(one->annotation.genes.size() == 4639);
    REQUIRE(two->annotation.genes.size() == 4639);
    std::size_t different = 0;
    std::map<std::string, std::size_t> biotypes;
    for (std::size_t i = 0; i < 4639; ++i) {
        const domain::Gene &a = one->annotation.genes[i], &b = two->annotation.genes[i];
        ++biotypes[a.biotype];
        different += a.symbol != b.symbol || a.locus_tag != b.locus_tag || a.biotype != b.biotype ||
                     a.strand != b.strand || a.span != b.span || a.transcripts.size() != b.transcripts.size();
        for (std::size_t t = 0; t < std::min(a.transcripts.size(), b.transcripts.size()); ++t)
            different += a.transcripts[t].exons != b.transcripts[t].exons ||
                         a.transcripts[t].coding != b.transcripts[t].coding ||
                         a.transcripts[t].phase != b.transcripts[t].phase;
    }
    CHECK(different == 0);
    CHECK(biotypes ==
          std::map<std::string, std::size_t>{
              {"ncRNA", 98}, {"protein_coding", 4288}, {"pseudogene", 145}, {"rRNA", 22}, {"tRNA", 86}});
}

TEST_CASE("pieces of eukaryote genomes: genes, their transcripts and exons") {
    struct Expected {
        std::string name, symbol, tag;
        std::size_t transcripts, exons, coding, rows;  // rows: genes as the file has rows
        std::int64_t start_site;
    };
    // The rows of each file, counted with grep; the rest as its rows say.
    const Expected all[] = {{"A.thaliana", "AT1G01010", "AT1G01010", 1, 6, 6, 380, 3630},
                            {"C.elegans", "homt-1", "WBGene00022277", 1, 5, 5, 260, 10229},
                            {"D.melanogaster", "l(2)gl", "FBgn0002121", 11, 0, 0, 108, 21375}};
    for (const Expected& expected : all) {
        const auto fasta = shared_source("data/edit/eukaryote_pieces/" + expected.name + ".1pct.fa.gz");
        const auto rows = shared_source("data/edit/eukaryote_pieces/" + expected.name + ".1pct.gff.gz");
        if (!fasta || !rows) return;
        const auto read = read_annotated_genome(*fasta, &*rows);
        REQUIRE_MESSAGE(read.has_value(), render(read.error()));
        const auto& genes = read->annotation.genes;
        CHECK(genes.size() >= expected.rows);
        CHECK(genes.size() <= expected.rows + 15);  // an excerpt has transcripts without their gene's row
        const auto gene = std::ranges::find(genes, expected.symbol, &domain::Gene::symbol);
        REQUIRE(gene != genes.end());
        CHECK(gene->locus_tag == expected.tag);
        CHECK(gene->biotype == "protein_coding");
        CHECK(gene->transcripts.size() == expected.transcripts);
        if (expected.exons) CHECK(gene->transcripts[0].exons.size() == expected.exons);
        if (expected.coding) CHECK(gene->transcripts[0].coding.size() == expected.coding);
        CHECK(start_site(gene->transcripts[0], gene->strand) == expected.start_site);
        std::size_t outside = 0;
        for (const domain::Gene& one : genes)
            for (const domain::Transcript& transcript : one.transcripts)
                for (const auto* parts : {&transcript.exons, &transcript.coding})
                    for (const Interval& part : *parts)
                        outside += part.begin < one.span.begin || part.end > one.span.end;
        CHECK(outside == 0);
    }
}

TEST_CASE("GenBank: genes with transcripts, RNA genes, pseudogenes, those with a CDS alone") {
    const auto read = read_genbank(file(record(
        "     gene            1..20\n" + line("/gene=\"abc\"") + "     mRNA            join(1..6,10..20)\n" +
        line("/gene=\"abc\"") + cds("join(3..6,10..14)", line("/gene=\"abc\"") + line("/codon_start=2")) +
        "     gene            complement(22..24)\n" + line("/locus_tag=\"t1\"") +
        "     tRNA            complement(22..24)\n" + line("/locus_tag=\"t1\"") +
        cds("26..28", line("/locus_tag=\"solo\"") + line("/pseudo")))));
    REQUIRE_MESSAGE(read.has_value(), render(read.error()));
    const auto& genes = read->annotation.genes;
    REQUIRE(genes.size() == 3);
    CHECK(genes[0].symbol == "abc");
    CHECK(genes[0].biotype == "protein_coding");
    CHECK(genes[0].span == Interval{0, 0, 20});
    REQUIRE(genes[0].transcripts.size() == 1);
    CHECK(genes[0].transcripts[0].exons == Parts{{0, 0, 6}, {0, 9, 20}});
    CHECK(genes[0].transcripts[0].coding == Parts{{0, 2, 6}, {0, 9, 14}});
    CHECK(genes[0].transcripts[0].phase == 1);
    CHECK(genes[1].biotype == "tRNA");
    CHECK(start_sites(genes[1]) == std::vector<std::int64_t>{23});
    CHECK(genes[2].biotype == "pseudogene");
    CHECK(!genes[2].is_coding());
}

TEST_CASE("GFF3: rows of genes and exons that lie nowhere only name") {
    const AnnotatedGenome read =
        gff("chr1\tx\tgene\t1\t900\t.\t+\t.\tID=g;gene=abc\n"
            "chr1\tx\tmRNA\t1\t50\t.\t+\t.\tID=t;Parent=g\n"
            "chr1\tx\texon\t1\t20\t.\t+\t.\tParent=t\n"
            "chr1\tx\texon\t31\t50\t.\t+\t.\tParent=t\n"
            "chrX\tx\texon\t31\t50\t.\t+\t.\tParent=t\n"
            "chr1\tx\tCDS\t11\t20\t.\t+\t0\tParent=t\n"
            "chr1\tx\tCDS\t31\t39\t.\t+\t2\tParent=t\n"
            "chr2\tx\ttRNA\t5\t9\t.\t-\t.\tID=r;Name=trnA\n"
            "chr2\tx\tncRNA_gene\t11\t19\t.\t.\t.\tID=n;biotype=lncRNA\n");
    const auto& genes = read.annotation.genes;
    REQUIRE(genes.size() == 3);
    CHECK(genes[0].symbol == "abc");
    CHECK(genes[0].span == Interval{0, 0, 50});
    CHECK(genes[0].transcripts[0].exons == Parts{{0, 0, 20}, {0, 30, 50}});
    CHECK(genes[1].symbol == "trnA");
    CHECK(genes[1].biotype == "tRNA");
    CHECK(genes[2].biotype == "lncRNA");
    CHECK(genes[2].span == Interval{1, 10, 19});
}
