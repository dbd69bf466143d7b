#include "therapy/therapy_vocabulary.hpp"

#include "pgx/cohort_answers.hpp"
#include "therapy/drug_verdict.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace strandline::clinic {
namespace {

using domain::PgxKnowledge;
using Kind = domain::ResultWord::Kind;

/// The words in which a gene's result can be told.
struct GeneVocabulary {
    std::set<std::string> phenotypes;  // of the gene's table
    std::set<std::string> keys;        // by which guidelines are looked up, and phenotypes
    std::set<std::string> alleles;
    bool has_scores = false;
};

void add_guideline_keys(const PgxKnowledge& knowledge, const std::string& gene, GeneVocabulary& into) {
    constexpr std::string_view positive = " positive", negative = " negative";
    for (const auto& guideline : knowledge.guidelines)
        for (const auto& recommendation : guideline.recommendations) {
            const auto key = recommendation.lookup.find(gene);
            if (key == recommendation.lookup.end()) continue;
            const std::string_view text = key->second;
            if (text.ends_with(positive) || text.ends_with(negative))
                into.alleles.emplace(text.substr(0, text.size() - positive.size()));
            else if (text.find('*') == std::string_view::npos && !text.starts_with("≥") && !text.empty() &&
                     (text.front() < '0' || text.front() > '9'))
                into.keys.emplace(text);
        }
}

GeneVocabulary vocabulary_of(const PgxKnowledge& knowledge, const std::string& gene) {
    GeneVocabulary made;
    for (const auto& table : knowledge.phenotypes) {
        if (table.gene != gene) continue;
        made.alleles.insert(table.alleles.begin(), table.alleles.end());
        for (const auto& result : table.results) {
            if (!result.phenotype.empty()) made.phenotypes.insert(result.phenotype);
            made.has_scores = made.has_scores || !result.activity_score.empty();
        }
    }
    for (const auto& definition : knowledge.definitions)
        if (definition.gene == gene)
            for (const auto& allele : definition.alleles) made.alleles.insert(allele.name);
    made.keys = made.phenotypes;
    add_guideline_keys(knowledge, gene, made);
    return made;
}

std::vector<std::string> list(const std::set<std::string>& words) { return {words.begin(), words.end()}; }

/// All that a gene can be, where that is short enough to be read.
std::string some_of(const std::set<std::string>& words) {
    std::vector<std::string> shown = list(words);
    if (shown.size() > 12) shown.resize(12);
    return join(shown, ", ") + (words.size() > 12 ? ", …" : "");
}

Error unknown_phenotype(const std::string& gene, const domain::ResultWord& word,
                        const GeneVocabulary& known) {
    if (known.alleles.contains(word.name))
        return Error::input("therapy.phenotype", "{} is an allele of {}: is it to be there, or not?",
                            printable(word.written), gene)
            .expected("\"{0} positive\" or \"{0} negative\"", word.name);
    return Error::input("therapy.phenotype", "{} has no result '{}'", gene, printable(word.written))
        .expected("{}", known.keys.empty()
                            ? "an allele, as \"" + (known.alleles.empty() ? "*1" : *known.alleles.begin()) +
                                  " positive\""
                            : some_of(known.keys))
        .candidates(nearest(word.name, list(known.keys)));
}

void check_word(const domain::GeneCondition& condition, const domain::ResultWord& word,
                const GeneVocabulary& known, Errors& errors) {
    if (word.kind == Kind::phenotype && !known.keys.contains(word.name))
        errors.add(unknown_phenotype(condition.gene, word, known).at(condition.place));
    if ((word.kind == Kind::carries || word.kind == Kind::lacks) && !known.alleles.contains(word.name))
        errors.add(
            Error::input("therapy.allele", "{} has no allele '{}'", condition.gene, printable(word.name))
                .expected("an allele that the knowledge tells: {}", some_of(known.alleles))
                .candidates(nearest(word.name, list(known.alleles)))
                .at(condition.place));
    if (word.kind == Kind::score && !known.has_scores)
        errors.add(Error::input("therapy.score", "{} has no activity scores", condition.gene)
                       .expected("{}", some_of(known.keys))
                       .found("'{}'", printable(word.written))
                       .at(condition.place));
}

}  // namespace

Result<void> check_vocabulary(const domain::Therapy& therapy, const PgxKnowledge& knowledge) {
    const std::vector<std::string> genes = known_genes(knowledge);
    std::map<std::string, GeneVocabulary> vocabularies;
    std::vector<const domain::GeneCondition*> conditions;
    for (const auto& drug : therapy.drugs)
        for (const auto& requirement : drug.requirements)
            for (const auto& condition : requirement.when) conditions.push_back(&condition);
    std::ranges::stable_sort(conditions, {}, [](const auto* of) { return of->place.line; });
    Errors errors;
    for (const auto* condition : conditions) {
        if (!std::ranges::binary_search(genes, condition->gene)) {
            errors.add(
                Error::input("therapy.gene", "the knowledge has no gene '{}'", printable(condition->gene))
                    .expected("genes with named alleles, phenotypes or guidelines")
                    .mend("strandline clinic knowledge show lists the genes")
                    .candidates(nearest(condition->gene, genes))
                    .at(condition->place));
            continue;
        }
        const auto [known, is_new] = vocabularies.try_emplace(condition->gene);
        if (is_new) known->second = vocabulary_of(knowledge, condition->gene);
        for (const auto& word : condition->any_of) check_word(*condition, word, known->second, errors);
    }
    if (errors.any()) return fail(errors.take());
    return {};
}

