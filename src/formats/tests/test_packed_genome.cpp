// Genomes at two bits a base: the fast way in gives what the plain way gives, on any text.
#include "support.hpp"
#include "twobit_writer.hpp"

#include "packed/fasta_packer.hpp"

#include <strandline/formats/fasta.hpp>
#include <strandline/formats/genome.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/recognise.hpp>
#include <strandline/formats/twobit.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

using namespace strandline;
using namespace strandline::formats;
using namespace strandline::formats::testing;
using domain::PackedGenome;

namespace {

bool same_contig(const PackedGenome::Contig& a, const PackedGenome::Contig& b) {
    return a.name == b.name && a.length == b.length && a.offset == b.offset && a.circular == b.circular;
}

bool same(const PackedGenome& a, const PackedGenome& b) {
    return std::ranges::equal(a.contigs(), b.contigs(), same_contig) &&
           std::ranges::equal(a.low(), b.low()) && std::ranges::equal(a.high(), b.high()) &&
           std::ranges::equal(a.runs(), b.runs());
}

/// Blocks of a few letters each, as bgzip writes them, and its empty last block.
std::string bgzip(const std::string& text, std::size_t block_size) {
    std::string file;
    for (std::size_t at = 0; at <= text.size(); at += block_size) {
        const std::string piece = text.substr(at, block_size);
        z_stream stream{};
        REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
        std::string deflated(deflateBound(&stream, piece.size()) + 16, '\0');
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream.avail_in = static_cast<uInt>(piece.size());
        stream.next_out = reinterpret_cast<Bytef*>(deflated.data());
        stream.avail_out = static_cast<uInt>(deflated.size());
        REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
        deflated.resize(stream.total_out);
        deflateEnd(&stream);
        const auto number = [&](std::uint64_t value, int bytes) {
            for (int i = 0; i < bytes; ++i) file += static_cast<char>(value >> (8 * i) & 0xFF);
        };
        file += std::string("\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0", 16);
        number(deflated.size() + 25, 2);
        file += deflated;
        number(crc32(0, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(piece.size())), 4);
        number(piece.size(), 4);
    }
    return file;
}

template <class T>
T one_of(std::initializer_list<T> values) {
    return *rc::gen::elementOf(std::vector<T>(values));
}

/// Now and then: `in` is how often not.
bool seldom(int in) { return *rc::gen::inRange(0, in) == 0; }

std::string random_bases(std::size_t most) {
    std::string bases;
    const auto length = *rc::gen::inRange<std::size_t>(1, most);
    while (bases.size() < length) {
        const std::string letters =
            one_of<std::string>({"ACGT", "ACGTacgt", "acgtuU", "N", "n", "Nn", "ACGTRYSWKMBDHVNrymk"});
        const auto count = *rc::gen::inRange<std::size_t>(1, 150);
        bases += *rc::gen::container<std::string>(count, rc::gen::elementOf(letters));
    }
    return bases;
}

std::string line_end() {
    return one_of<std::string>({"", "", "", " ", "\t ", "  "}) + one_of<std::string>({"\n", "\n", "\r\n"});
}

/// FASTA as it may be met with: valid unless something odd is put in.
std::string random_fasta() {
    std::string text = seldom(10) ? "\xEF\xBB\xBF" : "";
    const int records = *rc::gen::inRange(1, 8);
    const bool plain_ends = !seldom(3);
    const auto end = [&] { return plain_ends ? std::string("\n") : line_end(); };
    for (int i = 0; i < records; ++i) {
        text += ">" + one_of<std::string>({"", "", " "}) + "c" + std::to_string(i) +
                one_of<std::string>({"", " topology=circular", " a > b", "\tCIRCULAR=True", " \xC3\xA9"}) +
                end();
        const std::string bases = random_bases(one_of<std::size_t>({2, 70, 400}));
        const auto columns = one_of<std::size_t>({1, 7, 60, 63, 64, 65, 100000});
        for (std::size_t at = 0; at < bases.size(); at += columns) {
            text += bases.substr(at, columns) + end();
            if (seldom(20)) text += end();
        }
    }
    if (seldom(3)) text.resize(text.find_last_not_of(" \t\r\n") + 1);
    return text;
}

std::string made_odd(std::string text) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto piece = one_of<std::string>({"\r", " ", ">", "\n>", "\n>c0\n", "\n>x\n", "!", "-", "X",
                                            std::string(1, '\0'), "\xFF", "\n>\n", "\t", "\n\n", "\r\n"});
    return seldom(2) ? text.insert(at, piece) : text.replace(at, 1, piece);
}

