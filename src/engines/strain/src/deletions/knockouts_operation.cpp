#include "deletions/deletion_certifier.hpp"
#include "deletions/deletion_operations.hpp"
#include "deletions/deletion_table.hpp"
#include "model/joined_ids.hpp"
#include "model/model_input.hpp"

#include <strandline/formats/genes.hpp>
#include <strandline/strain/deletions.hpp>
#include <strandline/strain/expression.hpp>

#include <algorithm>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

/// Genes that --knockout has switched off: their isozymes have nobody to stand in for them.
Result<std::vector<std::int32_t>> genes_gone(const Call& call, const domain::Network& network) {
    std::vector<std::int32_t> gone;
    if (!call.has("knockout")) return gone;
    STRANDLINE_TRY(const std::vector<formats::GeneName> list, formats::read_genes(call.input("knockout")));
    for (const formats::GeneName& wanted : list)
        for (const std::string& name : wanted.names) {
            if (reaction_named(network, name, "--knockout")) break;
            const auto gene = gene_named(network, name, "--knockout");
            if (!gene) continue;
            gone.push_back(*gene);
            break;
        }
    std::ranges::sort(gone);
    return gone;
}

Result<DeletionOptions> options_of(const Call& call, const FluxModel& model) {
    DeletionOptions options;
    if (call.flag("genes") == call.flag("reactions"))
        return fail(Error::input("strain.knockouts", "what shall be deleted?")
                        .expected("one of --genes and --reactions")
                        .found("{}", call.flag("genes") ? "both" : "neither"));
    options.kind = call.flag("genes") ? DeletionKind::genes : DeletionKind::reactions;
    if (options.kind == DeletionKind::genes && model.network->genes.empty())
        return fail(Error::input("strain.knockouts", "the model has no genes").mend("delete --reactions"));
    options.order = static_cast<int>(call.integer("order"));
    options.synthetic = call.flag("synthetic");
    if (call.number("below") > 0) options.below = call.number("below");
    for (const std::string& word : words_of(call.text("only"))) {
        STRANDLINE_TRY(const std::int32_t one, options.kind == DeletionKind::genes
                                                   ? gene_named(*model.network, word, "--only")
                                                   : reaction_named(*model.network, word, "--only"));
        options.only.push_back(one);
    }
    STRANDLINE_TRY(options.gone, genes_gone(call, *model.network));
    std::ranges::sort(options.only);
    options.only.erase(std::ranges::unique(options.only).begin(), options.only.end());
    const domain::Network& network = *model.network;
    if (options.kind == DeletionKind::genes)
        STRANDLINE_CHECK(options.only.empty() ? check_joined_genes(network)
                                              : check_joined_genes(network, options.only));
    else
        STRANDLINE_CHECK(options.only.empty() ? check_joined_reactions(network)
                                              : check_joined_reactions(network, options.only));
    return options;
}

std::vector<std::string_view> ids_of(const domain::Network& network, DeletionKind kind) {
    std::vector<std::string_view> ids;
    if (kind == DeletionKind::genes)
        for (const domain::NetworkGene& gene : network.genes) ids.push_back(gene.id);
    else
        for (const domain::Reaction& reaction : network.reactions) ids.push_back(reaction.id);
    return ids;
}

Result<Answer> run_knockouts(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel model, read_model(call, context));
    STRANDLINE_TRY(const DeletionOptions options, options_of(call, model));
    const bool certify = call.flag("certify");
    DeletionCertifier certifier(model, options);
    if (certify) STRANDLINE_CHECK(certifier.certify_singles(options, context));
    DeletionTable table(call.output("deletions"), ids_of(*model.network, options.kind), certify);
    const DeletionVisit write = [&](std::span<const std::int32_t> members, DeletionOutcome outcome) {
        table.add(members, outcome, certify ? certifier.verdict(members, outcome) : std::string_view());
    };
    STRANDLINE_TRY(const DeletionSummary summary, delete_each(model, options, write, context));
    STRANDLINE_CHECK(table.finish());
    if (summary.unchanged.status != FluxStatus::optimal)
        context.log(LogLevel::warning,
                    format("the model without a deletion is {}", word(summary.unchanged.status)));
    return Answer::yes;
}

}  // namespace

operation::Operation knockouts_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain knockouts";
    made.summary = "Growth after the deletion of each gene or reaction, of pairs and of triples";
    made.description =
        "Flux balance analysis of every deletion of up to --order genes or reactions at once; a pair of a "
        "gene "
        "with itself is that gene. A reaction is lost when its gene rule does not hold any more. A deletion "
        "is "
        "lethal when there is no steady state or growth is below 1e-6; each lethal set of reactions is asked "
        "again on the model as given.";
    made.inputs = model_ports();
    made.params = condition_params_and(
        {flag("genes").help("delete genes"), flag("reactions").help("delete reactions"),
         integer("order", 1).range(1, 3).help("most that are deleted at once"),
         text("only").value("LIST").help("only these genes or reactions, joined by commas"),
         number("below", 0)
             .range(0, 1)
             .value("X")
             .alias("essential-below")
             .help("only deletions whose growth is below this part of the unchanged model's; 0: all"),
         flag("certify").help("prove each lethal deletion in exact rational arithmetic"),
         flag("synthetic")
             .help("only deletions none of whose parts alone is below --below (without it: is lethal)")});
    made.outputs = {deletions_port()};
    made.example = "strandline strain knockouts e_coli_core.xml --genes --order 2 -o pairs.tsv";
    made.run = run_knockouts;
    return made;
}

}  // namespace strandline::strain
