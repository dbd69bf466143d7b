#include "bcf_of.hpp"
#include "support.hpp"

#include <strandline/formats/variants.hpp>

#include <string>
#include <vector>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

const std::string head = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=1000>\n##contig=<ID=chrX>\n";
const std::string columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

std::string vcf(const std::string& rows, int samples = 3) {
    std::string text = head + columns;
    if (samples > 0) text += "\tFORMAT";
    for (int i = 0; i < samples; ++i) text += "\ts" + std::to_string(i);
    return text + "\n" + rows;
}

/// "chr1:10 A>C,<DEL> s0=0|1 …" of each record; ends with "error code" where there is one.
std::vector<std::string> told(const Source& source, SkippedVariants* skipped = nullptr) {
    auto reader = VariantReader::open(source);
    if (!reader) return {slip(reader)};
    std::vector<std::string> lines;
    domain::VariantRecord record;
    for (;;) {
        const auto more = reader->next(record);
        if (!more) lines.push_back(slip(more));
        if (!more || !*more) break;
        std::string line = format("{}:{} {}>{}", record.contig, record.position + 1, record.reference,
                                  join(record.alternates, ","));
        for (const domain::SampleCall& call : record.calls) {
            line += format(" {}=", reader->samples()[call.sample]);
            bool first = true;
            for (const std::int16_t code : record.codes_of(call)) {
                if (!first) line += call.phased ? "|" : "/";
                line += code < 0 ? "." : std::to_string(code);
                first = false;
            }
        }
        for (const auto& frequency : record.frequencies)
            line += frequency ? format(" AF {}", *frequency) : " AF NA";
        lines.push_back(line);
    }
    if (skipped) *skipped = reader->skipped();
    return lines;
}

std::vector<std::string> told(const std::string& text) { return told(file(text)); }

}  // namespace

TEST_CASE("variants: genotypes of every kind are read") {
    const std::string text =
        vcf("chr1\t10\t.\ta\tc,G\t.\t.\t.\tGT\t0|0\t0/2\t.\n"
            "chr1\t12\trs7\tACG\tA,*,<DEL>\t.\tPASS\tAC=3\tGT:DP\t1|0:7\t3/2:.\t./.\n"
            "chrX\t5\t.\tT\t.\t.\t.\t.\tDP:GT\t3:0\t4:.|1\t5:0/0/1\n");
    SUBCASE("of alleles the record lacks") {
        CHECK(told(text).back() == "vcf.genotype 7:30");
    }
    const std::string good =
        text.substr(0, text.find("chrX\t")) + "chrX\t5\t.\tT\tTA\t.\t.\t.\tGT\t0\t.|1\t0/0/1\n";
    const std::vector<std::string> expected = {"chr1:10 A>C,G s1=0/2 s2=.",
                                               "chr1:12 ACG>A,*,<DEL> s0=1|0 s1=3/2 s2=./.",
                                               "chrX:5 T>TA s0=0 s1=.|1 s2=0/0/1"};
    SkippedVariants skipped;
    CHECK(told(file(good), &skipped) == expected);
    CHECK(skipped.symbolic == 1);
    CHECK(skipped.examples == std::vector<std::string>{"chr1:12 <DEL>"});
    CHECK(told(gzip(good)) == expected);
    SUBCASE("BCF tells the same") {
        std::string whole = head;
        whole +=
            "##FILTER=<ID=PASS,Description=\"\">\n##INFO=<ID=AC,Number=1,Type=Integer,Description=\"\">\n"
            "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\">\n"
            "##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"\">\n";
        const std::string bcf = bcf_of(whole + good.substr(head.size()));
        CHECK(told(bcf) == expected);
        SUBCASE("cut short it is an error") {
            for (const std::size_t less : {std::size_t{28}, std::size_t{40}}) {
                const auto lines = told(bcf.substr(0, bcf.size() - less));
                REQUIRE(!lines.empty());
                CHECK(lines.back() == "bcf.corrupt");
            }
        }
    }
}

TEST_CASE("variants: frequencies are read where there are no samples") {
    CHECK(told(vcf("chr1\t10\t.\tA\tC,G\t.\t.\tDP=3;AF=0.25,x\nchr1\t11\t.\tA\tT\t.\t.\t.\n", 0)) ==
          std::vector<std::string>{"chr1:10 A>C,G AF 0.25 AF NA", "chr1:11 A>T AF NA"});
}

TEST_CASE("variants: what is wrong is placed") {
    CHECK(told("") == std::vector<std::string>{"vcf.header"});
    CHECK(told("chr1\t1\n") == std::vector<std::string>{"vcf.header 1:0"});
    CHECK(told(head) == std::vector<std::string>{"vcf.header"});
    CHECK(told(head + "chr1\t10\n") == std::vector<std::string>{"vcf.header 4:0"});
    CHECK(told(head + columns + "\tFORMAT\ts\ts\n") == std::vector<std::string>{"vcf.samples 4:49"});
    const std::string ok = "\t.\t.\t.\tGT\t0|0\t0|0\t0|1\n";
    CHECK(told(vcf("chr1\t0x\t.\tA\tC" + ok)) == std::vector<std::string>{"vcf.position 5:6"});
    CHECK(told(vcf("chr1\t10\t.\tA-\tC" + ok)) == std::vector<std::string>{"vcf.ref 5:11"});
    CHECK(told(vcf("chr1\t10\t.\tA\tC,,G" + ok)) == std::vector<std::string>{"vcf.alt 5:15"});
    CHECK(told(vcf("chr1\t10\t.\tA\tC\t.\t.\t.\tGT\t0|0\t0|0\n")) ==
          std::vector<std::string>{"vcf.columns 5:0"});
    CHECK(told(vcf("chr1\t10\t.\tA\tC\t.\n")) == std::vector<std::string>{"vcf.columns 5:0"});
    CHECK(told(vcf("chr1\t10\t.\tA\tC\t.\t.\t.\tGT\t0|0\t0|0\t0|0\t0|0\n")) ==
          std::vector<std::string>{"vcf.columns 5:0"});
    CHECK(told(vcf("chr1\t10\t.\tA\tC\t.\t.\t.\tGT\t0|0\t0|b\t0|0\n")).back() == "vcf.genotype 5:28");
    CHECK(told(vcf("chr1\t10\t.\tA\tC" + ok + "chr1\t9\t.\tA\tC" + ok)).back() == "vcf.order 6:6");
    CHECK(told(vcf("chr1\t10\t.\tA\tC" + ok + "chrX\t9\t.\tA\tC" + ok + "chr1\t19\t.\tA\tC" + ok)).back() ==
          "vcf.order 7:6");
}

TEST_CASE("variants: a bgzip file without its last block is cut short") {
    // A bgzip header, its size aside, on an ordinary gzip member.
    const std::string text = vcf("chr1\t10\t.\tA\tC\t.\t.\t.\tGT\t0|0\t0|0\t0|1\n");
    std::string plain = gzip(text);
    const std::string extra = std::string("\x06\0BC\x02\0", 6) + std::string("\0\0", 2);
    plain[3] = '\x04';
    std::string blocked = plain.substr(0, 10) + extra + plain.substr(10);
    CHECK(told(blocked) == std::vector<std::string>{"bgzip.truncated"});
    const std::string end("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0\x1b\0\x03\0\0\0\0\0\0\0\0\0", 28);
    CHECK(told(blocked + end) == std::vector<std::string>{"chr1:10 A>C s2=0|1"});
    CHECK(told(gzip(text).substr(0, 60)) == std::vector<std::string>{"gzip.truncated"});
}
