#include "report/documents.hpp"
#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {

std::string badge(AskedChange change) {
    return format("<b class=\"badge a{}\">{}</b>", static_cast<int>(change), words(change));
}

std::string gene_link(const PageFacts& facts, const std::string& gene) {
    const ToldGene* told = facts.genes.find(gene);
    return told ? format("<a href=\"#{}\">{}</a>", told->anchor, escaped(gene)) : escaped(gene);
}

std::string link(std::string_view address, std::string_view words) {
    const bool safe =
        address.starts_with("https://") && std::ranges::all_of(address, [](char c) { return c > 0x20; });
    return safe
               ? format("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", escaped(address), escaped(words))
               : escaped(words);
}

std::vector<std::string> open_doubts(const PageFacts& facts, const domain::PgxGuideline& guideline) {
    std::vector<std::string> doubts;
    for (const std::string& gene : guideline.genes) {
        const ToldGene* told = facts.genes.find(gene);
        if (!told || !(told->has_result || told->is_called))
            doubts.push_back(gene + " NO RESULT");
        else
            for (const std::string& mark : told->marks) doubts.push_back(format("{} {}", gene, mark));
    }
    return doubts;
}

std::string results_of(const PageFacts& facts, const domain::PgxGuideline& guideline) {
    std::string made;
    for (const std::string& gene : guideline.genes) {
        const ToldGene* told = facts.genes.find(gene);
        const bool known = told && (told->has_result || told->is_called);
        made += format("{}{} {}", made.empty() ? "" : "; ", gene_link(facts, gene),
                       known ? escaped(result_words(*told->gene)) : "<b>no result</b>");
    }
    return made;
}

bool is_provisional(const PageFacts& facts, const ToldDrug& drug) {
    return std::ranges::any_of(drug.guidance, [&](const DrugGuidance* guidance) {
        return !guidance->matched.empty() && !open_doubts(facts, *guidance->guideline).empty();
    });
}

std::string report_page(const AnswerBasis& basis, const SampleAnswer& answer) {
    const PageFacts facts{
        .basis = basis, .answer = answer, .drugs = told_drugs(answer), .genes = told_genes(answer)};
    std::string page = format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<title>Pharmacogenomic report: {}</title>\n<style>{}</style></head>\n<body>\n",
        escaped(answer.sample), page_style());
    page += page_header(facts);
    page += "<main>\n";
    page += page_summary(facts);
    page += page_other_drugs(facts);
    page += page_drugs(facts);
    page += page_genes(facts);
    page += page_positions(facts);
    page += page_sources(facts);
    return page + format("</main>\n<footer><p>{}</p></footer>\n</body></html>\n", escaped(research_notice));
}

}  // namespace strandline::clinic
