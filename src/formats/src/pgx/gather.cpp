#include "gather.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::formats {
namespace {

using domain::PgxGenotype;

constexpr std::size_t most_remarks = 200;

}  // namespace

PgxGather::PgxGather(std::span<const domain::GeneDefinition> definitions, const PgxLoci& loci,
                     const PgxReadSettings& settings, std::size_t samples, PgxReadReport& report)
    : loci_(loci),
      settings_(settings),
      samples_(samples),
      report_(report),
      definitions_(definitions),
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

void PgxGather::begin_file(std::string name) {
    files_.push_back(std::move(name));
    genotyped_ = false;
    compared_ = mismatched_ = 0;
    for (Gene& gene : genes_)
        for (Column& column : gene.columns) column.compared = column.mismatched = false;
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
    PgxTelling telling = tell(record, locus, loci_.reference());
    if (telling.tells != PgxTells::nothing && !column.compared) {
        column.compared = true;
        ++compared_;
    }
    switch (telling.tells) {
    case PgxTells::mismatch:
        remark(format("{}: REF is {}, not {}: not used", name_of(locus), telling.found.substr(0, 40),
                      locus.position->ref));
        if (!std::exchange(column.mismatched, true)) {
            ++mismatched_;
            ++report_.mismatched;
        }
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
    if (auto wrong = check_gene(locus, place)) return fail(std::move(*wrong));
    gene.begun = true;
    gene.file = files_.size();
    ++report_.used;
    return put(record, telling, locus, place);
}

/// A gene's positions come from one file, and in a large cohort all together.
std::optional<Error> PgxGather::check_gene(const PgxLocus& locus, const Place_& place) const {
    const Gene& gene = genes_[locus.gene];
    if (gene.begun && gene.file != files_.size()) {
        const std::string& name = definitions_[locus.gene].gene;
        return Error::input("clinic.sample.twice", "the same samples have {} in two files", name)
            .at(place())
            .expected("each gene of a sample in one file")
            .found("{}, which is in {} too", name, files_[gene.file - 1])
            .mend(
                "leave one out, join parts of a chromosome (bcftools concat -a), or rename samples of other "
                "people (bcftools reheader -s)");
    }
    if (gene.done)
        return Error::input("clinic.unsorted", "records are not in order")
            .at(place())
            .expected("all records of a gene together, positions rising")
            .found("one of {} behind those of other genes", name_of(locus))
            .mend("sort the file: bcftools sort in.bcf -Ob -o sorted.bcf");
    return std::nullopt;
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

std::vector<std::uint32_t> PgxGather::passed(std::uint32_t chromosome, std::int64_t position) const {
    std::vector<std::uint32_t> made;
    for (std::uint32_t i = 0; i < genes_.size(); ++i) {
        const Gene& gene = genes_[i];
        if (gene.begun && !gene.done && (gene.chromosome != chromosome || gene.end < position))
            made.push_back(i);
    }
    return made;
}

std::vector<std::uint32_t> PgxGather::open_genes() const {
    std::vector<std::uint32_t> made;
    for (std::uint32_t i = 0; i < genes_.size(); ++i)
        if (genes_[i].begun && !genes_[i].done) made.push_back(i);
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

}  // namespace strandline::formats
