#include "knowledge/answer_changes.hpp"

#include <strandline/base/text.hpp>

#include <map>
#include <set>
#include <string_view>

namespace strandline::clinic {
namespace {

constexpr std::string_view between = ";;";  // as in the cells of clinic.pgx/1

/// The words of one gene's answer, as the cells of clinic.pgx/1 have them.
struct GeneWords {
    std::string source, looked_up_by, phenotype, activity_score, lookup_key;
};

GeneWords words_of(const GenePhenotype* answer) {
    GeneWords words;
    if (!answer) return words;
    const auto of_each = [&](auto part) {
        std::vector<std::string> parts;
        for (const DiplotypeMeaning& meaning : answer->recommended) parts.push_back(part(meaning));
        return join(parts, between);
    };
    words.source = join(answer->source, between);
    words.looked_up_by = of_each([](const DiplotypeMeaning& one) { return one.diplotype; });
    words.phenotype = of_each([](const DiplotypeMeaning& one) { return one.phenotype; });
    words.activity_score = of_each([](const DiplotypeMeaning& one) { return one.activity_score; });
    words.lookup_key = of_each([](const DiplotypeMeaning& one) { return join(one.lookup_keys, "; "); });
    return words;
}

/// A gene that is told and not called says no more than one that is not told.
bool says_nothing(const GenePhenotype* answer) { return !answer || answer->origin == CallOrigin::none; }

/// The advice for one population: what to do, and what it is for.
struct Advice {
    std::set<std::string> recommendations, implications;
};
using AdviceByPopulation = std::map<std::string, Advice>;

AdviceByPopulation advice_of(const DrugGuidance* guidance) {
    AdviceByPopulation made;
    if (!guidance) return made;
    for (const MatchedRecommendation& one : guidance->matched) {
        const domain::PgxRecommendation& of = *one.recommendation;
        Advice& advice = made[of.population];
        advice.recommendations.insert(of.classification.empty() ? of.text
                                                                : of.classification + ": " + of.text);
        advice.implications.insert(join(of.implications, "; "));
    }
    return made;
}

std::string_view words_of(GuidanceOutcome outcome) {
    switch (outcome) {
    case GuidanceOutcome::recommended:
        return "recommended";
    case GuidanceOutcome::no_match:
        return "no recommendation for these results";
    case GuidanceOutcome::no_result:
        return "no result";
    case GuidanceOutcome::no_recommendations:
        return "a guideline without recommendations to look up";
    }
    return "";
}

std::string joined(const std::set<std::string>& parts) {
    return join(std::vector<std::string>(parts.begin(), parts.end()), between);
}

std::string recommendation_for(const std::string& population, const DrugGuidance* guidance,
                               const AdviceByPopulation& advice) {
    if (!guidance) return {};
    if (guidance->outcome != GuidanceOutcome::recommended) return std::string(words_of(guidance->outcome));
    const auto found = advice.find(population);
    return found == advice.end() ? std::string() : joined(found->second.recommendations);
}

std::string implications_for(const std::string& population, const AdviceByPopulation& advice) {
    const auto found = advice.find(population);
    return found == advice.end() ? std::string() : joined(found->second.implications);
}

bool recommends_nothing(const DrugGuidance* guidance) {
    return !guidance || guidance->outcome != GuidanceOutcome::recommended;
}

}  // namespace

std::vector<AnswerChange> gene_changes(const GenePhenotype* before, const GenePhenotype* after) {
    std::vector<AnswerChange> made;
    if ((!before || !after) && says_nothing(before) && says_nothing(after)) return made;
    const GeneWords earlier = words_of(before), later = words_of(after);
    const auto compare = [&](const char* what, std::string GeneWords::* part) {
        if (earlier.*part == later.*part) return false;
        made.push_back({.gene = before ? before->gene : after->gene,
                        .drug = {},
                        .guideline = {},
                        .population = {},
                        .what = what,
                        .before = earlier.*part,
                        .after = later.*part});
        return true;
    };
    // What guidelines are looked up by follows from the call, and the key from phenotype or score: they are
    // told where they alone differ.
    if (!compare("diplotypes", &GeneWords::source)) compare("looked up by", &GeneWords::looked_up_by);
    const bool phenotype = compare("phenotype", &GeneWords::phenotype);
    const bool score = compare("activity score", &GeneWords::activity_score);
    if (!phenotype && !score) compare("lookup key", &GeneWords::lookup_key);
    return made;
}

std::vector<AnswerChange> drug_changes(const DrugGuidance* before, const DrugGuidance* after) {
    std::vector<AnswerChange> made;
    if ((!before || !after) && recommends_nothing(before) && recommends_nothing(after)) return made;
    const DrugGuidance& either = after ? *after : *before;
    const AdviceByPopulation earlier = advice_of(before), later = advice_of(after);
    std::set<std::string> populations;
    for (const auto& [population, advice] : earlier) populations.insert(population);
    for (const auto& [population, advice] : later) populations.insert(population);
    if (populations.empty()) populations.insert("");  // their outcomes may differ
    const auto compare = [&](const std::string& population, const char* what, std::string one,
                             std::string other) {
        if (one != other)
            made.push_back({.gene = join(either.guideline->genes, ", "),
                            .drug = either.drug,
                            .guideline = either.guideline->name,
                            .population = population,
                            .what = what,
                            .before = std::move(one),
                            .after = std::move(other)});
    };
    for (const std::string& population : populations) {
        compare(population, "recommendation", recommendation_for(population, before, earlier),
                recommendation_for(population, after, later));
        if (earlier.contains(population) && later.contains(population))
            compare(population, "implications", implications_for(population, earlier),
                    implications_for(population, later));
    }
    return made;
}

}  // namespace strandline::clinic
