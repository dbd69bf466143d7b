#include "gather.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/pgx_genotypes.hpp>
#include <strandline/formats/recognise.hpp>

#include <utility>

namespace strandline::formats {
namespace {

constexpr std::uint64_t large_cohort = std::uint64_t{1} << 26;  // genotypes

std::uint64_t count_sites(std::span<const domain::GeneDefinition> definitions) {
    std::uint64_t count = 0;
    for (const auto& one : definitions) count += one.positions.size() + one.extra.size();
    return count;
}

}  // namespace

struct PgxGenotypeReader::State {
    State(Source source_, std::span<const domain::GeneDefinition> definitions_,
          const PgxReadSettings& settings_)
        : source(std::move(source_)), definitions(definitions_), settings(settings_), loci(definitions) {}

    Source source;
    std::span<const domain::GeneDefinition> definitions;
    PgxReadSettings settings;
    PgxLoci loci;
    std::unique_ptr<PgxRecords> records;
    PgxReadReport report;
};

PgxGenotypeReader::PgxGenotypeReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
PgxGenotypeReader::~PgxGenotypeReader() = default;
PgxGenotypeReader::PgxGenotypeReader(PgxGenotypeReader&&) noexcept = default;
PgxGenotypeReader& PgxGenotypeReader::operator=(PgxGenotypeReader&&) noexcept = default;

Result<PgxGenotypeReader> PgxGenotypeReader::open(const Source& source,
                                                  std::span<const domain::GeneDefinition> definitions,
                                                  const PgxReadSettings& settings, Context& context) {
    auto state = std::make_unique<State>(source, definitions, settings);
    STRANDLINE_TRY(state->records,
                   recognise(source) == "bcf"
                       ? open_pgx_bcf(source, state->loci, settings.samples, context.threads())
                       : open_pgx_text(source, state->loci, settings.samples, context.threads()));
    state->records->keep_depths = settings.evidence;
    return PgxGenotypeReader(std::move(state));
}

const std::vector<std::string>& PgxGenotypeReader::samples() const { return state_->records->samples.names; }
const PgxReadReport& PgxGenotypeReader::report() const { return state_->report; }

Result<void> PgxGenotypeReader::read(const std::function<Result<void>(const PgxGeneGenotypes&)>& visit,
                                     Context& context) {
    State& state = *state_;
    PgxRecords& records = *state.records;
    const std::size_t samples = records.samples.names.size();
    PgxGather gather(state.definitions, state.loci, state.settings, samples, state.report);
    const bool large = samples * count_sites(state.definitions) > large_cohort;
    const std::string& file = state.source.name();
    const auto check_build = [&]() -> Result<void> {
        if (auto wrong = records.build.references(gather.agreeing(), state.report.mismatched, file))
            return fail(std::move(*wrong));
        if (auto wrong = records.build.end_of_records(file)) return fail(std::move(*wrong));
        return {};
    };
    const auto hand_over = [&](std::uint32_t gene) -> Result<void> {
        STRANDLINE_CHECK(check_build());
        return visit(gather.hand_over(gene));
    };
    PgxRecord record;
    std::uint64_t touching = 0;
    for (;;) {
        if (context.cancelled()) return fail(Error::interrupted());
        STRANDLINE_TRY(const bool more, records.next(record));
        if (!more) break;
        ++touching;
        if (large)
            for (const std::uint32_t gene : gather.passed(record.chromosome, record.position))
                STRANDLINE_CHECK(hand_over(gene));
        STRANDLINE_CHECK(gather.take(record, [&] { return records.place_of(record); }));
    }
    state.report.records = records.read;
    for (std::string& text : records.remarks) gather.remark(std::move(text));
    STRANDLINE_CHECK(check_build());
    if (state.settings.absent_to_ref)
        if (auto wrong = records.build.may_assume(gather.agreeing(), file)) return fail(std::move(*wrong));
    if (touching > 0 && !gather.genotyped() && state.report.mismatched == 0)
        return fail(Error::input("clinic.no_genotypes", "no record at a known position has genotypes")
                        .at({.file = state.source.name()})
                        .expected("GT in FORMAT")
                        .found("{} without", counted(touching, "record"))
                        .mend("give a file of called genotypes"));
    if (touching == 0) gather.remark("the file has no record at any known position");
    if (std::string doubt = records.build.doubt(gather.agreeing()); !doubt.empty())
        gather.remark(std::move(doubt));
    for (std::uint32_t gene = 0; gene < state.definitions.size(); ++gene)
        if (!gather.is_done(gene)) STRANDLINE_CHECK(hand_over(gene));
    return {};
}

Result<domain::PgxCohort> read_pgx_genotypes(const Source& source,
                                             std::span<const domain::GeneDefinition> definitions,
                                             const PgxReadSettings& settings, Context& context) {
    STRANDLINE_TRY(PgxGenotypeReader reader, PgxGenotypeReader::open(source, definitions, settings, context));
    domain::PgxCohort made;
    made.samples = reader.samples();
    std::vector<std::size_t> first_site;
    for (std::uint32_t gene = 0; gene < definitions.size(); ++gene) {
        first_site.push_back(made.sites.size());
        const std::size_t columns = definitions[gene].positions.size() + definitions[gene].extra.size();
        for (std::uint32_t column = 0; column < columns; ++column) made.sites.emplace_back(gene, column);
    }
    made.genotypes.resize(made.samples.size() * made.sites.size());
    const auto keep = [&](const PgxGeneGenotypes& gene) -> Result<void> {
        for (std::size_t column = 0; column < gene.columns.size(); ++column)
            for (std::size_t sample = 0; sample < gene.samples; ++sample)
                made.genotypes[sample * made.sites.size() + first_site[gene.gene] + column] =
                    gene.columns[column].at(sample);
        return {};
    };
    STRANDLINE_CHECK(reader.read(keep, context));
    made.remarks = reader.report().remarks;
    return made;
}

}  // namespace strandline::formats
