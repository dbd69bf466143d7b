#include "knowledge/knowledge_recommendations.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/table.hpp>

namespace strandline::clinic {
namespace {

constexpr std::string_view between = "; ";

std::string spelt_lookup(const domain::PgxRecommendation& recommendation) {
    std::vector<std::string> parts;
    for (const auto& [gene, key] : recommendation.lookup) parts.push_back(gene + "=" + key);
    return join(parts, between);
}

std::string spelt_actions(const domain::PgxRecommendation& recommendation) {
    std::vector<std::string> parts;
    if (recommendation.dosing) parts.emplace_back("dosing");
    if (recommendation.alternate_drug) parts.emplace_back("alternate_drug");
    if (recommendation.other_guidance) parts.emplace_back("other_guidance");
    return join(parts, between);
}

}  // namespace

std::vector<operation::Column> recommendation_columns() {
    using operation::text_column;
    return {text_column("recommendation", "its id"),
            text_column("source", "CPIC, DPWG"),
            text_column("guideline", "its id"),
            text_column("drugs", "that it is for"),
            text_column("population", "as the source names it; empty where it does not"),
            text_column("classification", "how strong; empty where the source does not say"),
            text_column("lookup", "gene=key, for each gene"),
            text_column("actions", "dosing, alternate_drug, other_guidance"),
            text_column("implications", "what the genes mean for the drug"),
            text_column("text", "plain text or the source's HTML")};
}

Result<void> write_recommendations(const domain::PgxKnowledge& knowledge, Sink& sink) {
    std::vector<std::string> columns;
    for (const auto& column : recommendation_columns()) columns.push_back(column.name);
    formats::TableWriter table(sink, columns);
    for (const domain::PgxGuideline& guideline : knowledge.guidelines)
        for (const domain::PgxRecommendation& each : guideline.recommendations) {
            table.text(each.id).text(guideline.source).text(guideline.id).text(join(each.drugs, between));
            table.text(each.population).text(each.classification).text(spelt_lookup(each));
            table.text(spelt_actions(each)).text(join(each.implications, between)).text(each.text);
            table.end_row();
        }
    return table.finish();
}

}  // namespace strandline::clinic
