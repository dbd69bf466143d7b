#include <strandline/formats/sections.hpp>

#include "packed/packed_layout.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::string_view magic = "\x89strandline\r\n\x1a";
constexpr std::size_t head_bytes = 64, name_bytes = 16;
constexpr std::uint64_t probe = 0x0102030405060708;

/// One row of the directory.
struct Row {
    std::array<char, name_bytes> name{};
    std::uint64_t begin = 0;  // byte
    std::uint64_t words = 0;
};
static_assert(sizeof(Row) == 32);

/// The last bytes of the file.
struct End {
    std::uint64_t rows = 0, sums = 0;  // the directory is that many rows, then as many checksums
    std::uint64_t directory_begin = 0;
    std::uint64_t byte_order = probe;
    std::uint64_t directory_sum = 0;
    std::uint64_t own_sum = 0;  // of the words before
};
static_assert(sizeof(End) == 48);

std::array<char, head_bytes> head_of(std::string_view format_id) {
    STRANDLINE_ASSERT(magic.size() + format_id.size() < head_bytes);
    std::array<char, head_bytes> head{};
    std::ranges::copy(magic, head.begin());
    std::ranges::copy(format_id, head.begin() + magic.size());
    return head;
}

std::string_view bytes_of(std::span<const std::uint64_t> words) {
    return {reinterpret_cast<const char*>(words.data()), words.size_bytes()};
}

std::uint64_t sum_of(const End& end) {
    std::array<std::uint64_t, sizeof(End) / 8> words{};
    std::memcpy(words.data(), &end, sizeof end);
    return fast_checksum(std::span(words).first(words.size() - 1));
}

Error damaged(const std::string& file, std::string_view what) {
    return Error::input("sections.damaged", "the file is damaged")
        .at({.file = file})
        .expected("contents that agree with their checksums")
        .found("{}", what)
        .mend("make or fetch the file again");
}

Error truncated(const std::string& file, std::uint64_t size) {
    return Error::input("sections.truncated", "the file ends early")
        .at({.file = file})
        .expected("a directory at its end")
        .found("{} bytes without one", size)
        .mend("make or fetch the file again");
}

/// One piece of a section under one checksum.
struct Piece {
    std::span<const std::uint64_t> words;
    std::uint64_t sum = 0;
};

}  // namespace

SectionWriter::SectionWriter(Sink& sink, std::string_view format_id) : sink_(sink) {
    const auto head = head_of(format_id);
    sink_.write({head.data(), head.size()});
    at_ = head_bytes;
}

void SectionWriter::write(std::span<const std::uint64_t> words) {
    sink_.write(bytes_of(words));
    at_ += words.size_bytes();
}

Result<void> SectionWriter::add(std::string_view name, std::span<const std::uint64_t> words,
                                Context& context) {
    STRANDLINE_ASSERT(!name.empty() && name.size() <= name_bytes);
    constexpr std::array<std::uint64_t, 8> zeros{};
    write(std::span(zeros).first((head_bytes - at_ % head_bytes) % head_bytes / 8));
    entries_.push_back({std::string(name), at_, words.size()});
    for (std::size_t done = 0; done < words.size(); done += piece_words) {
        if (context.cancelled()) return fail(Error::interrupted());
        const auto piece = words.subspan(done, std::min<std::size_t>(piece_words, words.size() - done));
        sums_.push_back(fast_checksum(piece));
        write(piece);
    }
    return sink_.status();
}

Result<void> SectionWriter::finish() {
    End end{.rows = entries_.size(), .sums = sums_.size(), .directory_begin = at_};
    std::vector<std::uint64_t> directory;
    for (const Entry& entry : entries_) {
        Row row{.begin = entry.begin, .words = entry.words};
        std::ranges::copy(entry.name, row.name.begin());
        std::array<std::uint64_t, sizeof(Row) / 8> words{};
        std::memcpy(words.data(), &row, sizeof row);
        directory.insert(directory.end(), words.begin(), words.end());
    }
    directory.insert(directory.end(), sums_.begin(), sums_.end());
    end.directory_sum = fast_checksum(directory);
    end.own_sum = sum_of(end);
    write(directory);
    sink_.write({reinterpret_cast<const char*>(&end), sizeof end});
    return sink_.status();
}

