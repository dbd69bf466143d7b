#include "gather.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <climits>
#include <cstring>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PgxGenotype;

constexpr std::size_t most_remarks = 200;
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

PgxGather::PgxGather(std::span<const domain::GeneDefinition> definitions, const PgxLoci& loci,
                     const PgxReadSettings& settings, std::size_t samples, PgxReadReport& report)
    : loci_(loci),
      settings_(settings),
      samples_(samples),
      report_(report),
      genes_(definitions.size()),
      table_(65536) {
    for (std::size_t i = 0; i < definitions.size(); ++i)
        genes_[i].columns.resize(definitions[i].positions.size() + definitions[i].extra.size());
    for (std::uint32_t chromosome = 0; chromosome < loci.chromosomes().size(); ++chromosome)
        for (const PgxLocus& locus : loci.chromosomes()[chromosome].loci) {
            Gene& gene = genes_[locus.gene];
            gene.chromosome = chromosome;
            gene.end = std::max(gene.end, locus.last);
            const std::string& name = loci.chromosomes()[chromosome].name;
            gene.two_copies = name != "chrX" && name != "chrY" && name != "chrM";
        }
    for (Gene& gene : genes_)
        for (Column& column : gene.columns) column.column.book.assign(1, PgxGenotype{});
}

void PgxGather::remark(std::string text) {
    if (report_.remarks.size() < most_remarks)
        report_.remarks.push_back(std::move(text));
    else
        ++report_.remarks_left_out;
}

std::string PgxGather::name_of(const PgxLocus& locus) const {
    return format("{}:{}", locus.position->chromosome, locus.first);
}

Result<void> PgxGather::take(const PgxRecord& record, const std::function<Place()>& place) {
    genotyped_ = genotyped_ || record.genotyped;
    std::optional<Error> error;
    loci_.overlapping(record.chromosome, record.position, record.last, [&](const PgxLocus& locus) {
        if (error) return;
        if (auto taken = take_at(record, locus, place); !taken) error = std::move(taken.error());
    });
    if (error) return fail(std::move(*error));
    return {};
}

Result<void> PgxGather::take_at(const PgxRecord& record, const PgxLocus& locus, const Place_& place) {
    Gene& gene = genes_[locus.gene];
    Column& column = gene.columns[locus.column];
    if (gene.done)
        return fail(Error::input("clinic.unsorted", "records are not in order")
                        .at(place())
                        .expected("all records of a gene together, positions rising")
                        .found("one of {} behind those of other genes", name_of(locus))
                        .mend("sort the file: bcftools sort in.bcf -Ob -o sorted.bcf"));
    PgxTelling telling = tell(record, locus, loci_.reference());
    if (telling.tells != PgxTells::nothing && !column.compared) {
        column.compared = true;
        ++compared_;
    }
    switch (telling.tells) {
    case PgxTells::mismatch:
        remark(format("{}: REF is {}, not {}: not used", name_of(locus), telling.found.substr(0, 40),
                      locus.position->ref));
        if (!std::exchange(column.mismatched, true)) ++report_.mismatched;
        return {};
    case PgxTells::unfit:
        remark(format("{}: {}>{} cannot be compared with {}: not used", name_of(locus),
                      record.alleles.front().substr(0, 40),
                      record.alleles.size() > 1 ? record.alleles[1].substr(0, 40) : ".",
                      locus.position->ref));
        return {};
    case PgxTells::nothing:
        if (record.block && record.genotyped && column.level == PgxTells::reference)
            refuse_weak(record, column);
        return {};
    default:
        break;
    }
    if (!record.genotyped) {
        remark(format("{}: the record has no GT: not used", name_of(locus)));
        return {};
    }
    gene.begun = true;
    ++report_.used;
    return put(record, telling, locus, place);
}

