#include "knowledge/cohort_meanings.hpp"

#include "pgx/outside_of_gene.hpp"

#include <strandline/base/parallel.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace strandline::clinic {
namespace {

/// Samples that are answered alike: of one pattern of genotypes, unless others call the gene for one of them.
struct SampleGroups {
    std::vector<std::uint32_t> of_sample;
    std::vector<std::uint32_t> example;  // a sample of each group
};

SampleGroups groups_of(const std::vector<std::uint32_t>& pattern_of_sample,
                       const std::vector<std::string>& samples, const OutsideOfGene& outside) {
    constexpr std::uint32_t vacant = ~std::uint32_t{0};
    SampleGroups made;
    std::vector<std::uint32_t> of_pattern(samples.size(), vacant);  // of samples without calls of their own
    for (std::uint32_t sample = 0; sample < samples.size(); ++sample) {
        const bool own = !outside.of_sample.empty() && outside.of_sample.contains(samples[sample]);
        std::uint32_t alone = vacant;
        std::uint32_t& group = own ? alone : of_pattern[pattern_of_sample[sample]];
        if (group == vacant) {
            group = static_cast<std::uint32_t>(made.example.size());
            made.example.push_back(sample);
        }
        made.of_sample.push_back(group);
    }
    return made;
}

/// Equal for equal answers: what is called, and what guidelines are looked up by.
std::string mark_of(const GenePhenotype& phenotype) {
    std::string mark;
    for (const std::string& each : phenotype.source) mark += each + '\n';
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        mark += '\t' + told(meaning);
        for (const std::string& allele : meaning.alleles) mark += '\n' + allele;
        for (const std::string& key : meaning.lookup_keys) mark += '\n' + key;
    }
    return mark;
}

/// Answers of groups become those of samples, each distinct one once.
void keep_distinct(std::vector<GenePhenotype> answers, const std::vector<std::uint32_t>& group_of_sample,
                   CohortMeanings::Gene& into) {
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::uint32_t> of_group;
    for (GenePhenotype& answer : answers) {
        const auto [place, is_new] =
            known.try_emplace(mark_of(answer), static_cast<std::uint32_t>(into.distinct.size()));
        if (is_new) into.distinct.push_back(std::move(answer));
        of_group.push_back(place->second);
    }
    for (const std::uint32_t group : group_of_sample) into.of_sample.push_back(of_group[group]);
}

void answer_gene(const GeneAnswerer& answerer, const formats::PgxGeneGenotypes* genotypes,
                 const std::vector<std::string>& samples, const OutsideOfGene& outside,
                 CohortMeanings::Gene& into, const Context& context) {
    const SampleGroups groups = groups_of(
        genotypes ? formats::patterns_of(*genotypes).of_sample : std::vector<std::uint32_t>(samples.size()),
        samples, outside);
    std::vector<GenePhenotype> answers(groups.example.size());
    parallel_for(answers.size(), context.threads(), [&](std::size_t group) {
        const std::uint32_t sample = groups.example[group];
        std::vector<domain::PgxGenotype> seen;
        if (genotypes)
            for (const formats::PgxColumn& column : genotypes->columns) seen.push_back(column.at(sample));
        answers[group] = answerer.answer(seen, outside.of(samples[sample])).phenotype;
    });
    keep_distinct(std::move(answers), groups.of_sample, into);
}

}  // namespace

Result<CohortMeanings> cohort_meanings(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
                                       const std::vector<std::string>& genes, const CohortQuestion& question,
                                       Context& context) {
    CohortMeanings made;
    std::vector<GeneAnswerer> answerers;
    std::vector<domain::GeneDefinition> definitions;
    std::vector<std::size_t> gene_of_definition;
    for (const std::string& gene : genes) {
        STRANDLINE_TRY(GeneAnswerer answerer, GeneAnswerer::make(knowledge, gene, question.match, false));
        if (answerer.has_definition()) {
            gene_of_definition.push_back(answerers.size());
            definitions.push_back(
                *std::ranges::find(knowledge.definitions, gene, &domain::GeneDefinition::gene));
        }
        answerers.push_back(std::move(answerer));
        made.genes.emplace_back().name = gene;
    }
    STRANDLINE_TRY(formats::PgxGenotypeReader reader,
                   formats::PgxGenotypeReader::open(files, definitions, question.read, context));
    made.samples = reader.samples();
    const auto answer = [&](std::size_t gene, const formats::PgxGeneGenotypes* genotypes) {
        answer_gene(answerers[gene], genotypes, made.samples, outside_of(question.outside, genes[gene]),
                    made.genes[gene], context);
    };
    if (!definitions.empty())
        STRANDLINE_CHECK(reader.read(
            [&](const formats::PgxGeneGenotypes& genotypes) -> Result<void> {
                answer(gene_of_definition[genotypes.gene], &genotypes);
                return {};
            },
            context));
    for (std::size_t gene = 0; gene < genes.size(); ++gene)
        if (!answerers[gene].has_definition()) answer(gene, nullptr);
    made.report = reader.report();
    return made;
}

}  // namespace strandline::clinic
