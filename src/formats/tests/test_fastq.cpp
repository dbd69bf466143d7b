#include "support.hpp"

#include <strandline/formats/fastq.hpp>
#include <strandline/formats/recognise.hpp>

#include <doctest/doctest.h>

#include <string>
#include <tuple>
#include <vector>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;

namespace {

using Read = std::tuple<std::string, std::string, std::string>;

Result<std::vector<Read>> read_all(const Source& source, std::size_t most = 3) {
    FastqReader reader(source);
    FastqBatch batch;
    std::vector<Read> reads;
    for (;;) {
        STRANDLINE_TRY(const bool more, reader.read(batch, most));
        if (!more) return reads;
        for (const FastqRecord& record : batch.records())
            reads.emplace_back(record.name, record.bases, record.quality);
    }
}

Result<std::size_t> read_pairs(const std::string& first, const std::string& second) {
    FastqPairReader reader(file(first), file(second));
    FastqBatch one, two;
    std::size_t pairs = 0;
    for (;;) {
        STRANDLINE_TRY(const bool more, reader.read(one, two, 2));
        if (!more) return pairs;
        pairs += one.records().size();
    }
}

std::string reads(int count, const std::string& mate = "") {
    std::string text;
    for (int i = 1; i <= count; ++i) text += format("@r{}{} lane\nACGTN\n+\nIIII!\n", i, mate);
    return text;
}

}  // namespace

TEST_CASE("FASTQ: records, however their lines end and their bytes are packed") {
    const std::vector<Read> expected = {{"a", "ACGTN", "!~I#5"}, {"b", "", ""}, {"c", "acg.", "@+@+"}};
    const std::string text = "@a first\nACGTN\n+a\n!~I#5\n@b\n\n+\n\n@c\nacg.\n+\n@+@+\n";
    std::string crlf;
    for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    for (const std::string& form : {text, crlf, text.substr(0, text.size() - 1), text + "\n\n", gzip(text),
                                    gzip(text.substr(0, 20)) + gzip(text.substr(20))}) {
        const auto found = read_all(file(form));
        REQUIRE_MESSAGE(found.has_value(), form);
        CHECK(*found == expected);
    }
    CHECK(read_all(file(""))->empty());
    CHECK(recognise(file(text)) == "fastq");
    CHECK(recognise(file(gzip(text))) == "fastq");
    CHECK(recognise(file("@HD\tVN:1.6\n@SQ\tSN:c\n")) == "text");
}

TEST_CASE("FASTQ: batches of any size hold the same records, across the reader's buffers") {
    std::string text;
    std::vector<Read> expected;
    for (int i = 0; i < 9000; ++i) {
        const std::string bases(static_cast<std::size_t>(1 + i * 7 % 400), "ACGT"[i % 4]);
        expected.emplace_back(format("r{}", i), bases, std::string(bases.size(), 'I'));
        text += format("@r{}\n{}\n+\n{}\n", i, bases, std::get<2>(expected.back()));
    }
    for (const std::size_t most : {1, 7, 4096, 100'000})
        CHECK(read_all(file(text), most).value() == expected);
}

TEST_CASE("FASTQ: what is wrong is placed") {
    const std::string good = reads(4);
    const auto told = [&](const std::string& wrong) {
        const auto found = read_all(file(good + wrong));
        REQUIRE_FALSE(found.has_value());
        CHECK(says_all(found));
        return slip(found);
    };
    CHECK(told("r5\nA\n+\nI\n") == "fastq.header 17:1");
    CHECK(told(">r5\nA\n") == "fastq.header 17:1");
    CHECK(told("@r5\nAC*T\n+\nIIII\n") == "fastq.letter 18:3");
    CHECK(told("@r5\nAC\nGT\n+\nIIII\n") == "fastq.plus 19:1");
    CHECK(told("@r5\nACGT\n+\nIII\n") == "fastq.length 20:4");
    CHECK(told("@r5\nACGT\n+\nIIIII\n") == "fastq.length 20:5");
    CHECK(told("@r5\nACGT\n+\nII I\n") == "fastq.quality 20:3");
    CHECK(told("@r5\nACGT\n+\n") == "fastq.truncated 20:0");
    CHECK(told("@r5\n") == "fastq.truncated 18:0");
    CHECK(told("\n\n@r5\nA\n+\nI\n") == "fastq.header 17:1");
    const std::string packed = gzip(good);
    CHECK(slip(read_all(file(packed.substr(0, packed.size() - 9)))) == "gzip.truncated");
}

TEST_CASE("FASTQ: mates go together") {
    CHECK(read_pairs(reads(5), reads(5)).value() == 5);
    CHECK(read_pairs(reads(5, "/1"), reads(5, "/2")).value() == 5);
    CHECK(read_pairs("", "").value() == 0);
    CHECK(slip(read_pairs(reads(5), reads(4))) == "fastq.pairs 17:1");
    CHECK(slip(read_pairs(reads(4), reads(5))) == "fastq.pairs 17:1");
    CHECK(slip(read_pairs(reads(2), "")) == "fastq.pairs 1:1");
    const auto other = read_pairs(reads(3), "@r1\nA\n+\nI\n@x\nA\n+\nI\n@r3\nA\n+\nI\n");
    CHECK(slip(other) == "fastq.names 5:1");
    CHECK(other.error().also_place()->line == 5);
    CHECK(says_all(other));
}
