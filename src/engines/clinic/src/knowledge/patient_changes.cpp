#include "knowledge/patient_changes.hpp"

#include "knowledge/answer_changes.hpp"

#include <strandline/clinic/recommendation.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

namespace strandline::clinic {
namespace {

using Meaning = CohortMeanings::Gene;
constexpr std::uint32_t absent = ~std::uint32_t{0};

/// One gene in both knowledges; nullptr where one does not tell it.
struct ComparedGene {
    std::string name;
    const Meaning *before = nullptr, *after = nullptr;
    /// Of each distinct answer: equal numbers, before and after, where guidelines are looked up alike.
    std::vector<std::uint32_t> look_before, look_after;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<AnswerChange>> known;
};

std::string look_of(const GenePhenotype& phenotype) {
    std::string mark;
    for (const DiplotypeMeaning& meaning : phenotype.recommended) {
        mark += '\t' + told(meaning);
        for (const std::string& allele : meaning.alleles) mark += '\n' + allele;
        for (const std::string& key : meaning.lookup_keys) mark += '\r' + key;
    }
    return mark;
}

std::vector<ComparedGene> compared_genes(const CohortMeanings& before, const CohortMeanings& after) {
    std::map<std::string, ComparedGene> genes;
    for (const Meaning& gene : before.genes) genes[gene.name].before = &gene;
    for (const Meaning& gene : after.genes) genes[gene.name].after = &gene;
    std::vector<ComparedGene> made;
    for (auto& [name, gene] : genes) {
        gene.name = name;
        std::unordered_map<std::string, std::uint32_t> numbers;
        const auto number = [&](const Meaning* meaning, std::vector<std::uint32_t>& into) {
            if (!meaning) return;
            for (const GenePhenotype& each : meaning->distinct)
                into.push_back(numbers.try_emplace(look_of(each), static_cast<std::uint32_t>(numbers.size()))
                                   .first->second);
        };
        number(gene.before, gene.look_before);
        number(gene.after, gene.look_after);
        made.push_back(std::move(gene));
    }
    return made;
}

/// What one knowledge's version of a guideline says for the answers of its genes.
struct GuidelineVersion {
    explicit GuidelineVersion(const domain::PgxGuideline& guideline) {
        knowledge.guidelines.push_back(guideline);
        guidance = std::make_unique<Guidance>(knowledge);
    }
    domain::PgxKnowledge knowledge;  // of this guideline alone
    std::unique_ptr<Guidance> guidance;
};

/// One guideline in both knowledges, with the answers of its genes that were met.
struct ComparedGuideline {
    std::unique_ptr<GuidelineVersion> before, after;
    bool is_same = false;
    std::vector<std::size_t> genes;  // of compared_genes, in either version
    std::map<std::vector<std::uint32_t>, std::vector<AnswerChange>> known;
};

bool advises_alike(const domain::PgxGuideline& one, const domain::PgxGuideline& other) {
    return one.name == other.name && one.drugs == other.drugs && one.genes == other.genes &&
           one.recommendations == other.recommendations;
}

std::vector<ComparedGuideline> compared_guidelines(const domain::PgxKnowledge& earlier,
                                                   const domain::PgxKnowledge& later,
                                                   const std::vector<ComparedGene>& genes) {
    std::map<std::string, ComparedGuideline> by_id;
    for (const auto& one : earlier.guidelines) by_id[one.id].before = std::make_unique<GuidelineVersion>(one);
    for (const auto& one : later.guidelines) by_id[one.id].after = std::make_unique<GuidelineVersion>(one);
    std::vector<ComparedGuideline> made;
    for (auto& [id, one] : by_id) {
        std::set<std::string> named;
        for (const auto* version : {one.before.get(), one.after.get()})
            if (version)
                named.insert(version->knowledge.guidelines[0].genes.begin(),
                             version->knowledge.guidelines[0].genes.end());
        for (std::size_t gene = 0; gene < genes.size(); ++gene)
            if (named.contains(genes[gene].name)) one.genes.push_back(gene);
        one.is_same = one.before && one.after &&
                      advises_alike(one.before->knowledge.guidelines[0], one.after->knowledge.guidelines[0]);
        made.push_back(std::move(one));
    }
    return made;
}

class PatientComparison {
public:
    PatientComparison(const domain::PgxKnowledge& earlier, const CohortMeanings& before,
                      const domain::PgxKnowledge& later, const CohortMeanings& after)
        : genes_(compared_genes(before, after)), guidelines_(compared_guidelines(earlier, later, genes_)) {}

