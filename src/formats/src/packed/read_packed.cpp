#include "packed/packed_file.hpp"
#include "packed/packed_layout.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/formats/packed_genome.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace strandline::formats {
namespace {

using domain::PackedGenome;
using Words = std::span<const std::uint64_t>;

constexpr std::uint64_t longest_genome = std::uint64_t{1} << 44;  // so that no sum of lengths overflows

class PackedReader {
public:
    PackedReader(std::string name, Mapping mapping, Context& context)
        : name_(std::move(name)), mapping_(std::move(mapping)), context_(context) {}

    Result<PackedGenome> read() {
        STRANDLINE_CHECK(read_header());
        STRANDLINE_CHECK(check_gaps());
        STRANDLINE_CHECK(check_sums());
        STRANDLINE_CHECK(read_contigs());
        const std::span<const PackedRun> runs{
            reinterpret_cast<const PackedRun*>(mapping_.bytes.data() + layout_.runs), header_.runs};
        STRANDLINE_CHECK(check_runs(runs));
        STRANDLINE_CHECK(check_planes());
        return PackedGenome(std::move(contigs_), low(), high(), runs, mapping_.memory);
    }

private:
    Words words(std::uint64_t at, std::uint64_t count) const {
        return {reinterpret_cast<const std::uint64_t*>(mapping_.bytes.data() + at), count};
    }
    Words low() const { return words(layout_.low, header_.words); }
    Words high() const { return words(layout_.high, header_.words); }

    Error error(std::string code, std::string what) const {
        return Error::input(std::move(code), "{}", what).at({.file = name_});
    }
    Error damaged(std::string what, std::string expected, std::string found) const {
        return error("packed.damaged", std::move(what))
            .expected("{}", expected)
            .found("{}", found)
            .mend("copy the file again, or make it anew with `strandline edit pack`");
    }
    Error truncated(std::uint64_t wanted) const {
        return error("packed.truncated", "the packed genome does not have its whole length")
            .expected("{} bytes", with_thousands(wanted))
            .found("{}", with_thousands(mapping_.bytes.size()))
            .mend("copy the file again, or make it anew with `strandline edit pack`");
    }

    Result<void> read_header() {
        if (mapping_.bytes.size() < sizeof header_) return fail(truncated(sizeof header_));
        std::memcpy(&header_, mapping_.bytes.data(), sizeof header_);
        if (std::string_view(header_.magic.data(), header_.magic.size()) != packed_magic)
            return fail(damaged("this is no packed genome", "a file that `strandline edit pack` wrote",
                                "another beginning"));
        if (header_.byte_order == __builtin_bswap32(byte_order_probe))
            return fail(error("packed.byte_order", "the genome was packed on a machine of another byte order")
                            .expected("the byte order of this machine")
                            .found("the opposite one")
                            .mend("pack it here, with `strandline edit pack`"));
        if (header_.version != packed_version)
            return fail(error("packed.version", "this version of packed genomes is not known")
                            .expected("version {}", packed_version)
                            .found("version {}", header_.version)
                            .mend("pack the genome with this program: `strandline edit pack`"));
        if (header_.header_sum != fast_checksum(words(0, sizeof header_ / 8 - 1)))
            return fail(
                damaged("the header is damaged", "a header whose checksum agrees", "another checksum"));
        return check_sizes();
    }

    Result<void> check_sizes() {
        const std::uint64_t most = header_.file_bytes;
        const bool add_up = header_.contigs <= most && header_.name_bytes <= most && header_.runs <= most &&
                            header_.words <= most && most < longest_genome &&
                            PackedLayout(header_).end == most;
        if (!add_up)
            return fail(damaged("the sizes in the header do not add up", "sections that fill the file",
                                format("{} bytes in all", most)));
        if (most != mapping_.bytes.size()) return fail(truncated(most));
        layout_ = PackedLayout(header_);
        return {};
    }

    Result<void> check_sum(std::string_view what, std::uint64_t at, std::uint64_t bytes, std::uint64_t sum) {
        if (fast_checksum(words(at, (bytes + 7) / 8)) == sum) return {};
        return fail(
            damaged(format("{} are damaged", what), "the checksum that the header gives", "another one"));
    }

    /// What stands between sections counts as well: a file is as it was written or it is not.
    Result<void> check_gaps() const {
        const std::pair<std::uint64_t, std::uint64_t> gaps[] = {
            {layout_.contigs + header_.contigs * sizeof(ContigRow), layout_.names},
            {layout_.names + header_.name_bytes, layout_.runs},
            {layout_.runs + header_.runs * sizeof(PackedRun), layout_.low},
            {layout_.low + header_.words * 8, layout_.high},
            {layout_.high + header_.words * 8, layout_.sums}};
        for (const auto& [begin, end] : gaps)
            for (std::uint64_t at = begin; at < end; ++at)
                if (mapping_.bytes[at] != 0)
                    return fail(damaged("bytes stand between the sections", "zeros",
                                        format("another byte at {}", at)));
        return {};
    }

    Result<void> check_sums() {
        STRANDLINE_CHECK(check_sum("the sizes of contigs", layout_.contigs,
                                   header_.contigs * sizeof(ContigRow), header_.contig_sum));
        STRANDLINE_CHECK(
            check_sum("the names of contigs", layout_.names, header_.name_bytes, header_.name_sum));
        STRANDLINE_CHECK(check_sum("the runs of ambiguous letters", layout_.runs,
                                   header_.runs * sizeof(PackedRun), header_.run_sum));
        return check_sum("the checksums of bases", layout_.sums, layout_.end - layout_.sums,
                         header_.plane_sums_sum);
    }

