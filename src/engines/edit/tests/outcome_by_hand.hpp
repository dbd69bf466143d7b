#pragma once

#include "simulated_reads.hpp"

#include <strandline/edit/outcome.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace strandline::edit::testing {

// Amplicons and alleles written by hand, or taken from simulated reads as they were made, without any
// alignment.

inline AmpliconGuide guide_at(const std::string& amplicon, std::int64_t begin, std::int64_t end,
                              domain::Strand strand, std::string name = "guide1") {
    AmpliconGuide guide;
    guide.name = std::move(name);
    const std::string bases =
        amplicon.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    guide.spacer = strand == domain::Strand::forward ? bases : domain::reverse_complement(bases);
    guide.begin = begin;
    guide.end = end;
    guide.strand = strand;
    guide.cut = strand == domain::Strand::forward ? end - 3 : begin + 3;
    guide.centre = guide.cut;
    return guide;
}

/// A wild type whose window is `half` bases on each side of the cut of each guide; all of it without guides.
inline Amplicon amplicon_by_hand(std::string name, std::string bases, std::vector<AmpliconGuide> guides,
                                 std::int64_t half = 1) {
    Amplicon made;
    made.name = std::move(name);
    made.bases = std::move(bases);
    made.guides = std::move(guides);
    made.window.assign(made.bases.size(), made.guides.empty());
    for (const AmpliconGuide& guide : made.guides)
        for (std::int64_t i = guide.cut - half; i < guide.cut + half; ++i)
            made.window[static_cast<std::size_t>(i)] = 1;
    return made;
}

/// Inside the window: a substitution or deletion that has one of its bases, an insertion between two of them.
inline bool in_window(const Amplicon& amplicon, const TrueEdit& edit) {
    const auto has = [&](std::int64_t i) {
        return i >= 0 && i < static_cast<std::int64_t>(amplicon.window.size()) &&
               amplicon.window[static_cast<std::size_t>(i)];
    };
    if (edit.kind == TrueEdit::Kind::insertion) return has(edit.position - 1) && has(edit.position);
    for (int i = edit.position; i < edit.position + edit.length; ++i)
        if (has(i)) return true;
    return false;
}

inline Frame frame_of(const Amplicon& amplicon, const std::vector<TrueEdit>& edits) {
    if (amplicon.coding.empty()) return Frame::not_coding;
    std::int64_t change = 0;
    bool any = false;
    for (const TrueEdit& edit : edits) {
        if (edit.kind == TrueEdit::Kind::substitution || !in_window(amplicon, edit)) continue;
        for (const Range& part : amplicon.coding) {
            const std::int64_t begin = std::max<std::int64_t>(part.begin, edit.position);
            const std::int64_t end = std::min<std::int64_t>(part.end, edit.position + edit.length);
            const bool inserted = edit.kind == TrueEdit::Kind::insertion;
            if (inserted && (edit.position <= part.begin || edit.position >= part.end)) continue;
            if (!inserted && begin >= end) continue;
            any = true;
            change += inserted ? edit.length : begin - end;
        }
    }
    if (!any) return Frame::unchanged;
    return change % 3 == 0 ? Frame::in_frame : Frame::shifted;
}

inline void add_allele(SampleOutcome& sample, const std::vector<Amplicon>& amplicons, std::uint32_t amplicon,
                       std::uint32_t reads, const std::vector<TrueEdit>& edits) {
    const Amplicon& of = amplicons[amplicon];
    Allele allele;
    allele.amplicon = amplicon;
    allele.first_edit = static_cast<std::uint32_t>(sample.edits.size());
    allele.edit_count = static_cast<std::uint32_t>(edits.size());
    allele.reads = reads;
    allele.end = static_cast<std::uint32_t>(of.bases.size());
    allele.identity = 100;
    for (const TrueEdit& edit : edits) {
        Edit made;
        made.in_window = in_window(of, edit);
        made.begin = static_cast<std::uint32_t>(edit.position);
        made.end = made.begin;
        if (edit.kind == TrueEdit::Kind::insertion) {
            made.kind = EditKind::insertion;
            made.inserted = static_cast<std::uint32_t>(sample.inserted_bases.size());
            made.inserted_length = static_cast<std::uint32_t>(edit.bases.size());
            sample.inserted_bases += edit.bases;
        } else {
            made.kind = edit.kind == TrueEdit::Kind::deletion ? EditKind::deletion : EditKind::substitution;
            made.end += static_cast<std::uint32_t>(edit.length);
            made.base = edit.kind == TrueEdit::Kind::substitution ? edit.bases.front() : '\0';
        }
        if (made.in_window) {
            allele.modified = true;
            allele.inserted |= made.kind == EditKind::insertion;
            allele.deleted |= made.kind == EditKind::deletion;
            allele.substituted |= made.kind == EditKind::substitution;
        }
        sample.edits.push_back(made);
    }
    allele.frame = frame_of(of, edits);
    sample.alleles.push_back(allele);
    sample.counts.input += reads;
    sample.counts.aligned += reads;
    sample.counts.unique += 1;
}

/// The edits of a simulated read with its sequencing errors as substitutions, by position.
inline std::vector<TrueEdit> all_edits(const SimulatedRead& read) {
    std::vector<TrueEdit> edits = read.edits;
    std::erase_if(edits, [](const TrueEdit& edit) { return edit.kind == TrueEdit::Kind::substitution; });
    int position = 0;
    for (std::size_t i = 0; i < read.aligned_read.size(); ++i) {
        const char base = read.aligned_read[i], own = read.aligned_amplicon[i];
        if (own == '-') continue;
        if (base != '-' && base != own)
            edits.push_back({TrueEdit::Kind::substitution, position, 1, std::string(1, base)});
        ++position;
    }
    // Bases that were put in may have been read wrongly, too.
    for (TrueEdit& edit : edits) {
        if (edit.kind != TrueEdit::Kind::insertion) continue;
        std::size_t i = 0;
        for (int at = 0; at < edit.position || read.aligned_amplicon[i] != '-'; ++i)
            at += read.aligned_amplicon[i] != '-';
        edit.bases = read.aligned_read.substr(i, static_cast<std::size_t>(edit.length));
    }
    std::ranges::stable_sort(edits, {}, [](const TrueEdit& edit) {
        return std::pair(edit.position, edit.kind != TrueEdit::Kind::insertion);
    });
    return edits;
}

/// The outcome of simulated reads as they were made: what a perfect alignment would find.
inline SampleOutcome true_outcome(std::string name, const std::vector<Amplicon>& amplicons,
                                  std::uint32_t amplicon, const std::vector<SimulatedRead>& reads) {
    std::map<std::string, std::pair<std::vector<TrueEdit>, std::uint32_t>> distinct;
    for (const SimulatedRead& read : reads) {
        auto& one = distinct[read.aligned_read + "/" + read.aligned_amplicon];
        one.first = all_edits(read);
        ++one.second;
    }
    std::vector<std::pair<std::vector<TrueEdit>, std::uint32_t>> alleles;
    for (auto& [key, one] : distinct) alleles.push_back(one);
    std::ranges::stable_sort(alleles, std::greater(), [](const auto& one) { return one.second; });
    SampleOutcome sample;
    sample.name = std::move(name);
    for (const auto& [edits, count] : alleles) add_allele(sample, amplicons, amplicon, count, edits);
    return sample;
}

}  // namespace strandline::edit::testing
