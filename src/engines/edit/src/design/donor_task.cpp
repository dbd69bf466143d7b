#include "design/donor_task.hpp"

#include <strandline/base/text.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/genetic_code.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace strandline::edit {
namespace {

using domain::Strand;
using formats::Change;

constexpr std::int64_t shortest_intron = 20;
constexpr std::int64_t kept_of_intron = 8,
                       kept_of_exon = 3;  // bases at a splice site that are left as they are

/// On the forward strand of the contig: [begin, end) becomes `replacement`.
struct PlacedEdit {
    std::int64_t begin = 0, end = 0;
    std::string replacement;
};

Error split_by_intron(const CodingBases& coding, const formats::EditText& text, std::string_view what) {
    return Error::input("change.intron", "an intron of '{}' lies inside of {}", coding.name(), what)
        .at(text.whole())
        .expected("neighbouring bases")
        .found("an intron between them")
        .mend("write the edit by position: contig:1234:A>G, or contig:1234 with --insert");
}

/// The codon that needs the fewest changes, the first by alphabet of these.
std::string nearest_codon(const std::string& from, char to) {
    const auto changes = [&](const std::string& codon) {
        return (codon[0] != from[0]) + (codon[1] != from[1]) + (codon[2] != from[2]);
    };
    const std::vector<std::string> codons = codons_of(to);
    return *std::ranges::min_element(codons, {}, changes);
}

Result<PlacedEdit> replace_residue(const CodingBases& coding, const Change& change) {
    const auto first = static_cast<std::size_t>(3 * change.begin);
    const bool forward = coding.strand() == Strand::forward;
    const std::int64_t step = forward ? 1 : -1;
    for (std::size_t i = first + 1; i < first + 3; ++i)
        if (coding.position(i) != coding.position(i - 1) + step)
            return fail(split_by_intron(coding, change.text, "the codon"));
    const std::string before = coding.bases().substr(first, 3);
    const std::string after = nearest_codon(before, change.to);
    std::size_t left = 0, right = 3;
    while (before[left] == after[left]) ++left;
    while (before[right - 1] == after[right - 1]) --right;
    const std::string wanted = after.substr(left, right - left);
    const std::int64_t begin = forward ? coding.position(first + left) : coding.position(first + right - 1);
    return PlacedEdit{begin, begin + static_cast<std::int64_t>(right - left),
                      forward ? wanted : domain::reverse_complement(wanted)};
}

Result<void> check_tag(const CodingBases& coding, const Change& change, const std::string& insert) {
    if (insert.size() % 3 != 0)
        return fail(Error::input("donor.frame", "the insert shifts the reading frame of '{}'", coding.name())
                        .at(change.text.whole())
                        .expected("a length that is a multiple of 3")
                        .found("{} bases", insert.size())
                        .mend("complete the insert, with a linker for example"));
    const std::size_t stop = translate(insert).find('*');
    if (stop != std::string::npos)
        return fail(Error::input("donor.stop", "the insert stops translation")
                        .at(change.text.whole())
                        .expected("no stop codon in frame")
                        .found("{} at codon {} of the insert", insert.substr(3 * stop, 3), stop + 1)
                        .mend("leave the stop out: the gene's own follows"));
    const std::string last = coding.bases().substr(coding.bases().size() - 3);
    if (change.kind == Change::Kind::gene_stop && translate_codon(last) != '*')
        return fail(Error::input("change.stop", "the coding sequence of '{}' does not end with a stop codon",
                                 coding.name())
                        .at(change.text.whole())
                        .expected("TAA, TAG or TGA")
                        .found("{}", last)
                        .mend("give an annotation whose coding sequences hold the stop codon"));
    return {};
}

Result<PlacedEdit> insert_tag(const CodingBases& coding, const Change& change, const std::string& insert) {
    STRANDLINE_CHECK(check_tag(coding, change, insert));
    const bool forward = coding.strand() == Strand::forward;
    const std::size_t behind = change.kind == Change::Kind::gene_start ? 3 : coding.bases().size() - 3;
    const std::int64_t left = coding.position(behind - 1), right = coding.position(behind);
    if (right != left + (forward ? 1 : -1))
        return fail(split_by_intron(coding, change.text, "the place of the insert"));
    const std::int64_t at = forward ? right : left;
    return PlacedEdit{at, at, forward ? insert : domain::reverse_complement(insert)};
}

std::string intended_protein(const CodingBases& coding, const Change& change, const std::string& insert) {
    std::string protein = translate(coding.bases());
    if (change.kind == Change::Kind::residue)
        protein[static_cast<std::size_t>(change.begin)] = change.to;
    else
        protein.insert(change.kind == Change::Kind::gene_start ? 1 : protein.size() - 1, translate(insert));
    return protein;
}

Result<void> check_insert(const Change& change, const std::string& insert) {
    const bool takes = change.kind == Change::Kind::place || change.kind == Change::Kind::gene_start ||
                       change.kind == Change::Kind::gene_stop;
    if (takes == !insert.empty()) return {};
    if (takes)
        return fail(Error::input("insert.missing", "nothing says what to insert")
                        .at(change.text.whole())
                        .expected("--insert beside it")
                        .found("'{}' alone", change.text.text())
                        .mend("give the bases, or the name of a FASTA file, with --insert"));
    return fail(Error::input("insert.unused", "the edit itself says what becomes of the bases")
                    .at(change.text.whole())
                    .expected("no --insert beside it")
                    .found("--insert of {} bases", insert.size())
                    .mend("name a place for the insert: contig:1234, gene:start or gene:stop"));
}

/// Which places of the stretch before the edit the bases of a coding sequence have.
std::vector<std::size_t> places(const CodingBases& coding, const domain::Contig& contig,
                                const Stretch& stretch) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < coding.bases().size(); ++i) {
        std::int64_t place = coding.position(i) - stretch.begin;
        if (contig.circular) place = within(contig, place);
        const bool inside = place >= 0 && place < static_cast<std::int64_t>(stretch.bases.size());
        result.push_back(inside ? static_cast<std::size_t>(place) : EditedCoding::elsewhere);
    }
    return result;
}

