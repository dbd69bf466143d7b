// Whose answers change with another pack: against answering each sample by itself with both packs.
#include "pharmcat_truth.hpp"

#include "knowledge/compared_answers.hpp"
#include "knowledge/patient_changes.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/clinic/recommendation.hpp>

#include <set>
#include <tuple>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

using domain::PgxKnowledge;

PgxKnowledge shipped_facts() {
    auto read = knowledge_of({});
    REQUIRE(read.has_value());
    return std::move(*read);
}

template <class T>
T& gene_in(std::vector<T>& list, std::string_view gene) {
    const auto found = std::ranges::find(list, gene, [](const T& of) { return std::string_view(of.gene); });
    REQUIRE(found != list.end());
    return *found;
}

/// The pack with one allele's function, and what its pairs mean, made those of another allele.
PgxKnowledge with_function_of(PgxKnowledge knowledge, const std::string& gene, const std::string& allele,
                              const std::string& other) {
    domain::PhenotypeTable& table = gene_in(knowledge.phenotypes, gene);
    const auto index = [&](const std::string& name) {
        return static_cast<std::size_t>(std::ranges::find(table.alleles, name) - table.alleles.begin());
    };
    const std::size_t changed = index(allele), model = index(other);
    REQUIRE(std::max(changed, model) < table.alleles.size());
    const domain::PhenotypeTable was = table;
    table.functions[changed] = was.functions[model];
    for (std::size_t i = 0; i < table.alleles.size(); ++i)
        table.pairs[domain::PhenotypeTable::place(i, changed)] =
            was.pairs[domain::PhenotypeTable::place(i == changed ? model : i, model)];
    return knowledge;
}

struct Told {
    ChangedPatients counts;
    std::vector<std::pair<std::string, AnswerChange>> changes;
};

Told told_of(const Source& file, const PgxKnowledge& earlier, const PgxKnowledge& later,
             const CohortQuestion& question = {}) {
    Context context;
    const auto answers = compared_answers({&file, 1}, earlier, later, question, context);
    REQUIRE(answers.has_value());
    Told told;
    told.counts = compare_patients(earlier, answers->before, later, answers->after,
                                   [&](const std::string& sample, const AnswerChange& change) {
                                       told.changes.emplace_back(sample, change);
                                   });
    return told;
}

/// Of each sample the cells that change, each "sample gene drug guideline population what: before -> after".
using Rows = std::multiset<std::string>;

std::string row(const std::string& sample, const AnswerChange& of) {
    return sample + "|" + of.gene + "|" + of.drug + "|" + of.guideline + "|" + of.population + "|" + of.what +
           "|" + of.before + "|" + of.after;
}

/// All that is told of one sample by itself: no patterns, nothing kept from one sample to the next.
struct PlainAnswer {
    std::map<std::string, GenePhenotype> genes;
    std::map<std::pair<std::string, std::string>, DrugGuidance> drugs;  // by drug and guideline's id
};

std::vector<PlainAnswer> plain_answers(const Source& file, const PgxKnowledge& knowledge,
                                       const std::vector<domain::PgxOutsideCall>& outside,
                                       std::vector<std::string>& samples) {
    Context context;
    const auto cohort = formats::read_pgx_genotypes(file, knowledge.definitions, {}, context);
    REQUIRE(cohort.has_value());
    samples = cohort->samples;
    std::set<std::string> genes;
    for (const auto& definition : knowledge.definitions) genes.insert(definition.gene);
    for (const auto& call : outside) genes.insert(call.gene);
    const Guidance guidance(knowledge);
    std::vector<PlainAnswer> made(samples.size());
    for (const std::string& gene : genes) {
        const auto answerer = GeneAnswerer::make(knowledge, gene, {}, false);
        REQUIRE(answerer.has_value());
        for (std::size_t s = 0; s < samples.size(); ++s) {
            std::vector<domain::PgxGenotype> genotypes;
            for (std::size_t k = 0; k < cohort->sites.size(); ++k)
                if (knowledge.definitions[cohort->sites[k].first].gene == gene)
                    genotypes.push_back(cohort->genotypes[s * cohort->sites.size() + k]);
            std::vector<domain::PgxOutsideCall> calls;
            for (const auto& call : outside)
                if (call.gene == gene && (call.sample.empty() || call.sample == samples[s]))
                    calls.push_back(call);
            made[s].genes[gene] = answerer->answer(genotypes, calls).phenotype;
        }
    }
    for (PlainAnswer& answer : made) {
        std::vector<GenePhenotype> all;
        for (const auto& [gene, phenotype] : answer.genes) all.push_back(phenotype);
        for (DrugGuidance& one : guidance.of(all)) answer.drugs[{one.drug, one.guideline->id}] = one;
    }
    return made;
}

