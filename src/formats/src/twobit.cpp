#include <strandline/formats/twobit.hpp>

#include "names_seen.hpp"
#include "packed/pack_twobit.hpp"
#include "packed/plane_builder.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace strandline::formats {
namespace {

constexpr std::uint32_t signature = 0x1A412743;
constexpr std::uint32_t signature_swapped = 0x4327411A;

/// The four bases of each packed byte: T=0 C=1 A=2 G=3, the first in the highest bits.
std::array<std::array<char, 4>, 256> make_unpacked() {
    constexpr char letters[] = {'T', 'C', 'A', 'G'};
    std::array<std::array<char, 4>, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte)
        for (unsigned i = 0; i < 4; ++i) table[byte][i] = letters[(byte >> (6 - 2 * i)) & 3];
    return table;
}

/// The same bases as codes of PackedGenome: bits of the low plane in the low half of the byte, of the high
/// plane in the high half, the first base in the lowest bit. T=00 C=01 A=10 G=11 here is T=10 C=01 A=00 G=11
/// there: the low bit stays, the high one says whether the two are equal.
std::array<std::uint8_t, 256> make_plane_bits() {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte)
        for (unsigned i = 0; i < 4; ++i) {
            const unsigned code = byte >> (6 - 2 * i) & 3;
            const unsigned low = code & 1, high = (code >> 1) == low ? 1U : 0U;
            table[byte] = static_cast<std::uint8_t>(table[byte] | low << i | high << (4 + i));
        }
    return table;
}

/// A piece of a sequence as planes of PackedGenome, from bit 0 on.
struct PlanePiece {
    std::vector<std::uint64_t> low, high;

    /// Bases behind the last one of `packed` are A.
    explicit PlanePiece(std::string_view packed) : low(packed.size() / 16 + 1), high(packed.size() / 16 + 1) {
        static const auto plane_bits = make_plane_bits();
        for (std::size_t i = 0; i < packed.size(); ++i) {
            const std::uint64_t bits = plane_bits[static_cast<std::uint8_t>(packed[i])];
            low[i / 16] |= (bits & 15) << 4 * (i % 16);
            high[i / 16] |= (bits >> 4) << 4 * (i % 16);
        }
    }
    void clear(std::uint64_t begin, std::uint64_t end) {
        for (; begin < end && begin % 64 != 0; ++begin) clear_one(begin);
        for (; begin + 64 <= end; begin += 64) low[begin / 64] = high[begin / 64] = 0;
        for (; begin < end; ++begin) clear_one(begin);
    }

private:
    void clear_one(std::uint64_t at) {
        low[at / 64] &= ~(std::uint64_t{1} << at % 64);
        high[at / 64] &= ~(std::uint64_t{1} << at % 64);
    }
};

struct IndexEntry {
    std::string name;
    std::uint64_t offset;
};

/// Reads numbers at a moving place; what would lie past the end is told once by `ok`.
class Cursor {
public:
    Cursor(std::string_view bytes, std::uint64_t at, bool big_endian)
        : bytes_(bytes), at_(at), big_endian_(big_endian) {}

    bool has(std::uint64_t count) const { return at_ <= bytes_.size() && count <= bytes_.size() - at_; }
    std::string_view take(std::uint64_t count) {
        if (!has(count)) {
            ok_ = false;
            return {};
        }
        const std::string_view taken = bytes_.substr(at_, count);
        at_ += count;
        return taken;
    }
    std::uint8_t byte() {
        const std::string_view taken = take(1);
        return taken.empty() ? 0 : static_cast<std::uint8_t>(taken[0]);
    }
    std::uint32_t word() { return static_cast<std::uint32_t>(whole_number(4)); }
    std::uint64_t long_word() { return whole_number(8); }
    bool ok() const { return ok_; }
    std::uint64_t at() const { return at_; }

private:
    std::uint64_t whole_number(int size) {
        const std::string_view taken = take(static_cast<std::uint64_t>(size));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < taken.size(); ++i) {
            const std::size_t from = big_endian_ ? i : taken.size() - 1 - i;
            value = value << 8 | static_cast<std::uint8_t>(taken[from]);
        }
        return value;
    }

    std::string_view bytes_;
    std::uint64_t at_;
    bool big_endian_;
    bool ok_ = true;
};

class TwoBitReader {
public:
    TwoBitReader(std::string name, std::string_view bytes) : name_(std::move(name)), bytes_(bytes) {}