std::string sections_format(std::string_view bytes) {
    if (bytes.size() < head_bytes || !bytes.starts_with(magic)) return "";
    const std::string_view id = bytes.substr(magic.size(), head_bytes - magic.size());
    return std::string(id.substr(0, id.find('\0')));
}

Result<SectionFile> SectionFile::open(const Source& source, std::string_view format_id, Context& context) {
    SectionFile file;
    file.file_ = source.name();
    STRANDLINE_TRY(file.mapping_, source.map());
    const std::span<const char> bytes = file.mapping_.bytes;
    const auto head = head_of(format_id);
    if (bytes.size() < head_bytes || !std::ranges::equal(bytes.first(head_bytes), head))
        return fail(Error::input("sections.format", "this is another kind of file")
                        .at({.file = file.file_})
                        .expected("a file of the format {}", format_id)
                        .found("other first bytes")
                        .mend("give the file that was made for this"));
    End end;
    const std::uint64_t size = bytes.size();
    if (size < head_bytes + sizeof end) return fail(truncated(file.file_, size));
    std::memcpy(static_cast<void*>(&end), bytes.data() + size - sizeof end, sizeof end);
    if (end.own_sum != sum_of(end)) return fail(truncated(file.file_, size));
    if (end.byte_order != probe)
        return fail(damaged(file.file_, "the byte order of another kind of machine"));
    const std::uint64_t room = size - sizeof end - head_bytes;
    if (end.rows > room / sizeof(Row) || end.sums > room / 8 || end.directory_begin % 8 != 0 ||
        end.directory_begin < head_bytes ||
        end.directory_begin + end.rows * sizeof(Row) + end.sums * 8 + sizeof end != size)
        return fail(damaged(file.file_, "a directory of another size"));
    const auto* words = reinterpret_cast<const std::uint64_t*>(bytes.data());
    const std::span<const std::uint64_t> directory(words + end.directory_begin / 8,
                                                   end.rows * sizeof(Row) / 8 + end.sums);
    if (fast_checksum(directory) != end.directory_sum) return fail(damaged(file.file_, "another directory"));
    std::vector<Piece> pieces;
    std::size_t sum = end.rows * sizeof(Row) / 8;
    for (std::uint64_t i = 0; i < end.rows; ++i) {
        Row row;
        std::memcpy(static_cast<void*>(&row), directory.data() + i * sizeof(Row) / 8, sizeof row);
        if (row.begin % head_bytes != 0 || row.begin > end.directory_begin ||
            row.words > (end.directory_begin - row.begin) / 8)
            return fail(damaged(file.file_, "a section outside the file"));
        const std::span<const std::uint64_t> section(words + row.begin / 8, row.words);
        const std::string name(row.name.begin(), std::ranges::find(row.name, '\0'));
        file.entries_.push_back({name, section});
        for (std::size_t done = 0; done < section.size(); done += piece_words) {
            if (sum >= directory.size()) return fail(damaged(file.file_, "too few checksums"));
            pieces.push_back(
                {section.subspan(done, std::min<std::size_t>(piece_words, section.size() - done)),
                 directory[sum++]});
        }
    }
    std::atomic<bool> agrees = true;
    parallel_for(pieces.size(), context.threads(), [&](std::size_t i) {
        if (agrees && !context.cancelled() && fast_checksum(pieces[i].words) != pieces[i].sum) agrees = false;
    });
    if (context.cancelled()) return fail(Error::interrupted());
    if (!agrees) return fail(damaged(file.file_, "bytes that were changed"));
    return file;
}

Result<std::span<const std::uint64_t>> SectionFile::section(std::string_view name) const {
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    if (found == entries_.end()) return fail(damaged(file_, format("no section '{}'", name)));
    return found->words;
}

}  // namespace strandline::formats
