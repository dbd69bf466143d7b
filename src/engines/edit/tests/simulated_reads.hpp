#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::edit::testing {

// Reads whose edits are known because they were made: what was cut out, put in or exchanged is written down
// while the read is written, so that no alignment is needed to know the truth.

/// One change of a molecule. Positions are 0-based on the amplicon.
struct TrueEdit {
    enum class Kind { deletion, insertion, substitution };
    Kind kind = Kind::deletion;
    int position = 0;   // first deleted base; base before which the insertion stands; substituted base
    int length = 0;     // deleted or inserted bases; 1 for a substitution
    std::string bases;  // inserted bases, or the new base
    bool operator==(const TrueEdit&) const = default;
};

struct SimulatedRead {
    std::string name;
    std::string bases;             // as sequenced: the molecule with errors, on the amplicon's strand
    std::string qualities;         // Phred+33
    std::vector<TrueEdit> edits;   // what the nuclease did
    std::vector<int> errors;       // amplicon positions that the sequencer read wrongly
    std::string aligned_read;      // the alignment as the molecule was made, errors included
    std::string aligned_amplicon;  // gaps as '-'
};

/// An edit as made by hand, with the share of the edited molecules that have it.
struct Simulation {
    std::string amplicon;
    int cut = 0;  // the cut is before this base
    std::size_t reads = 1000;
    double edited = 0.3;           // share of molecules with an edit at the cut
    double deletions = 0.6;        // of the edited; the rest after insertions are substitutions
    double insertions = 0.3;       // of the edited
    int longest_deletion = 30;     // lengths fall off by the half every few bases
    int longest_insertion = 10;    //
    double errors_a_base = 0.001;  // substitution errors of sequencing
    std::uint64_t seed = 1;
};

/// The same draws on every machine: the distributions of <random> are not set by the standard.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : bits_(seed) {}
    double share() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
    int below(int limit) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(limit)); }
    char base() { return "ACGT"[below(4)]; }
    char base_other_than(char old) {
        char drawn = base();
        while (drawn == old) drawn = base();
        return drawn;
    }
    /// 1 to `most`, each longer by one with probability 0.8.
    int length(int most) {
        int drawn = 1;
        while (drawn < most && share() < 0.8) ++drawn;
        return drawn;
    }
    std::string bases(int count) {
        std::string drawn;
        for (int i = 0; i < count; ++i) drawn += base();
        return drawn;
    }

private:
    std::mt19937_64 bits_;
};

/// An edit that touches the cut: a deletion that spans it, an insertion in it, a base beside it exchanged.
inline TrueEdit draw_edit(const Simulation& simulation, Draw& draw) {
    const double kind = draw.share();
    const int cut = simulation.cut;
    if (kind < simulation.deletions) {
        const int length = draw.length(simulation.longest_deletion);
        const int size = static_cast<int>(simulation.amplicon.size());
        const int begin = std::clamp(cut - draw.below(length + 1), 0, size - length);
        return {TrueEdit::Kind::deletion, begin, length, {}};
    }
    if (kind < simulation.deletions + simulation.insertions) {
        const int length = draw.length(simulation.longest_insertion);
        return {TrueEdit::Kind::insertion, cut, length, draw.bases(length)};
    }
    const int position = cut - draw.below(2);
    const char old = simulation.amplicon[static_cast<std::size_t>(position)];
    return {TrueEdit::Kind::substitution, position, 1, std::string(1, draw.base_other_than(old))};
}

/// The alignment that `edits` (by position, apart from each other) make of the amplicon.
inline SimulatedRead molecule(std::string_view amplicon, std::vector<TrueEdit> edits) {
    SimulatedRead made;
    std::size_t edit = 0;
    for (int position = 0; position <= static_cast<int>(amplicon.size()); ++position) {
        while (edit < edits.size() && edits[edit].position == position &&
               edits[edit].kind == TrueEdit::Kind::insertion) {
            made.aligned_read += edits[edit].bases;
            made.aligned_amplicon.append(edits[edit].bases.size(), '-');
            ++edit;
        }
        if (position == static_cast<int>(amplicon.size())) break;
        char base = amplicon[static_cast<std::size_t>(position)];
        if (edit < edits.size() && edits[edit].position == position &&
            edits[edit].kind == TrueEdit::Kind::substitution)
            base = edits[edit++].bases.front();
        else if (edit < edits.size() && edits[edit].kind == TrueEdit::Kind::deletion &&
                 position >= edits[edit].position) {
            base = '-';
            if (position + 1 == edits[edit].position + edits[edit].length) ++edit;
        }
        made.aligned_read += base;
        made.aligned_amplicon += amplicon[static_cast<std::size_t>(position)];
    }
    made.edits = std::move(edits);
    return made;
}

/// Substitution errors, noted by amplicon position (by the next one inside an insertion), and the read.
inline void sequence(SimulatedRead& made, double errors_a_base, Draw& draw) {
    int position = 0;
    for (std::size_t i = 0; i < made.aligned_read.size(); ++i) {
        char& base = made.aligned_read[i];
        if (base != '-') {
            const bool wrong = draw.share() < errors_a_base;
            if (wrong) {
                base = draw.base_other_than(base);
                made.errors.push_back(position);
            }
            made.bases += base;
            made.qualities += wrong ? '5' : 'I';
        }
        if (made.aligned_amplicon[i] != '-') ++position;
    }
}

inline std::vector<SimulatedRead> simulate(const Simulation& simulation) {
    Draw draw(simulation.seed);
    std::vector<SimulatedRead> reads;
    for (std::size_t i = 0; i < simulation.reads; ++i) {
        std::vector<TrueEdit> edits;
        if (draw.share() < simulation.edited) edits.push_back(draw_edit(simulation, draw));
        reads.push_back(molecule(simulation.amplicon, std::move(edits)));
        reads.back().name = "read" + std::to_string(i + 1);
        sequence(reads.back(), simulation.errors_a_base, draw);
    }
    return reads;
}

inline std::string fastq(const std::vector<SimulatedRead>& reads) {
    std::string text;
    for (const SimulatedRead& read : reads)
        text += "@" + read.name + "\n" + read.bases + "\n+\n" + read.qualities + "\n";
    return text;
}

/// The same deletion or insertion as far to the left as the sequence lets it stand: two edits that make one
/// molecule have one leftmost form. Substitutions stay.
inline TrueEdit leftmost(std::string_view amplicon, TrueEdit edit) {
    const auto at = [&](int i) { return amplicon[static_cast<std::size_t>(i)]; };
    if (edit.kind == TrueEdit::Kind::deletion)
        while (edit.position > 0 && at(edit.position - 1) == at(edit.position + edit.length - 1))
            --edit.position;
    if (edit.kind == TrueEdit::Kind::insertion)
        while (edit.position > 0 && at(edit.position - 1) == edit.bases.back()) {
            edit.bases.insert(edit.bases.begin(), edit.bases.back());
            edit.bases.pop_back();
            --edit.position;
        }
    return edit;
}

}  // namespace strandline::edit::testing
