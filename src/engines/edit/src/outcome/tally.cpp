#include "outcome/tally.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::edit {
namespace {

Profile empty_profile(std::size_t size) {
    const std::vector<std::int64_t> zeros(size);
    return {zeros, zeros, zeros, zeros, zeros};
}

Tally empty_tally(std::uint32_t index, std::size_t size) {
    Tally made;
    made.amplicon = index;
    made.covered.assign(size, 0);
    for (auto& row : made.nucleotides) row.assign(size, 0);
    made.all = empty_profile(size);
    made.window = empty_profile(size);
    return made;
}

/// Adds to bases begin … end, none of them twice for one read: edits come in order.
class Once {
public:
    Once(std::vector<std::int64_t>& row, std::int64_t reads) : row_(row), reads_(reads) {}
    void add(std::int64_t begin, std::int64_t end) {
        begin = std::max(begin, next_);
        end = std::min(end, static_cast<std::int64_t>(row_.size()));
        for (std::int64_t i = begin; i < end; ++i) row_[static_cast<std::size_t>(i)] += reads_;
        next_ = std::max(next_, end);
    }

private:
    std::vector<std::int64_t>& row_;
    std::int64_t reads_;
    std::int64_t next_ = 0;
};

void add_edits(Profile& profile, std::span<const Edit> edits, std::int64_t reads, bool window_only) {
    Once insertions(profile.insertions, reads), left(profile.insertions_left, reads), any(profile.any, reads);
    for (const Edit& edit : edits) {
        if (edit.kind == EditKind::unknown || (window_only && !edit.in_window)) continue;
        const std::int64_t begin = edit.begin, end = edit.end;
        if (edit.kind == EditKind::insertion) {
            const std::int64_t size = static_cast<std::int64_t>(profile.any.size());
            const std::int64_t before = std::clamp<std::int64_t>(begin - 1, 0, size - 1);
            insertions.add(before, begin + 1);
            left.add(before, before + 1);
            any.add(before, begin + 1);
            continue;
        }
        auto& row = edit.kind == EditKind::deletion ? profile.deletions : profile.substitutions;
        for (std::int64_t i = begin; i < end; ++i) row[static_cast<std::size_t>(i)] += reads;
        any.add(begin, end);
    }
}

/// What replaces the amplicon's own bases; those are filled in from coverage at the end.
void add_residues(Tally& tally, std::span<const Edit> edits, std::int64_t reads) {
    for (const Edit& edit : edits) {
        if (edit.kind == EditKind::insertion) continue;
        auto& row = tally.nucleotides[residue(edit.kind == EditKind::deletion ? '-' : edit.base)];
        for (std::uint32_t i = edit.begin; i < edit.end; ++i) row[i] += reads;
    }
}

void add_sizes(Tally& tally, const EditSizes& sizes, std::int64_t reads) {
    tally.insertion_sizes[sizes.inserted] += reads;
    tally.deletion_sizes[sizes.deleted] += reads;
    tally.substitution_counts[sizes.substituted] += reads;
    tally.indel_sizes[sizes.inserted - sizes.deleted] += reads;
}

void add(Tally& tally, const SampleOutcome& sample, const Allele& allele) {
    const std::int64_t reads = allele.reads;
    if (allele.ambiguous) tally.ambiguous += reads;
    if (!allele.ambiguous && !allele.covers_window) tally.not_covering += reads;
    if (!is_counted(allele)) return;
    const std::span<const Edit> edits = sample.edits_of(allele);
    tally.reads += reads;
    tally.modified += allele.modified ? reads : 0;
    tally.by_kind[(allele.inserted ? inserted_bit : 0u) | (allele.deleted ? deleted_bit : 0u) |
                  (allele.substituted ? substituted_bit : 0u)] += reads;
    tally.by_frame[static_cast<std::size_t>(allele.frame)] += reads;
    for (std::uint32_t i = allele.begin; i < allele.end; ++i) tally.covered[i] += reads;
    add_residues(tally, edits, reads);
    add_edits(tally.all, edits, reads, false);
    add_edits(tally.window, edits, reads, true);
    add_sizes(tally, sizes_in_window(edits), reads);
}

void fill_own_bases(Tally& tally, const Amplicon& amplicon) {
    for (std::size_t i = 0; i < amplicon.bases.size(); ++i) {
        std::int64_t others = 0;
        for (const auto& row : tally.nucleotides) others += row[i];
        tally.nucleotides[residue(amplicon.bases[i])][i] += tally.covered[i] - others;
    }
}

std::string name_edit(const Amplicon& amplicon, const SampleOutcome& sample, const Edit& edit) {
    switch (edit.kind) {
    case EditKind::deletion:
        return format("del:{}-{}", edit.begin, edit.end);
    case EditKind::insertion:
        return format("ins:{}:{}", edit.begin, sample.inserted_by(edit));
    case EditKind::substitution:
    case EditKind::unknown:
        break;
    }
    return format("sub:{}:{}>{}", edit.begin, amplicon.bases[edit.begin], edit.base);
}

}  // namespace