    Result<domain::Genome> read() {
        domain::Genome genome;
        STRANDLINE_CHECK(for_each_sequence([&](const Sequence& sequence) -> Result<void> {
            std::string bases = unpack(sequence.packed, sequence.size);
            for (const Block& block : sequence.unknown)
                std::memset(bases.data() + block.begin, 'N', block.size);
            genome.contigs.push_back({sequence.name, std::move(bases), false});
            return {};
        }));
        return genome;
    }

    Result<domain::PackedGenome> read_packed(Context& context) {
        PlaneBuilder builder(4 * bytes_.size());
        STRANDLINE_CHECK(for_each_sequence([&](const Sequence& sequence) -> Result<void> {
            builder.begin_contig(sequence.name, false);
            const std::uint64_t position = builder.extend(sequence.size);
            const std::vector<Block> unknown = in_order(sequence.unknown);
            for (const Block& block : unknown) builder.add_run(position + block.begin, block.size, 'N');
            builder.make_room();
            parallel_for((sequence.size + piece_bases - 1) / piece_bases, context.threads(),
                         [&](std::size_t piece) {
                             if (!context.cancelled()) place(sequence, unknown, piece, position, builder);
                         });
            if (context.cancelled()) return fail(Error::interrupted());
            builder.end_contig();
            context.progress("reading the genome", sequence.end, bytes_.size());
            return {};
        }));
        return builder.finish();
    }

private:
    static constexpr std::uint64_t piece_bases = 1 << 20;

    struct Block {
        std::uint32_t begin, size;
    };
    struct Sequence {
        std::string name;
        std::uint32_t size = 0;
        std::vector<Block> unknown;
        std::string_view packed;
        std::uint64_t end = 0;  // in the file
    };

    template <class Take>
    Result<void> for_each_sequence(const Take& take) {
        STRANDLINE_TRY(const std::vector<IndexEntry> index, read_index());
        std::uint64_t total = 0;
        for (const IndexEntry& entry : index) {
            STRANDLINE_TRY(const Sequence sequence, read_sequence(entry));
            // Sequences that share bytes are no genome, and could ask for any amount of memory.
            total += sequence.size;
            if (total / 4 > bytes_.size()) return fail(corrupt("sequences overlap in the file", entry.name));
            STRANDLINE_CHECK(take(sequence));
        }
        return {};
    }

