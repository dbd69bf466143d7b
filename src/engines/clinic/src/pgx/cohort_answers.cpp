#include "pgx/cohort_answers.hpp"

#include "pgx/in_order.hpp"
#include "pgx/ready_genes.hpp"
#include "pgx/sample_groups.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxGenotype;
using domain::PgxOutsideCall;

void genotypes_of(const formats::PgxGeneGenotypes* gene, std::size_t sample, std::vector<PgxGenotype>& into) {
    into.clear();
    if (!gene) return;
    for (const formats::PgxColumn& column : gene->columns) into.push_back(column.at(sample));
}

/// Texts that follow each other, each with the mark that finds it again.
struct TextBlock {
    std::string text;
    std::vector<std::size_t> ends;
    std::vector<std::uint64_t> marks;

    void end_text() {
        const std::size_t begin = ends.empty() ? 0 : ends.back();
        ends.push_back(text.size());
        marks.push_back(DistinctTexts::mark(std::string_view(text).substr(begin)));
    }
    std::uint32_t place_in(DistinctTexts& texts, std::size_t i) const {
        const std::size_t begin = i ? ends[i - 1] : 0;
        return texts.place_of(std::string_view(text).substr(begin, ends[i] - begin), marks[i]);
    }
};

/// The answers of one gene to some patterns that follow each other.
struct AnswerBlock {
    std::size_t count = 0;
    TextBlock rows, parts;
    std::vector<std::uint32_t> told;  // bytes of each part
    std::vector<GenePhenotype> phenotypes;
};

void append_alleles(const GenePhenotype& phenotype, std::string& to) {
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        for (const std::string& allele : meaning.alleles) (to += allele) += '\x1f';
        to += '\x1e';
    }
}

/// All that Guidance looks at.
std::string mark_of_meaning(const GenePhenotype& phenotype) {
    std::string mark;
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        ((mark += meaning.phenotype) += '\x1f') += meaning.activity_score;
        for (const std::string& key : meaning.lookup_keys) (mark += '\x1f') += key;
        mark += '\x1e';
    }
    append_alleles(phenotype, mark);
    return mark;
}

/// The answers of one gene, each kept once, in the order in which they first come.
class GeneCollector {
public:
    GeneCollector(const GeneAnswerer& answerer, const CohortQuestion& question, CohortAnswers::Gene& into)
        : answerer_(answerer), question_(question), into_(into) {}

    void answer(std::span<const PgxGenotype> genotypes, std::span<const PgxOutsideCall> outside,
                AnswerBlock& block) const {
        GeneAnswer answer = answerer_.answer(genotypes, outside);
        ++block.count;
        if (question_.rows) {
            answerer_.append_row(answer, block.rows.text);
            block.rows.end_text();
        }
        if (!question_.lines) return;
        const std::size_t begin = block.parts.text.size();
        answerer_.append_part(answer, block.parts.text);
        block.told.push_back(static_cast<std::uint32_t>(block.parts.text.size() - begin));
        append_alleles(answer.phenotype, block.parts.text);
        block.parts.end_text();
        block.phenotypes.push_back(std::move(answer.phenotype));
    }

    void take(AnswerBlock& block) {
        for (std::size_t i = 0; i < block.count; ++i) {
            if (question_.rows) row_of_.push_back(block.rows.place_in(into_.rows, i));
            if (question_.lines) part_of_.push_back(take_part(block, i));
        }
    }

    /// `patterns`: of each sample, which of what was taken.
    void end(std::vector<std::uint32_t> patterns) {
        if (question_.lines)
            for (const std::uint32_t pattern : patterns) into_.parts.of_sample.push_back(part_of_[pattern]);
        if (!question_.rows) return;
        into_.of_sample = std::move(patterns);
        for (std::uint32_t& of : into_.of_sample) of = row_of_[of];
    }

private:
    std::uint32_t take_part(AnswerBlock& block, std::size_t i) {
        GeneParts& parts = into_.parts;
        const std::uint32_t place = block.parts.place_in(parts.texts, i);
        if (place < parts.told.size()) return place;
        parts.told.push_back(block.told[i]);
        parts.meaning.push_back(meanings_.place_of(mark_of_meaning(block.phenotypes[i])));
        if (parts.meaning.back() == parts.meanings.size())
            parts.meanings.push_back(std::move(block.phenotypes[i]));
        return place;
    }

    const GeneAnswerer& answerer_;
    const CohortQuestion& question_;
    CohortAnswers::Gene& into_;
    std::vector<std::uint32_t> row_of_, part_of_;  // of each pattern
    DistinctTexts meanings_;
};

constexpr std::size_t answers_of_block = 1024;

/// Every sample a pattern of its own.
formats::PgxPatterns no_patterns(std::size_t samples) {
    formats::PgxPatterns made;
    made.of_sample.resize(samples);
    std::iota(made.of_sample.begin(), made.of_sample.end(), 0U);
    made.example = made.of_sample;
    return made;
}