namespace {

/// What a gene's table can answer, as a result of a patient.
std::vector<domain::PgxPossibleResult> results_of_table(const PgxKnowledge& knowledge,
                                                        const std::string& gene) {
    std::vector<domain::PgxPossibleResult> made;
    for (const auto& table : knowledge.phenotypes)
        if (table.gene == gene)
            for (const auto& result : table.results)
                if (!is_without_meaning(result.phenotype))
                    made.push_back({.diplotype = {},
                                    .phenotype = result.phenotype,
                                    .activity_score = result.activity_score,
                                    .lookup_keys = {result.lookup_key}});
    return made;
}

/// How a drug's requirements ask one gene.
struct AskedGene {
    std::vector<std::pair<const domain::TherapyRequirement*, const domain::GeneCondition*>> asked;
    bool by_score = false, by_allele = false, all_answered = false;
};

AskedGene asked_gene(const domain::TherapyDrug& drug, const std::string& gene) {
    AskedGene made;
    for (const auto& requirement : drug.requirements)
        for (const auto& condition : requirement.when) {
            if (condition.gene != gene) continue;
            made.asked.emplace_back(&requirement, &condition);
            made.by_score = made.by_score || asks_score(condition);
            made.by_allele = made.by_allele || std::ranges::any_of(condition.any_of, [](const auto& word) {
                                 return word.kind == Kind::carries || word.kind == Kind::lacks;
                             });
            made.all_answered = made.all_answered ||
                                requirement.kind == domain::TherapyRequirement::Kind::must ||
                                (answers_whatever_comes(condition) && !has_go(drug, gene));
        }
    return made;
}

std::string label(const domain::PgxPossibleResult& result, bool by_score) {
    return by_score && !result.activity_score.empty() ? "score " + result.activity_score : result.phenotype;
}

}  // namespace

std::vector<std::string> results_not_named(const domain::Therapy& therapy, const PgxKnowledge& knowledge) {
    std::vector<std::string> made;
    for (const auto& drug : therapy.drugs)
        for (const std::string& gene : genes_of(drug)) {
            const AskedGene of = asked_gene(drug, gene);
            if (of.all_answered || of.by_allele) continue;
            std::set<std::string> left;
            const domain::PgxGeneResult whole{.gene = gene};
            for (const auto& result : results_of_table(knowledge, gene))
                if (std::ranges::none_of(of.asked, [&](const auto& one) {
                        return truth_of(*one.second, {.gene = &whole, .possible = &result}) == Truth::yes;
                    }))
                    left.insert(label(result, of.by_score));
            if (!left.empty()) made.push_back(format("{}: {} {}", drug.name, gene, join(list(left), ", ")));
        }
    return made;
}

std::vector<std::string> results_named_twice(const domain::Therapy& therapy, const PgxKnowledge& knowledge) {
    std::vector<std::string> made;
    for (const auto& drug : therapy.drugs)
        for (const std::string& gene : genes_of(drug)) {
            const AskedGene of = asked_gene(drug, gene);
            const domain::PgxGeneResult whole{.gene = gene};
            std::map<std::set<std::string>, std::set<std::string>> labels;  // by the kinds that name them
            for (const auto& result : results_of_table(knowledge, gene)) {
                std::set<std::string> kinds;
                for (const auto& [requirement, condition] : of.asked)
                    if (requirement->when.size() == 1 &&
                        requirement->kind != domain::TherapyRequirement::Kind::must &&
                        truth_of(*condition, {.gene = &whole, .possible = &result}) == Truth::yes)
                        kinds.emplace(words(requirement->kind));
                if (kinds.size() > 1) labels[kinds].insert(label(result, of.by_score));
            }
            for (const auto& [kinds, of_kinds] : labels)
                made.push_back(format("{}: {} {} named by {}", drug.name, gene, join(list(of_kinds), ", "),
                                      join(list(kinds), " and by ")));
        }
    return made;
}

std::vector<std::string> guidelines_denied(const domain::Therapy& therapy, const PgxKnowledge& knowledge) {
    std::vector<std::string> made;
    for (const auto& drug : therapy.drugs) {
        if (!drug.requirements.empty()) continue;
        std::set<std::string> genes;
        for (const auto& guideline : knowledge.guidelines)
            if (std::ranges::any_of(guideline.drugs,
                                    [&](const auto& named) { return named.first == lower(drug.name); }))
                genes.insert(guideline.genes.begin(), guideline.genes.end());
        if (!genes.empty()) made.push_back(format("{} ({})", drug.name, join(list(genes), ", ")));
    }
    return made;
}

}  // namespace strandline::clinic
