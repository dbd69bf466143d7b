#pragma once

#include <strandline/domain/genome.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strandline::formats::testing {

inline void put(std::string& bytes, std::uint64_t value, int size, bool big_endian) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * (big_endian ? size - 1 - i : i)));
}

/// A 2bit file of the genome, N only as blocks.
inline std::string twobit(const domain::Genome& genome, int version = 0, bool big_endian = false) {
    const auto word = [&](std::string& bytes, std::uint64_t value) { put(bytes, value, 4, big_endian); };
    std::vector<std::string> records;
    for (const domain::Contig& contig : genome.contigs) {
        std::string record, starts, sizes;
        std::uint64_t blocks = 0;
        for (std::size_t i = 0; i < contig.bases.size(); ++i) {
            if (contig.bases[i] != 'N') continue;
            const std::size_t end = std::min(contig.bases.find_first_not_of('N', i), contig.bases.size());
            word(starts, i);
            word(sizes, end - i);
            ++blocks;
            i = end;
        }
        word(record, contig.bases.size());
        word(record, blocks);
        record += starts + sizes;
        word(record, 1);  // one soft mask
        word(record, 0);
        word(record, contig.bases.size());
        word(record, 0);
        for (std::size_t i = 0; i < contig.bases.size(); i += 4) {
            unsigned packed = 0;
            for (std::size_t j = 0; j < 4; ++j) {
                const char base = i + j < contig.bases.size() ? contig.bases[i + j] : 'T';
                packed = packed << 2 | (base == 'C' ? 1u : base == 'A' ? 2u : base == 'G' ? 3u : 0u);
            }
            record += static_cast<char>(packed);
        }
        records.push_back(std::move(record));
    }
    std::string bytes;
    for (const std::uint64_t value : {std::uint64_t{0x1A412743}, static_cast<std::uint64_t>(version),
                                      static_cast<std::uint64_t>(genome.contigs.size()), std::uint64_t{0}})
        word(bytes, value);
    std::size_t offset = bytes.size();
    for (const domain::Contig& contig : genome.contigs)
        offset += 1 + contig.name.size() + (version == 1 ? 8 : 4);
    for (std::size_t i = 0; i < records.size(); ++i) {
        bytes += static_cast<char>(genome.contigs[i].name.size());
        bytes += genome.contigs[i].name;
        put(bytes, offset, version == 1 ? 8 : 4, big_endian);
        offset += records[i].size();
    }
    for (const std::string& record : records) bytes += record;
    return bytes;
}

}  // namespace strandline::formats::testing
