#include "report/page/guideline_text.hpp"
#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace strandline::clinic {
namespace {

constexpr std::size_t words_shown = 300;

bool acts(const ToldDrug& drug) { return drug.has_result && asks_for_change(drug.change); }

/// The most urgent recommendation of one guideline, or none that asks for a change.
const MatchedRecommendation* most_urgent(const DrugGuidance& guidance) {
    const auto urgency = [](const MatchedRecommendation& one) {
        return std::tuple(asked_change(*one.recommendation), strength_rank(*one.recommendation));
    };
    const auto first = std::ranges::min_element(guidance.matched, {}, urgency);
    return first == guidance.matched.end() || !asks_for_change(asked_change(*first->recommendation))
               ? nullptr
               : &*first;
}

/// Populations for which a guideline says the same with the same strength.
std::string populations_of(const DrugGuidance& guidance, const domain::PgxRecommendation& recommendation) {
    std::vector<std::string> names;
    for (const MatchedRecommendation& one : guidance.matched) {
        const domain::PgxRecommendation& other = *one.recommendation;
        const std::string name = other.population.empty() ? "" : population_words(other);
        if (other.text == recommendation.text && other.classification == recommendation.classification &&
            !name.empty() && std::ranges::find(names, name) == names.end())
            names.push_back(name);
    }
    return join(names, ", ");
}

std::string act_of(const DrugGuidance& guidance, const MatchedRecommendation& one) {
    const domain::PgxRecommendation& recommendation = *one.recommendation;
    const auto others = std::ranges::count_if(guidance.matched, [&](const MatchedRecommendation& other) {
        return other.recommendation->text != recommendation.text;
    });
    std::vector<std::string> grade = {format("<span class=\"s{}\">{}</span>", strength_rank(recommendation),
                                             escaped(strength_words(recommendation))),
                                      std::string(words(asked_change(recommendation)))};
    const std::string populations = populations_of(guidance, recommendation);
    if (!populations.empty()) grade.push_back(escaped(populations));
    if (others > 0)
        grade.push_back(format("and {} for others, see the whole text",
                               counted(static_cast<std::uint64_t>(others), "recommendation")));
    return format("<p><b class=\"source\">{}</b> {}</p><p class=\"grade\">{}</p>",
                  escaped(guidance.guideline->source),
                  escaped(first_words(advice_words(recommendation.text), words_shown)), join(grade, " · "));
}

/// Marks of the genes that a drug's guidelines ask for.
std::string marks_of(const PageFacts& facts, const ToldDrug& drug) {
    std::set<std::string> marks;
    for (const DrugGuidance* guidance : drug.guidance) {
        if (guidance->matched.empty()) continue;
        for (const std::string& doubt : open_doubts(facts, *guidance->guideline))
            marks.insert(format("<span class=\"mark\">{}</span>", escaped(doubt)));
    }
    if (drug.differs)
        marks.insert("<span class=\"mark\">DEPENDS ON WHICH OF THE POSSIBLE DIPLOTYPES IS TRUE</span>");
    std::string made;
    for (const std::string& mark : marks) made += (made.empty() ? "" : " ") + mark;
    return made;
}

/// What is to be done with one drug, without its name. Guidelines that ask for nothing, or have no answer,
/// stand beside those that do: where sources differ, it shows.
std::string act_words(const PageFacts& facts, const ToldDrug& drug) {
    std::string made, others, why;
    for (const DrugGuidance* guidance : drug.guidance) {
        if (guidance->matched.empty()) {
            others +=
                format("<p class=\"grade\"><b class=\"source\">{}</b> <span class=\"star\">{}</span></p>",
                       escaped(guidance->guideline->source), escaped(silence_words(*guidance)));
            continue;
        }
        const MatchedRecommendation* one = most_urgent(*guidance);
        if (!one) {
            others += format("<p class=\"grade\"><b class=\"source\">{}</b> {}, by {}</p>",
                             escaped(guidance->guideline->source),
                             words(asked_change(*guidance->matched.front().recommendation)),
                             escaped(join(guidance->guideline->genes, ", ")));
            continue;
        }
        made += act_of(*guidance, *one);
        const std::string genes = results_of(facts, *guidance->guideline);
        if (why.find(genes) == std::string::npos) why += (why.empty() ? "" : "; ") + genes;
    }
    made += others + format("<p class=\"why\">Because: {}</p>", why);
    const std::string marks = marks_of(facts, drug);
    return made + (marks.empty() ? "" : format("<p class=\"why\">{}</p>", marks));
}

/// Drugs of which the same is told, once.
struct SameAct {
    std::string words;
    std::vector<const ToldDrug*> drugs;
};

std::vector<SameAct> acts_of_kind(const PageFacts& facts, AskedChange change) {
    std::vector<const ToldDrug*> drugs;
    for (const ToldDrug& drug : facts.drugs)
        if (acts(drug) && drug.change == change) drugs.push_back(&drug);
    std::ranges::stable_sort(drugs, {}, [](const ToldDrug* drug) { return drug->strength; });
    std::vector<SameAct> made;
    for (const ToldDrug* drug : drugs) {
        std::string words = act_words(facts, *drug);
        auto known = std::ranges::find(made, words, &SameAct::words);
        if (known == made.end()) known = made.insert(made.end(), {.words = std::move(words), .drugs = {}});
        known->drugs.push_back(drug);
    }
    return made;
}

std::string names_of(const std::vector<const ToldDrug*>& drugs) {
    std::vector<std::string> names;
    for (const ToldDrug* drug : drugs)
        names.push_back(format("<a href=\"#{}\">{}</a>", drug->anchor, escaped(drug->name)));
    return join(names, ", ");
}

std::string kind_list(const PageFacts& facts, AskedChange change, std::string& glance) {
    const std::vector<SameAct> acts = acts_of_kind(facts, change);
    if (acts.empty()) return {};
    std::string made, names;
    for (const SameAct& act : acts) {
        made += format("<li><h4>{}</h4><div>{}</div></li>\n", names_of(act.drugs), act.words);
        names += (names.empty() ? "" : ", ") + names_of(act.drugs);
    }
    glance += format("<li>{} {}</li>\n", badge(change), names);
    return format("<h3>{}</h3>\n<ul class=\"acts\">\n{}</ul>\n", badge(change), made);
}

/// What the page cannot tell, beside what it tells: silence must not read as safety.
std::string limits(const PageFacts& facts) {
    std::string doubted;
    for (const auto& [name, told] : facts.genes.genes)
        if (!told.marks.empty() && told.has_result)
            doubted += format("{}{}", doubted.empty() ? "" : ", ", gene_link(facts, name));
    std::string without;
    for (const std::string& name : facts.genes.without_result) {
        const ToldGene* told = facts.genes.find(name);
        if (!told || !told->is_called)
            without += format("{}{}", without.empty() ? "" : ", ", gene_link(facts, name));
    }
    std::string made;
    if (!without.empty())
        made += format(
            "<p class=\"limit\"><b>No result</b> of {}: drugs that depend on them alone are not judged "
            "here.</p>\n",
            without);
    if (!doubted.empty())
        made += format(
            "<p class=\"limit\"><b>Provisional</b> results of {}: not all of the gene was seen, or more "
            "than one result is possible.</p>\n",
            doubted);
    return made;
}

}  // namespace

std::string page_summary(const PageFacts& facts) {
    std::string made = "<section id=\"act\"><h2>What to act on</h2>\n" + limits(facts), all, glance;
    for (const AskedChange change : {AskedChange::other_drug, AskedChange::other_drug_or_dose,
                                     AskedChange::other_dose, AskedChange::care})
        all += kind_list(facts, change, glance);
    if (all.empty())
        made +=
            "<p>For no drug with a result does a guideline ask for a change. Drugs without a result are "
            "listed "
            "below.</p>\n";
    else
        made += format(
            "<p>Drugs for which a guideline asks for something else than usual.</p>\n<ul "
            "class=\"glance\">\n{}</ul>\n<p>In each group the strongest first. The words are those of "
            "the guidelines, cut short where … stands; the whole text is under the drug's name.</p>\n{}",
            glance, all);
    return made + "</section>\n";
}

}  // namespace strandline::clinic
