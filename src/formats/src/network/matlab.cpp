#include "matlab.hpp"

#include "readers.hpp"
#include "utf8_text.hpp"

#include <strandline/base/json.hpp>
#include <strandline/base/text.hpp>

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace strandline::formats {
namespace {

constexpr std::size_t header_size = 128;
constexpr std::size_t most_inflated = std::size_t{1} << 31;
constexpr int most_nested = 20;

// Types of data elements, and classes of arrays.
enum : std::uint32_t {
    mi_int8 = 1,
    mi_uint8,
    mi_int16,
    mi_uint16,
    mi_int32,
    mi_uint32,
    mi_single,
    mi_double = 9,
    mi_int64 = 12,
    mi_uint64,
    mi_matrix,
    mi_compressed,
    mi_utf8,
    mi_utf16
};
enum : std::uint32_t {
    mx_cell = 1,
    mx_struct,
    mx_object,
    mx_char,
    mx_sparse,
    mx_double,
    mx_last_number = 15
};

struct Element {
    std::uint32_t type = 0;
    std::string_view data;
};

template <class T>
T value_at(std::string_view bytes, std::size_t at) {
    T value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

/// Data elements one after the other.
class Elements {
public:
    explicit Elements(std::string_view bytes) : bytes_(bytes) {}
    bool empty() const { return bytes_.empty(); }

    /// Nothing at the end, and where the bytes are no element.
    std::optional<Element> next() {
        if (bytes_.size() < 8) return std::nullopt;
        const auto word = value_at<std::uint32_t>(bytes_, 0);
        if (word >> 16 != 0) {  // four bytes or less stand in the tag itself
            const std::size_t size = word >> 16;
            if (size > 4) return std::nullopt;
            Element made{word & 0xFFFF, bytes_.substr(4, size)};
            bytes_.remove_prefix(8);
            return made;
        }
        const std::size_t size = value_at<std::uint32_t>(bytes_, 4);
        if (size > bytes_.size() - 8) return std::nullopt;
        Element made{word, bytes_.substr(8, size)};
        const std::size_t padded = word == mi_compressed ? size : (size + 7) / 8 * 8;
        bytes_.remove_prefix(std::min(8 + padded, bytes_.size()));
        return made;
    }

    std::optional<Element> next(std::uint32_t type) {
        auto made = next();
        return made && made->type == type ? made : std::nullopt;
    }

private:
    std::string_view bytes_;
};

std::size_t size_of(std::uint32_t type) {
    switch (type) {
    case mi_int8:
    case mi_uint8:
    case mi_utf8:
        return 1;
    case mi_int16:
    case mi_uint16:
    case mi_utf16:
        return 2;
    case mi_int32:
    case mi_uint32:
    case mi_single:
        return 4;
    case mi_double:
    case mi_int64:
    case mi_uint64:
        return 8;
    default:
        return 0;
    }
}

template <class T>
void append(std::vector<double>& numbers, std::string_view data) {
    for (std::size_t at = 0; at + sizeof(T) <= data.size(); at += sizeof(T))
        numbers.push_back(static_cast<double>(value_at<T>(data, at)));
}

std::vector<double> numbers_of(const Element& element) {
    std::vector<double> made;
    if (const std::size_t size = size_of(element.type)) made.reserve(element.data.size() / size);
    switch (element.type) {
    case mi_int8:
        append<std::int8_t>(made, element.data);
        break;
    case mi_uint8:
    case mi_utf8:
        append<std::uint8_t>(made, element.data);
        break;
    case mi_int16:
        append<std::int16_t>(made, element.data);
        break;
    case mi_uint16:
    case mi_utf16:
        append<std::uint16_t>(made, element.data);
        break;
    case mi_int32:
        append<std::int32_t>(made, element.data);
        break;
    case mi_uint32:
        append<std::uint32_t>(made, element.data);
        break;
    case mi_single:
        append<float>(made, element.data);
        break;
    case mi_double:
        append<double>(made, element.data);
        break;
    case mi_int64:
        append<std::int64_t>(made, element.data);
        break;
    case mi_uint64:
        append<std::uint64_t>(made, element.data);
        break;
    default:
        break;
    }
    return made;
}

std::string text_of(const Element& element) {
    if (element.type == mi_utf8 && is_valid_utf8(element.data)) return std::string(element.data);
    std::string made;
    std::uint32_t high = 0;
    for (const double number : numbers_of(element)) {
        const auto unit = static_cast<std::uint32_t>(number >= 0 ? std::min(number, 65535.0) : 0);
        if (unit >= 0xD800 && unit < 0xDC00) {
            high = unit;
        } else if (unit >= 0xDC00 && unit < 0xE000) {
            if (high != 0) append_utf8(made, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
            high = 0;
        } else if (unit != 0) {
            append_utf8(made, unit);
        }
    }
    return made;
}

struct ArrayHead {
    std::uint32_t kind = 0;
    std::size_t rows = 0, columns = 0;
    std::string name;
};

std::optional<ArrayHead> head_of(Elements& parts) {
    const auto flags = parts.next(mi_uint32);
    const auto dimensions = parts.next(mi_int32);
    const auto name = parts.next();
    if (!flags || flags->data.size() < 8 || !dimensions || dimensions->data.size() < 8 || !name)
        return std::nullopt;
    ArrayHead made;
    made.kind = value_at<std::uint32_t>(flags->data, 0) & 0xFF;
    const auto rows = value_at<std::int32_t>(dimensions->data, 0);
    constexpr std::int64_t most = std::int64_t{1} << 40;  // so that rows * columns stays a number
    std::int64_t columns = 1;
    for (std::size_t at = 4; at + 4 <= dimensions->data.size(); at += 4) {
        const auto next = value_at<std::int32_t>(dimensions->data, at);
        if (next < 0 || (next > 0 && columns > most / next)) return std::nullopt;
        columns *= next;
    }
    if (rows < 0 || (rows > 0 && columns > most / rows) || !is_valid_utf8(name->data)) return std::nullopt;
    made.rows = static_cast<std::size_t>(rows);
    made.columns = static_cast<std::size_t>(columns);
    made.name = std::string(name->data);
    return made;
}

bool fill_sparse(Elements& parts, MatlabArray& made) {
    const auto rows = parts.next(), begins = parts.next(), values = parts.next();
    if (!rows || !begins || !values) return false;
    const auto index = [](double number) {
        return number >= 0 ? static_cast<std::size_t>(std::min(number, 1e15)) : 0;
    };
    for (const double row : numbers_of(*rows)) made.row.push_back(index(row));
    for (const double at : numbers_of(*begins)) made.column_begin.push_back(index(at));
    made.numbers = numbers_of(*values);
    if (made.column_begin.size() != made.columns + 1) return false;
    const std::size_t count = made.column_begin.back();
    if (count > made.row.size() || count > made.numbers.size()) return false;
    if (!std::ranges::is_sorted(made.column_begin)) return false;
    return std::all_of(made.row.begin(), made.row.begin() + static_cast<std::ptrdiff_t>(count),
                       [&](std::size_t row) { return row < made.rows; });
}

/// The array in a matrix element; nothing when it is damaged.
std::optional<MatlabArray> array_of(std::string_view bytes, int depth) {
    MatlabArray made;
    if (bytes.empty()) return made;
    Elements parts(bytes);
    const auto head = head_of(parts);
    if (!head || depth > most_nested) return std::nullopt;
    made.rows = head->rows;
    made.columns = head->columns;
    if (head->kind == mx_cell) {
        made.kind = MatlabArray::Kind::cells;
        while (!parts.empty()) {
            const auto cell = parts.next(mi_matrix);
            auto inner = cell ? array_of(cell->data, depth + 1) : std::nullopt;
            if (!inner) return std::nullopt;
            made.cells.push_back(std::move(*inner));
        }
        if (made.cells.size() != made.rows * made.columns) return std::nullopt;
    } else if (head->kind == mx_char) {
        made.kind = MatlabArray::Kind::text;
        if (const auto data = parts.next()) made.text = text_of(*data);
    } else if (head->kind == mx_sparse) {
        made.kind = MatlabArray::Kind::sparse;
        if (!fill_sparse(parts, made)) return std::nullopt;
    } else if (head->kind >= mx_double && head->kind <= mx_last_number) {
        made.kind = MatlabArray::Kind::numbers;
        if (const auto data = parts.next()) made.numbers = numbers_of(*data);
        if (made.numbers.size() != made.rows * made.columns) return std::nullopt;
    }
    return made;
}

/// The fields of a 1 x 1 structure; nothing for other arrays.
std::optional<MatlabStruct> struct_of(std::string_view bytes, std::string_view file) {
    Elements parts(bytes);
    const auto head = head_of(parts);
    if (!head || head->kind != mx_struct || head->rows * head->columns != 1) return std::nullopt;
    const auto length = parts.next(mi_int32);
    const auto names = parts.next(mi_int8);
    if (!length || length->data.size() < 4 || !names) return std::nullopt;
    const auto width = static_cast<std::size_t>(value_at<std::int32_t>(length->data, 0));
    if (width == 0 || width > 4096) return std::nullopt;
    MatlabStruct made;
    made.name = head->name;
    made.file = std::string(file);
    for (std::size_t at = 0; at + width <= names->data.size(); at += width) {
        const std::string_view padded = names->data.substr(at, width);
        const auto value = parts.next(mi_matrix);
        if (!value) return std::nullopt;
        const std::string_view field = padded.substr(0, padded.find('\0'));
        made.fields.emplace(field, value->data);
        made.by_small_name.emplace(lower(field), value->data);
    }
    return made;
}

Error damaged(std::string_view file, std::string_view what) {
    return Error::input("matlab.damaged", "the MATLAB file is damaged: {}", what)
        .at({.file = std::string(file)})
        .expected("a MAT file of level 5")
        .found("bytes that are none")
        .mend("fetch it again, or save it again with save(..., '-v7')");
}

/// No more than `most` bytes.
Result<std::string> inflated(std::string_view packed, std::size_t most, std::string_view file) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return fail(Error::fault("matlab.zlib", "zlib cannot start"));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string made;
    int told = Z_OK;
    while (told == Z_OK && made.size() <= most) {
        const std::size_t before = made.size();
        made.resize(std::max<std::size_t>(2 * before, 4 * packed.size() + 1024));
        stream.next_out = reinterpret_cast<Bytef*>(made.data() + before);
        stream.avail_out = static_cast<uInt>(made.size() - before);
        told = inflate(&stream, Z_NO_FLUSH);
        made.resize(made.size() - stream.avail_out);
        if (stream.avail_out > 0) break;  // no more input
    }
    inflateEnd(&stream);
    if (made.size() > most)
        return fail(Error::input("matlab.size", "the variables of the MATLAB file are too large")
                        .at({.file = std::string(file)})
                        .expected("at most {} bytes in all, decompressed", with_thousands(most_inflated))
                        .found("more")
                        .mend("save the model alone: save('model.mat', 'model', '-v7')"));
    if (told != Z_STREAM_END) return fail(damaged(file, "a compressed variable does not decompress"));
    return made;
}

}  // namespace

bool is_matlab5(std::string_view bytes) {
    return bytes.size() >= header_size && bytes.starts_with("MATLAB 5.0 MAT-file");
}

bool is_hdf5(std::string_view bytes) {
    constexpr std::string_view magic = "\x89HDF\r\n\x1a\n";
    return bytes.starts_with(magic) || bytes.starts_with("MATLAB 7.3 MAT-file") ||
           (bytes.size() > 520 && bytes.substr(512).starts_with(magic));
}

const std::string_view* MatlabStruct::find(std::string_view field_name) const {
    if (const auto found = fields.find(field_name); found != fields.end()) return &found->second;
    const auto found = by_small_name.find(field_name);
    return found == by_small_name.end() ? nullptr : &found->second;
}

Result<MatlabArray> MatlabStruct::field(std::string_view field_name) const {
    const std::string_view* bytes = find(field_name);
    if (!bytes) return MatlabArray();
    auto made = array_of(*bytes, 0);
    if (!made) return fail(damaged(file, format("field {} of {}", field_name, printable(name))));
    return std::move(*made);
}

Result<MatlabFile> read_matlab(std::string_view bytes, std::string_view file) {
    if (is_hdf5(bytes))
        return fail(Error::input("matlab.hdf5", "this is a MATLAB file of level 7.3")
                        .at({.file = std::string(file)})
                        .expected("level 5, which save(..., '-v7') writes")
                        .found("HDF5")
                        .mend("save it again: save('model.mat', 'model', '-v7')"));
    if (!is_matlab5(bytes)) return fail(damaged(file, "it does not begin as one"));
    if (bytes.substr(126, 2) != "IM")
        return fail(Error::input("matlab.endian", "this MATLAB file is big-endian")
                        .at({.file = std::string(file)})
                        .expected("a little-endian file, as today's machines write")
                        .found("'{}'", printable(bytes.substr(126, 2)))
                        .mend("load and save it again"));
    MatlabFile made;
    std::size_t most = most_inflated;
    Elements elements(bytes.substr(header_size));
    while (!elements.empty()) {
        auto element = elements.next();
        if (!element) return fail(damaged(file, "a variable goes beyond the end"));
        std::string_view data = element->data;
        if (element->type == mi_compressed) {
            STRANDLINE_TRY(std::string inner, inflated(data, most, file));
            most -= inner.size();
            made.inflated.push_back(std::move(inner));
            Elements parts(made.inflated.back());
            const auto whole = parts.next(mi_matrix);
            if (!whole) return fail(damaged(file, "a compressed variable holds no array"));
            data = whole->data;
        } else if (element->type != mi_matrix) {
            continue;
        }
        if (auto found = struct_of(data, file)) made.structs.push_back(std::move(*found));
    }
    return made;
}

}  // namespace strandline::formats
