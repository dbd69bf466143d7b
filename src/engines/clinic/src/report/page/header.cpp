#include "report/page/parts.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

/// What must be known before anything below is read.
struct PageCounts {
    std::size_t act = 0, unchanged = 0, not_given = 0, silent = 0;
    std::size_t called = 0, genes = 0;
    std::size_t seen = 0, missing = 0, assumed = 0;
};

PageCounts counts_of(const PageFacts& facts) {
    PageCounts made;
    for (const ToldDrug& drug : facts.drugs) {
        if (drug.has_result && asks_for_change(drug.change))
            ++made.act;
        else if (drug.has_result && drug.change == AskedChange::not_given)
            ++made.not_given;
        else if (drug.has_result)
            ++made.unchanged;
        else
            ++made.silent;
    }
    for (const auto& [name, told] : facts.genes.genes) {
        ++made.genes;
        made.called += told.has_result ? 1 : 0;
        if (!told.gene->answer.call) continue;
        const GeneCall& call = *told.gene->answer.call;
        made.assumed += call.assumed.size();
        made.missing += call.missing.size();
        made.seen += call.seen - std::min<std::size_t>(call.seen, call.assumed.size());
    }
    return made;
}

std::string headline(std::size_t count, std::string_view name) {
    return format("<div><dt>{}</dt><dd>{}</dd></div>", name, count);
}

std::string headlines(const PageCounts& counts) {
    return "<dl class=\"headlines\">" + headline(counts.act, "drugs to act on") +
           headline(counts.unchanged, "drugs with a result and no change asked for") +
           headline(counts.not_given, "drugs with a result and no recommendation given") +
           headline(counts.silent, "drugs without a result") +
           headline(counts.called, format("genes with a result, of {}", counts.genes)) +
           headline(counts.missing, format("positions not seen, {} seen", counts.seen)) +
           headline(counts.assumed, "positions assumed") + "</dl>\n";
}

std::string sources_line(const domain::PgxKnowledge& knowledge) {
    std::vector<std::string> parts;
    for (const domain::PgxSource& source : knowledge.sources)
        parts.push_back(format("{} {} ({})", source.name, source.version, source.licence));
    return escaped(join(parts, "; "));
}

/// Of several files each with its name.
std::string digests_of(const std::vector<InputFile>& inputs) {
    std::string made;
    for (const InputFile& input : inputs) {
        if (input.digest.empty()) continue;
        if (!made.empty()) made += "<br>";
        if (inputs.size() > 1 && !input.name.empty()) made += escaped(input.name) + " ";
        made += format("<code>{}</code>", escaped(input.digest));
    }
    return made;
}

}  // namespace

std::string page_header(const PageFacts& facts) {
    const PageCounts counts = counts_of(facts);
    const auto entry = [](std::string_view name, const std::string& html) {
        return html.empty() ? std::string() : format("<div><dt>{}</dt><dd>{}</dd></div>", name, html);
    };
    std::string digests;
    for (const std::string& digest : facts.basis.knowledge_digests)
        digests += format("{}<code>{}</code>", digests.empty() ? "" : "<br>", escaped(digest));
    const auto code = [](const std::string& digest) {
        return digest.empty() ? std::string() : format("<code>{}</code>", escaped(digest));
    };
    std::string made = "<header>\n<h1>Pharmacogenomic report</h1>\n";
    made += format("<p class=\"who\">Sample <b>{}</b>{}</p>\n", escaped(facts.answer.sample),
                   facts.basis.date.empty() ? "" : format(", {}", escaped(facts.basis.date)));
    made += format("<p class=\"notice\" role=\"note\">{}</p>\n", escaped(research_notice));
    if (counts.assumed > 0)
        made += format(
            "<p class=\"mark\" role=\"note\">ASSUMED: {} not seen and taken as reference. Results "
            "that rest on them carry this mark.</p>\n",
            counted(counts.assumed, "position"));
    made += headlines(counts);
    made += "<dl class=\"facts\">";
    if (facts.basis.knowledge) {
        made += entry("knowledge", escaped(facts.basis.knowledge->version));
        made += entry("sources", sources_line(*facts.basis.knowledge));
    }
    made += entry("knowledge, SHA-256", digests);
    made += entry("genotypes", escaped(facts.basis.input_name()));
    made += entry("genotypes, SHA-256", digests_of(facts.basis.inputs));
    made += entry("outside calls, SHA-256", code(facts.basis.outside_digest));
    made +=
        "</dl>\n<nav aria-label=\"Parts of this report\"><a href=\"#act\">What to act on</a><a "
        "href=\"#drugs\">Drug by drug</a><a href=\"#genes\">Genes</a><a href=\"#positions\">Positions</a><a "
        "href=\"#basis\">What it rests on</a></nav>\n";
    return made + "</header>\n";
}

}  // namespace strandline::clinic