    std::vector<AnswerChange> of_sample(std::size_t sample) {
        std::vector<AnswerChange> changes;
        for (ComparedGene& gene : genes_) {
            const auto& known = changes_of(gene, sample);
            changes.insert(changes.end(), known.begin(), known.end());
        }
        const auto drugs_begin = static_cast<std::ptrdiff_t>(changes.size());
        for (ComparedGuideline& guideline : guidelines_) {
            if (guideline.is_same && looks_alike(guideline, sample)) continue;
            const auto& known = changes_of(guideline, sample);
            changes.insert(changes.end(), known.begin(), known.end());
        }
        std::stable_sort(changes.begin() + drugs_begin, changes.end(),
                         [](const AnswerChange& one, const AnswerChange& other) {
                             return std::tie(one.drug, one.guideline) < std::tie(other.drug, other.guideline);
                         });
        return changes;
    }

private:
    static const GenePhenotype* answer_of(const Meaning* gene, std::size_t sample) {
        return gene ? &gene->distinct[gene->of_sample[sample]] : nullptr;
    }
    static std::uint32_t look_of_sample(const Meaning* gene, const std::vector<std::uint32_t>& looks,
                                        std::size_t sample) {
        return gene ? looks[gene->of_sample[sample]] : absent;
    }

    const std::vector<AnswerChange>& changes_of(ComparedGene& gene, std::size_t sample) {
        const std::pair key(gene.before ? gene.before->of_sample[sample] : absent,
                            gene.after ? gene.after->of_sample[sample] : absent);
        const auto [known, is_new] = gene.known.try_emplace(key);
        if (is_new)
            known->second = gene_changes(answer_of(gene.before, sample), answer_of(gene.after, sample));
        return known->second;
    }

    bool looks_alike(const ComparedGuideline& guideline, std::size_t sample) const {
        return std::ranges::all_of(guideline.genes, [&](std::size_t index) {
            const ComparedGene& gene = genes_[index];
            return look_of_sample(gene.before, gene.look_before, sample) ==
                   look_of_sample(gene.after, gene.look_after, sample);
        });
    }

    const std::vector<AnswerChange>& changes_of(ComparedGuideline& guideline, std::size_t sample) {
        std::vector<std::uint32_t> key;
        for (const std::size_t index : guideline.genes) {
            const ComparedGene& gene = genes_[index];
            key.push_back(look_of_sample(gene.before, gene.look_before, sample));
            key.push_back(look_of_sample(gene.after, gene.look_after, sample));
        }
        const auto [known, is_new] = guideline.known.try_emplace(std::move(key));
        if (is_new) known->second = compare_guidance(guideline, sample);
        return known->second;
    }

    std::vector<DrugGuidance> guidance_of(const GuidelineVersion* version, const ComparedGuideline& guideline,
                                          const Meaning* ComparedGene::* side, std::size_t sample) const {
        if (!version) return {};
        std::vector<GenePhenotype> phenotypes;
        for (const std::size_t index : guideline.genes)
            if (const GenePhenotype* answer = answer_of(genes_[index].*side, sample))
                phenotypes.push_back(*answer);
        return version->guidance->of(phenotypes);
    }

    std::vector<AnswerChange> compare_guidance(const ComparedGuideline& guideline, std::size_t sample) const {
        const auto before = guidance_of(guideline.before.get(), guideline, &ComparedGene::before, sample);
        const auto after = guidance_of(guideline.after.get(), guideline, &ComparedGene::after, sample);
        std::map<std::string, std::pair<const DrugGuidance*, const DrugGuidance*>> by_drug;
        for (const DrugGuidance& one : before) by_drug[one.drug].first = &one;
        for (const DrugGuidance& one : after) by_drug[one.drug].second = &one;
        std::vector<AnswerChange> made;
        for (const auto& [drug, pair] : by_drug)
            for (AnswerChange& change : drug_changes(pair.first, pair.second))
                made.push_back(std::move(change));
        return made;
    }

    std::vector<ComparedGene> genes_;
    std::vector<ComparedGuideline> guidelines_;
};

/// Counts a sample once for each gene and drug.
void count(const std::vector<AnswerChange>& changes, ChangedPatients& into) {
    ++into.samples;
    into.changed += changes.empty() ? 0 : 1;
    std::set<std::string_view> genes, drugs;
    for (const AnswerChange& change : changes)
        (change.drug.empty() ? genes.insert(change.gene) : drugs.insert(change.drug));
    for (const std::string_view gene : genes) ++into.genes[std::string(gene)];
    for (const std::string_view drug : drugs) ++into.drugs[std::string(drug)];
}

}  // namespace

ChangedPatients compare_patients(
    const domain::PgxKnowledge& earlier, const CohortMeanings& before, const domain::PgxKnowledge& later,
    const CohortMeanings& after,
    const std::function<void(const std::string& sample, const AnswerChange&)>& visit) {
    PatientComparison comparison(earlier, before, later, after);
    ChangedPatients made;
    for (std::size_t sample = 0; sample < before.samples.size(); ++sample) {
        const std::vector<AnswerChange> changes = comparison.of_sample(sample);
        for (const AnswerChange& change : changes) visit(before.samples[sample], change);
        count(changes, made);
    }
    return made;
}

}  // namespace strandline::clinic
