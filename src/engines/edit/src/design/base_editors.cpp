#include <strandline/edit/base_editing.hpp>

#include <array>

namespace strandline::edit {
namespace {

constexpr PamSide after = PamSide::three_prime;
constexpr PamSide before = PamSide::five_prime;

// Windows are those in which the authors, or the reviews of Rees 2018 (Nat Rev Genet 19:770) and Anzalone
// 2020 (Nat Biotechnol 38:824), find most of the editing; there is some outside of them.
constexpr std::array editor_table = {
    BaseEditor{"BE4max", 'C', 'T', 20, "NGG", after, {4, 8}, "Koblan 2018, Nat Biotechnol 36:843"},
    BaseEditor{"BE3", 'C', 'T', 20, "NGG", after, {4, 8}, "Komor 2016, Nature 533:420"},
    BaseEditor{"BE4", 'C', 'T', 20, "NGG", after, {4, 8}, "Komor 2017, Sci Adv 3:eaao4774"},
    BaseEditor{"YE1-BE3", 'C', 'T', 20, "NGG", after, {5, 7}, "Kim 2017, Nat Biotechnol 35:371"},
    BaseEditor{
        "Target-AID", 'C', 'T', 20, "NGG", after, {2, 4}, "Nishida 2016, Science 353:aaf8729; Rees 2018"},
    BaseEditor{"evoFERNY-BE4max",
               'C',
               'T',
               20,
               "NGG",
               after,
               {3, 8},
               "Thuronyi 2019, Nat Biotechnol 37:1070; Anzalone 2020"},
    BaseEditor{"evoCDA1-BE4max",
               'C',
               'T',
               20,
               "NGG",
               after,
               {1, 12},
               "Thuronyi 2019, Nat Biotechnol 37:1070; Anzalone 2020"},
    BaseEditor{"Target-AID-NG", 'C', 'T', 20, "NG", after, {2, 4}, "Nishimasu 2018, Science 361:1259"},
    BaseEditor{"SpRY-CBE4max",
               'C',
               'T',
               20,
               "NRN",
               after,
               {3, 9},
               "Walton 2020, Science 368:290 (prefers NRN to NYN)"},
    BaseEditor{"SaBE3", 'C', 'T', 21, "NNGRRT", after, {3, 12}, "Kim 2017, Nat Biotechnol 35:371"},
    BaseEditor{"SaKKH-BE3", 'C', 'T', 21, "NNNRRT", after, {3, 12}, "Kim 2017, Nat Biotechnol 35:371"},
    BaseEditor{"dCas12a-BE", 'C', 'T', 23, "TTTV", before, {8, 13}, "Li 2018, Nat Biotechnol 36:324"},
    BaseEditor{"ABE7.10", 'A', 'G', 20, "NGG", after, {4, 7}, "Gaudelli 2017, Nature 551:464"},
    BaseEditor{"ABEmax", 'A', 'G', 20, "NGG", after, {4, 7}, "Koblan 2018, Nat Biotechnol 36:843"},
    BaseEditor{"ABE8e", 'A', 'G', 20, "NGG", after, {4, 8}, "Richter 2020, Nat Biotechnol 38:883"},
    BaseEditor{"NG-ABE8e", 'A', 'G', 20, "NG", after, {4, 8}, "Richter 2020, Nat Biotechnol 38:883"},
    BaseEditor{"SpRY-ABEmax",
               'A',
               'G',
               20,
               "NRN",
               after,
               {4, 7},
               "Walton 2020, Science 368:290 (prefers NRN to NYN)"},
    BaseEditor{"SaKKH-ABEmax",
               'A',
               'G',
               21,
               "NNNRRT",
               after,
               {6, 12},
               "Huang 2019, Nat Biotechnol 37:626; Anzalone 2020"},
    BaseEditor{"CGBE1", 'C', 'G', 20, "NGG", after, {5, 7}, "Kurt 2021, Nat Biotechnol 39:41"},
};

}  // namespace

std::span<const BaseEditor> base_editors() { return editor_table; }

std::vector<std::string> base_editor_names() {
    std::vector<std::string> names;
    for (const BaseEditor& editor : editor_table) names.emplace_back(editor.name);
    return names;
}

const BaseEditor* find_base_editor(std::string_view name) {
    for (const BaseEditor& editor : editor_table)
        if (editor.name == name) return &editor;
    return nullptr;
}

}  // namespace strandline::edit