class Placer {
public:
    Placer(const formats::AnnotatedGenome& annotated, DonorTask& task, const Stretch& stretch)
        : annotated_(annotated),
          task_(task),
          stretch_(stretch),
          contig_(annotated.genome.contigs[task.contig]) {
        task_.fixed.assign(task_.edit.after().size(), false);
        for (std::size_t i = task_.edit.begin; i < task_.edit.end_after(); ++i) task_.fixed[i] = true;
    }

    /// Every coding sequence of the stretch; what cannot be read is left as it is.
    void add_all(const domain::CodingSequence* target) {
        for (const domain::CodingSequence& one : annotated_.annotation.coding) {
            if (!reaches(one)) continue;
            const auto coding = CodingBases::read(annotated_.genome, one);
            if (coding)
                add(*coding, &one == target);
            else
                for (const domain::Interval& part : one.parts)
                    if (part.contig == task_.contig) fix(part.begin, part.end);
        }
    }

private:
    bool reaches(const domain::CodingSequence& one) const {
        return std::ranges::any_of(one.parts, [&](const domain::Interval& part) {
            if (part.contig != task_.contig) return false;
            for (const std::int64_t turn : {-contig_.length(), std::int64_t{0}, contig_.length()})
                if (part.begin + turn < stretch_.end() && part.end + turn > stretch_.begin) return true;
            return false;
        });
    }

