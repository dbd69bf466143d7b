#include "outcome/assign.hpp"

#include <strandline/domain/sequence.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace strandline::edit::outcome {
namespace {

constexpr std::size_t shorter_is_a_fragment = 50;
constexpr std::size_t longer_is_no_amplicon = 1000;

std::vector<std::int64_t> cuts_of(const Amplicon& amplicon) {
    std::vector<std::int64_t> cuts;
    for (const AmpliconGuide& guide : amplicon.guides) cuts.push_back(guide.cut);
    return cuts;
}

bool meets(const Edit& edit, const Range& range) {
    return edit.kind != EditKind::insertion && edit.begin < range.end && edit.end > range.begin;
}

/// Where an expected amplicon differs from its wild type, by the map between them.
std::vector<References::Difference> differences_of(const Amplicon& amplicon, const Amplicon& wild) {
    std::vector<References::Difference> found;
    const std::vector<std::int64_t>& there = amplicon.on_wild_type;
    for (std::size_t i = 0; i < amplicon.bases.size(); ++i) {
        const auto here = static_cast<std::int64_t>(i);
        const bool inserted = there[i + 1] == there[i];
        if (inserted)
            found.push_back({{here, here + 1}, {there[i] - 1, there[i] + 1}});
        else if (amplicon.bases[i] != wild.bases[static_cast<std::size_t>(there[i])])
            found.push_back({{here, here + 1}, {there[i], there[i] + 1}});
        if (there[i + 1] > there[i] + 1) found.push_back({{here, here + 2}, {there[i] + 1, there[i + 1]}});
    }
    return found;
}

ReadAlignment in_place(std::size_t length, int score) {
    return {score, {{Column::pair, static_cast<std::uint32_t>(length)}}};
}

}  // namespace

References::References(std::span<const Amplicon> given, const AlignmentScores& scores) : amplicons(given) {
    std::size_t shortest = ~std::size_t{0}, longest = 0;
    for (const Amplicon& amplicon : amplicons) {
        const std::vector<std::int64_t> cuts = cuts_of(amplicon);
        targets.emplace_back(amplicon.bases, cuts, scores);
        if (of_locus.size() <= amplicon.locus) of_locus.resize(amplicon.locus + 1);
        of_locus[amplicon.locus].push_back(static_cast<std::uint32_t>(targets.size() - 1));
        shortest = std::min(shortest, amplicon.bases.size());
        longest = std::max(longest, amplicon.bases.size());
    }
    for (std::size_t i = 0; i < targets.size(); ++i)
        shortcuts.emplace_back(targets[i], static_cast<std::int64_t>(amplicons[i].guides.size()));
    for (const Amplicon& amplicon : amplicons)
        differences.push_back(differences_of(amplicon, amplicons[amplicon.wild_type]));
    shortest_read = std::max<std::size_t>(1, std::min(shorter_is_a_fragment, shortest / 2));
    longest_read = 2 * longest + longer_is_no_amplicon;
    most_lost_a_base = scores.match - std::min(scores.mismatch, scores.unknown);
    likeness.assign(amplicons.size() * amplicons.size(), 0);
    for (std::size_t i = 0; i < amplicons.size(); ++i)
        for (std::size_t j = 0; j < amplicons.size(); ++j) {
            if (i == j || amplicons[i].locus != amplicons[j].locus) continue;
            likeness[i * amplicons.size() + j] = align_plain(amplicons[i].bases, targets[j]).score;
        }
}

void Assigned::add(const AlignedRead& aligned) {
    Allele allele = aligned.allele;
    allele.first_edit = static_cast<std::uint32_t>(edits.size());
    for (Edit edit : aligned.edits) {
        if (edit.kind == EditKind::insertion)
            edit.inserted += static_cast<std::uint32_t>(inserted_bases.size());
        edits.push_back(edit);
    }
    inserted_bases += aligned.inserted_bases;
    alleles.push_back(allele);
}

std::string_view Assigner::turned(std::uint32_t read, std::string_view bases) {
    if (turned_[read].empty()) turned_[read] = domain::reverse_complement(bases);
    return turned_[read];
}

std::string_view Assigner::bases_of(std::span<const UniqueReads::Entry> reads, const Trial& trial) const {
    return trial.reverse ? std::string_view(turned_[trial.read]) : reads[trial.read].bases();
}

void Assigner::try_in_place(std::uint32_t read, std::string_view bases, bool reverse, std::uint32_t locus) {
    for (const std::uint32_t amplicon : references_.of_locus[locus]) {
        int score = 0;
        if (references_.shortcuts[amplicon].applies(bases, score))
            trials_.push_back({read, amplicon, reverse, true, score});
    }
}

/// The amplicons of an origin that are not tried yet, unless one that pairs in place is certainly better.
void Assigner::add_others(std::uint32_t read, const Origin& origin, std::size_t first_trial) {
    const std::size_t placed = trials_.size();
    for (const std::uint32_t amplicon : references_.of_locus[origin.locus]) {
        bool needed = true;
        for (std::size_t i = first_trial; i < placed && needed; ++i) {
            const Trial& trial = trials_[i];
            if (!trial.in_place || trial.reverse != origin.reverse ||
                references_.amplicons[trial.amplicon].locus != origin.locus)
                continue;
            const AlignmentTarget& target = references_.targets[trial.amplicon];
            const int perfect = static_cast<int>(target.length()) * target.scores.match;
            const int least_loss =
                target.scores.match - std::max(target.scores.mismatch, target.scores.unknown);
            const int changed = (perfect - trial.score) / std::max(least_loss, 1);  // at most so many bases
            needed =
                trial.amplicon != amplicon && trial.score <= references_.alike(trial.amplicon, amplicon) +
                                                                 changed * references_.most_lost_a_base;
        }
        if (needed) trials_.push_back({read, amplicon, origin.reverse});
    }
}

