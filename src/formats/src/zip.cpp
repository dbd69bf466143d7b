#include <strandline/formats/zip.hpp>

#include <strandline/base/error.hpp>

#include <zlib.h>

#include <limits>

namespace strandline::formats {
namespace {

// These values and larger ones stand in ZIP64 fields.
constexpr std::uint32_t large = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t many = std::numeric_limits<std::uint16_t>::max();

/// Numbers, least byte first.
class Fields {
public:
    Fields& two(std::uint32_t value) { return number(value, 2); }
    Fields& four(std::uint32_t value) { return number(value, 4); }
    Fields& eight(std::uint64_t value) { return number(value, 8); }
    const std::string& bytes() const { return bytes_; }

private:
    Fields& number(std::uint64_t value, int count) {
        for (int i = 0; i < count; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xFF);
        return *this;
    }
    std::string bytes_;
};

std::uint32_t checksum(std::string_view bytes) {
    uLong sum = crc32(0, nullptr, 0);
    while (!bytes.empty()) {
        const std::string_view part = bytes.substr(0, 1u << 30);
        sum = crc32(sum, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size()));
        bytes.remove_prefix(part.size());
    }
    return static_cast<std::uint32_t>(sum);
}

constexpr std::uint32_t version = 20, version_64 = 45, utf8_names = 1u << 11, stored = 0;
constexpr std::uint32_t midnight = 0, first_of_1980 = (1u << 5) | 1u;

/// The fields that the head of a file and its line in the directory share.
void common(Fields& fields, std::uint32_t crc, std::uint32_t size, std::size_t name, std::uint32_t extra) {
    fields.two(version).two(utf8_names).two(stored).two(midnight).two(first_of_1980);
    fields.four(crc).four(size).four(size).two(static_cast<std::uint32_t>(name)).two(extra);
}

}  // namespace

void ZipWriter::write(std::string_view bytes) {
    sink_.write(bytes);
    written_ += bytes.size();
}

void ZipWriter::add(std::string_view name, std::string_view bytes) {
    STRANDLINE_ASSERT(!name.empty() && name.size() < many && name.front() != '/');
    STRANDLINE_ASSERT(names_.emplace(name).second);
    if (bytes.size() >= large) {
        too_large_ = name;
        return;
    }
    const Entry entry{std::string(name), checksum(bytes), static_cast<std::uint32_t>(bytes.size()), written_};
    Fields head;
    head.four(0x04034b50);
    common(head, entry.checksum, entry.size, name.size(), 0);
    write(head.bytes());
    write(name);
    write(bytes);
    entries_.push_back(entry);
}

void ZipWriter::write_end(std::uint64_t directory) {
    const std::uint64_t end = written_, size = end - directory, count = entries_.size();
    if (count >= many || directory >= large || size >= large) {
        Fields zip64;
        zip64.four(0x06064b50).eight(44).two(version_64).two(version_64).four(0).four(0);
        zip64.eight(count).eight(count).eight(size).eight(directory);
        zip64.four(0x07064b50).four(0).eight(end).four(1);
        write(zip64.bytes());
    }
    const auto small = [](std::uint64_t value, std::uint32_t most) {
        return value < most ? static_cast<std::uint32_t>(value) : most;
    };
    Fields last;
    last.four(0x06054b50).two(0).two(0).two(small(count, many)).two(small(count, many));
    last.four(small(size, large)).four(small(directory, large)).two(0);
    write(last.bytes());
}

Result<void> ZipWriter::finish() {
    if (!too_large_.empty())
        return fail(Error::input("zip.too_large", "{} is too large for a ZIP archive", too_large_)
                        .expected("less than 4 GiB")
                        .found("more")
                        .mend("write the tables one by one, or fewer samples at a time"));
    const std::uint64_t directory = written_;
    for (const Entry& entry : entries_) {
        const bool far = entry.offset >= large;
        Fields line;
        line.four(0x02014b50).two(far ? version_64 : version);
        common(line, entry.checksum, entry.size, entry.name.size(), far ? 12 : 0);
        line.two(0).two(0).two(0).four(0).four(far ? large : static_cast<std::uint32_t>(entry.offset));
        write(line.bytes());
        write(entry.name);
        if (far) write(Fields().two(1).two(8).eight(entry.offset).bytes());
    }
    write_end(directory);
    return sink_.status();
}

Result<void> each_file(const Source& archive,
                       const std::function<Result<void>(std::string_view, std::string_view)>& visit) {
    STRANDLINE_TRY(const Mapping mapping, archive.map());
    const std::string_view bytes(mapping.bytes.data(), mapping.bytes.size());
    constexpr std::size_t head = 30, size_at = 18, name_at = 26;
    const auto number = [&](std::size_t at, int count) {
        std::uint64_t value = 0;
        for (int i = 0; i < count; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)])}
                     << 8 * i;
        return value;
    };
    const auto foreign = [&] {
        return fail(Error::input("zip.foreign", "the archive is not one of ours")
                        .at({.file = archive.name()})
                        .expected("files stored one after the other, without compression")
                        .found("something else")
                        .mend("unpack it with another program"));
    };
    std::size_t at = 0;
    while (bytes.size() - at >= 4 && number(at, 4) == 0x04034b50) {
        if (bytes.size() - at < head) return foreign();
        const std::uint64_t size = number(at + size_at, 4), name = number(at + name_at, 2);
        if (size > bytes.size() || name > bytes.size() || bytes.size() - at - head < name + size)
            return foreign();
        STRANDLINE_CHECK(visit(bytes.substr(at + head, name), bytes.substr(at + head + name, size)));
        at += head + static_cast<std::size_t>(name + size);
    }
    return at == bytes.size() ? foreign() : Result<void>{};
}

}  // namespace strandline::formats
