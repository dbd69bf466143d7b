#pragma once

#include <strandline/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::formats {

/// A numeric, sparse, text or cell array of a MATLAB file. Numbers are in the order of columns.
struct MatlabArray {
    enum class Kind { numbers, sparse, text, cells, other };
    Kind kind = Kind::other;
    std::size_t rows = 0, columns = 0;
    std::vector<double> numbers;                 // of sparse arrays, those that are there
    std::vector<std::size_t> row, column_begin;  // sparse: row of each number; columns + 1 entries
    std::string text;                            // UTF-8
    std::vector<MatlabArray> cells;
};

/// A structure whose fields are read when they are asked for: models hold large ones that nobody needs.
class MatlabStruct {
public:
    std::string name;
    std::string file;
    std::map<std::string, std::string_view, std::less<>> fields;  // bytes, by name as written
    std::map<std::string, std::string_view, std::less<>> by_small_name;

    /// By its name as written, or, where there is none, in small letters.
    const std::string_view* find(std::string_view field) const;
    bool has(std::string_view field) const { return find(field) != nullptr; }
    /// An empty array when there is none.
    Result<MatlabArray> field(std::string_view field_name) const;
};

/// The structures of a MATLAB file of level 5, with the bytes that they point into.
struct MatlabFile {
    std::deque<std::string> inflated;
    std::vector<MatlabStruct> structs;
};

/// Format: MathWorks, "MAT-File Format", level 5. "matlab.*" errors. Little-endian files only.
Result<MatlabFile> read_matlab(std::string_view bytes, std::string_view file);

}  // namespace strandline::formats