void check_same_as_plain(const Source& source, const FastaPacking& packing) {
    const auto plain = read_fasta(source);
    for (const unsigned threads : {1U, 2U}) {
        Context context({.threads = threads});
        const auto fast = pack_fasta(source, packing, context);
        RC_ASSERT(fast.has_value());
        if (!plain) RC_ASSERT(!fast->has_value());
        if (plain && fast->has_value()) RC_ASSERT(same(**fast, domain::pack(*plain)));
        const auto packed = read_packed_genome(source, context);
        if (recognise(source) != "fasta") continue;  // damage to the first line: another reader's
        RC_ASSERT(packed.has_value() == plain.has_value());
        if (packed) RC_ASSERT(same(*packed, domain::pack(*plain)));
        if (!packed) RC_ASSERT(render(packed.error()) == render(plain.error()));
    }
}

FastaPacking small_chunks() {
    return {.chunk_bytes = one_of<std::size_t>({1, 2, 5, 61, 64, 200, 5000}),
            .chunks_at_once = one_of<std::size_t>({1, 3, 16})};
}

PackedGenome packed_of(const std::string& fasta) {
    Context context;
    auto packed = read_packed_genome(file(fasta), context);
    REQUIRE(packed.has_value());
    return std::move(*packed);
}

std::string written(const PackedGenome& genome, unsigned threads = 1) {
    Context context({.threads = threads});
    MemorySink sink;
    REQUIRE(write_packed_genome(sink, genome, context).has_value());
    return std::move(sink.bytes());
}

Result<PackedGenome> read_back(const std::string& bytes) {
    Context context;
    return read_packed_genome(file(bytes), context);
}

}  // namespace

TEST_CASE("FASTA packs the fast way as it does the plain way, for any chunks and threads") {
    CHECK(rc::check([] {
        const std::string text = random_fasta();
        RC_LOG() << text;
        check_same_as_plain(file(text), small_chunks());
    }));
}

TEST_CASE("odd FASTA gets the errors of the plain reader") {
    CHECK(rc::check([] { check_same_as_plain(file(made_odd(random_fasta())), small_chunks()); }));
}

TEST_CASE("gzip and bgzip pack the fast way") {
    CHECK(rc::check([] {
        const std::string text = random_fasta();
        const auto half = *rc::gen::inRange<std::size_t>(0, text.size());
        check_same_as_plain(file(gzip(text)), small_chunks());
        check_same_as_plain(file(gzip(text.substr(0, half)) + gzip(text.substr(half))), small_chunks());
        check_same_as_plain(file(bgzip(text, one_of<std::size_t>({1, 50, 60000}))), small_chunks());
    }));
}

TEST_CASE("damaged gzip and bgzip get the errors of the plain reader") {
    CHECK(rc::check([] {
        const std::string text = random_fasta();
        std::string bytes = seldom(2) ? gzip(text) : bgzip(text, one_of<std::size_t>({50, 60000}));
        const auto at = *rc::gen::inRange<std::size_t>(2, bytes.size());
        if (seldom(2))
            bytes.resize(at);
        else
            bytes[at] = static_cast<char>(bytes[at] ^ 1 << *rc::gen::inRange(0, 8));
        check_same_as_plain(file(bytes), small_chunks());
    }));
}

