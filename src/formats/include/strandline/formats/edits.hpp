#pragma once

#include <strandline/base/file.hpp>
#include <strandline/base/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::formats {

/// The text of one edit and where each of its letters stands.
class EditText {
public:
    EditText() = default;
    /// A text of one line; `place` is where its first letter stands.
    EditText(std::string name, std::string_view text, Place place);
    /// From the command line: `option` is how errors call it ("--edit").
    static EditText of_option(std::string name, std::string_view option, std::string_view text);

    void append(std::string_view text, Place place);
    const std::string& name() const { return name_; }
    const std::string& text() const { return text_; }
    Place place(std::size_t at = 0, std::size_t length = 1) const;
    Place whole() const { return place(0, text_.size()); }

private:
    std::string name_, text_;
    std::vector<std::pair<std::size_t, Place>> lines_;  // offset in `text_` of what each line gave
};

/// Edits asked for: one a line, named e1, e2 …, `#` begins a comment; a TSV table with the columns `name` and
/// `edit` (or `sequence`); or FASTA-like records whose letters are the edit.
/// Errors: "edits.empty", "edits.duplicate", and those of tables.
Result<std::vector<EditText>> read_edit_texts(const Source& source);

/// A change that is asked for by name and number. Positions are 0-based, as everywhere inside.
struct Change {
    enum class Kind {
        residue,     // gene:p.Q39K
        bases,       // contig:pos:REF>ALT
        deletion,    // contig:begin-end:del
        place,       // contig:pos, an insertion goes behind this base
        gene_start,  // gene:start, behind the first codon
        gene_stop    // gene:stop, before the stop codon
    };
    Kind kind = Kind::bases;
    std::string subject;     // gene or contig
    std::int64_t begin = 0;  // residue or base
    std::int64_t end = 0;    // behind the last base of bases, deletion; behind the place
    char from = 0, to = 0;   // residues, one letter, * for a stop
    std::string ref, alt;    // bases, A C G T, either may be empty but not both
    EditText text;
};

/// `gene:p.Q39*`, `gene:W24*`, `gene:p.Gln39Ter`; `contig:1234:A>G`, `contig:1234:A:G`,
/// `contig:g.1234A>G` (- for nothing);
/// `contig:100-120:del`; `contig:100`; `gene:start`, `gene:stop`. Numbers count from 1; what is inserted for
/// nothing (`contig:100:->TT`) goes behind the base.
/// Errors: "change.form", "change.residue", "change.letter", "change.number", "change.same".
Result<Change> parse_change(const EditText& text);

/// A sequence with its edits marked as PrimeDesign does (Hsu 2021, Nat Commun 12:1034):
/// `(REF/ALT)` replaces, `(+INS)` inserts, `(-DEL)` deletes.
struct MarkedSequence {
    std::string before, after;  // the sequence without and with the edits; A C G T
    EditText text;
};
/// Errors: "edit.letter", "edit.parenthesis", "edit.empty", "edit.same", "edit.form", "edit.none".
Result<MarkedSequence> parse_marked_sequence(const EditText& text);

/// Bases given as such, or as the one record of a FASTA file: a tag to insert. Upper case, A C G T.
/// Errors: "insert.letter", "insert.empty", "insert.several", and those of FASTA.
Result<std::string> read_insert(const Source& source);

}  // namespace strandline::formats
