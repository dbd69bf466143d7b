#include "bases.hpp"

#include <strandline/domain/sequence.hpp>

#include <array>
#include <utility>

namespace strandline::formats {
namespace {

std::array<char, 256> make_upper_codes() {
    std::array<char, 256> table{};
    for (const char code : std::string_view("ACGTMRSVWYHKDBN")) {
        table[static_cast<unsigned char>(code)] = code;
        table[static_cast<unsigned char>(code + ('a' - 'A'))] = code;
    }
    table['U'] = table['u'] = 'T';
    return table;
}

}  // namespace

std::size_t append_bases(std::string& bases, std::string_view letters) {
    static const std::array<char, 256> upper_codes = make_upper_codes();
    const std::size_t before = bases.size();
    bases.resize(before + letters.size());
    bool all_known = true;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const char code = upper_codes[static_cast<unsigned char>(letters[i])];
        bases[before + i] = code;
        all_known &= code != 0;
    }
    if (all_known) return std::string_view::npos;
    return bases.find('\0', before) - before;
}

Error not_a_base(std::string code, char letter, Place place) {
    const bool amino_acid = std::string_view("EFILOPQZJXefilopqzjx").find(letter) != std::string_view::npos;
    const bool gap = letter == '-' || letter == '.';
    return Error::input(std::move(code), "'{}' is no nucleotide code", letter)
        .at(std::move(place))
        .expected("A C G T U or another IUPAC code (R Y S W K M B D H V N)")
        .found("'{}'", letter)
        .mend("{}", amino_acid ? "give DNA: this looks like a protein (an X for an unknown base is written N)"
                    : gap      ? "remove the gaps: a genome is wanted, not an alignment"
                               : "correct the letter, or write N for an unknown base");
}

}  // namespace strandline::formats
