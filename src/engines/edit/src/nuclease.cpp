#include <strandline/edit/nuclease.hpp>

#include <array>

namespace strandline::edit {
namespace {

constexpr PamSide after = PamSide::three_prime;
constexpr PamSide before = PamSide::five_prime;

// Cas9 cuts both strands three bases from the PAM; Cas12a cuts the PAM's strand after the 18th base of the
// protospacer and the other after the 23rd.
constexpr std::array nuclease_table = {
    Nuclease{"SpCas9", 20, "NGG", after, 3, 3, "Jinek 2012, Science 337:816"},
    Nuclease{"SpCas9-NG", 20, "NG", after, 3, 3, "Nishimasu 2018, Science 361:1259"},
    Nuclease{"SpG", 20, "NGN", after, 3, 3, "Walton 2020, Science 368:290"},
    Nuclease{"SpRY", 20, "NRN", after, 3, 3, "Walton 2020, Science 368:290 (prefers NRN to NYN)"},
    Nuclease{"SpCas9-VQR", 20, "NGA", after, 3, 3, "Kleinstiver 2015, Nature 523:481"},
    Nuclease{"SpCas9-VRER", 20, "NGCG", after, 3, 3, "Kleinstiver 2015, Nature 523:481"},
    Nuclease{"SaCas9", 21, "NNGRRT", after, 3, 3, "Ran 2015, Nature 520:186"},
    Nuclease{"SaCas9-KKH", 21, "NNNRRT", after, 3, 3, "Kleinstiver 2015, Nat Biotechnol 33:1293"},
    Nuclease{"CjCas9", 22, "NNNNRYAC", after, 3, 3, "Kim 2017, Nat Commun 8:14500"},
    Nuclease{"NmeCas9", 24, "NNNNGATT", after, 3, 3, "Hou 2013, PNAS 110:15644"},
    Nuclease{"Nme2Cas9", 24, "NNNNCC", after, 3, 3, "Edraki 2019, Mol Cell 73:714"},
    Nuclease{"St1Cas9", 20, "NNAGAAW", after, 3, 3, "Esvelt 2013, Nat Methods 10:1116"},
    Nuclease{"AsCas12a", 23, "TTTV", before, 18, 23,
             "Zetsche 2015, Cell 163:759; Kim 2017, Nat Methods 14:153"},
    Nuclease{"LbCas12a", 23, "TTTV", before, 18, 23,
             "Zetsche 2015, Cell 163:759; Kim 2017, Nat Methods 14:153"},
    Nuclease{"enAsCas12a", 23, "TTYN", before, 18, 23,
             "Kleinstiver 2019, Nat Biotechnol 37:276 (TTYN is the largest of its PAM groups)"},
};

}  // namespace

std::span<const Nuclease> nucleases() { return nuclease_table; }

std::vector<std::string> nuclease_names() {
    std::vector<std::string> names;
    for (const Nuclease& nuclease : nuclease_table) names.emplace_back(nuclease.name);
    return names;
}

const Nuclease* find_nuclease(std::string_view name) {
    for (const Nuclease& nuclease : nuclease_table)
        if (nuclease.name == name) return &nuclease;
    return nullptr;
}

}  // namespace strandline::edit
