// Damaged files: whatever is flipped, cut or repeated, a reader gives a value or an error, soon.
#include "bcf_of.hpp"
#include "damaged.hpp"
#include "support.hpp"

#include <strandline/formats/casoffinder.hpp>
#include <strandline/formats/fasta.hpp>
#include <strandline/formats/fastq.hpp>
#include <strandline/formats/genbank.hpp>
#include <strandline/formats/genes.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/gff3.hpp>
#include <strandline/formats/guide_contexts.hpp>
#include <strandline/formats/guides.hpp>
#include <strandline/formats/reader.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/regions.hpp>
#include <strandline/formats/site_pairs.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/formats/twobit.hpp>
#include <strandline/formats/variants.hpp>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

const std::string genbank =
    "LOCUS       R1  30 bp    DNA     circular BCT 12-NOV-2004\nVERSION     R1.2  GI:1\nFEATURES             "
    "Location/Qualifiers\n"
    "     CDS             complement(join(4..12,<14..>18))\n                     /gene=\"abcA\"\n            "
    "         /note=\"two \"\"lines\"\"\n"
    "                     of text\"\n     CDS             join(28..30,1..3,R2.1:5..9)\n                     "
    "/pseudo\n"
    "ORIGIN      \n        1 acgtacgtac gtacgtacgt acgtacgtac\n//\n";
const std::string gff3 =
    "##gff-version "
    "3\nc\tx\tregion\t1\t12\t.\t+\t.\tID=r;Is_circular=true\nc\tx\tgene\t1\t9\t.\t+\t.\tID=g;Name=abc;Alias="
    "a%2Cb,c\n"
    "c\tx\tCDS\t1\t4\t.\t+\t0\tID=c1;Parent=g\nc\tx\tCDS\t7\t9\t.\t+\t1\tID=c1;Parent=g\nc\tx\tCDS\t10\t14\t."
    "\t-\t0\tParent=g\n"
    "##FASTA\n>c\nACGTACGTACGT\n";

}  // namespace

TEST_CASE("damaged FASTA") {
    check_reader(">one first\nACGTNNNN\nACGT\n>two topology=circular\nacgu\n",
                 [](const Source& source) { judge(read_fasta(source)); });
}

TEST_CASE("damaged FASTQ") {
    const std::string good = "@a x\nACGTN\n+\nIIII!\n@b\nAC\n+b\n#~\n@c\n\n+\n\n";
    check_reader(good, [&](const Source& source) {
        FastqReader reader(source);
        FastqPairReader pairs(source, file(good));
        FastqBatch batch, other;
        for (;;) {
            const auto more = reader.read(batch, 2);
            judge(more);
            if (!more || !*more) break;
        }
        for (;;) {
            const auto more = pairs.read(batch, other, 2);
            judge(more);
            if (!more || !*more) break;
        }
    });
}

TEST_CASE("damaged GenBank") {
    check_reader(genbank, [](const Source& source) { judge(read_genbank(source)); });
}

TEST_CASE("damaged GFF3") {
    const domain::Genome genome{{{"c", "ACGTACGTACGT", false}}};
    check_reader(gff3, [&](const Source& source) { judge(read_gff3(source, genome)); });
    check_reader(gff3, [](const Source& source) { judge(read_gff3_with_sequence(source)); });
}

TEST_CASE("damaged 2bit") {
    // Two contigs, with a run of N, of eight bases each.
    std::string bytes("\x43\x27\x41\x1A\0\0\0\0\x02\0\0\0\0\0\0\0", 16);
    bytes += std::string(
        "\x01"
        "a\x1C\0\0\0\x01"
        "b\x36\0\0\0",
        12);
    bytes += std::string("\x08\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\x1B\x1B", 26);
    bytes += std::string("\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xE4\xE4", 18);
    REQUIRE(read_twobit(file(bytes)).has_value());
    CHECK(read_twobit(file(bytes))->contigs[0].bases == "TCNNNCAG");
    check_reader(bytes, [](const Source& source) { judge(read_twobit(source)); });
}

TEST_CASE("damaged contexts and pairs") {
    const auto contexts = [](const Source& source) { judge(read_guide_contexts(source)); };
    check_reader("id\tsequence\tcds_percent\na\tCCACCACCTTCAAAGCGGTGATGGTGGGAC\t12\n", contexts);
    check_reader("CCACCACCTTCAAAGCGGTGATGGTGGGAC\n# more\nCACCTTCAAAGCGGTGATGGTGG\n", contexts);
    check_reader(">a one\nCCACCACCTTCAAAGCG\nGTGATGGTGGGAC\n>b\nCACCTTCAAAGCGGTGATGGTGG\n", contexts);
    check_reader("guide\tsite\nATTGAGTGACCACTCTACGGNGG\tATTGAGTGACC-CTCTACGGAGG\n",
                 [](const Source& source) { judge(read_site_pairs(source)); });
}

TEST_CASE("damaged guides, genes, Cas-OFFinder files and tables") {
    const std::string guides = "id\tspacer\tnote\na\tGACCCGTAGGATCATCAATT\tx\nb\tGACCCGTAGGATCATCAATA\ty\n";
    check_reader(guides, [](const Source& source) { judge(read_guides(source)); });
    check_reader("GACCCGTAGGATCATCAATT\n# more\nGACCCGTAGGATCATCAATA\n",
                 [](const Source& source) { judge(read_guides(source)); });
    check_reader("chr1\t0\t10\tname\t0\t-\nchr1:1-50\n", [](const Source& source) {
        judge(read_regions(source, {{{"chr1", std::string(100, 'A'), true}}}));
    });
    check_reader("gene\tlocus_tag\nldhA\tb1380\n", [](const Source& source) { judge(read_genes(source)); });
    check_reader(
        "g.fa\nNNNNNNNNNNNNNNNNNNNNNGG 0 0\nGACCCGTAGGATCATCAATTNNN 4 a\nGACCCGTAGGATCATCAATTNGG 3\n",
        [](const Source& source) { judge(read_casoffinder(source)); });
    check_reader(guides, [](const Source& source) {
        auto table = TableReader::open(source);
        judge(table);
        while (table) {
            const auto more = table->next();
            judge(more);
            if (!more || !*more) break;
            judge(table->integer(0));
            judge(table->number(table->columns().size() - 1));
        }
    });
}

TEST_CASE("damaged VCF and BCF") {
    const std::string vcf =
        "##fileformat=VCFv4.2\n##contig=<ID=c,length=90>\n"
        "##FILTER=<ID=PASS,Description=\"\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n"
        "c\t3\t.\tA\tC,<DEL>\t9\tPASS\t.\tGT\t0|1\t2/.\nc\t7\trs1\tACG\tA,*\t.\tPASS\t.\tGT\t1\t0|0|2\n";
    const auto read = [](const Source& source) {
        auto reader = VariantReader::open(source);
        judge(reader);
        domain::VariantRecord record;
        while (reader) {
            const auto more = reader->next(record);
            judge(more);
            if (!more || !*more) break;
            for (const domain::SampleCall& call : record.calls) RC_ASSERT(!record.codes_of(call).empty());
        }
    };
    check_reader(vcf, read);
    check_reader(bcf_of(vcf), read);
}

TEST_CASE("anything at all is recognised as something") {
    for (const std::string& good :
         {genbank, gff3, std::string(">a\nACGT\n"), std::string("g.fa\nNNNGG\nACNNN 4\n")})
        check_reader(good, [](const Source& source) {
            RC_ASSERT(!recognise(source).empty());
            judge(read_genome(source));
            judge(read_annotated_genome(source));
        });
}
