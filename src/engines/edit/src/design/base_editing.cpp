#include <strandline/edit/base_editing.hpp>

#include "window.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/genetic_code.hpp>

#include <algorithm>
#include <bit>
#include <set>
#include <utility>

namespace strandline::edit {
namespace {

using domain::Strand;

/// Sites of one editor on one contig.
class Sites {
public:
    Sites(const domain::Genome& genome, domain::ContigId id, const BaseEditor& editor,
          const CodingBases* coding)
        : contig_(genome.contigs[id]),
          id_(id),
          editor_(editor),
          coding_(coding),
          pattern_{editor.spacer_length, {std::string(editor.pam)}, editor.pam_side} {}

    /// Guides that edit a base in [begin, end).
    void add(std::int64_t begin, std::int64_t end, std::vector<BaseEditGuide>& guides) {
        const std::int64_t length = window_length(pattern_);
        for (std::int64_t start = begin - length + 1; start < end; ++start)
            for (const Strand strand : {Strand::forward, Strand::reverse})
                try_site(start, strand, begin, end, guides);
    }

private:
    /// From a window's begin to a base of the spacer (from 1), on the forward strand.
    std::int64_t offset(int in_spacer, Strand strand) const {
        const auto pam = pattern_.pam_length();
        const std::int64_t in_site = in_spacer - 1 + (pattern_.pam_side == PamSide::five_prime ? pam : 0);
        return strand == Strand::forward ? in_site : window_length(pattern_) - 1 - in_site;
    }

    std::int64_t within(std::int64_t position) const {
        return (position % contig_.length() + contig_.length()) % contig_.length();
    }

    void try_site(std::int64_t start, Strand strand, std::int64_t begin, std::int64_t end,
                  std::vector<BaseEditGuide>& guides) {
        const std::int64_t site = contig_.circular ? within(start) : start;
        if (site < 0 || site >= window_count(contig_, window_length(pattern_))) return;
        if (!editable_within(start, strand, begin, end)) return;
        if (seen_.contains({site, strand})) return;
        Window window = window_at(contig_, pattern_, site, strand);
        if (!is_pam(window.pam, pattern_.pams.front()) ||
            !std::ranges::all_of(window.protospacer, domain::is_plain_base))
            return;
        BaseEditGuide guide;
        guide.editor = &editor_;
        guide.spacer = std::move(window.protospacer);
        guide.pam = std::move(window.pam);
        guide.interval = {id_, site, site + window_length(pattern_)};
        guide.strand = strand;
        edit_window(guide);
        if (coding_ && !touches_coding(guide)) return;
        seen_.emplace(site, strand);
        guides.push_back(std::move(guide));
    }

    /// Whether a base of the window lies in [begin, end) and can be edited.
    bool editable_within(std::int64_t start, Strand strand, std::int64_t begin, std::int64_t end) const {
        const char from = strand == Strand::forward ? editor_.from : domain::complement(editor_.from);
        for (int i = editor_.window.first; i <= editor_.window.last; ++i) {
            const std::int64_t position = start + offset(i, strand);
            if (position >= begin && position < end &&
                contig_.bases[static_cast<std::size_t>(within(position))] == from)
                return true;
        }
        return false;
    }

    void edit_window(BaseEditGuide& guide) const {
        const EditWindow& window = editor_.window;
        guide.window = guide.spacer.substr(static_cast<std::size_t>(window.first - 1),
                                           static_cast<std::size_t>(window.last - window.first + 1));
        guide.edited_window = guide.window;
        std::ranges::replace(guide.edited_window, editor_.from, editor_.to);
        const bool forward = guide.strand == Strand::forward;
        for (int i = window.first; i <= window.last; ++i) {
            if (guide.spacer[static_cast<std::size_t>(i - 1)] != editor_.from) continue;
            EditableBase base;
            base.in_spacer = i;
            base.change = {within(guide.interval.begin + offset(i, guide.strand)),
                           forward ? editor_.from : domain::complement(editor_.from),
                           forward ? editor_.to : domain::complement(editor_.to)};
            if (coding_) base.alone = effect_of(*coding_, std::span(&base.change, 1));
            guide.bases.push_back(std::move(base));
        }
        if (coding_) guide.together = effect_of(*coding_, guide.changes());
    }

    static bool touches_coding(const BaseEditGuide& guide) {
        return std::ranges::any_of(guide.bases, [](const EditableBase& base) {
            return base.alone.effect != Effect::none || !base.alone.codons.empty();
        });
    }

