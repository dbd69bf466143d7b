#include <strandline/edit/genetic_code.hpp>

#include <strandline/base/error.hpp>

#include <array>
#include <utility>

namespace strandline::edit {
namespace {

constexpr std::string_view letters = "ACGT";

// NCBI table 1, codons in alphabetical order: AAA, AAC, AAG, AAT, ACA …
constexpr std::string_view residues =
    "KNKNTTTTRSRSIIMI"
    "QHQHPPPPRRRRLLLL"
    "EDEDAAAAGGGGVVVV"
    "*Y*YSSSS*CWCLFLF";

std::string codon_number(std::size_t number) {
    return {letters[number / 16], letters[number / 4 % 4], letters[number % 4]};
}

constexpr std::array<std::pair<char, std::string_view>, 22> names = {
    {{'A', "Ala"}, {'R', "Arg"}, {'N', "Asn"}, {'D', "Asp"}, {'C', "Cys"}, {'Q', "Gln"},
     {'E', "Glu"}, {'G', "Gly"}, {'H', "His"}, {'I', "Ile"}, {'L', "Leu"}, {'K', "Lys"},
     {'M', "Met"}, {'F', "Phe"}, {'P', "Pro"}, {'S', "Ser"}, {'T', "Thr"}, {'W', "Trp"},
     {'Y', "Tyr"}, {'V', "Val"}, {'*', "Ter"}, {'X', "Xaa"}}};

}  // namespace

char translate_codon(std::string_view codon) {
    std::size_t number = 0;
    for (const char base : codon.substr(0, 3)) {
        const std::size_t code = letters.find(base);
        if (code == std::string_view::npos) return 'X';
        number = 4 * number + code;
    }
    return residues[number];
}

std::string translate(std::string_view bases) {
    std::string protein;
    for (std::size_t i = 0; i + 3 <= bases.size(); i += 3) protein += translate_codon(bases.substr(i, 3));
    return protein;
}

std::string_view residue_name(char residue) {
    for (const auto& [letter, name] : names)
        if (letter == residue) return name;
    STRANDLINE_ASSERT(false && "a residue");
    return "";
}

std::vector<std::string> codons_of(char residue) {
    std::vector<std::string> codons;
    for (std::size_t number = 0; number < residues.size(); ++number)
        if (residues[number] == residue) codons.push_back(codon_number(number));
    return codons;
}

std::vector<std::string> synonymous_codons(std::string_view codon) {
    std::vector<std::string> others = codons_of(translate_codon(codon));
    std::erase(others, codon);
    return others;
}

}  // namespace strandline::edit
