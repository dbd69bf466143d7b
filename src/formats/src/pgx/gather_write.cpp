#include "gather.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <climits>
#include <cstring>

// How a record's genotypes become the codes of a column.
namespace strandline::formats {
namespace {

using domain::PgxGenotype;

constexpr std::uint8_t no_code = 255;

bool is_all_missing(const PgxGenotype& one) {
    return one.first == PgxGenotype::missing && one.second == PgxGenotype::missing;
}

/// Whether what a block says of a sample is too little to be evidence.
bool is_weak(const PgxRecord& record, std::size_t sample, const PgxReadSettings& settings) {
    const auto below = [sample](const std::vector<std::int32_t>& values, std::int32_t least) {
        return !values.empty() && values[sample] != INT32_MIN && values[sample] < least;
    };
    const bool least_given = !record.least_depths.empty() && record.least_depths[sample] != INT32_MIN;
    return below(least_given ? record.least_depths : record.depths, settings.least_depth) ||
           below(record.qualities, settings.least_quality);
}

}  // namespace

void PgxGather::refuse_weak(const PgxRecord& record, Column& into) {
    PgxColumn& column = into.column;
    for (std::size_t sample = 0; sample < samples_; ++sample) {
        if (!is_weak(record, sample, settings_)) continue;
        const auto code = code_of(column, PgxGenotype{}, [] { return Place{}; });
        if (code) column.codes[sample] = *code;
    }
}

void PgxGather::keep_phase_sets(const PgxRecord& record, PgxColumn& column) const {
    column.phase_sets.clear();
    for (std::size_t sample = 0; sample < record.phase_sets.size(); ++sample)
        if (record.phase_sets[sample] != INT32_MIN && record.phase_sets[sample] >= 0)
            column.phase_sets.emplace_back(static_cast<std::uint32_t>(sample), record.phase_sets[sample]);
}

void PgxGather::keep_evidence(const PgxRecord& record, PgxColumn& column) const {
    if (!settings_.evidence) return;
    column.evidence.assign(samples_, {});
    const auto value = [](const std::vector<std::int32_t>& values, std::size_t sample) {
        return values.empty() || values[sample] == INT32_MIN ? -1 : values[sample];
    };
    for (std::size_t sample = 0; sample < samples_; ++sample) {
        const std::int32_t least = value(record.least_depths, sample);
        column.evidence[sample] = {.depth = record.block && least >= 0 ? least : value(record.depths, sample),
                                   .quality = value(record.qualities, sample),
                                   .block = record.block};
    }
}

Result<std::uint8_t> PgxGather::code_of(PgxColumn& column, const PgxGenotype& genotype, const Place_& place) {
    const auto known = std::ranges::find(column.book, genotype);
    if (known != column.book.end()) return static_cast<std::uint8_t>(known - column.book.begin());
    if (column.book.size() >= no_code)
        return fail(Error::input("clinic.genotype", "a position has more than 255 different genotypes")
                        .at(place())
                        .expected("alleles of a definition, which are few")
                        .found("{} genotypes", column.book.size() + 1)
                        .mend("read fewer samples at a time, with --samples"));
    column.book.push_back(genotype);
    return static_cast<std::uint8_t>(column.book.size() - 1);
}

Result<PgxGenotype> PgxGather::decode(const PgxRecord& record, std::size_t sample, const PgxTelling& telling,
                                      const Gene& gene, const Place_& place) {
    const std::uint8_t* codes = record.genotypes + 2 * sample;
    const auto allele = [&](std::uint8_t code) -> std::uint8_t {
        if (code == gt_missing || code == gt_end || code >> 1 == 0) return PgxGenotype::missing;
        return telling.alleles[static_cast<std::size_t>(code >> 1) - 1];
    };
    for (int k = 0; k < 2; ++k)
        if (codes[k] != gt_missing && codes[k] != gt_end && (codes[k] >> 1) > record.alleles.size())
            return fail(Error::input("clinic.genotype", "a genotype is none")
                            .at(place())
                            .expected("alleles up to {}", record.alleles.size() - 1)
                            .found("allele {}", (codes[k] >> 1) - 1)
                            .mend("correct the record, or set the genotype to ./."));
    PgxGenotype made;
    made.first = allele(codes[0]);
    made.second = allele(codes[1]);
    if (codes[1] == gt_end && made.first != PgxGenotype::missing && !gene.two_copies)
        made.second = PgxGenotype::none;
    made.phased =
        codes[1] != gt_end && codes[1] != gt_missing && (codes[1] & 1) != 0 && !is_all_missing(made);
    return made;
}

Result<void> PgxGather::write(const PgxRecord& record, const PgxTelling& telling, Gene& gene, Column& into,
                              const Place_& place) {
    PgxColumn& column = into.column;
    const bool spanned = into.level == PgxTells::spanned;
    const std::vector<std::uint8_t> before = spanned ? column.codes : std::vector<std::uint8_t>();
    if (!spanned) column.book.clear();
    std::ranges::fill(table_, no_code);
    column.codes.resize(samples_);
    const std::uint8_t* pairs = record.genotypes;
    std::uint8_t* const codes = column.codes.data();
    bool one_copy = false;
    for (std::size_t sample = 0; sample < samples_; ++sample) {
        std::uint16_t pair;
        std::memcpy(&pair, pairs + 2 * sample, 2);
        std::uint8_t code = table_[pair];
        if (code == no_code) [[unlikely]] {
            STRANDLINE_TRY(const PgxGenotype genotype, decode(record, sample, telling, gene, place));
            STRANDLINE_TRY(code, code_of(column, genotype, place));
            table_[pair] = code;
            one_copy = one_copy || (gene.two_copies && pairs[2 * sample + 1] == gt_end &&
                                    genotype.first != PgxGenotype::missing);
        }
        codes[sample] = code;
    }
    if (one_copy)
        remark(format("{}:{}: genotypes of one copy on an autosome: the other copy is missing",
                      loci_.chromosomes()[record.chromosome].name, record.position));
    for (std::size_t sample = 0; sample < before.size(); ++sample)
        if (is_all_missing(column.book[codes[sample]]) ||
            (telling.tells == PgxTells::reference && !is_all_missing(column.book[before[sample]])))
            codes[sample] = before[sample];
    into.level = telling.tells;
    column.absent = false;
    for (std::size_t k = 1; k < record.alleles.size(); ++k)
        into.alternates.insert(format("{}>{}", record.alleles.front(), record.alleles[k]));
    keep_phase_sets(record, column);
    keep_evidence(record, column);
    if (record.block) refuse_weak(record, into);
    return {};
}

}  // namespace strandline::formats