Result<void> PgxGather::put(const PgxRecord& record, PgxTelling& telling, const PgxLocus& locus,
                            const Place_& place) {
    Gene& gene = genes_[locus.gene];
    Column& column = gene.columns[locus.column];
    resolve_stars(telling, record, locus);
    for (const std::string& text : telling.undocumented)
        if (std::ranges::find(column.column.undocumented, text) == column.column.undocumented.end())
            column.column.undocumented.push_back(text);
    if (telling.tells == PgxTells::spanned) return span(record, telling, gene, column, place);
    if (telling.tells == PgxTells::reference && column.level == PgxTells::reference) {
        if (record.block) refuse_weak(record, column);
        return {};
    }
    if (telling.tells == PgxTells::reference && column.level == PgxTells::everything) return {};
    if (column.level == PgxTells::everything) {
        const bool apart =
            std::none_of(record.alleles.begin() + 1, record.alleles.end(), [&](const auto& alt) {
                return column.alternates.contains(format("{}>{}", record.alleles.front(), alt));
            });
        remark(format("{}: a second record, {}", name_of(locus),
                      apart ? "of other alternates: joined with the first" : "not used"));
        if (!apart) return {};
        return join(record, telling, gene, column, place);
    }
    if (telling.tells == PgxTells::everything) note_deletions(locus, record.chromosome);
    return write(record, telling, gene, column, place);
}

/// A star is a deletion that began before. Where the gene documents that deletion, it is told at its own
/// position, and here nothing differs.
void PgxGather::resolve_stars(PgxTelling& telling, const PgxRecord& record, const PgxLocus& locus) {
    if (std::ranges::find(telling.stars, 1) == telling.stars.end()) return;
    const bool told = std::ranges::any_of(deletions_, [&](const Deletion& one) {
        return one.chromosome == record.chromosome && one.gene == locus.gene && one.first <= locus.first &&
               locus.first <= one.last;
    });
    remark(format(
        "{}: * is {}", name_of(locus),
        told ? "a documented deletion, told at its own position" : "a deletion that is not documented"));
    for (std::size_t k = 0; k < telling.alleles.size(); ++k)
        if (telling.stars[k] != 0) telling.alleles[k] = told ? 0 : PgxGenotype::other;
    if (!told) telling.undocumented.push_back(format("{}>*", record.alleles.front()));
}

void PgxGather::note_deletions(const PgxLocus& locus, std::uint32_t chromosome) {
    for (const auto& edits : locus.alts)
        for (const PgxEdit& edit : edits)
            if (edit.deleted.size() > edit.inserted.size())
                deletions_.push_back({chromosome, locus.gene, edit.position,
                                      edit.position + static_cast<std::int64_t>(edit.deleted.size()) - 1});
}

std::optional<Error> PgxGather::check_reference(const std::string& file) const {
    if (report_.mismatched < 4 || report_.mismatched * 2 <= compared_) return std::nullopt;
    return Error::input("clinic.build", "the file is not of GRCh38")
        .at({.file = file})
        .expected("REF as in GRCh38 at the known positions")
        .found("another base at {} of {} positions", report_.mismatched, compared_)
        .mend(
            "call variants against GRCh38, or lift the file over with bcftools +liftover or CrossMap; "
            "positions are never mapped here");
}

std::vector<std::uint32_t> PgxGather::passed(std::uint32_t chromosome, std::int64_t position) const {
    std::vector<std::uint32_t> made;
    for (std::uint32_t i = 0; i < genes_.size(); ++i) {
        const Gene& gene = genes_[i];
        if (gene.begun && !gene.done && (gene.chromosome != chromosome || gene.end < position))
            made.push_back(i);
    }
    return made;
}

PgxGeneGenotypes PgxGather::hand_over(std::uint32_t number) {
    Gene& gene = genes_[number];
    assume(gene);
    gene.done = true;
    PgxGeneGenotypes made{.gene = number, .samples = samples_, .columns = {}};
    for (Column& column : gene.columns) made.columns.push_back(std::move(column.column));
    gene.columns.assign(gene.columns.size(), {});
    return made;
}

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
