#include <strandline/formats/pgx_genotypes.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace strandline::formats {
namespace {

struct Fingerprint {
    std::uint64_t low = 0, high = 0;
    bool operator==(const Fingerprint&) const = default;
};

/// SplitMix64 (Steele, Lea, Flood 2014): any two inputs give unrelated numbers.
std::uint64_t scatter(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}
Fingerprint fingerprint(std::uint64_t column, std::uint64_t value) {
    const std::uint64_t mixed = scatter(scatter(column) ^ value);
    return {mixed, scatter(mixed ^ 0x5bf03635aca1ab6bU)};
}

void add(Fingerprint& to, const Fingerprint& one) {
    to.low ^= one.low;
    to.high ^= one.high;
}

/// Exclusive or of a number for each column and code (Zobrist 1970); code 0, the commonest, adds none.
void add_codes(const std::vector<std::uint8_t>& codes, std::uint64_t column, std::vector<Fingerprint>& into) {
    Fingerprint numbers[256] = {};
    for (std::uint64_t code = 1; code < 256; ++code) numbers[code] = fingerprint(column, code);
    std::size_t sample = 0;
    for (; sample + 8 <= codes.size(); sample += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, codes.data() + sample, 8);
        if (eight == 0) continue;
        for (std::size_t k = 0; k < 8; ++k) add(into[sample + k], numbers[codes[sample + k]]);
    }
    for (; sample < codes.size(); ++sample) add(into[sample], numbers[codes[sample]]);
}

}  // namespace

domain::PgxGenotype PgxColumn::at(std::size_t sample) const {
    domain::PgxGenotype made = codes.empty() ? book.front() : book[codes[sample]];
    if (phase_sets.empty()) return made;
    const auto found = std::ranges::lower_bound(phase_sets, static_cast<std::uint32_t>(sample), {},
                                                &std::pair<std::uint32_t, std::int32_t>::first);
    if (found != phase_sets.end() && found->first == sample) made.phase_set = found->second;
    return made;
}

PgxPatterns patterns_of(const PgxGeneGenotypes& gene) {
    std::vector<Fingerprint> marks(gene.samples);
    for (std::uint64_t column = 0; column < gene.columns.size(); ++column) {
        add_codes(gene.columns[column].codes, 2 * column, marks);
        for (const auto& [sample, phase_set] : gene.columns[column].phase_sets)
            add(marks[sample], fingerprint(2 * column + 1, static_cast<std::uint32_t>(phase_set)));
    }
    PgxPatterns made;
    made.of_sample.resize(gene.samples);
    constexpr std::uint32_t vacant = ~std::uint32_t{0};
    const std::size_t room = std::bit_ceil(2 * gene.samples + 2);
    std::vector<std::uint32_t> slots(room, vacant);  // open addressing: pattern numbers
    for (std::uint32_t sample = 0; sample < gene.samples; ++sample) {
        std::size_t at = marks[sample].low & (room - 1);
        while (slots[at] != vacant && marks[made.example[slots[at]]] != marks[sample])
            at = (at + 1) & (room - 1);
        if (slots[at] == vacant) {
            slots[at] = static_cast<std::uint32_t>(made.example.size());
            made.example.push_back(sample);
        }
        made.of_sample[sample] = slots[at];
    }
    return made;
}

}  // namespace strandline::formats