TEST_CASE("what a valid FASTA text may have never needs the plain reader") {
    Context context({.threads = 2});
    const std::string bases(1000, 'a');
    const std::vector<std::string> texts = {">a\n" + bases + "\n",
                                            ">a\r\n" + bases + "\r\n\r\nAC \t\r\n",
                                            ">a topology=circular\nNNNN\n\n\n>b\nA",
                                            ">a\n" + bases,
                                            "\n\n>a\nACGU\n \n",
                                            ">a\nRYK\n>b\nNNNNNA\n"};
    for (const std::string& text : texts) {
        for (const std::size_t chunk : {1, 3, 64, 100000}) {
            const auto packed = pack_fasta(file(text), {.chunk_bytes = chunk, .chunks_at_once = 2}, context);
            REQUIRE(packed.has_value());
            CHECK(packed->has_value());
        }
    }
}

TEST_CASE("many contigs pack") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += ">contig" + std::to_string(i) + "\nACGTN\n";
    Context context({.threads = 2});
    const auto packed = pack_fasta(file(text), {.chunk_bytes = 1000, .chunks_at_once = 3}, context);
    REQUIRE((packed.has_value() && packed->has_value()));
    CHECK(same(**packed, domain::pack(read_fasta(file(text)).value())));
}

TEST_CASE("2bit packs as it is read, damaged or not") {
    CHECK(rc::check([] {
        domain::Genome genome;
        for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
            const auto letters = rc::gen::elementOf(one_of<std::string>({"ACGT", "ACGTNNNNN", "N"}));
            genome.contigs.push_back({"c" + std::to_string(i),
                                      *rc::gen::nonEmpty(rc::gen::container<std::string>(letters)), false});
        }
        std::string bytes = twobit(genome, *rc::gen::inRange(0, 2), *rc::gen::arbitrary<bool>());
        const auto at = *rc::gen::inRange<std::size_t>(4, bytes.size());
        if (seldom(2)) bytes[at] = static_cast<char>(bytes[at] ^ 1 << *rc::gen::inRange(0, 8));
        const auto plain = read_twobit(file(bytes));
        for (const std::string& form : {bytes, gzip(bytes)}) {
            Context context({.threads = 2});
            const auto packed = read_packed_genome(file(form), context);
            RC_ASSERT(packed.has_value() == plain.has_value());
            if (plain) RC_ASSERT(same(*packed, domain::pack(*plain)));
            if (!plain) RC_ASSERT(render(packed.error()) == render(plain.error()));
        }
    }));
    domain::Genome large;
    std::string bases;
    for (std::uint32_t i = 0, state = 1; i < 2'500'001; ++i, state = state * 1664525 + 1013904223)
        bases += "ACGT"[state >> 30];
    std::fill_n(bases.begin() + (1 << 20) - 70, 150, 'N');
    large.contigs = {{"a", bases, false}, {"b", "ACGT", false}};
    Context context({.threads = 2});
    CHECK(same(read_packed_genome(file(twobit(large)), context).value(), domain::pack(large)));
}

TEST_CASE("reading a genome stops when asked to") {
    const std::atomic<bool> cancel = true;
    Context context({.cancel = &cancel});
    const auto packed = read_packed_genome(file(">a\nACGT\n"), context);
    REQUIRE(!packed.has_value());
    CHECK(packed.error().exit() == Exit::interrupted);
}