    const domain::Contig& contig_;
    domain::ContigId id_;
    const BaseEditor& editor_;
    const CodingBases* coding_;
    Pattern pattern_;
    std::set<std::pair<std::int64_t, Strand>> seen_;
};

void sort_by_place(std::vector<BaseEditGuide>& guides) {
    std::ranges::stable_sort(
        guides, {}, [](const BaseEditGuide& guide) { return std::pair(guide.interval.begin, guide.strand); });
}

bool has_effect(const BaseEditGuide& guide, auto wanted) {
    return wanted(guide.together.effect) || std::ranges::any_of(guide.bases, [&](const EditableBase& base) {
               return wanted(base.alone.effect);
           });
}

/// Subsets of `choices`, smaller ones first, those of one size by their first members.
std::vector<std::vector<std::size_t>> subsets(const std::vector<std::size_t>& choices) {
    std::vector<std::vector<std::size_t>> all;
    for (unsigned mask = 1; mask < (1U << choices.size()); ++mask) {
        std::vector<std::size_t> one;
        for (std::size_t i = 0; i < choices.size(); ++i)
            if (mask >> i & 1U) one.push_back(choices[i]);
        all.push_back(std::move(one));
    }
    std::ranges::stable_sort(
        all, [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
    return all;
}

std::vector<BaseChange> chosen(const BaseEditGuide& guide, const std::vector<std::size_t>& bases) {
    std::vector<BaseChange> changes;
    for (const std::size_t index : bases) changes.push_back(guide.bases[index].change);
    return changes;
}

bool gives(const ProteinEffect& effect, std::int64_t residue, char to) {
    return std::ranges::any_of(effect.codons, [&](const CodonChange& codon) {
        return codon.residue == residue && translate_codon(codon.after) == to;
    });
}

/// Whether the protein changes at `residue` alone, and no splice base is touched.
bool spares_others(const BaseEditGuide& guide, const CodingBases& coding, const ProteinEffect& effect,
                   std::int64_t residue) {
    const bool splicing = std::ranges::any_of(guide.bases, [&](const EditableBase& base) {
        return coding.splice_base_at(base.change.position) != nullptr;
    });
    return !splicing && std::ranges::all_of(effect.codons, [&](const CodonChange& codon) {
        return codon.residue == residue || translate_codon(codon.before) == translate_codon(codon.after);
    });
}

}  // namespace

std::vector<BaseChange> BaseEditGuide::changes() const {
    std::vector<BaseChange> all;
    for (const EditableBase& base : bases) all.push_back(base.change);
    return all;
}

std::vector<BaseEditGuide> guides_within(const domain::Genome& genome, domain::ContigId contig,
                                         std::int64_t begin, std::int64_t end, const BaseEditor& editor,
                                         const CodingBases* coding) {
    std::vector<BaseEditGuide> guides;
    Sites(genome, contig, editor, coding).add(begin, end, guides);
    sort_by_place(guides);
    return guides;
}

std::vector<BaseEditGuide> guides_for_coding(const domain::Genome& genome, const CodingBases& coding,
                                             const BaseEditor& editor) {
    std::vector<BaseEditGuide> guides;
    Sites sites(genome, coding.contig(), editor, &coding);
    for (const domain::Interval& part : coding.sequence().parts) sites.add(part.begin, part.end, guides);
    for (const SpliceBase& base : coding.splice_bases()) sites.add(base.position, base.position + 1, guides);
    sort_by_place(guides);
    return guides;
}

bool serves(const BaseEditGuide& guide, Purpose purpose) {
    switch (purpose) {
    case Purpose::all:
        return true;
    case Purpose::stop:
        return has_effect(guide, [](Effect effect) { return effect == Effect::stop_gained; });
    case Purpose::missense:
        return has_effect(guide, [](Effect effect) { return effect == Effect::missense; });
    case Purpose::splice:
        return has_effect(guide, [](Effect effect) {
            return effect == Effect::splice_donor || effect == Effect::splice_acceptor;
        });
    }
    return false;
}

std::optional<Reach> reach_residue(const BaseEditGuide& guide, const CodingBases& coding,
                                   std::int64_t residue, char to) {
    std::vector<std::size_t> in_codon;
    for (std::size_t i = 0; i < guide.bases.size(); ++i)
        for (const std::size_t index : coding.indices_at(guide.bases[i].change.position))
            if (static_cast<std::int64_t>(index / 3) + 1 == residue) in_codon.push_back(i);
    for (std::vector<std::size_t>& bases : subsets(in_codon)) {
        if (!gives(effect_of(coding, chosen(guide, bases)), residue, to)) continue;
        return Reach{std::move(bases), gives(guide.together, residue, to) &&
                                           spares_others(guide, coding, guide.together, residue)};
    }
    return std::nullopt;
}

std::optional<Reach> reach_base(const BaseEditGuide& guide, const CodingBases* coding,
                                const BaseChange& wanted) {
    for (std::size_t i = 0; i < guide.bases.size(); ++i) {
        if (guide.bases[i].change != wanted) continue;
        bool clean = guide.bases.size() == 1;
        if (coding && !clean) {
            // Bystanders are harmless when the protein is as if the wanted base alone were edited.
            const bool same = translate(coding->edited(guide.changes())) ==
                              translate(coding->edited(std::span(&wanted, 1)));
            const bool coding_only = std::ranges::all_of(guide.bases, [&](const EditableBase& base) {
                return base.change == wanted || !coding->indices_at(base.change.position).empty();
            });
            clean = same && coding_only;
        }
        return Reach{{i}, clean};
    }
    return std::nullopt;
}

}  // namespace strandline::edit