    /// Ascending, each base in one block only.
    static std::vector<Block> in_order(std::vector<Block> blocks) {
        std::ranges::sort(blocks, {}, &Block::begin);
        std::uint64_t end = 0;
        for (Block& block : blocks) {
            const std::uint64_t whole = std::uint64_t{block.begin} + block.size;
            const std::uint64_t begin = std::min(std::max<std::uint64_t>(block.begin, end), whole);
            block = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(whole - begin)};
            end = std::max(end, whole);
        }
        std::erase_if(blocks, [](const Block& block) { return block.size == 0; });
        return blocks;
    }

    static void place(const Sequence& sequence, const std::vector<Block>& unknown, std::uint64_t index,
                      std::uint64_t position, PlaneBuilder& builder) {
        const std::uint64_t begin = index * piece_bases;
        const std::uint64_t count = std::min<std::uint64_t>(piece_bases, sequence.size - begin);
        PlanePiece piece(sequence.packed.substr(begin / 4, (count + 3) / 4));
        auto block = std::ranges::partition_point(
            unknown, [&](const Block& one) { return std::uint64_t{one.begin} + one.size <= begin; });
        for (; block != unknown.end() && block->begin < begin + count; ++block)
            piece.clear(std::max<std::uint64_t>(block->begin, begin) - begin,
                        std::min(std::uint64_t{block->begin} + block->size, begin + count) - begin);
        builder.place(piece.low, piece.high, 0, count, position + begin);
    }

    Error wrong(std::string code, std::string what, std::string record = {}) const {
        return Error::input(std::move(code), "{}", what).at({.file = name_, .record = std::move(record)});
    }
    Error truncated(std::string record = {}) const {
        return wrong("twobit.truncated", "the 2bit file ends early", std::move(record))
            .expected("as many bytes as its index and sizes ask for")
            .found("{} bytes", with_thousands(bytes_.size()))
            .mend("fetch the file again");
    }
    Error corrupt(std::string what, std::string record) const {
        return wrong("twobit.corrupt", std::move(what), std::move(record)).mend("fetch the file again");
    }

    Result<std::vector<IndexEntry>> read_index() {
        if (bytes_.size() < 16) return fail(truncated());
        const std::uint32_t first = Cursor(bytes_, 0, false).word();
        if (first != signature && first != signature_swapped)
            return fail(wrong("twobit.signature", "this is no 2bit file")
                            .expected("the signature 1A412743")
                            .found("{:08X}", first)
                            .mend("give a file written by faToTwoBit, or FASTA"));
        swapped_ = first == signature_swapped;
        Cursor in(bytes_, 4, swapped_);
        const std::uint32_t version = in.word();
        if (version > 1)
            return fail(wrong("twobit.version", "this version of 2bit is not known")
                            .expected("version 0 or 1")
                            .found("version {}", version)
                            .mend("convert it to FASTA: twoBitToFa {} genome.fa", name_));
        const std::uint32_t count = in.word();
        in.word();  // reserved
        return read_names(in, count, version == 1);
    }

    Result<std::vector<IndexEntry>> read_names(Cursor& in, std::uint32_t count, bool long_offsets) const {
        if (count == 0)
            return fail(wrong("twobit.empty", "the file holds no sequence")
                            .mend("give a file with at least one sequence"));
        std::vector<IndexEntry> index;
        NamesSeen names;
        Errors errors;
        for (std::uint32_t i = 0; i < count; ++i) {
            std::string name(in.take(in.byte()));
            const std::uint64_t offset = long_offsets ? in.long_word() : in.word();
            if (!in.ok()) return fail(truncated(format("entry {} of {} of the index", i + 1, count)));
            if (name.empty())
                return fail(corrupt("a sequence has no name", format("entry {} of the index", i + 1)));
            names.add(name, {.file = name_, .record = name}, errors, "twobit.duplicate");
            if (errors.full()) break;
            index.push_back({std::move(name), offset});
        }
        if (errors.any()) return fail(errors.take());
        return index;
    }

    Result<Sequence> read_sequence(const IndexEntry& entry) const {
        Cursor in(bytes_, entry.offset, swapped_);
        Sequence sequence;
        sequence.name = entry.name;
        sequence.size = in.word();
        STRANDLINE_TRY(sequence.unknown, read_blocks(in, sequence.size, entry.name));
        STRANDLINE_CHECK(skip_blocks(in, entry.name));
        in.word();  // reserved
        sequence.packed = in.take((static_cast<std::uint64_t>(sequence.size) + 3) / 4);
        if (!in.ok()) return fail(truncated(entry.name));
        if (sequence.size == 0)
            return fail(wrong("twobit.no_bases", format("sequence '{}' has no bases", entry.name), entry.name)
                            .mend("remove it from the file"));
        sequence.end = in.at();
        return sequence;
    }

    Result<std::vector<Block>> read_blocks(Cursor& in, std::uint32_t length,
                                           const std::string& record) const {
        const std::uint32_t count = in.word();
        if (!in.ok() || !in.has(8 * static_cast<std::uint64_t>(count))) return fail(truncated(record));
        std::vector<Block> blocks(count);
        for (Block& block : blocks) block.begin = in.word();
        for (Block& block : blocks) {
            block.size = in.word();
            if (block.begin > length || block.size > length - block.begin)
                return fail(
                    corrupt(format("a run of N reaches past the {} bases of '{}'", length, record), record));
        }
        return blocks;
    }

    Result<void> skip_blocks(Cursor& in, const std::string& record) const {
        const std::uint32_t count = in.word();
        in.take(8 * static_cast<std::uint64_t>(count));
        if (!in.ok()) return fail(truncated(record));
        return {};
    }

    static std::string unpack(std::string_view packed, std::uint32_t size) {
        static const auto unpacked = make_unpacked();
        std::string bases(packed.size() * 4, '\0');
        for (std::size_t i = 0; i < packed.size(); ++i)
            std::memcpy(bases.data() + 4 * i, unpacked[static_cast<std::uint8_t>(packed[i])].data(), 4);
        bases.resize(size);
        return bases;
    }

    std::string name_;
    std::string_view bytes_;
    bool swapped_ = false;
};

}  // namespace

Result<domain::Genome> read_twobit(const Source& source) {
    STRANDLINE_TRY(const std::string bytes, read_bytes(source));
    return TwoBitReader(source.name(), bytes).read();
}

Result<domain::PackedGenome> pack_twobit(const Source& source, Context& context) {
    if (ByteReader(source).compressed()) {
        STRANDLINE_TRY(const std::string bytes, read_bytes(source));
        return TwoBitReader(source.name(), bytes).read_packed(context);
    }
    STRANDLINE_TRY(const Mapping mapping, source.map());
    const std::string_view bytes(mapping.bytes.data(), mapping.bytes.size());
    return TwoBitReader(source.name(), bytes).read_packed(context);
}

}  // namespace strandline::formats