std::string cells(const GenePhenotype& of, std::string DiplotypeMeaning::* part) {
    std::vector<std::string> parts;
    for (const DiplotypeMeaning& meaning : of.recommended) parts.push_back(meaning.*part);
    return join(parts, ";;");
}

/// Recommendations of one population, sorted, each once.
std::string advice(const DrugGuidance& of, const std::string& population, bool implications) {
    std::set<std::string> parts;
    for (const MatchedRecommendation& one : of.matched) {
        const auto& told = *one.recommendation;
        if (told.population != population) continue;
        parts.insert(implications                  ? join(told.implications, "; ")
                     : told.classification.empty() ? told.text
                                                   : told.classification + ": " + told.text);
    }
    return join({parts.begin(), parts.end()}, ";;");
}

/// Which pairs of cells differ: genes by diplotypes, phenotype and score; drugs by what is recommended. Words
/// for "nothing recommended" and what is told only where nothing else differs are left to other tests.
Rows plain_changes(const PlainAnswer& before, const PlainAnswer& after, const std::string& sample) {
    Rows rows;
    for (const auto& [gene, earlier] : before.genes) {
        const auto found = after.genes.find(gene);
        if (found == after.genes.end()) continue;
        const GenePhenotype& later = found->second;
        const std::tuple<const char*, std::string, std::string> parts[] = {
            {"diplotypes", join(earlier.source, ";;"), join(later.source, ";;")},
            {"phenotype", cells(earlier, &DiplotypeMeaning::phenotype),
             cells(later, &DiplotypeMeaning::phenotype)},
            {"activity score", cells(earlier, &DiplotypeMeaning::activity_score),
             cells(later, &DiplotypeMeaning::activity_score)}};
        for (const auto& [what, one, other] : parts)
            if (one != other) rows.insert(row(sample, {gene, "", "", "", what, one, other}));
    }
    for (const auto& [key, earlier] : before.drugs) {
        const auto found = after.drugs.find(key);
        if (found == after.drugs.end()) continue;
        std::set<std::string> populations;
        for (const auto* side : {&earlier, &found->second})
            for (const MatchedRecommendation& one : side->matched)
                populations.insert(one.recommendation->population);
        for (const std::string& population : populations)
            for (const bool implications : {false, true}) {
                const std::string one = advice(earlier, population, implications);
                const std::string other = advice(found->second, population, implications);
                if (one.empty() || other.empty() || one == other) continue;
                rows.insert(row(
                    sample, {join(earlier.guideline->genes, ", "), key.first, found->second.guideline->name,
                             population, implications ? "implications" : "recommendation", one, other}));
            }
    }
    return rows;
}

/// Of what is told, the rows that plain_changes looks for.
bool is_plain(const AnswerChange& change) {
    if (change.what == "looked up by" || change.what == "lookup key") return false;
    const auto is_nothing = [](const std::string& words) {
        return words.empty() || words.starts_with("no re") || words.starts_with("a guideline without");
    };
    return change.drug.empty() || (!is_nothing(change.before) && !is_nothing(change.after));
}

/// Another version of nearly everything: a function, a position less, an allele less, texts, a guideline
/// gone.
PgxKnowledge revised(PgxKnowledge knowledge) {
    knowledge = with_function_of(std::move(knowledge), "CYP2C19", "*17", "*2");
    knowledge = with_function_of(std::move(knowledge), "CYP2C9", "*3", "*1");
    domain::GeneDefinition& tpmt = gene_in(knowledge.definitions, "TPMT");
    for (domain::NamedAllele& allele : tpmt.alleles) allele.cells.erase(allele.cells.begin() + 3);
    tpmt.positions.erase(tpmt.positions.begin() + 3);
    std::erase_if(tpmt.alleles, [](const domain::NamedAllele& allele) {
        return !allele.reference && std::ranges::all_of(allele.cells, [](auto cell) { return cell == 0; });
    });
    gene_in(knowledge.definitions, "CYP2B6").alleles.pop_back();
    for (domain::PgxGuideline& guideline : knowledge.guidelines)
        for (domain::PgxRecommendation& one : guideline.recommendations)
            if (one.classification == "Moderate") one.text += " As revised.";
    knowledge.guidelines.erase(knowledge.guidelines.begin() + 5);
    return knowledge;
}

}  // namespace