TEST_CASE("a packed file gives back the genome, by memory, by mapping and through gzip") {
    CHECK(rc::check([] {
        const PackedGenome genome = packed_of(random_fasta());
        const std::string bytes = written(genome, 1);
        RC_ASSERT(bytes == written(genome, 2));
        RC_ASSERT(recognise(file(bytes)) == packed_genome_format);
        for (const std::string& form : {bytes, gzip(bytes)}) {
            const auto back = read_back(form);
            RC_ASSERT(back.has_value());
            RC_ASSERT(same(*back, genome));
            RC_ASSERT(written(*back) == bytes);
        }
        const auto digest = stored_genome_digest(file(bytes));
        RC_ASSERT(digest.has_value());
        RC_ASSERT(*digest == genome_digest(genome, Context({.threads = 2})));
    }));
    char path[] = "/tmp/packed-XXXXXX";
    ::close(::mkstemp(path));
    const PackedGenome genome = packed_of(">a circular=true\nACGTNNRACGT\n>b\n" + std::string(70'000, 'C'));
    auto sink = FileSink::create(path).value();
    Context context({.threads = 2});
    REQUIRE(write_packed_genome(*sink, genome, context).has_value());
    REQUIRE(sink->commit(true).has_value());
    std::optional<PackedGenome> back;
    {
        const Source source = Source::open(path).value();
        back = read_packed_genome(source, context).value();
    }
    ::unlink(path);
    CHECK(same(*back, genome));
    CHECK(reinterpret_cast<std::uintptr_t>(back->low().data()) % 64 == 0);
    CHECK(reinterpret_cast<std::uintptr_t>(back->high().data()) % 64 == 0);
}

TEST_CASE("the digest tells names, circular marks, borders and letters apart, not the case nor the format") {
    const auto digest = [](const std::string& fasta) { return genome_digest(packed_of(fasta), Context()); };
    const Digest first = digest(">a\nACGTN\n>b\nAAAA\n");
    CHECK(digest(">a\nacg\nuN\n\n>b x\r\nAAAA") == first);
    for (const char* other : {">a\nACGTN\n>c\nAAAA\n", ">a\nACGTN\n>b circular=true\nAAAA\n",
                              ">a\nACGTNA\n>b\nAAA\n", ">a\nACGTA\n>b\nAAAA\n", ">a\nACGTR\n>b\nAAAA\n",
                              ">a\nACGTN\n>b\nAAAT\n", ">b\nAAAA\n>a\nACGTN\n", ">a\nACGTN\n>b\nAAAAA\n"})
        CHECK(digest(other) != first);
}

TEST_CASE("a packed file that was altered or cut is refused") {
    CHECK(rc::check([] {
        const std::string bytes = written(packed_of(random_fasta()));
        std::string bad = bytes;
        const auto at = *rc::gen::inRange<std::size_t>(8, bytes.size());
        if (seldom(2))
            bad.resize(at);
        else if (seldom(8))
            bad += "more";
        else
            bad[at] = static_cast<char>(bad[at] ^ 1 << *rc::gen::inRange(0, 8));
        const auto back = read_back(bad);
        RC_ASSERT(!back.has_value());
        RC_ASSERT(back.error().code().starts_with("packed."));
        RC_ASSERT(says_all(back));
    }));
}

TEST_CASE("a packed file of another version, byte order or length is told") {
    const std::string bytes = written(packed_of(">a\nACGT\n"));
    std::string other = bytes;
    other[8] = 2;
    CHECK(slip(read_back(other)) == "packed.version");
    other = bytes;
    std::reverse(other.begin() + 12, other.begin() + 16);
    CHECK(slip(read_back(other)) == "packed.byte_order");
    CHECK(slip(read_back(bytes.substr(0, 100))) == "packed.truncated");
    CHECK(slip(read_back(bytes.substr(0, bytes.size() - 1))) == "packed.truncated");
    other = bytes;
    other[200] ^= 1;
    CHECK(slip(read_back(other)) == "packed.damaged");
    CHECK(!stored_genome_digest(file(">a\nACGT\n")).has_value());
}

TEST_CASE("a yeast genome packs to the same file from 2bit and from FASTA") {
    const auto twobit = shared_source("data/edit/yeast/sacCer3.2bit");
    if (!twobit) return;
    const domain::Genome genome = read_genome(*twobit).value();
    std::string fasta;
    for (const domain::Contig& contig : genome.contigs) {
        fasta += ">" + contig.name + "\n";
        for (std::size_t at = 0; at < contig.bases.size(); at += 60)
            fasta += contig.bases.substr(at, 60) + "\n";
    }
    Context context({.threads = 2});
    const auto packed = read_packed_genome(*twobit, context);
    REQUIRE(packed.has_value());
    CHECK(same(*packed, domain::pack(genome)));
    CHECK(written(*packed) == written(packed_of(fasta)));
    CHECK(written(*packed) == written(packed_of(gzip(fasta))));
}