    /// A right checksum says that nothing changed since; what was written may still be wrong.
    Result<void> read_contigs() {
        std::uint64_t next = 0, name_at = 0;
        std::unordered_set<std::string_view> seen(header_.contigs);
        contigs_.reserve(header_.contigs);
        for (std::uint64_t i = 0; i < header_.contigs; ++i) {
            ContigRow row{};
            std::memcpy(&row, mapping_.bytes.data() + layout_.contigs + i * sizeof row, sizeof row);
            const bool is_fine = row.length > 0 && row.length < longest_genome && row.name_bytes > 0 &&
                                 row.name_bytes <= header_.name_bytes - name_at && row.circular <= 1 &&
                                 next < longest_genome;
            if (!is_fine) return fail(wrong_contig(i));
            const std::string_view name(mapping_.bytes.data() + layout_.names + name_at, row.name_bytes);
            if (!seen.insert(name).second) return fail(wrong_contig(i));
            contigs_.push_back(
                {std::string(name), static_cast<std::int64_t>(row.length), next, row.circular == 1});
            next = next_offset(next, row.length);
            name_at += row.name_bytes;
        }
        if (contigs_.empty() || name_at != header_.name_bytes || plane_words(next) != header_.words)
            return fail(
                damaged("the contigs do not fill the genome", format("contigs for {} words", header_.words),
                        format("{} with {} words", counted(contigs_.size(), "contig"), plane_words(next))));
        bases_end_ = next;
        return {};
    }

    Error wrong_contig(std::uint64_t i) const {
        return damaged(format("contig {} is not possible", i + 1), "a name of its own and a length",
                       "an entry that makes no sense");
    }

    Result<void> check_runs(std::span<const PackedRun> runs) const {
        std::uint64_t end = 0;
        for (const PackedRun& run : runs) {
            const bool is_letter = run.letter >= 'A' && run.letter <= 'Y' && run.letter != 'U' &&
                                   domain::base_set(run.letter) != 0 && !domain::is_plain_base(run.letter);
            const bool is_fine = is_letter && run.begin >= end && run.length > 0 && run.begin < bases_end_ &&
                                 run.length <= bases_end_ - run.begin;
            if (!is_fine)
                return fail(damaged("a run of ambiguous letters is not possible",
                                    "runs in ascending order within the genome",
                                    format("one of {} from {} on", run.length, run.begin)));
            end = run.begin + run.length;
        }
        return {};
    }

    Result<void> check_planes() const {
        const std::uint64_t pieces = PackedLayout::pieces(header_.words);
        const Words sums = words(layout_.sums, 2 * pieces);
        std::atomic<bool> is_fine = true;
        parallel_for(2 * pieces, context_.threads(), [&](std::size_t i) {
            if (context_.cancelled() || !is_fine) return;
            const Words plane = i < pieces ? low() : high();
            const std::uint64_t at = i % pieces * piece_words;
            if (fast_checksum(plane.subspan(at, std::min(piece_words, plane.size() - at))) != sums[i])
                is_fine = false;
        });
        if (context_.cancelled()) return fail(Error::interrupted());
        const auto is_zero = [](std::uint64_t word) { return word == 0; };
        const bool ends_in_zeros = std::ranges::all_of(low().subspan(bases_end_ / 64), is_zero) &&
                                   std::ranges::all_of(high().subspan(bases_end_ / 64), is_zero);
        if (is_fine && ends_in_zeros) return {};
        return fail(damaged("the bases are damaged", "the checksums that the file gives", "another one"));
    }

    std::string name_;
    Mapping mapping_;
    Context& context_;
    PackedHeader header_;
    PackedLayout layout_{PackedHeader{}};
    std::vector<PackedGenome::Contig> contigs_;
    std::uint64_t bases_end_ = 0;
};

bool starts_packed(const Source& source) {
    std::array<char, packed_magic.size()> first{};
    const auto got = source.read_at(0, first);
    return got && std::string_view(first.data(), *got) == packed_magic;
}

}  // namespace

Result<PackedGenome> read_packed_file(const Source& source, Context& context) {
    if (!starts_packed(source)) {  // compressed by someone: into memory
        STRANDLINE_TRY(std::string bytes, read_bytes(source));
        const Source unpacked = Source::memory(source.name(), std::move(bytes));
        STRANDLINE_TRY(Mapping mapping, unpacked.map());
        return PackedReader(source.name(), std::move(mapping), context).read();
    }
    STRANDLINE_TRY(Mapping mapping, source.map());
    return PackedReader(source.name(), std::move(mapping), context).read();
}

std::optional<Digest> stored_genome_digest(const Source& source) {
    PackedHeader header;
    std::array<char, sizeof header> bytes{};
    const auto got = source.read_at(0, bytes);
    if (!got || *got != bytes.size() || !starts_packed(source)) return std::nullopt;
    std::array<std::uint64_t, sizeof header / 8> words{};
    std::memcpy(words.data(), bytes.data(), sizeof header);
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.version != packed_version ||
        fast_checksum(Words(words).first(words.size() - 1)) != words.back())
        return std::nullopt;
    Digest digest;
    digest.bytes = header.content;
    return digest;
}

}  // namespace strandline::formats