TEST_CASE("an allele of another function: exactly those who carry it have another answer") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto file = Source::open(*clinic / "random/phased150.vcf.gz");
    REQUIRE(file.has_value());
    const PgxKnowledge earlier = shipped_facts();
    const PgxKnowledge later = with_function_of(earlier, "TPMT", "*3A", "*1");
    const Told told = told_of(*file, earlier, later);
    std::set<std::string> changed, carriers;
    for (const auto& [sample, change] : told.changes) {
        CHECK(change.gene.find("TPMT") != std::string::npos);
        changed.insert(sample);
    }
    std::vector<std::string> samples;
    const auto answers = plain_answers(*file, earlier, {}, samples);
    for (std::size_t s = 0; s < samples.size(); ++s)
        for (const DiplotypeMeaning& meaning : answers[s].genes.at("TPMT").recommended)
            if (std::ranges::find(meaning.alleles, "*3A") != meaning.alleles.end())
                carriers.insert(samples[s]);
    CHECK(!carriers.empty());
    CHECK(changed == carriers);
    CHECK(told.counts.samples == samples.size());
    CHECK(told.counts.changed == carriers.size());
    CHECK(told.counts.genes == std::map<std::string, std::uint64_t>{{"TPMT", carriers.size()}});
    CHECK(told.counts.drugs.contains("azathioprine"));
    MESSAGE(carriers.size(), " of ", samples.size(), " samples carry TPMT *3A and have another answer");
}

TEST_CASE("the same pack changes nobody, whatever its version") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto file = Source::open(*clinic / "random/mixed200.vcf.gz");
    REQUIRE(file.has_value());
    const PgxKnowledge earlier = shipped_facts();
    PgxKnowledge later = earlier;
    later.version = "2027-01-01";
    const Told told = told_of(*file, earlier, later);
    CHECK(told.changes.empty());
    CHECK(told.counts.changed == 0);
    CHECK(told.counts.samples > 100);
}

TEST_CASE("a cohort's changes are those of each sample answered by itself with both packs") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const PgxKnowledge earlier = shipped_facts(), later = revised(earlier);
    std::size_t samples_compared = 0, rows_compared = 0;
    for (const char* name : {"phased150", "mixed200", "missing100"}) {
        const auto file = Source::open(*clinic / "random" / (std::string(name) + ".vcf.gz"));
        REQUIRE(file.has_value());
        CohortQuestion question;
        std::vector<std::string> samples;
        plain_answers(*file, {}, {}, samples);
        question.outside = {{.gene = "CYP2D6", .diplotype = "*1/*4"},
                            {.sample = samples.at(7), .gene = "CYP2C9", .diplotype = "*3/*3"}};
        const Told told = told_of(*file, earlier, later, question);
        std::map<std::string, Rows> rows;
        for (const auto& [sample, change] : told.changes)
            if (is_plain(change)) rows[sample].insert(row(sample, change));
        const auto before = plain_answers(*file, earlier, question.outside, samples);
        const auto after = plain_answers(*file, later, question.outside, samples);
        for (std::size_t s = 0; s < samples.size(); ++s) {
            const Rows expected = plain_changes(before[s], after[s], samples[s]);
            CHECK_MESSAGE(rows[samples[s]] == expected, name, " ", samples[s]);
            rows_compared += expected.size();
        }
        samples_compared += samples.size();
    }
    MESSAGE(samples_compared, " samples, ", rows_compared, " changed parts of answers, all equal");
    CHECK(rows_compared > 1000);
}

TEST_CASE("turned round, what was before is after") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto file = Source::open(*clinic / "random/missing100.vcf.gz");
    REQUIRE(file.has_value());
    const PgxKnowledge earlier = shipped_facts(), later = revised(earlier);
    const Told there = told_of(*file, earlier, later), back = told_of(*file, later, earlier);
    Rows forwards, backwards;
    for (const auto& [sample, change] : there.changes) forwards.insert(row(sample, change));
    for (auto [sample, change] : back.changes) {
        std::swap(change.before, change.after);
        backwards.insert(row(sample, change));
    }
    CHECK(!forwards.empty());
    CHECK(forwards == backwards);
}