formats::PgxPatterns patterns_of(const formats::PgxGeneGenotypes* genotypes, std::size_t samples, bool anew) {
    if (!genotypes) return one_pattern(samples);
    return anew ? no_patterns(samples) : formats::patterns_of(*genotypes);
}

void answer_gene(GeneCollector& collector, const formats::PgxGeneGenotypes* genotypes,
                 const std::vector<std::string>& samples, const OutsideOfGene& outside, bool anew,
                 const Context& context) {
    SampleGroups groups = groups_of(patterns_of(genotypes, samples.size(), anew), samples, outside);
    const auto& examples = groups.example;
    in_order<AnswerBlock>((examples.size() + answers_of_block - 1) / answers_of_block, context.threads(),
                          [&](std::size_t block) {
                              AnswerBlock made;
                              std::vector<PgxGenotype> sight;
                              const std::size_t end =
                                  std::min(examples.size(), (block + 1) * answers_of_block);
                              for (std::size_t group = block * answers_of_block; group < end; ++group) {
                                  genotypes_of(genotypes, examples[group], sight);
                                  collector.answer(sight, outside.of(samples[examples[group]]), made);
                              }
                              return made;
                          },
                          [&](AnswerBlock& block) {
                              collector.take(block);
                              return !context.cancelled();
                          });
    if (!context.cancelled()) collector.end(std::move(groups.of_sample));
}

}  // namespace

std::vector<std::string> known_genes(const domain::PgxKnowledge& knowledge) {
    std::set<std::string> genes;
    for (const auto& definition : knowledge.definitions) genes.insert(definition.gene);
    for (const auto& table : knowledge.phenotypes) genes.insert(table.gene);
    for (const auto& guideline : knowledge.guidelines)
        genes.insert(guideline.genes.begin(), guideline.genes.end());
    return {genes.begin(), genes.end()};
}

Result<std::vector<std::string>> asked_genes(const domain::PgxKnowledge& knowledge,
                                             const CohortQuestion& question) {
    const std::vector<std::string> known = known_genes(knowledge);
    std::set<std::string> asked(question.genes.begin(), question.genes.end());
    for (const std::string& gene : asked)
        if (!std::ranges::binary_search(known, gene))
            return fail(Error::input("clinic.gene", "the knowledge has no gene '{}'", gene)
                            .expected("genes with named alleles, phenotypes or guidelines")
                            .found("'{}'", gene)
                            .candidates(nearest(gene, known))
                            .mend("strandline clinic knowledge show lists the genes"));
    if (asked.empty()) {
        for (const auto& definition : knowledge.definitions) asked.insert(definition.gene);
        for (const PgxOutsideCall& call : question.outside)
            if (std::ranges::binary_search(known, call.gene)) asked.insert(call.gene);
    }
    return std::vector<std::string>(asked.begin(), asked.end());
}

Result<CohortAnswers> answer_cohort(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
                                    const CohortQuestion& question, Context& context) {
    STRANDLINE_TRY(const std::vector<std::string> genes, asked_genes(knowledge, question));
    STRANDLINE_TRY(const ReadyGenes ready,
                   ready_genes(knowledge, genes, question.match, question.explains, context.threads()));
    CohortAnswers answers;
    for (const std::string& gene : genes) answers.genes.emplace_back().name = gene;
    STRANDLINE_TRY(formats::PgxGenotypeReader reader,
                   formats::PgxGenotypeReader::open(files, ready.definitions, question.read, context));
    answers.samples = reader.samples();
    STRANDLINE_CHECK(ready.read(
        reader,
        [&](std::size_t gene, const formats::PgxGeneGenotypes* genotypes) -> Result<void> {
            GeneCollector collector(ready.answerers[gene], question, answers.genes[gene]);
            answer_gene(collector, genotypes, answers.samples, outside_of(question.outside, genes[gene]),
                        question.anew, context);
            if (context.cancelled()) return fail(Error::interrupted());
            return {};
        },
        context));
    answers.report = reader.report();
    return answers;
}

void write_answers(const CohortAnswers& answers, Sink& sink, unsigned threads) {
    constexpr std::size_t samples_of_block = 512, usual_row = 192;
    const std::size_t samples = answers.samples.size();
    std::vector<std::string> names;
    for (const CohortAnswers::Gene& gene : answers.genes) names.push_back("\t" + gene.name + "\t");
    const auto rows = [&](std::size_t block) {
        std::string text;
        text.reserve(samples_of_block * names.size() * usual_row);
        const std::size_t end = std::min(samples, (block + 1) * samples_of_block);
        for (std::size_t sample = block * samples_of_block; sample < end; ++sample)
            for (std::size_t g = 0; g < names.size(); ++g) {
                const CohortAnswers::Gene& gene = answers.genes[g];
                text += answers.samples[sample];
                text += names[g];
                text += gene.rows[gene.of_sample[sample]];
                text += '\n';
            }
        return text;
    };
    const auto take = [&](const std::string& text) {
        sink.write(text);
        return true;
    };
    in_order<std::string>((samples + samples_of_block - 1) / samples_of_block, threads, rows, take);
}

}  // namespace strandline::clinic
