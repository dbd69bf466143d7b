#include "report/sample_answer.hpp"

#include "pgx/outside_of_gene.hpp"
#include "pgx/ready_genes.hpp"

#include <strandline/base/hash.hpp>
#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <optional>

namespace strandline::clinic {
namespace {

/// So many samples are held at once with all that their answers rest on, some KiB each.
constexpr std::size_t samples_at_once = 4096;
constexpr std::size_t answers_at_once = 64;

/// What is known of one gene, and its genotypes of the samples that are held.
struct AskedGene {
    const GeneAnswerer* answerer = nullptr;
    const domain::GeneDefinition* definition = nullptr;
    const domain::PhenotypeTable* phenotypes = nullptr;
    OutsideOfGene outside;
    std::optional<formats::PgxGeneGenotypes> genotypes;
};

template <class Facts>
const Facts* facts_of(const std::vector<Facts>& all, const std::string& gene) {
    const auto found = std::ranges::find(all, gene, &Facts::gene);
    return found == all.end() ? nullptr : &*found;
}

std::vector<AskedGene> asked_of(const ReadyGenes& ready, const domain::PgxKnowledge& knowledge,
                                const CohortQuestion& question) {
    std::vector<AskedGene> genes;
    for (const GeneAnswerer& answerer : ready.answerers)
        genes.push_back({&answerer,
                         facts_of(knowledge.definitions, answerer.gene()),
                         facts_of(knowledge.phenotypes, answerer.gene()),
                         outside_of(question.outside, answerer.gene()),
                         {}});
    return genes;
}

GeneOfSample gene_of_sample(const AskedGene& gene, const std::string& sample, std::size_t which) {
    GeneOfSample made{.gene = gene.answerer->gene(),
                      .definition = gene.definition,
                      .phenotypes = gene.phenotypes,
                      .outside = gene.outside.of(sample)};
    if (gene.genotypes)
        for (const formats::PgxColumn& column : gene.genotypes->columns) {
            const domain::PgxGenotype genotype = column.at(which);
            const bool is_other =
                genotype.first == domain::PgxGenotype::other || genotype.second == domain::PgxGenotype::other;
            made.genotypes.push_back(genotype);
            made.evidence.push_back(column.evidence.empty() ? formats::PgxEvidence{}
                                                            : column.evidence[which]);
            made.undocumented.push_back(is_other ? join(column.undocumented, ",") : "");
        }
    made.answer = gene.answerer->answer(made.genotypes, made.outside);
    return made;
}

SampleAnswer answer_of(const std::vector<AskedGene>& genes, const Guidance& guidance,
                       const std::string& sample, std::size_t which) {
    SampleAnswer made{.sample = sample};
    std::vector<GenePhenotype> phenotypes;
    for (const AskedGene& gene : genes) {
        made.genes.push_back(gene_of_sample(gene, sample, which));
        phenotypes.push_back(made.genes.back().answer.phenotype);
    }
    made.guidance = guidance.of(phenotypes);
    return made;
}

}  // namespace

std::string AnswerBasis::input_name() const {
    if (inputs.empty() || inputs.front().name.empty()) return {};
    const std::string& first = inputs.front().name;
    return inputs.size() == 1 ? first : format("{} and {} more", first, inputs.size() - 1);
}

std::string AnswerBasis::input_digest() const {
    if (inputs.empty()) return {};
    if (inputs.size() == 1) return inputs.front().digest;
    std::vector<std::string> lines;
    for (const InputFile& input : inputs) lines.push_back(input.digest + "\n");
    std::ranges::sort(lines);
    return sha256(join(lines, "")).hex();
}

Result<formats::PgxReadReport> answer_samples(std::span<const Source> files,
                                              const domain::PgxKnowledge& knowledge,
                                              const CohortQuestion& question, const SampleVisit& visit,
                                              Context& context) {
    STRANDLINE_TRY(const std::vector<std::string> names, asked_genes(knowledge, question));
    STRANDLINE_TRY(const ReadyGenes ready,
                   ready_genes(knowledge, names, question.match, true, context.threads()));
    std::vector<AskedGene> genes = asked_of(ready, knowledge, question);
    const Guidance guidance(knowledge);
    formats::PgxReadSettings settings = question.read;
    settings.evidence = true;
    STRANDLINE_TRY(auto reader,
                   formats::PgxGenotypeReader::open(files, ready.definitions, settings, context));
    const std::vector<std::string> samples = reader.samples();
    std::uint64_t assumed = 0;
    for (std::size_t from = 0; from < samples.size(); from += samples_at_once) {
        const std::size_t count = std::min(samples_at_once, samples.size() - from);
        if (count < samples.size()) {
            settings.samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(from),
                                    samples.begin() + static_cast<std::ptrdiff_t>(from + count));
            STRANDLINE_TRY(reader,
                           formats::PgxGenotypeReader::open(files, ready.definitions, settings, context));
        }
        // Genotypes of all genes at once: they are wanted sample by sample.
        STRANDLINE_CHECK(ready.read(
            reader,
            [&](std::size_t gene, const formats::PgxGeneGenotypes* genotypes) -> Result<void> {
                if (genotypes) genes[gene].genotypes = *genotypes;
                return {};
            },
            context));
        assumed += reader.report().assumed;
        for (std::size_t done = 0; done < count; done += answers_at_once) {
            if (context.cancelled()) return fail(Error::interrupted());
            std::vector<SampleAnswer> answers(std::min(answers_at_once, count - done));
            parallel_for(answers.size(), context.threads(), [&](std::size_t i) {
                answers[i] = answer_of(genes, guidance, samples[from + done + i], done + i);
            });
            for (const SampleAnswer& answer : answers) STRANDLINE_CHECK(visit(answer, reader.report()));
        }
    }
    formats::PgxReadReport report = reader.report();
    report.assumed = assumed;
    return report;
}

}  // namespace strandline::clinic
