#include "packed/packed_layout.hpp"

#include <strandline/formats/packed_genome.hpp>

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace strandline::formats {
namespace {

using domain::PackedGenome;
using Words = std::span<const std::uint64_t>;

constexpr std::uint64_t hashed_words = (4 << 20) / 8;  // of a plane in one piece of the digest

template <class T>
std::string_view bytes_of(std::span<const T> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

/// Whole words with zeros behind the last byte.
class WordBuffer {
public:
    explicit WordBuffer(std::size_t bytes) : words_((bytes + 7) / 8) {}
    void put(const void* bytes, std::size_t count) {
        if (count > 0) std::memcpy(reinterpret_cast<char*>(words_.data()) + at_, bytes, count);
        at_ += count;
    }
    void skip(std::size_t count) { at_ += count; }
    Words words() const { return words_; }

private:
    std::vector<std::uint64_t> words_;
    std::size_t at_ = 0;
};

WordBuffer contig_rows(const PackedGenome& genome) {
    WordBuffer rows(genome.contigs().size() * sizeof(ContigRow));
    for (const PackedGenome::Contig& contig : genome.contigs()) {
        const ContigRow row{static_cast<std::uint64_t>(contig.length),
                            static_cast<std::uint32_t>(contig.name.size()), contig.circular ? 1U : 0U};
        rows.put(&row, sizeof row);
    }
    return rows;
}

std::uint64_t name_bytes(const PackedGenome& genome) {
    std::uint64_t sum = 0;
    for (const PackedGenome::Contig& contig : genome.contigs()) sum += contig.name.size();
    return sum;
}

WordBuffer all_names(const PackedGenome& genome) {
    WordBuffer names(name_bytes(genome));
    for (const PackedGenome::Contig& contig : genome.contigs())
        names.put(contig.name.data(), contig.name.size());
    return names;
}

/// Member by member: the padding of a struct may hold anything.
WordBuffer run_rows(const PackedGenome& genome) {
    WordBuffer rows(genome.runs().size() * sizeof(PackedRun));
    for (const PackedRun& run : genome.runs()) {
        rows.put(&run.begin, sizeof run.begin);
        rows.put(&run.length, sizeof run.length);
        rows.put(&run.letter, 1);
        rows.skip(3);
    }
    return rows;
}

/// Both planes cut into pieces, those of the low plane first.
std::vector<Words> cut(const PackedGenome& genome, std::uint64_t piece) {
    std::vector<Words> pieces;
    for (const Words plane : {genome.low(), genome.high()})
        for (std::size_t at = 0; at < plane.size(); at += piece)
            pieces.push_back(plane.subspan(at, std::min<std::size_t>(piece, plane.size() - at)));
    return pieces;
}

std::vector<std::uint64_t> plane_sums(const PackedGenome& genome, const Context& context) {
    const std::vector<Words> pieces = cut(genome, piece_words);
    std::vector<std::uint64_t> sums(pieces.size());
    parallel_for(pieces.size(), context.threads(),
                 [&](std::size_t i) { sums[i] = fast_checksum(pieces[i]); });
    return sums;
}

/// Writes section after section.
class SectionWriter {
public:
    explicit SectionWriter(Sink& sink) : sink_(sink) {}
    void write(std::uint64_t begin, std::string_view bytes) {
        sink_.write(std::string(begin - at_, '\0'));
        sink_.write(bytes);
        at_ = begin + bytes.size();
    }
    /// Large ones, a piece at a time, until someone stops it.
    Result<void> write(std::uint64_t begin, Words plane, Context& context) {
        write(begin, {});
        for (std::size_t done = 0; done < plane.size(); done += piece_words) {
            if (context.cancelled()) return fail(Error::interrupted());
            write(at_,
                  bytes_of(plane.subspan(done, std::min<std::size_t>(piece_words, plane.size() - done))));
        }
        return sink_.status();
    }

private:
    Sink& sink_;
    std::uint64_t at_ = 0;
};

}  // namespace

Digest genome_digest(const PackedGenome& genome, const Context& context) {
    const std::vector<Words> pieces = cut(genome, hashed_words);
    std::vector<Digest> digests(pieces.size());
    parallel_for(pieces.size(), context.threads(),
                 [&](std::size_t i) { digests[i] = sha256(bytes_of(pieces[i])); });
    Sha256 whole;
    whole.update("strandline genome 1\n");
    const std::uint64_t contigs = genome.contigs().size();
    whole.update(bytes_of(std::span(&contigs, 1)));
    // Names have known lengths by the rows before them, so that no two genomes write the same.
    whole.update(bytes_of(contig_rows(genome).words()));
    whole.update(bytes_of(all_names(genome).words()));
    whole.update(bytes_of(run_rows(genome).words()));
    for (const Digest& digest : digests) whole.update(digest.raw());
    return whole.finish();
}

Result<void> write_packed_genome(Sink& sink, const PackedGenome& genome, Context& context) {
    const WordBuffer contigs = contig_rows(genome), names = all_names(genome), runs = run_rows(genome);
    const std::vector<std::uint64_t> sums = plane_sums(genome, context);
    PackedHeader header;
    std::ranges::copy(packed_magic, header.magic.begin());
    header.contigs = genome.contigs().size();
    header.name_bytes = name_bytes(genome);
    header.runs = genome.runs().size();
    header.words = genome.low().size();
    header.content = genome_digest(genome, context).bytes;
    header.contig_sum = fast_checksum(contigs.words());
    header.name_sum = fast_checksum(names.words());
    header.run_sum = fast_checksum(runs.words());
    header.plane_sums_sum = fast_checksum(sums);
    const PackedLayout layout(header);
    header.file_bytes = layout.end;
    std::array<std::uint64_t, sizeof header / 8> words{};
    std::memcpy(words.data(), &header, sizeof header);
    header.header_sum = words.back() = fast_checksum(Words(words).first(words.size() - 1));

    SectionWriter out(sink);
    out.write(0, bytes_of(Words(words)));
    out.write(layout.contigs, bytes_of(contigs.words()));
    out.write(layout.names, bytes_of(names.words()));
    out.write(layout.runs, bytes_of(runs.words()));
    STRANDLINE_CHECK(out.write(layout.low, genome.low(), context));
    STRANDLINE_CHECK(out.write(layout.high, genome.high(), context));
    out.write(layout.sums, bytes_of(Words(sums)));
    return sink.status();
}

}  // namespace strandline::formats
