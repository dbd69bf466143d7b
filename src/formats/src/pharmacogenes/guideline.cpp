#include <strandline/formats/pharmacogenes.hpp>

#include "pharmacogenes/json_part.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::formats {
namespace {

using domain::PgxCitation;
using domain::PgxGuideline;
using domain::PgxRecommendation;

/// A key as text, or a pair of alleles told as counts: {"*1": 1, "*3": 1} is "*1/*3".
std::string lookup_of(const JsonPart& part) {
    if (!part.json().is_object()) return part.as_text();
    std::vector<std::string> alleles;
    for (const auto& [name, count] : part.members()) {
        const std::int64_t copies = count.as_integer();
        if (copies >= 1 && copies <= 2) alleles.insert(alleles.end(), static_cast<std::size_t>(copies), name);
    }
    if (alleles.size() != 2) part.refuse("lookup", counted(alleles.size(), "allele"), "two alleles");
    return join(alleles, "/");
}

PgxRecommendation recommendation(const JsonPart& part, const PgxGuideline& guideline) {
    PgxRecommendation made{.id = part.text("id"),
                           .population = part.text_or_empty("population"),
                           .text = part.member("text").text_or_empty("html"),
                           .dosing = part.flag("dosingInformation"),
                           .alternate_drug = part.flag("alternateDrugAvailable"),
                           .other_guidance = part.flag("otherPrescribingGuidance")};
    if (part.has("classification")) made.classification = part.member("classification").text("term");
    if (part.has("implications")) made.implications = part.texts("implications");
    for (const auto& [gene, key] : part.members("lookupKey")) {
        made.lookup.emplace(gene, lookup_of(key));
        if (std::ranges::find(guideline.genes, gene) == guideline.genes.end())
            key.refuse("gene", format("{} is no gene of the guideline", gene),
                       "one of /guideline/relatedGenes");
    }
    for (const JsonPart& drug : part.items("relatedChemicals")) {
        made.drugs.push_back(drug.text("name"));
        if (std::ranges::none_of(guideline.drugs,
                                 [&](const auto& known) { return known.first == made.drugs.back(); }))
            drug.refuse("drug", format("{} is no drug of the guideline", made.drugs.back()),
                        "one of /guideline/relatedChemicals");
    }
    return made;
}

PgxCitation citation(const JsonPart& part) {
    return {.pmid = part.text_or_empty("pmid"),
            .title = part.text_or_empty("title"),
            .journal = part.text_or_empty("journal"),
            .authors = part.has("authors") ? part.texts("authors") : std::vector<std::string>{},
            .year = part.has("year") ? static_cast<int>(part.integer("year")) : 0};
}

PgxGuideline guideline_of(const JsonPart& root) {
    const JsonPart head = root.member("guideline");
    PgxGuideline made{.id = head.text("id"),
                      .name = head.text("name"),
                      .source = head.text("source"),
                      .version = root.text("version"),
                      .url = head.text_or_empty("url"),
                      .revision = head.has("version") ? head.integer("version") : 0};
    for (const JsonPart& drug : head.items("relatedChemicals"))
        made.drugs.emplace_back(drug.text("name"), drug.text("id"));
    for (const JsonPart& gene : head.items("relatedGenes")) made.genes.push_back(gene.text("symbol"));
    for (const JsonPart& part : root.items("recommendations"))
        made.recommendations.push_back(recommendation(part, made));
    for (const JsonPart& part : root.items_or_none("citations")) made.citations.push_back(citation(part));
    return made;
}

Json texts(const std::vector<std::string>& words) {
    Json made = Json::array();
    for (const std::string& word : words) made.push_back(word);
    return made;
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json lookup_json(const std::string& key) {
    const auto alleles = split(key, '/');
    if (alleles.size() != 2 || !key.starts_with('*') || !alleles[1].starts_with('*')) return key;
    Json made = Json::object({{std::string(alleles[0]), alleles[0] == alleles[1] ? 2 : 1}});
    if (alleles[0] != alleles[1]) made.set(std::string(alleles[1]), 1);
    return made;
}

Json drug_json(const PgxGuideline& guideline, const std::string& name) {
    const auto found = std::ranges::find(guideline.drugs, name, [](const auto& drug) { return drug.first; });
    return Json::object({{"id", found == guideline.drugs.end() ? "" : found->second}, {"name", name}});
}

Json recommendation_json(const PgxRecommendation& of, const PgxGuideline& guideline) {
    Json lookup = Json::object(), drugs = Json::array();
    for (const auto& [gene, key] : of.lookup) lookup.set(gene, lookup_json(key));
    for (const std::string& name : of.drugs) drugs.push_back(drug_json(guideline, name));
    return Json::object(
        {{"id", of.id},
         {"population", or_null(of.population)},
         {"classification", of.classification.empty() ? Json() : Json::object({{"term", of.classification}})},
         {"relatedChemicals", std::move(drugs)},
         {"text", Json::object({{"html", of.text}})},
         {"implications", texts(of.implications)},
         {"lookupKey", std::move(lookup)},
         {"dosingInformation", of.dosing},
         {"alternateDrugAvailable", of.alternate_drug},
         {"otherPrescribingGuidance", of.other_guidance}});
}

Json citation_json(const PgxCitation& of) {
    return Json::object({{"pmid", of.pmid},
                         {"title", of.title},
                         {"authors", texts(of.authors)},
                         {"journal", of.journal},
                         {"year", of.year}});
}

}  // namespace

Result<PgxGuideline> read_guideline(const Source& source) {
    STRANDLINE_TRY(const JsonFile file, JsonFile::read(source, "clinic.guideline"));
    PgxGuideline made = guideline_of(file.root());
    STRANDLINE_CHECK(file.finish());
    return made;
}

Json guideline_json(const PgxGuideline& guideline) {
    Json drugs = Json::array(), genes = Json::array(), recommendations = Json::array(),
         citations = Json::array();
    for (const auto& [name, id] : guideline.drugs)
        drugs.push_back(Json::object({{"id", id}, {"name", name}}));
    for (const std::string& gene : guideline.genes) genes.push_back(Json::object({{"symbol", gene}}));
    for (const auto& of : guideline.recommendations)
        recommendations.push_back(recommendation_json(of, guideline));
    for (const auto& of : guideline.citations) citations.push_back(citation_json(of));
    Json head = Json::object({{"id", guideline.id},
                              {"name", guideline.name},
                              {"source", guideline.source},
                              {"version", guideline.revision},
                              {"url", guideline.url},
                              {"relatedChemicals", std::move(drugs)},
                              {"relatedGenes", std::move(genes)}});
    return Json::object({{"guideline", std::move(head)},
                         {"recommendations", std::move(recommendations)},
                         {"citations", std::move(citations)},
                         {"version", guideline.version}});
}

}  // namespace strandline::formats
