#include <strandline/edit/coding.hpp>

#include <strandline/base/text.hpp>
#include <strandline/edit/genetic_code.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace strandline::edit {
namespace {

constexpr std::int64_t shortest_intron = 20;  // shorter gaps are frameshifts, not introns

const std::string& label(const domain::CodingSequence& coding) {
    return coding.gene.empty() ? coding.locus_tag : coding.gene;
}

Error partial(const domain::CodingSequence& coding) {
    return Error::input("coding.partial", "'{}' is annotated as partial", label(coding))
        .expected("a whole coding sequence, whose reading frame is known")
        .found("one that begins or ends outside of what is annotated")
        .mend("name another gene, or annotate the whole of it");
}

Error out_of_frame(const domain::CodingSequence& coding) {
    return Error::input("coding.frame", "the coding sequence of '{}' is no whole number of codons",
                        label(coding))
        .expected("a length that is a multiple of 3")
        .found("{} bases", coding.length())
        .mend("check the annotation; pseudogenes have no frame");
}

Error on_several_contigs(const domain::CodingSequence& coding) {
    return Error::input("coding.contigs", "the coding sequence of '{}' lies on several contigs",
                        label(coding))
        .expected("all parts on one contig")
        .found("{}", counted(coding.parts.size(), "part"))
        .mend("name another gene");
}

}  // namespace

const std::string& CodingBases::name() const { return label(*sequence_); }

Result<CodingBases> CodingBases::read(const domain::Genome& genome, const domain::CodingSequence& coding) {
    if (coding.partial) return fail(partial(coding));
    if (coding.length() % 3 != 0 || coding.length() == 0) return fail(out_of_frame(coding));
    CodingBases made;
    made.sequence_ = &coding;
    made.contig_ = coding.parts.front().contig;
    const domain::Contig& contig = genome.contigs[made.contig_];
    const bool forward = coding.strand == domain::Strand::forward;
    for (const domain::Interval& part : coding.parts) {
        if (part.contig != made.contig_) return fail(on_several_contigs(coding));
        for (std::int64_t i = 0; i < part.end - part.begin; ++i) {
            const std::int64_t position = (forward ? part.begin + i : part.end - 1 - i) % contig.length();
            const char base = contig.bases[static_cast<std::size_t>(position)];
            made.bases_ += forward ? base : domain::complement(base);
            made.by_position_.emplace_back(position, made.positions_.size());
            made.positions_.push_back(position);
        }
    }
    std::ranges::sort(made.by_position_);
    made.find_splice_bases(contig);
    return made;
}

void CodingBases::find_splice_bases(const domain::Contig& contig) {
    const std::int64_t step = strand() == domain::Strand::forward ? 1 : -1;
    const auto base_at = [&](std::int64_t position) {
        const char base = contig.bases[static_cast<std::size_t>(position)];
        return step > 0 ? base : domain::complement(base);
    };
    int intron = 0;
    for (std::size_t i = 1; i < positions_.size(); ++i) {
        const std::int64_t before = positions_[i - 1], after = positions_[i];
        // Across the origin of a circular contig the distance is taken round it.
        std::int64_t gap = (after - before) * step - 1;
        if (gap < 0 && contig.circular && gap < -contig.length() / 2) gap += contig.length();
        if (gap < shortest_intron) continue;
        ++intron;
        const auto within = [&](std::int64_t position) {
            return (position + contig.length()) % contig.length();
        };
        const std::int64_t donor[] = {within(before + step), within(before + 2 * step)};
        const std::int64_t acceptor[] = {within(after - 2 * step), within(after - step)};
        if (base_at(donor[0]) == 'G' && base_at(donor[1]) == 'T')
            for (const std::int64_t position : donor) splice_bases_.push_back({position, true, intron});
        if (base_at(acceptor[0]) == 'A' && base_at(acceptor[1]) == 'G')
            for (const std::int64_t position : acceptor) splice_bases_.push_back({position, false, intron});
    }
}

