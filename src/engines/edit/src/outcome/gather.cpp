#include "outcome/gather.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <compare>
#include <string_view>
#include <tuple>

namespace strandline::edit::outcome {
namespace {

/// An allele and the piece that holds its edits.
struct Handle {
    const Assigned* piece;
    const Allele* allele;

    std::span<const Edit> edits() const {
        return std::span(piece->edits).subspan(allele->first_edit, allele->edit_count);
    }
    std::string_view inserted(const Edit& edit) const {
        return std::string_view(piece->inserted_bases).substr(edit.inserted, edit.inserted_length);
    }
};

std::strong_ordering order(const Handle& a, const Handle& b) {
    const auto whole = [](const Allele& allele) {
        return std::tuple(allele.amplicon, allele.begin, allele.end, allele.ambiguous);
    };
    if (const auto found = whole(*a.allele) <=> whole(*b.allele); found != 0) return found;
    const auto some = a.edits(), others = b.edits();
    for (std::size_t i = 0; i < std::min(some.size(), others.size()); ++i) {
        const auto part = [](const Edit& edit) {
            return std::tuple(edit.begin, edit.kind, edit.end, edit.base);
        };
        if (const auto found = part(some[i]) <=> part(others[i]); found != 0) return found;
        if (some[i].kind != EditKind::insertion) continue;
        if (const auto found = a.inserted(some[i]) <=> b.inserted(others[i]); found != 0) return found;
    }
    return some.size() <=> others.size();
}

std::vector<Handle> all_in_order(std::span<const Assigned> pieces, unsigned threads) {
    std::vector<Handle> handles;
    for (const Assigned& piece : pieces)
        for (const Allele& allele : piece.alleles) handles.push_back({&piece, &allele});
    const auto before = [](const Handle& a, const Handle& b) { return order(a, b) < 0; };
    const std::size_t parts = std::max(threads, 1U);
    const auto border = [&](std::size_t part) {
        return handles.begin() + static_cast<std::ptrdiff_t>(handles.size() * part / parts);
    };
    parallel_for(parts, threads,
                 [&](std::size_t part) { std::sort(border(part), border(part + 1), before); });
    for (std::size_t part = 1; part < parts; ++part)
        std::inplace_merge(handles.begin(), border(part), border(part + 1), before);
    return handles;
}

}  // namespace

void gather(std::span<const Assigned> pieces, unsigned threads, SampleOutcome& sample) {
    const std::vector<Handle> handles = all_in_order(pieces, threads);
    for (std::size_t at = 0; at < handles.size();) {
        Allele allele = *handles[at].allele;
        std::size_t next = at + 1;
        for (; next < handles.size() && order(handles[at], handles[next]) == 0; ++next) {
            const Allele& other = *handles[next].allele;
            allele.reads += other.reads;
            allele.reverse_reads += other.reverse_reads;
            allele.identity = std::max(allele.identity, other.identity);
        }
        allele.first_edit = static_cast<std::uint32_t>(sample.edits.size());
        for (Edit edit : handles[at].edits()) {
            if (edit.kind == EditKind::insertion) {
                const std::string_view bases = handles[at].inserted(edit);
                edit.inserted = static_cast<std::uint32_t>(sample.inserted_bases.size());
                sample.inserted_bases += bases;
            }
            sample.edits.push_back(edit);
        }
        sample.alleles.push_back(allele);
        at = next;
    }
    std::ranges::stable_sort(sample.alleles, std::ranges::greater(), &Allele::reads);
}

}  // namespace strandline::edit::outcome
