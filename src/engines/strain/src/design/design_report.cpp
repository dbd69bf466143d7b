#include "design/design_report.hpp"

#include "model/exchanges.hpp"

#include <strandline/base/json.hpp>
#include <strandline/formats/table.hpp>

#include <utility>

namespace strandline::strain {
namespace {

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

std::vector<std::string> names(const DesignRequest& request, const std::vector<std::int32_t>& indices,
                               bool genes) {
    std::vector<std::string> made;
    for (const std::int32_t index : indices)
        made.push_back(genes ? request.model.network->genes[at(index)].id : request.model.reaction_id(index));
    return made;
}

Json as_array(const std::vector<std::string>& words) {
    Json made = Json::array();
    for (const std::string& word : words) made.push_back(word);
    return made;
}

std::string number_text(double value) { return es6_number(design_number(value)); }

Json number_or_null(const std::optional<double>& value) {
    return value ? Json(design_number(*value)) : Json();
}

std::string_view method_name(DesignMethod method) {
    return method == DesignMethod::optknock      ? "optknock"
           : method == DesignMethod::robustknock ? "robustknock"
                                                 : "growth-coupled";
}

/// Product by substrate as amounts of what formulas tell.
std::optional<double> yield_of(const DesignMeasure& measure, const std::optional<FormulaContent>& product,
                               const std::optional<FormulaContent>& substrate,
                               double FormulaContent::* amount) {
    const std::optional<double> molar = measure.yield();
    if (!molar || !product || !substrate || (*substrate).*amount == 0) return std::nullopt;
    return *molar * (*product).*amount / (*substrate).*amount;
}

void set_measure(Json& made, const DesignRequest& request, const DesignMeasure& measure) {
    made.set("growth_per_h", design_number(measure.growth));
    made.set("product_mmol_per_gdw_h", design_number(measure.product));
    made.set("product_min_mmol_per_gdw_h", design_number(measure.product_min));
    made.set("product_max_mmol_per_gdw_h", design_number(measure.product_max));
    made.set("uptake_mmol_per_gdw_h", request.substrate >= 0 ? Json(design_number(measure.uptake)) : Json());
    const auto product = exchanged_content(request.model, request.target);
    const auto substrate =
        request.substrate >= 0 ? exchanged_content(request.model, request.substrate) : std::nullopt;
    made.set("yield_mol_per_mol", number_or_null(measure.yield()));
    made.set("yield_g_per_g",
             number_or_null(yield_of(measure, product, substrate, &FormulaContent::molar_mass)));
    made.set("yield_cmol_per_cmol",
             number_or_null(yield_of(measure, product, substrate, &FormulaContent::carbon_atoms)));
    made.set("growth_without_product_per_h", number_or_null(measure.free_growth));
    made.set("coupling", measure.coupling());
}

/// Without what stands for regulations.
std::vector<std::string> gene_names(const DesignRequest& request, const BuiltDesign& built) {
    std::vector<std::int32_t> genes = built.genes;
    std::erase_if(genes, [&](std::int32_t gene) { return at(gene) >= request.genes; });
    return names(request, genes, true);
}

/// What a design brings in, each with a +.
std::vector<std::string> gains_of(const DesignReport& report, std::size_t i) {
    const KnockoutDesign& design = report.search.designs[i];
    std::vector<std::string> made = names(report.request, design.knock_ins, false);
    for (std::string& gene : names(report.request, design.knock_in_genes, true))
        made.push_back(std::move(gene));
    for (std::string& one : made) one.insert(0, "+");
    return made;
}

Json design_json(const DesignReport& report, std::size_t i) {
    const DesignRequest& request = report.request;
    const BuiltDesign& built = report.built[i];
    Json made = Json::object();
    made.set("knockouts", as_array(names(request, built.knockouts, request.task.by_genes)));
    Json alike = Json::array();
    for (const auto& members : report.search.designs[i].knockouts)
        alike.push_back(as_array(names(request, members, request.task.by_genes)));
    made.set("any_one_of_each", std::move(alike));
    if (request.with_costs) {
        made.set("knock_ins", as_array(gains_of(report, i)));
        made.set("cost", design_number(report.search.designs[i].cost));
    }
    made.set("objective", design_number(built.measure.value(request.task.method)));
    made.set("bound", design_number(report.search.designs[i].bound));
    set_measure(made, request, built.measure);
    if (request.task.by_genes) return made;
    Json genes = Json::object();
    genes.set("genes", built.by_genes() ? as_array(gene_names(request, built)) : Json());
    if (built.by_genes()) {
        genes.set("also_stopped", as_array(names(request, built.side_effects, false)));
        set_measure(genes, request, built.gene_measure);
    } else {
        genes.set("why", "no set of genes stops all of the reactions");
    }
    made.set("by_genes", std::move(genes));
    return made;
}

}  // namespace

std::vector<operation::Column> design_columns() {
    using namespace operation;
    return {
        integer_column("design", "rank, 1 is the best"),
        integer_column("size", "knock-outs"),
        text_column("knockouts", "reactions, or genes, joined by ;"),
        text_column("genes", "the smallest gene set that does it, joined by ;"),
        number_column("growth", "the largest growth, 1/h"),
        number_column("product_min", "least product at that growth, mmol/gDW/h"),
        number_column("product_max", "most product at that growth, mmol/gDW/h"),
        text_column("yield", "mol product by mol substrate: product_max with optknock, else product_min"),
        text_column("status", "optimal (proved) or best_found"),
        number_column("bound", "no design but those above is worth more: product, or growth-coupled 1/h")};
}

const operation::Column& design_cost_column() {
    static const operation::Column column = operation::number_column(
        "cost", "sum of the costs (with --cost, --max-cost, --knock-in or --regulation)");
    return column;
}

const operation::Column& design_certified_column() {
    static const operation::Column column = operation::text_column(
        "certified", "yes: growth and product proved in exact arithmetic; else no: and why (with --certify)");
    return column;
}

Result<void> write_design_table(Sink& sink, const DesignReport& report) {
    std::vector<std::string> columns;
    for (const operation::Column& column : design_columns()) columns.push_back(column.name);
    if (report.request.with_costs) columns.push_back(design_cost_column().name);
    if (report.with_certificates) columns.push_back(design_certified_column().name);
    formats::TableWriter table(sink, columns);
    for (std::size_t i = 0; i < report.built.size(); ++i) {
        const BuiltDesign& built = report.built[i];
        const DesignMeasure& measure = built.measure;
        const std::vector<std::string> gains = gains_of(report, i);
        std::vector<std::string> changes =
            names(report.request, built.knockouts, report.request.task.by_genes);
        changes.insert(changes.end(), gains.begin(), gains.end());
        table.integer(static_cast<std::int64_t>(i + 1))
            .integer(static_cast<std::int64_t>(built.knockouts.size() + gains.size()))
            .text(join(changes, ";"))
            .text(join(gene_names(report.request, built), ";"))
            .text(number_text(measure.growth))
            .text(number_text(measure.product_min))
            .text(number_text(measure.product_max))
            .text(measure.yield() ? number_text(*measure.yield()) : "")
            .text(report.search.proved ? "optimal" : "best_found")
            .text(number_text(report.search.designs[i].bound));
        if (report.request.with_costs) table.text(number_text(report.search.designs[i].cost));
        if (report.with_certificates) table.text(report.certified[i]);
        table.end_row();
    }
    return table.finish();
}

Result<void> write_design_genes(Sink& sink, const DesignReport& report) {
    if (!report.built.empty())
        for (const std::string& gene : gene_names(report.request, report.built.front()))
            sink.write(gene + "\n");
    return sink.status();
}

Result<void> write_prediction(Sink& sink, const DesignReport& report) {
    const DesignRequest& request = report.request;
    Json made = Json::object();
    made.set("status", report.built.empty()   ? (report.search.proved ? "none" : "none_found")
                       : report.search.proved ? "optimal"
                                              : "best_found");
    made.set("method", method_name(request.task.method));
    made.set("target", request.model.reaction_id(request.target));
    made.set("substrate",
             request.substrate >= 0 ? Json(request.model.reaction_id(request.substrate)) : Json());
    made.set("growth_is", request.model.objective_name);
    made.set("min_growth_per_h", request.task.min_growth);
    if (!report.built.empty()) {
        // Of the strain as it is built: by genes, where there are some.
        const BuiltDesign& best = report.built.front();
        made.set("genes", as_array(gene_names(request, best)));
        set_measure(made, request, best.by_genes() ? best.gene_measure : best.measure);
    }
    Json wild = Json::object();
    if (report.wild.grows) set_measure(wild, request, report.wild);
    made.set("without_knockouts", std::move(wild));
    Json designs = Json::array();
    for (std::size_t i = 0; i < report.built.size(); ++i) designs.push_back(design_json(report, i));
    made.set("designs", std::move(designs));
    sink.write(made.pretty());
    return sink.status();
}

}  // namespace strandline::strain