std::size_t residue(char letter) {
    const std::size_t index = residues.find(letter);
    return index == std::string_view::npos ? residues.find('N') : index;
}

bool is_counted(const Allele& allele) { return !allele.ambiguous && allele.covers_window; }

EditSizes sizes_in_window(std::span<const Edit> edits) {
    EditSizes sizes;
    for (const Edit& edit : edits) {
        if (!edit.in_window) continue;
        if (edit.kind == EditKind::insertion) sizes.inserted += edit.length();
        if (edit.kind == EditKind::deletion) sizes.deleted += edit.length();
        if (edit.kind == EditKind::substitution) sizes.substituted += edit.length();
    }
    return sizes;
}

std::int64_t Tally::with(unsigned bits) const {
    std::int64_t sum = 0;
    for (unsigned kind = 0; kind < by_kind.size(); ++kind)
        if ((kind & bits) == bits) sum += by_kind[kind];
    return sum;
}

std::vector<Tally> tally(std::span<const Amplicon> amplicons, const SampleOutcome& sample) {
    std::vector<Tally> tallies;
    for (std::uint32_t i = 0; i < amplicons.size(); ++i)
        tallies.push_back(empty_tally(i, amplicons[i].bases.size()));
    for (const Allele& allele : sample.alleles) add(tallies[allele.amplicon], sample, allele);
    for (std::size_t i = 0; i < amplicons.size(); ++i) fill_own_bases(tallies[i], amplicons[i]);
    return tallies;
}

std::string name_edits(const Amplicon& amplicon, const SampleOutcome& sample, std::span<const Edit> edits) {
    std::string name;
    for (const Edit& edit : edits) {
        if (!name.empty()) name += ',';
        name += name_edit(amplicon, sample, edit);
    }
    return name.empty() ? "none" : name;
}

std::vector<WindowAllele> window_alleles(const Amplicon& amplicon, std::uint32_t index,
                                         const SampleOutcome& sample) {
    std::map<std::string, WindowAllele> by_name;
    for (const Allele& allele : sample.alleles) {
        if (allele.amplicon != index || !is_counted(allele)) continue;
        std::vector<Edit> inside;
        std::ranges::copy_if(sample.edits_of(allele), std::back_inserter(inside), &Edit::in_window);
        WindowAllele& found = by_name[name_edits(amplicon, sample, inside)];
        found.reads += allele.reads;
        found.frame = allele.frame;
        found.sizes = sizes_in_window(inside);
    }
    std::vector<WindowAllele> alleles;
    for (auto& [name, allele] : by_name) {
        alleles.push_back(std::move(allele));
        alleles.back().edits = name;
    }
    std::ranges::stable_sort(alleles, std::greater(), &WindowAllele::reads);
    return alleles;
}

std::vector<LocusShares> share_loci(std::span<const Amplicon> amplicons, std::span<const Tally> tallies) {
    std::vector<LocusShares> loci;
    for (std::size_t i = 0; i < amplicons.size(); ++i) {
        const Amplicon& amplicon = amplicons[i];
        if (loci.empty() || loci.back().locus != amplicon.locus) {
            loci.push_back({});
            loci.back().locus = amplicon.locus;
            loci.back().name = amplicons[amplicon.wild_type].name;
        }
        LocusShares& locus = loci.back();
        locus.reads += tallies[i].reads;
        const bool wild_type = amplicon.role == AmpliconRole::wild_type;
        (wild_type ? locus.unmodified : locus.expected) += tallies[i].unmodified();
        (wild_type ? locus.modified : locus.expected_modified) += tallies[i].modified;
        locus.has_expected |= !wild_type;
    }
    return loci;
}

}  // namespace strandline::edit
