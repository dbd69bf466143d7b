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
    State(std::span<const Source> files_, std::span<const domain::GeneDefinition> definitions_,
          const PgxReadSettings& settings_)
        : files(files_.begin(), files_.end()),
          definitions(definitions_),
          settings(settings_),
          loci(definitions) {}

    Result<std::unique_ptr<PgxRecords>> open(const Source& file, const std::vector<std::string>& wanted,
                                             const Context& context) const {
        STRANDLINE_TRY(auto made, recognise(file) == "bcf"
                                      ? open_pgx_bcf(file, loci, wanted, context.threads())
                                      : open_pgx_text(file, loci, wanted, context.threads()));
        made->keep_depths = settings.evidence;
        return made;
    }

    std::vector<Source> files;
    std::span<const domain::GeneDefinition> definitions;
    PgxReadSettings settings;
    PgxLoci loci;
    std::unique_ptr<PgxRecords> first;  // of the first file, until it is read
    std::vector<std::string> samples;
    PgxReadReport report;
};

namespace {

using Visit = std::function<Result<void>(const PgxGeneGenotypes&)>;

/// The records of one file on their way into the columns.
struct FileReading {
    PgxRecords& records;
    PgxGather& gather;
    const std::string& file;
    std::uint64_t touching = 0;  // records at known positions

    Result<void> check_build() const {
        if (auto wrong = records.build.references(gather.agreeing(), gather.differing(), file))
            return fail(std::move(*wrong));
        if (auto wrong = records.build.end_of_records(file)) return fail(std::move(*wrong));
        return {};
    }

    /// To the end. `visit_early`: genes are handed over as soon as the file has passed them.
    Result<void> read(const Visit* visit_early, const Context& context) {
        PgxRecord record;
        for (;;) {
            if (context.cancelled()) return fail(Error::interrupted());
            STRANDLINE_TRY(const bool more, records.next(record));
            if (!more) break;
            ++touching;
            if (visit_early)
                STRANDLINE_CHECK(hand_over(gather.passed(record.chromosome, record.position), *visit_early));
            STRANDLINE_CHECK(gather.take(record, [&] { return records.place_of(record); }));
        }
        return {};
    }

    Result<void> hand_over(const std::vector<std::uint32_t>& genes, const Visit& visit) const {
        for (const std::uint32_t gene : genes) {
            STRANDLINE_CHECK(check_build());
            STRANDLINE_CHECK(visit(gather.hand_over(gene)));
        }
        return {};
    }

    /// What only the whole file shows.
    Result<void> check_end(bool absent_to_ref) const {
        STRANDLINE_CHECK(check_build());
        if (absent_to_ref)
            if (auto wrong = records.build.may_assume(gather.agreeing(), file))
                return fail(std::move(*wrong));
        if (touching > 0 && !gather.genotyped() && gather.differing() == 0)
            return fail(Error::input("clinic.no_genotypes", "no record at a known position has genotypes")
                            .at({.file = file})
                            .expected("GT in FORMAT")
                            .found("{} without", counted(touching, "record"))
                            .mend("give a file of called genotypes"));
        return {};
    }
};

}  // namespace

PgxGenotypeReader::PgxGenotypeReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
PgxGenotypeReader::~PgxGenotypeReader() = default;
PgxGenotypeReader::PgxGenotypeReader(PgxGenotypeReader&&) noexcept = default;
PgxGenotypeReader& PgxGenotypeReader::operator=(PgxGenotypeReader&&) noexcept = default;

Result<PgxGenotypeReader> PgxGenotypeReader::open(std::span<const Source> files,
                                                  std::span<const domain::GeneDefinition> definitions,
                                                  const PgxReadSettings& settings, Context& context) {
    auto state = std::make_unique<State>(files, definitions, settings);
    STRANDLINE_TRY(state->first, state->open(files.front(), settings.samples, context));
    state->samples = state->first->samples.names;
    return PgxGenotypeReader(std::move(state));
}

const std::vector<std::string>& PgxGenotypeReader::samples() const { return state_->samples; }
const PgxReadReport& PgxGenotypeReader::report() const { return state_->report; }

Result<void> PgxGenotypeReader::read(const Visit& visit, Context& context) {
    State& state = *state_;
    PgxGather gather(state.definitions, state.loci, state.settings, state.samples.size(), state.report);
    const bool large = state.samples.size() * count_sites(state.definitions) > large_cohort;
    std::size_t silent = 0;
    for (std::size_t i = 0; i < state.files.size(); ++i) {
        const Source& file = state.files[i];
        std::unique_ptr<PgxRecords> records = std::move(state.first);
        if (i > 0) { STRANDLINE_TRY(records, state.open(file, state.samples, context)); }
        gather.begin_file(file.name());
        FileReading reading{*records, gather, file.name()};
        STRANDLINE_CHECK(reading.read(large ? &visit : nullptr, context));
        state.report.records += records->read;
        for (std::string& text : records->remarks) gather.remark(std::move(text));
        STRANDLINE_CHECK(reading.check_end(state.settings.absent_to_ref));
        if (reading.touching == 0 && ++silent == state.files.size())
            gather.remark(silent == 1 ? "the file has no record at any known position"
                                      : "the files have no record at any known position");
        if (const std::string doubt = records->build.doubt(gather.agreeing()); !doubt.empty())
            gather.remark(state.files.size() == 1
                              ? doubt
                              : format("file {} of {}: {}", i + 1, state.files.size(), doubt));
        if (large) STRANDLINE_CHECK(reading.hand_over(gather.open_genes(), visit));
    }
    for (std::uint32_t gene = 0; gene < state.definitions.size(); ++gene)
        if (!gather.is_done(gene)) STRANDLINE_CHECK(visit(gather.hand_over(gene)));
    return {};
}

Result<domain::PgxCohort> read_pgx_genotypes(const Source& source,
                                             std::span<const domain::GeneDefinition> definitions,
                                             const PgxReadSettings& settings, Context& context) {
    STRANDLINE_TRY(PgxGenotypeReader reader,
                   PgxGenotypeReader::open({&source, 1}, definitions, settings, context));
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
