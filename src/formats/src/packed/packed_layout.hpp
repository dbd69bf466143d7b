#pragma once

#include "packed/plane_builder.hpp"

#include <strandline/domain/packed_genome.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace strandline::formats {

/// The packed file, version 1. Sections follow each other, each from a multiple of 64 on, zeros between:
/// header, contigs (ContigRow), names (without separators), runs (PackedGenome::Run, padding 0), low plane,
/// high plane, checksums of the pieces of each plane. Numbers have the byte order of the machine that wrote
/// them.
constexpr std::string_view packed_magic = "\x89SLG\r\n\x1a\n";
constexpr std::uint32_t packed_version = 1;
constexpr std::uint32_t byte_order_probe = 0x01020304;
constexpr std::uint64_t section_alignment = 64;
constexpr std::uint64_t piece_words = (1 << 20) / 8;  // of a plane under one checksum

struct PackedHeader {
    std::array<char, 8> magic{};
    std::uint32_t version = packed_version;
    std::uint32_t byte_order = byte_order_probe;
    std::uint64_t file_bytes = 0;
    std::uint64_t contigs = 0;
    std::uint64_t name_bytes = 0;
    std::uint64_t runs = 0;
    std::uint64_t words = 0;  // of each plane
    std::array<std::uint8_t, 32> content{};
    std::uint64_t contig_sum = 0, name_sum = 0, run_sum = 0, plane_sums_sum = 0;
    std::uint64_t header_sum = 0;  // of all before
};
static_assert(sizeof(PackedHeader) == 128 && std::is_trivially_copyable_v<PackedHeader>);

struct ContigRow {
    std::uint64_t length;
    std::uint32_t name_bytes;
    std::uint32_t circular;  // 0 or 1
};
static_assert(sizeof(ContigRow) == 16);

using PackedRun = domain::PackedGenome::Run;
static_assert(sizeof(PackedRun) == 16 && offsetof(PackedRun, length) == 8 &&
              offsetof(PackedRun, letter) == 12);

/// Where the sections begin.
struct PackedLayout {
    std::uint64_t contigs, names, runs, low, high, sums, end;

    explicit PackedLayout(const PackedHeader& header)
        : contigs(sizeof(PackedHeader)),
          names(behind(contigs, header.contigs * sizeof(ContigRow))),
          runs(behind(names, header.name_bytes)),
          low(behind(runs, header.runs * sizeof(PackedRun))),
          high(behind(low, header.words * 8)),
          sums(behind(high, header.words * 8)),
          end(sums + 2 * pieces(header.words) * 8) {}

    static std::uint64_t pieces(std::uint64_t words) { return (words + piece_words - 1) / piece_words; }

private:
    static std::uint64_t behind(std::uint64_t begin, std::uint64_t size) {
        return (begin + size + section_alignment - 1) / section_alignment * section_alignment;
    }
};

/// A checksum at the speed of memory: eight lanes, each word mixed in by steps that lose nothing, so that a
/// change within one word never goes unseen, and others but for one in 2^64. Against accidents, not malice.
inline std::uint64_t fast_checksum(std::span<const std::uint64_t> words) {
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15U;
    const auto mixed = [](std::uint64_t lane, std::uint64_t word) {
        return std::rotl(lane ^ word, 29) * factor;
    };
    std::array<std::uint64_t, 8> lanes{1, 2, 3, 4, 5, 6, 7, 8};
    std::size_t at = 0;
    for (; at + 8 <= words.size(); at += 8)
#pragma GCC unroll 8
        for (std::size_t i = 0; i < 8; ++i) lanes[i] = mixed(lanes[i], words[at + i]);
    for (; at < words.size(); ++at) lanes[at % 8] = mixed(lanes[at % 8], words[at]);
    std::uint64_t sum = words.size();
    for (const std::uint64_t lane : lanes) sum = mixed(sum, lane);
    return sum ^ sum >> 32;
}

}  // namespace strandline::formats