std::vector<std::size_t> CodingBases::indices_at(std::int64_t position) const {
    std::vector<std::size_t> found;
    for (auto next = std::ranges::lower_bound(by_position_, std::pair(position, std::size_t{0}));
         next != by_position_.end() && next->first == position; ++next)
        found.push_back(next->second);
    return found;
}

const SpliceBase* CodingBases::splice_base_at(std::int64_t position) const {
    const auto found = std::ranges::find(splice_bases_, position, &SpliceBase::position);
    return found == splice_bases_.end() ? nullptr : &*found;
}

std::string CodingBases::edited(std::span<const BaseChange> changes) const {
    std::string result = bases_;
    for (const BaseChange& change : changes)
        for (const std::size_t index : indices_at(change.position))
            result[index] = strand() == domain::Strand::forward ? change.to : domain::complement(change.to);
    return result;
}

std::string_view word(Effect effect) {
    switch (effect) {
    case Effect::none:
        return "noncoding";
    case Effect::synonymous:
        return "synonymous";
    case Effect::missense:
        return "missense";
    case Effect::stop_lost:
        return "stop_lost";
    case Effect::start_lost:
        return "start_lost";
    case Effect::splice_acceptor:
        return "splice_acceptor";
    case Effect::splice_donor:
        return "splice_donor";
    case Effect::stop_gained:
        return "stop_gained";
    }
    return "";
}

namespace {

Effect codon_effect(const CodonChange& change) {
    const char from = translate_codon(change.before), to = translate_codon(change.after);
    if (change.residue == 1) return change.after == "ATG" ? Effect::synonymous : Effect::start_lost;
    if (from == to) return Effect::synonymous;
    return to == '*' ? Effect::stop_gained : from == '*' ? Effect::stop_lost : Effect::missense;
}

std::string residue_text(const CodonChange& change) {
    const char from = translate_codon(change.before), to = translate_codon(change.after);
    if (change.residue == 1) return change.after == "ATG" ? "Met1=" : "Met1?";
    if (from == to) return format("{}{}=", residue_name(from), change.residue);
    if (from == '*') return format("Ter{}{}ext*?", change.residue, residue_name(to));
    return format("{}{}{}", residue_name(from), change.residue, residue_name(to));
}

std::string protein_text(const ProteinEffect& effect, bool splicing) {
    if (splicing) return "p.?";
    if (effect.codons.empty()) return "NA";
    std::vector<std::string> residues;
    for (const CodonChange& change : effect.codons) residues.push_back(residue_text(change));
    return residues.size() == 1 ? "p." + residues.front() : "p.[" + join(residues, ";") + "]";
}

}  // namespace

ProteinEffect effect_of(const CodingBases& coding, std::span<const BaseChange> changes) {
    ProteinEffect result;
    std::map<std::size_t, std::string> codons;  // by index of the first base
    bool splicing = false;
    const bool forward = coding.strand() == domain::Strand::forward;
    for (const BaseChange& change : changes) {
        if (const SpliceBase* splice = coding.splice_base_at(change.position)) {
            splicing = true;
            result.effect =
                std::max(result.effect, splice->is_donor ? Effect::splice_donor : Effect::splice_acceptor);
        }
        for (const std::size_t index : coding.indices_at(change.position)) {
            const std::size_t first = index - index % 3;
            std::string& codon = codons.try_emplace(first, coding.bases().substr(first, 3)).first->second;
            codon[index - first] = forward ? change.to : domain::complement(change.to);
        }
    }
    for (const auto& [first, after] : codons) {
        const CodonChange change{static_cast<std::int64_t>(first / 3 + 1), coding.bases().substr(first, 3),
                                 after};
        if (change.before == change.after) continue;
        result.effect = std::max(result.effect, codon_effect(change));
        result.codons.push_back(change);
    }
    result.protein = protein_text(result, splicing);
    return result;
}

}  // namespace strandline::edit
