#include <strandline/formats/twobit.hpp>

#include "names_seen.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

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
        STRANDLINE_TRY(const std::vector<IndexEntry> index, read_index());
        domain::Genome genome;
        std::uint64_t total = 0;
        for (const IndexEntry& entry : index) {
            STRANDLINE_TRY(std::string bases, read_bases(entry));
            // Sequences that share bytes are no genome, and could ask for any amount of memory.
            total += bases.size();
            if (total / 4 > bytes_.size()) return fail(corrupt("sequences overlap in the file", entry.name));
            genome.contigs.push_back({entry.name, std::move(bases), false});
        }
        return genome;
    }

private:
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

    Result<std::string> read_bases(const IndexEntry& entry) const {
        Cursor in(bytes_, entry.offset, swapped_);
        const std::uint32_t size = in.word();
        STRANDLINE_TRY(const std::vector<Block> unknown, read_blocks(in, size, entry.name));
        STRANDLINE_CHECK(skip_blocks(in, entry.name));
        in.word();  // reserved
        const std::string_view packed = in.take((static_cast<std::uint64_t>(size) + 3) / 4);
        if (!in.ok()) return fail(truncated(entry.name));
        std::string bases = unpack(packed, size);
        for (const Block& block : unknown) std::memset(bases.data() + block.begin, 'N', block.size);
        if (bases.empty())
            return fail(wrong("twobit.no_bases", format("sequence '{}' has no bases", entry.name), entry.name)
                            .mend("remove it from the file"));
        return bases;
    }

    struct Block {
        std::uint32_t begin, size;
    };

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

}  // namespace strandline::formats
