#pragma once

#include "support.hpp"

#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::formats::testing {

/// The regular files of a ustar archive, gzip or not, by the names they have in it.
inline std::vector<Source> tar_files(const Source& archive) {
    constexpr std::size_t block = 512;
    const auto bytes = read_bytes(archive);
    REQUIRE(bytes.has_value());
    std::vector<Source> files;
    std::string long_name;
    std::string_view rest = *bytes;
    while (rest.size() >= block && rest[0] != '\0') {
        const auto field = [&](std::size_t at, std::size_t size) {
            const std::string_view text = rest.substr(at, size);
            return std::string(text.substr(0, text.find('\0')));
        };
        const std::size_t size = std::stoull(field(124, 12), nullptr, 8);
        const char type = rest[156];
        const std::string folder = field(345, 155);
        REQUIRE(rest.size() >= block + size);
        std::string name = folder.empty() ? field(0, 100) : folder + "/" + field(0, 100);
        if (!long_name.empty()) name = std::exchange(long_name, {});
        const std::string_view content = rest.substr(block, size);
        if (type == 'L') long_name = content.substr(0, content.find('\0'));  // GNU: of the next file
        if (type == '0' || type == '\0') files.push_back(Source::memory(name, std::string(content)));
        rest.remove_prefix(std::min(rest.size(), block + (size + block - 1) / block * block));
    }
    return files;
}

}  // namespace strandline::formats::testing
