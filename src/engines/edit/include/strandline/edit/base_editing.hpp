#pragma once

#include <strandline/domain/genome.hpp>
#include <strandline/edit/coding.hpp>
#include <strandline/edit/nuclease.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit {

/// First and last base of a spacer that is edited, counted from 1 at the spacer's 5' end: the end away from
/// the PAM for Cas9, the end at the PAM for Cas12a.
struct EditWindow {
    int first = 0, last = 0;
};

/// A deaminase on a nuclease that does not cut both strands: bases `from` on the strand that reads as the
/// spacer become `to`.
struct BaseEditor {
    std::string_view name;
    char from, to;
    int spacer_length;
    std::string_view pam;
    PamSide pam_side;
    EditWindow window;
    std::string_view source;  // where window and PAM are published
};

/// BE4max first.
std::span<const BaseEditor> base_editors();
std::vector<std::string> base_editor_names();
const BaseEditor* find_base_editor(std::string_view name);

/// A base that a guide may edit.
struct EditableBase {
    int in_spacer = 0;    // from 1
    BaseChange change;    // on the forward strand
    ProteinEffect alone;  // when it alone is edited
};

/// A guide for a base editor and what it may change in one coding sequence.
struct BaseEditGuide {
    const BaseEditor* editor = nullptr;
    std::string spacer, pam;  // in guide orientation
    domain::Interval interval;
    domain::Strand strand = domain::Strand::forward;
    std::string window, edited_window;  // in guide orientation, before and after
    std::vector<EditableBase> bases;    // along the spacer
    ProteinEffect together;             // when all of them are edited
    std::vector<BaseChange> changes() const;
};

/// Every guide of `editor` with a base in its window whose editing touches a codon or a splice base of
/// `coding` (nullptr: any base at all of `contig` in [begin, end)), in order of position, then strand.
/// Protospacers with letters other than A C G T are left out.
std::vector<BaseEditGuide> guides_within(const domain::Genome& genome, domain::ContigId contig,
                                         std::int64_t begin, std::int64_t end, const BaseEditor& editor,
                                         const CodingBases* coding);
std::vector<BaseEditGuide> guides_for_coding(const domain::Genome& genome, const CodingBases& coding,
                                             const BaseEditor& editor);

enum class Purpose { all, stop, splice, missense };

/// Whether editing one base alone, or all together, does what is wanted.
bool serves(const BaseEditGuide& guide, Purpose purpose);

/// The fewest bases of a guide that, edited, give what is wanted, and whether editing the whole window gives
/// it too with no other change of the protein.
struct Reach {
    std::vector<std::size_t> bases;  // indices into BaseEditGuide::bases
    bool clean = false;
};

/// Residue `residue` (from 1) becomes `to`. Nothing when no choice of bases gives that.
std::optional<Reach> reach_residue(const BaseEditGuide& guide, const CodingBases& coding,
                                   std::int64_t residue, char to);
/// One base becomes another. `coding` may be nullptr; then a guide is clean when it edits that base alone.
std::optional<Reach> reach_base(const BaseEditGuide& guide, const CodingBases* coding,
                                const BaseChange& wanted);

}  // namespace strandline::edit
