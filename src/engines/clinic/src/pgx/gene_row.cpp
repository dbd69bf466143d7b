#include "pgx/gene_answer.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

/// Between the parts of a list in a cell, as PharmCAT's tables have it.
constexpr std::string_view between = ";;";

std::string spelt_diplotypes(const GeneCall& call) {
    std::string text;
    for (const DiplotypeCall& diplotype : call.diplotypes)
        text += format("{}{}={}", text.empty() ? "" : between, diplotype.name, diplotype.score);
    return text;
}

template <class Part>
std::string of_each(const std::vector<DiplotypeMeaning>& meanings, Part part) {
    std::vector<std::string> parts;
    for (const DiplotypeMeaning& meaning : meanings) parts.push_back(part(meaning));
    return join(parts, between);
}

std::string name_of(const domain::PgxPosition& position) {
    return position.rsid.empty() ? format("{}:{}", position.chromosome, position.position) : position.rsid;
}

std::string names_of(const domain::GeneDefinition& definition, const std::vector<std::uint32_t>& positions) {
    std::vector<std::string> names;
    for (const std::uint32_t p : positions) names.push_back(name_of(definition.positions[p]));
    return join(names, ", ");
}

/// A cell must not break the table, whatever an outside call brings along.
std::string cell(std::string words) {
    std::ranges::replace_if(words, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return words;
}

}  // namespace

std::string GeneAnswerer::evidence(const GeneAnswer& answer) const {
    std::vector<std::string> parts;
    if (answer.phenotype.origin == CallOrigin::outside)
        parts.emplace_back("outside call");
    else if (!answer.call)
        parts.emplace_back("not called: outside calls alone tell it");
    if (answer.call) {
        const GeneCall& call = *answer.call;
        parts.push_back(format("seen {} of {}", call.seen, definition_->positions.size()));
        if (!call.called() && answer.phenotype.origin != CallOrigin::outside)
            parts.push_back(format("not called: {}", words(call.reason)));
        if (call.called() && !call.phased && !call.effectively_phased) parts.emplace_back("unphased");
        for (const MatchWarning warning : call.warnings) parts.emplace_back(words(warning));
        if (!call.undocumented.empty())
            parts.push_back("undocumented allele at " + names_of(*definition_, call.undocumented));
        if (explains_ && !call.missing.empty())
            parts.push_back("missing " + names_of(*definition_, call.missing));
        if (explains_ && !call.assumed.empty())
            parts.push_back("assumed reference at " + names_of(*definition_, call.assumed));
        for (const Decider& decider : answer.deciders)
            parts.push_back(format("{} would tell between {}",
                                   name_of(definition_->positions[decider.position]),
                                   join(decider.answers, " or ")));
    }
    for (const PhenotypeRemark remark : answer.phenotype.remarks) parts.emplace_back(words(remark));
    for (const DiplotypeMeaning& meaning : answer.phenotype.recommended)
        if (answer.phenotype.origin != CallOrigin::none && !meaning.reason.empty() &&
            std::ranges::find(parts, meaning.reason) == parts.end())
            parts.push_back(meaning.reason);
    return join(parts, "; ");
}

std::string GeneAnswerer::row(const GeneAnswer& answer) const {
    // Nothing at all is known: no word of a result, as PharmCAT's report leaves such a gene out.
    const bool is_known = answer.phenotype.origin != CallOrigin::none || (answer.call && answer.call->seen);
    const std::vector<DiplotypeMeaning> meanings =
        is_known ? answer.phenotype.recommended : std::vector<DiplotypeMeaning>();
    const std::vector<std::string> cells = {
        answer.call ? spelt_diplotypes(*answer.call) : "",
        is_known ? join(answer.phenotype.source, between) : "",
        of_each(meanings, [](const auto& meaning) { return meaning.diplotype; }),
        of_each(meanings, [](const auto& meaning) { return meaning.phenotype; }),
        of_each(meanings,
                [](const auto& meaning) {
                    return meaning.activity_score.empty() ? std::string("null") : meaning.activity_score;
                }),
        of_each(meanings, [](const auto& meaning) { return join(meaning.lookup_keys, "; "); }),
        answer.call ? std::to_string(answer.call->missing.size()) : "0",
        answer.call ? std::to_string(answer.call->assumed.size()) : "0",
        evidence(answer)};
    std::string row;
    for (const std::string& text : cells)
        row += (row.empty() && &text == &cells.front() ? "" : "\t") + cell(text);
    return row;
}

std::string_view words(NotCalled reason) {
    switch (reason) {
    case NotCalled::called:
        return "called";
    case NotCalled::not_asked:
        return "small variants alone do not tell it; give an outside call";
    case NotCalled::nothing_seen:
        return "no position was seen";
    case NotCalled::required_missing:
        return "a required position is missing";
    case NotCalled::undocumented:
        return "an allele is not documented";
    case NotCalled::partial:
        return "half of a genotype is missing";
    case NotCalled::ploidy:
        return "haploid at some positions, diploid at others";
    case NotCalled::no_match:
        return "no pair of named alleles explains the genotypes";
    case NotCalled::too_many:
        return "too many ways to pair the variants";
    }
    return "";
}

std::string_view words(MatchWarning warning) {
    switch (warning) {
    case MatchWarning::hapb3_exonic_only:
        return "HapB3 rests on rs56038477, as rs75017182 is missing";
    case MatchWarning::hapb3_intronic_mismatch_exonic:
        return "rs75017182 and rs56038477 of HapB3 do not agree";
    case MatchWarning::undocumented_as_reference:
        return "an allele that is not documented counts as reference";
    case MatchWarning::partial_as_missing:
        return "half a genotype counts as missing";
    }
    return "";
}

}  // namespace strandline::clinic
