#include "report/pharmcat/gene_notes.hpp"

#include "pgx/position_name.hpp"
#include "report/pharmcat/run_document.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>

namespace strandline::clinic {
namespace {

void add_notes_of_call(const GeneOfSample& gene, std::vector<GeneNote>& notes) {
    const GeneCall& call = *gene.answer.call;
    const bool counts = gene.answer.phenotype.origin != CallOrigin::outside;
    if (counts && !call.called() && call.reason != NotCalled::not_asked)
        notes.push_back({"strandline-not-called", "warning", format("not called: {}", words(call.reason))});
    for (const MatchWarning warning : call.warnings)
        notes.push_back({"strandline-match", "warning", std::string(words(warning))});
    if (call.diplotypes.size() > 1)
        notes.push_back({"strandline-several-diplotypes", "ambiguity",
                         format("{} diplotypes explain the genotypes equally well; each is looked up",
                                call.diplotypes.size())});
    if (call.lists_variants && !call.variants.empty())
        notes.push_back({"strandline-strands-unknown", "ambiguity",
                         "the variants cannot be put on strands; the two of least function decide"});
    else if (call.called() && !call.phased && !call.effectively_phased)
        notes.push_back(
            {"strandline-unphased", "ambiguity", "the file does not tell which variants share a strand"});
    if (call.combined)
        notes.push_back({"strandline-combination", "note",
                         "alleles together on one strand, or parts of alleles: for research"});
    if (!call.assumed.empty())
        notes.push_back({"strandline-assumed", "warning",
                         format("{} taken as reference because a flag said so: {}",
                                counted(call.assumed.size(), "position"),
                                join(position_names(*gene.definition, call.assumed), ", "))});
    if (!gene.answer.deciders.empty()) {
        std::vector<std::string> told;
        for (const Decider& decider : gene.answer.deciders)
            told.push_back(format("{} ({})", position_name(gene.definition->positions[decider.position]),
                                  join(decider.answers, " or ")));
        notes.push_back(
            {"strandline-missing-decides", "ambiguity",
             "the answer could be another if these missing positions were seen: " + join(told, "; ")});
    }
}

}  // namespace

std::vector<std::string> call_warnings(const GeneOfSample& gene) {
    std::vector<std::string> warnings;
    for (const MatchWarning warning : gene.answer.call->warnings) warnings.emplace_back(words(warning));
    if (is_blind_to_structure(gene.answer.phenotype))
        warnings.emplace_back(words(PhenotypeRemark::structural_variants_unknown));
    return warnings;
}

std::vector<GeneNote> provisos(const GeneOfSample& gene) {
    std::vector<GeneNote> notes;
    if (is_blind_to_structure(gene.answer.phenotype))
        notes.push_back({"strandline-phenotype", "warning",
                         format("{}: {}", gene.gene, words(PhenotypeRemark::structural_variants_unknown))});
    const bool counts = gene.answer.phenotype.origin == CallOrigin::matcher;
    if (counts && gene.answer.call && !gene.answer.call->assumed.empty())
        notes.push_back({"strandline-assumed", "warning",
                         format("{}: {} taken as reference because a flag said so", gene.gene,
                                counted(gene.answer.call->assumed.size(), "position"))});
    return notes;
}

Json messages(const std::vector<GeneNote>& notes) {
    Json::Array made;
    for (const GeneNote& note : notes) {
        Json::Members one;
        one.emplace_back("rule_name", note.rule);
        one.emplace_back("version", nullptr);
        one.emplace_back("matches", nullptr);
        one.emplace_back("exception_type", note.exception);
        one.emplace_back("message", valid_text(note.text));
        made.push_back(Json::object(std::move(one)));
    }
    return Json::array(std::move(made));
}

std::vector<GeneNote> gene_notes(const GeneOfSample& gene) {
    std::vector<GeneNote> notes;
    if (gene.answer.phenotype.origin == CallOrigin::outside)
        notes.push_back({"strandline-outside-call", "note",
                         "told by another program or laboratory: no positions stand behind it here"});
    if (gene.answer.call) add_notes_of_call(gene, notes);
    for (const PhenotypeRemark remark : gene.answer.phenotype.remarks)
        notes.push_back({"strandline-phenotype", "warning", std::string(words(remark))});
    for (const DiplotypeMeaning& meaning : gene.answer.phenotype.recommended)
        if (gene.answer.phenotype.origin != CallOrigin::none && !meaning.reason.empty())
            notes.push_back(
                {"strandline-no-phenotype", "note", format("{}: {}", meaning.diplotype, meaning.reason)});
    return notes;
}

}  // namespace strandline::clinic