    void fix(std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            std::int64_t place = i - stretch_.begin;
            if (contig_.circular) place = within(contig_, place);
            if (place < 0 || place >= static_cast<std::int64_t>(task_.edit.before.size())) continue;
            auto at = static_cast<std::size_t>(place);
            if (at >= task_.edit.begin && at < task_.edit.end) continue;
            if (at >= task_.edit.end) at = at - task_.edit.end + task_.edit.end_after();
            task_.fixed[at] = true;
        }
    }

    void fix_base(std::int64_t position) { fix(position, position + 1); }

    void fix_splice_sites(const CodingBases& coding) {
        const std::int64_t step = coding.strand() == Strand::forward ? 1 : -1;
        for (std::size_t i = 1; i < coding.bases().size(); ++i) {
            const std::int64_t before = coding.position(i - 1), after = coding.position(i);
            if (std::abs(after - before) < shortest_intron) continue;
            for (std::int64_t k = 0; k < kept_of_exon; ++k) {
                fix_base(before - k * step);
                fix_base(after + k * step);
            }
            for (std::int64_t k = 1; k <= kept_of_intron; ++k) {
                fix_base(before + k * step);
                fix_base(after - k * step);
            }
        }
    }

    void fix_ends(const CodingBases& coding) {
        const std::size_t size = coding.bases().size();
        for (std::size_t i = 0; i < 3; ++i) {
            fix_base(coding.position(i));
            fix_base(coding.position(size - 1 - i));
        }
    }

    void add(const CodingBases& coding, bool is_target) {
        fix_splice_sites(coding);
        fix_ends(coding);
        auto edited = edited_coding(coding, task_.edit, places(coding, contig_, stretch_));
        const bool shifts = edited && edited->bases.size() % 3 != 0;
        if (!edited || shifts) {
            for (const domain::Interval& part : coding.sequence().parts) fix(part.begin, part.end);
            task_.notes.push_back(
                format("the edit {} '{}'",
                       shifts ? "shifts the reading frame of" : "crosses an end of a coding part of",
                       coding.name()));
            return;
        }
        const bool takes_it = edited->whole_edit;
        task_.codings.push_back(std::move(*edited));
        if (!is_target && (task_.target || !takes_it)) return;
        task_.target = task_.codings.size() - 1;
        task_.gene = coding.name();
    }

    const formats::AnnotatedGenome& annotated_;
    DonorTask& task_;
    const Stretch& stretch_;
    const domain::Contig& contig_;
};

}  // namespace

Result<DonorTask> place_donor_task(const formats::AnnotatedGenome& annotated, const formats::EditText& text,
                                   const std::string& insert, std::int64_t flank, Context& context) {
    STRANDLINE_TRY(const Change change, formats::parse_change(text));
    STRANDLINE_CHECK(check_insert(change, insert));
    DonorTask task;
    task.text = text;
    PlacedEdit placed;
    const domain::CodingSequence* target = nullptr;
    if (change.kind == Change::Kind::residue || change.kind == Change::Kind::gene_start ||
        change.kind == Change::Kind::gene_stop) {
        STRANDLINE_TRY(const CodingBases coding, place_on_gene(annotated, change, context));
        task.contig = coding.contig();
        target = &coding.sequence();
        if (change.kind == Change::Kind::residue) {
            STRANDLINE_TRY(placed, replace_residue(coding, change));
        } else {
            STRANDLINE_TRY(placed, insert_tag(coding, change, insert));
        }
        task.intended = intended_protein(coding, change, insert);
    } else {
        STRANDLINE_TRY(task.contig, place_on_contig(annotated.genome, change));
        placed = change.kind == Change::Kind::place ? PlacedEdit{change.end, change.end, insert}
                                                    : PlacedEdit{change.begin, change.end, change.alt};
    }
    const Stretch stretch =
        stretch_around(annotated.genome.contigs[task.contig], placed.begin, placed.end, flank);
    task.stretch_begin = stretch.begin;
    task.edit = {stretch.bases, static_cast<std::size_t>(placed.begin - stretch.begin),
                 static_cast<std::size_t>(placed.end - stretch.begin), placed.replacement};
    Placer(annotated, task, stretch).add_all(target);
    return task;
}

}  // namespace strandline::edit
