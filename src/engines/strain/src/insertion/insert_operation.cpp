#include "insertion/insertion_operations.hpp"
#include "model/cost_table.hpp"
#include "model/joined_ids.hpp"
#include "model/model_input.hpp"
#include "model/numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>
#include <strandline/formats/reaction_table.hpp>
#include <strandline/formats/table.hpp>
#include <strandline/strain/insertion.hpp>

#include <map>
#include <utility>

namespace strandline::strain {
namespace {

using operation::Answer;
using operation::Call;

constexpr std::int64_t most_alternatives = 1000, most_reactions = 1000;

std::vector<operation::Column> set_columns() {
    using namespace operation;
    return {integer_column("set", "from 1, cheapest first"),
            integer_column("size", "reactions that are inserted"),
            text_column("ids", "these, joined by ;"),
            number_column("cost", "sum of their costs"),
            number_column("flux", "most of the target at the growth and yield asked for, mmol/gDW/h"),
            number_column("yield", "that flux per least uptake of the substrate, mol/mol; NA without one"),
            number_column("growth", "most growth at the flux and yield asked for, 1/h"),
            text_column("status",
                        "optimal: proved that no set is cheaper but those before and sets that hold them")};
}

Result<Universe> read_universe(const Source& source, Context& context) {
    Universe made;
    if (formats::is_reaction_table(source)) {
        STRANDLINE_TRY(formats::ReactionTable table, formats::read_reaction_table(source));
        made.network = std::move(table.network);
        made.cost = std::move(table.cost);
        made.place = std::move(table.place);
        return made;
    }
    STRANDLINE_TRY(made.network, formats::read_network(source, context));
    made.cost.assign(made.network.reactions.size(), 1.0);
    made.is_model = true;
    return made;
}

/// An id that the universe has not is an error.
Result<void> apply_costs(Universe& universe, const Source& source) {
    std::map<std::string, std::size_t, std::less<>> index;
    std::vector<std::string> ids;
    for (const domain::Reaction& reaction : universe.network.reactions) {
        index.emplace(reaction.id, ids.size());
        ids.push_back(reaction.id);
    }
    STRANDLINE_TRY(const std::vector<CostRow> rows, read_costs(source));
    for (const CostRow& row : rows) {
        const auto known = index.find(row.id);
        if (known == index.end())
            return fail(Error::input("strain.cost", "the universe has no reaction '{}'", row.id)
                            .at(row.place)
                            .expected("an id of the universe")
                            .candidates(nearest(row.id, ids)));
        universe.cost[known->second] = row.cost;
    }
    return {};
}

InsertionOptions options_of(const Call& call) {
    InsertionOptions options;
    options.min_flux = call.number("min-flux");
    options.min_growth = call.number("min-growth");
    options.min_yield = call.number("min-yield");
    options.substrate = call.text("substrate");
    if (call.integer("max-insertions") < most_reactions) options.most = call.integer("max-insertions");
    options.alternatives = static_cast<std::int32_t>(call.integer("alternatives"));
    options.exchanges = call.flag("exchanges");
    return options;
}

Result<void> write_sets(Sink& sink, const Insertions& found) {
    std::vector<std::string> names;
    for (const operation::Column& column : set_columns()) names.push_back(column.name);
    formats::TableWriter table(sink, names);
    std::int64_t number = 0;
    for (const Insertion& set : found.sets) {
        STRANDLINE_CHECK(check_joined_reactions(*found.model.network, set.reactions));
        std::vector<std::string> ids;
        for (const std::int32_t reaction : set.reactions) ids.push_back(found.model.reaction_id(reaction));
        table.integer(++number).integer(static_cast<std::int64_t>(ids.size())).text(join(ids, ";"));
        table.text(shown(set.cost)).text(shown(set.flux)).text(set.yield ? shown(*set.yield) : "NA");
        table.text(shown(set.growth)).text(set.proved ? "optimal" : "best_found");
        table.end_row();
    }
    return table.finish();
}

void say_what_was_done(const Insertions& found, std::int32_t wanted, Context& context) {
    if (found.target_added)
        context.log(LogLevel::notice, format("the model has no exchange for the target: '{}' was added",
                                             found.model.reaction_id(found.target)));
    if (found.sets.empty() && found.end == InsertionEnd::none)
        context.log(LogLevel::notice, format("no set of {} offered reactions is enough: proved",
                                             with_thousands(found.offered.size())));
    else if (found.end == InsertionEnd::limit)
        context.log(
            LogLevel::warning,
            format("the search was given up: no {}set costs less than {}, proved; give "
                   "--max-insertions to ask for small sets only",
                   found.sets.empty() || !found.sets.back().proved ? "" : "further ", shown(found.bound)));
    else if (found.sets.size() < static_cast<std::size_t>(wanted))
        context.log(LogLevel::notice, "there are no further sets: proved");
}

Result<Answer> run_insert(Call& call, Context& context) {
    STRANDLINE_TRY(const FluxModel host, read_model(call, context));
    STRANDLINE_TRY(Universe universe, read_universe(call.input("universe"), context));
    if (call.has("costs")) STRANDLINE_CHECK(apply_costs(universe, call.input("costs")));
    const InsertionOptions options = options_of(call);
    STRANDLINE_TRY(const Insertions found,
                   cheapest_insertions(host, universe, call.text("target"), options, context));
    say_what_was_done(found, options.alternatives, context);
    STRANDLINE_CHECK(write_sets(call.output("insertions"), found));
    const domain::Network network =
        found.sets.empty() ? *host.network : with_insertion(found, found.sets.front());
    STRANDLINE_CHECK(formats::write_cobra_json(network, call.output("new-model")));
    return found.sets.empty() ? Answer::no : Answer::yes;
}

}  // namespace

operation::Operation insert_operation() {
    using namespace operation;
    Operation made;
    made.name = "strain insert";
    made.summary = "Find the cheapest reactions that make a host produce a target";
    made.description =
        "Of the reactions of a universe (a table, or another model of the same name space), finds the set of "
        "least total cost with which the target flows at --min-flux while the host grows at --min-growth. "
        "The cost is proved to be the least; further sets follow with --alternatives. Each set is asked "
        "again of the whole model. Reactions that the host has are not offered, but those that are switched "
        "off in it are; nor are, of a universe that is a model, its exchanges and biomass reactions. Exit "
        "status 1 when no set is enough.";
    made.inputs = {model_port(),
                   port("universe")
                       .one_of("strain.reactions/1", "sbml", "json", "cobra.mat", "cobra.yaml")
                       .described("reactions to choose from: a TSV table (id, equation, and perhaps name, "
                                  "lower, upper, genes, cost) or a model"),
                   medium_port(), knockout_port(),
                   port("costs")
                       .format("strain.costs/1")
                       .optional()
                       .described("costs of reactions of the universe: TSV (id, cost); 1 where it has none")};
    made.params = condition_params_and(
        {text("target").required().value("ID").help("metabolite to make, or the reaction that shall run"),
         number("min-flux", 0.001).range(1e-6, 1e6).help("least flux of the target, mmol/gDW/h"),
         number("min-growth", 0).range(0, 1e6).help("least value of the objective"),
         number("min-yield", 0).range(0, 1e6).help("least target per substrate taken up, mol/mol"),
         text("substrate").value("ID").help("exchange of the substrate; the main carbon source if not given"),
         integer("max-insertions", most_reactions).range(1, most_reactions).help("most reactions in a set"),
         integer("alternatives", 1).range(1, most_alternatives).help("how many sets to find"),
         flag("exchanges").help("also offer exchanges of a universe that is a model, for secretion")});
    made.outputs = {operation::table("insertions", "strain.insertions/1", set_columns())
                        .described("the sets found, cheapest first")
                        .file("insertions.tsv"),
                    port("new-model")
                        .format("json")
                        .described("the model with the first set, its bounds as given; COBRA JSON")
                        .file("model.json")};
    made.example =
        "strandline strain insert e_coli_core.xml --universe iML1515.json --target glyc_e --min-flux 1 "
        "--min-growth 0.1";
    made.run = run_insert;
    return made;
}

}  // namespace strandline::strain
