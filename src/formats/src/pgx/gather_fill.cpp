#include "gather.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

// How a second record, a change that reaches over a position, and what may be assumed come into a column.
namespace strandline::formats {
namespace {

using domain::PgxGenotype;

constexpr std::size_t most_codes = 255;

bool is_all_missing(const PgxGenotype& one) {
    return one.first == PgxGenotype::missing && one.second == PgxGenotype::missing;
}

}  // namespace

/// A second record of other alternates, as splitting into biallelic records makes them: its alternates take
/// the places where the first has the reference or nothing.
Result<void> PgxGather::join(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                             const Place_& place) {
    PgxColumn& column = into.column;
    const auto is_free = [](std::uint8_t allele) { return allele == 0 || allele == PgxGenotype::missing; };
    const auto is_alternate = [](std::uint8_t allele) {
        return allele != 0 && allele != PgxGenotype::missing && allele != PgxGenotype::none;
    };
    for (std::size_t sample = 0; sample < samples_; ++sample) {
        STRANDLINE_TRY(const PgxGenotype second, decode(record, sample, telling, gene, place));
        if (!is_alternate(second.first) && !is_alternate(second.second)) continue;
        PgxGenotype joined = column.book[column.codes[sample]];
        const bool in_phase = joined.phased && second.phased;
        std::uint8_t* const places[2] = {&joined.first, &joined.second};
        const std::uint8_t alleles[2] = {second.first, second.second};
        for (int k = 0; k < 2; ++k) {
            if (!is_alternate(alleles[k])) continue;
            const int to = is_free(*places[k]) ? k : in_phase || !is_free(*places[1 - k]) ? -1 : 1 - k;
            if (to >= 0)
                *places[to] = alleles[k];
            else
                joined = {PgxGenotype::other, PgxGenotype::other, false, false, -1};
        }
        STRANDLINE_TRY(column.codes[sample], code_of(column, joined, place));
    }
    for (std::size_t k = 1; k < record.alleles.size(); ++k)
        into.alternates.insert(format("{}>{}", record.alleles.front(), record.alleles[k]));
    return {};
}

/// A change that begins elsewhere reaches over the position: the copies that carry it have an allele here
/// that is not documented. The others are not told of.
Result<void> PgxGather::span(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                             const Place_& place) {
    PgxColumn& column = into.column;
    for (std::size_t sample = 0; sample < samples_; ++sample) {
        STRANDLINE_TRY(PgxGenotype spanned, decode(record, sample, telling, gene, place));
        if (spanned.first != PgxGenotype::other && spanned.second != PgxGenotype::other) continue;
        const PgxGenotype now = column.codes.empty() ? PgxGenotype{} : column.book[column.codes[sample]];
        const bool told = into.level == PgxTells::everything || into.level == PgxTells::spanned;
        if (told && !is_all_missing(now)) continue;
        if (spanned.first != PgxGenotype::other) spanned.first = PgxGenotype::missing;
        if (spanned.second != PgxGenotype::other && spanned.second != PgxGenotype::none)
            spanned.second = PgxGenotype::missing;
        if (column.codes.empty()) column.codes.assign(samples_, 0);
        STRANDLINE_TRY(column.codes[sample], code_of(column, spanned, place));
    }
    if (into.level == PgxTells::nothing) into.level = PgxTells::spanned;
    return {};
}

/// What the settings allow to be taken as reference. On X, one copy for a sample that has one elsewhere in
/// the gene.
void PgxGather::assume(Gene& gene) {
    std::vector<bool> single(gene.two_copies ? 0 : samples_);
    for (const Column& one : gene.columns)
        for (std::size_t sample = 0; sample < std::min(single.size(), one.column.codes.size()); ++sample)
            if (one.column.book[one.column.codes[sample]].is_haploid()) single[sample] = true;
    const bool any_single = std::ranges::find(single, true) != single.end();
    for (Column& one : gene.columns) {
        PgxColumn& column = one.column;
        if (!(column.absent ? settings_.absent_to_ref : settings_.unspecified_to_ref)) continue;
        const auto missing = std::ranges::find_if(column.book, is_all_missing);
        if (missing == column.book.end()) continue;
        const auto code = static_cast<std::uint8_t>(missing - column.book.begin());
        *missing = {0, 0, false, true, -1};
        if (any_single && column.codes.empty()) column.codes.assign(samples_, code);
        report_.assumed += column.codes.empty()
                               ? samples_
                               : static_cast<std::uint64_t>(std::ranges::count(column.codes, code));
        if (!any_single || column.book.size() >= most_codes) continue;
        column.book.push_back({0, PgxGenotype::none, false, true, -1});
        for (std::size_t sample = 0; sample < samples_; ++sample)
            if (single[sample] && column.codes[sample] == code)
                column.codes[sample] = static_cast<std::uint8_t>(column.book.size() - 1);
    }
}

}  // namespace strandline::formats