void Assigner::plan(std::uint32_t read, std::string_view bases) {
    const std::size_t first_trial = trials_.size();
    origins_.clear();
    if (references_.of_locus.size() == 1) {
        try_in_place(read, bases, false, 0);
        if (trials_.size() > first_trial) origins_.push_back({0, false});
    }
    if (origins_.empty()) {
        seeds_.find(bases, origins_);
        for (const Origin& origin : origins_)
            try_in_place(read, origin.reverse ? turned(read, bases) : bases, origin.reverse, origin.locus);
    }
    for (const Origin& origin : origins_) add_others(read, origin, first_trial);
}

void Assigner::align(std::span<const UniqueReads::Entry> reads) {
    std::vector<std::vector<std::uint32_t>> by_amplicon(references_.amplicons.size());
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < trials_.size(); ++i)
        if (!trials_[i].in_place) {
            by_amplicon[trials_[i].amplicon].push_back(i);
            ++count;
        }
    if (alignments_.size() < count) alignments_.resize(count);
    std::uint32_t done = 0;
    std::vector<std::string_view> texts;
    for (std::size_t amplicon = 0; amplicon < by_amplicon.size(); ++amplicon) {
        texts.clear();
        for (const std::uint32_t trial : by_amplicon[amplicon])
            texts.push_back(bases_of(reads, trials_[trial]));
        align_all(texts, references_.targets[amplicon], std::span(alignments_).subspan(done, texts.size()));
        for (const std::uint32_t trial : by_amplicon[amplicon]) {
            trials_[trial].alignment = done;
            trials_[trial].score = alignments_[done++].score;
        }
    }
}

AlignedRead Assigner::classified(std::span<const UniqueReads::Entry> reads, const Trial& trial) const {
    const Amplicon& amplicon = references_.amplicons[trial.amplicon];
    const std::string_view bases = bases_of(reads, trial);
    AlignedRead aligned = trial.in_place ? classify(bases, in_place(bases.size(), trial.score), amplicon)
                                         : classify(bases, alignments_[trial.alignment], amplicon);
    aligned.allele.amplicon = trial.amplicon;
    aligned.allele.reads = reads[trial.read].reads;
    aligned.allele.reverse_reads = trial.reverse ? aligned.allele.reads : 0;
    return aligned;
}

/// Whether an expected amplicon's own bases are seen at some place where it differs from the wild type.
bool Assigner::shows_difference(const AlignedRead& aligned) const {
    const auto& differences = references_.differences[aligned.allele.amplicon];
    return std::ranges::any_of(differences, [&](const References::Difference& difference) {
        return difference.here.begin >= aligned.allele.begin && difference.here.end <= aligned.allele.end &&
               std::ranges::none_of(aligned.edits,
                                    [&](const Edit& edit) { return meets(edit, difference.here); });
    });
}

/// Whether deletions took away all that would tell the expected amplicon from the wild type.
bool Assigner::lost_difference(const AlignedRead& wild, std::uint32_t expected) const {
    return std::ranges::all_of(
        references_.differences[expected], [&](const References::Difference& difference) {
            return std::ranges::any_of(wild.edits, [&](const Edit& edit) {
                return edit.kind == EditKind::deletion && meets(edit, difference.on_wild_type);
            });
        });
}

/// The best of the trials of one read; nothing when it is not like enough.
std::optional<AlignedRead> Assigner::choose(std::span<const UniqueReads::Entry> reads,
                                            std::span<const Trial> trials) const {
    const auto better = [](const Trial& a, const Trial& b) {
        return std::tuple(-a.score, a.amplicon, a.reverse) < std::tuple(-b.score, b.amplicon, b.reverse);
    };
    const Trial* best = &*std::ranges::min_element(trials, better);
    AlignedRead aligned = classified(reads, *best);
    const std::uint32_t wild = references_.amplicons[best->amplicon].wild_type;
    if (best->amplicon != wild && !shows_difference(aligned)) {
        const Trial* other = nullptr;
        for (const Trial& trial : trials)
            if (trial.amplicon == wild && (!other || better(trial, *other))) other = &trial;
        if (AlignedRead as_wild = other ? classified(reads, *other) : AlignedRead();
            other && lost_difference(as_wild, best->amplicon)) {
            best = other;
            aligned = std::move(as_wild);
        }
    }
    for (const Trial& trial : trials)
        if (trial.amplicon != best->amplicon && trial.score == best->score &&
            !(references_.amplicons[trial.amplicon].wild_type == best->amplicon &&
              lost_difference(aligned, trial.amplicon)))
            aligned.allele.ambiguous = true;
    if (aligned.allele.identity < settings_.min_identity) return std::nullopt;
    return aligned;
}

Assigned Assigner::assign(std::span<const UniqueReads::Entry> reads) {
    trials_.clear();
    turned_.assign(reads.size(), {});
    Assigned made;
    for (std::uint32_t read = 0; read < reads.size(); ++read)
        if (reads[read].length >= references_.shortest_read && reads[read].length <= references_.longest_read)
            plan(read, reads[read].bases());
    align(reads);
    std::size_t at = 0;
    for (std::uint32_t read = 0; read < reads.size(); ++read) {
        const std::size_t begin = at;
        while (at < trials_.size() && trials_[at].read == read) ++at;
        std::optional<AlignedRead> aligned;
        if (at > begin) aligned = choose(reads, std::span(trials_).subspan(begin, at - begin));
        if (aligned)
            made.add(*aligned);
        else
            made.unaligned.push_back(reads[read]);
    }
    return made;
}

}  // namespace strandline::edit::outcome
