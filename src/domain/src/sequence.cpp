#include <strandline/base/error.hpp>
#include <strandline/domain/sequence.hpp>

#include <array>

namespace strandline::domain {
namespace {

struct Code {
    char letter;
    std::uint8_t set;
    char complement;
};

// Cornish-Bowden 1985, Nucleic Acids Res 13:3021, table 1.
constexpr Code codes[] = {{'A', 1, 'T'},  {'C', 2, 'G'},  {'G', 4, 'C'},  {'T', 8, 'A'},
                          {'U', 8, 'A'},  {'M', 3, 'K'},  {'R', 5, 'Y'},  {'S', 6, 'S'},
                          {'V', 7, 'B'},  {'W', 9, 'W'},  {'Y', 10, 'R'}, {'H', 11, 'D'},
                          {'K', 12, 'M'}, {'D', 13, 'H'}, {'B', 14, 'V'}, {'N', 15, 'N'}};

constexpr char lower_case(char letter) { return static_cast<char>(letter + ('a' - 'A')); }

struct Tables {
    std::array<std::uint8_t, 256> set{};
    std::array<char, 256> complement{};
};

constexpr Tables make_tables() {
    Tables tables;
    for (const Code& code : codes) {
        const auto upper = static_cast<unsigned char>(code.letter);
        const auto lower = static_cast<unsigned char>(lower_case(code.letter));
        tables.set[upper] = tables.set[lower] = code.set;
        tables.complement[upper] = code.complement;
        tables.complement[lower] = lower_case(code.complement);
    }
    return tables;
}

constexpr Tables tables = make_tables();

}  // namespace

std::uint8_t base_set(char code) { return tables.set[static_cast<unsigned char>(code)]; }

char complement(char code) {
    const char other = tables.complement[static_cast<unsigned char>(code)];
    STRANDLINE_ASSERT(other != 0);
    return other;
}

std::string reverse_complement(std::string_view bases) {
    std::string result(bases.size(), '\0');
    for (std::size_t i = 0; i < bases.size(); ++i) result[bases.size() - 1 - i] = complement(bases[i]);
    return result;
}

}  // namespace strandline::domain
