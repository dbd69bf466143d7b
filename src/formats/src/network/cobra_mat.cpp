#include "matlab.hpp"
#include "network_builder.hpp"
#include "numbers.hpp"
#include "readers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace strandline::formats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

struct AnnotationField {
    std::string_view field, provider;
};

// Fields of the COBRA Toolbox, in small letters, by collection of identifiers.org.
constexpr AnnotationField of_metabolites[] = {{"metkeggid", "kegg.compound"},
                                              {"metchebiid", "chebi"},
                                              {"metpubchemid", "pubchem.compound"},
                                              {"metinchistring", "inchi"},
                                              {"methmdbid", "hmdb"},
                                              {"methmdb", "hmdb"},
                                              {"metmetanetxid", "metanetx.chemical"},
                                              {"metseedid", "seed.compound"},
                                              {"metbiggid", "bigg.metabolite"},
                                              {"metbiocycid", "biocyc"},
                                              {"metreactomeid", "reactome"},
                                              {"metlipidmapsid", "lipidmaps"},
                                              {"metslmid", "slm"},
                                              {"metcasnumber", "cas"},
                                              {"metunipathway", "unipathway.compound"},
                                              {"metpubchemsubstance", "pubchem.substance"},
                                              {"metkeggdrugid", "kegg.drug"},
                                              {"metkeggglycanid", "kegg.glycan"},
                                              {"metsboterms", "sbo"}};
constexpr AnnotationField of_reactions[] = {
    {"rxnecnumbers", "ec-code"},    {"rxnkeggid", "kegg.reaction"}, {"rxnmetanetxid", "metanetx.reaction"},
    {"rxnseedid", "seed.reaction"}, {"rxnbiggid", "bigg.reaction"}, {"rxnbiocycid", "biocyc"},
    {"rxnrheaid", "rhea"},          {"rxnreactomeid", "reactome"},  {"rxnsboterms", "sbo"}};
constexpr AnnotationField of_genes[] = {
    {"geneentrezid", "ncbigene"}, {"generefseqid", "refseq"},   {"geneuniprotid", "uniprot"},
    {"geneecogeneid", "ecogene"}, {"genekeggid", "kegg.genes"}, {"genehprdid", "hprd"},
    {"geneasapid", "asap"},       {"geneccdsid", "ccds"},       {"genencbiproteinid", "ncbiprotein"}};
constexpr AnnotationField notes_of_reactions[] = {
    {"rxnnotes", "NOTES"}, {"rxnreferences", "References"}, {"rxnconfidencescores", "Confidence Level"}};

/// The first text in a cell, however deep: subsystems are cells in cells.
std::string first_text(const MatlabArray& array) {
    if (array.kind == MatlabArray::Kind::text) return array.text;
    if (array.kind == MatlabArray::Kind::numbers && array.numbers.size() == 1 &&
        std::isfinite(array.numbers[0]))
        return format("{}", array.numbers[0]);
    return array.cells.empty() ? std::string() : first_text(array.cells.front());
}

/// The compartment that an id ends with: "glc-D[c]", "glc_D(c)", "glc_D_c".
std::string compartment_in(std::string_view id) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool closed = id.ends_with(']') || id.ends_with(')');
    if (closed) id.remove_suffix(1);
    if (!closed && id.ends_with("_boundary")) id.remove_suffix(9);
    std::size_t begin = id.size();
    while (begin > 0 && is_letter(id[begin - 1])) --begin;
    if (begin == id.size() || begin == 0) return {};
    const char before = id[begin - 1];
    return (closed ? before == '[' || before == '(' : before == '_') ? std::string(id.substr(begin))
                                                                     : std::string();
}

/// "x(12)" of a rule over gene numbers becomes the gene's id; nothing when there is no such gene.
std::optional<std::string> with_gene_ids(std::string_view rule, const std::vector<std::string>& genes) {
    std::string made;
    for (std::size_t i = 0; i < rule.size();) {
        if (!rule.substr(i).starts_with("x(")) {
            made += rule[i++];
            continue;
        }
        const std::size_t end = rule.find(')', i);
        const auto number = model_number(rule.substr(i + 2, end == rule.npos ? 0 : end - i - 2));
        if (!number || *number < 1 || *number > static_cast<double>(genes.size())) return std::nullopt;
        made += genes[static_cast<std::size_t>(*number) - 1];
        i = end + 1;
    }
    return made;
}

class MatReader {
public:
    MatReader(const MatlabStruct& from, std::string_view file) : from_(from), file_(file) {}

    Result<domain::Network> read() {
        read_names();
        const std::vector<std::string> mets = texts("mets", 0), rxns = texts("rxns", 0);
        STRANDLINE_TRY(const MatlabArray S, array("S"));
        if (S.rows != mets.size() || S.columns != rxns.size())
            error("S",
                  format("a row for each of {} metabolites and a column for each of {} reactions",
                         mets.size(), rxns.size()),
                  format("{} x {}", S.rows, S.columns));
        if (wrong_) return fail(std::move(*wrong_));
        if (errors_.any()) return fail(errors_.take());
        metabolites(mets);
        genes();
        if (errors_.any()) return fail(errors_.take());
        reactions(rxns, S);
        if (wrong_) return fail(std::move(*wrong_));
        if (errors_.any()) return fail(errors_.take());
        objective(rxns.size());
        if (wrong_) return fail(std::move(*wrong_));
        row_senses(mets.size());
        coupling(rxns.size());
        if (wrong_) return fail(std::move(*wrong_));
        if (errors_.any()) return fail(errors_.take());
        builder_.complete();
        return std::move(builder_.network);
    }

private:
    // --- fields

    Place place(std::string record) const {
        return {.file = std::string(file_), .record = std::move(record)};
    }

    void error(std::string_view field, std::string expected, std::string found) {
        errors_.add(Error::input("model.field", "field {} is of a wrong size or kind", field)
                        .at(place(format("{}.{}", printable(from_.name), field)))
                        .expected("{}", expected)
                        .found("{}", found)
                        .mend("write the model again with the COBRA Toolbox or COBRApy"));
    }

    Result<MatlabArray> array(std::string_view field) { return from_.field(field); }

    MatlabArray array_or_empty(std::string_view field) {
        auto made = from_.field(field);
        if (made) return std::move(*made);
        if (!wrong_) wrong_ = std::move(made).error();
        return {};
    }

    /// `count` texts, or none when the field is not there; any number when `count` is 0.
    std::vector<std::string> texts(std::string_view field, std::size_t count) {
        std::vector<std::string> made;
        if (!from_.has(field)) return made;
        const MatlabArray from = array_or_empty(field);
        if (from.kind == MatlabArray::Kind::cells)
            for (const MatlabArray& cell : from.cells) made.push_back(first_text(cell));
        else if (from.kind == MatlabArray::Kind::numbers)
            for (const double number : from.numbers)
                made.push_back(std::isfinite(number) ? format("{}", number) : std::string());
        if (count > 0 && made.size() != count) {
            // What only describes is left out where it does not fit.
            if (field == "rxns" || field == "mets" || field == "grRules" || field == "rules")
                error(field, format("{} texts", count), format("{}", made.size()));
            made.clear();
        }
        return made;
    }

    std::vector<double> numbers(std::string_view field, std::size_t count, bool required) {
        MatlabArray from = array_or_empty(field);
        std::vector<double> made = std::move(from.numbers);
        if (from.kind == MatlabArray::Kind::sparse) {
            std::vector<double> full(from.rows * from.columns <= 2 * count ? from.rows * from.columns : 0, 0);
            for (std::size_t j = 0; j < from.columns && !full.empty(); ++j)
                for (std::size_t k = from.column_begin[j]; k < from.column_begin[j + 1]; ++k)
                    full[j * from.rows + from.row[k]] = made[k];
            made = std::move(full);
        }
        if (from.kind == MatlabArray::Kind::cells)
            for (const MatlabArray& cell : from.cells)
                made.push_back(model_number(first_text(cell)).value_or(missing));
        if (made.size() == count) return made;
        if (required) error(field, format("{} numbers", count), format("{}", made.size()));
        return {};
    }

    std::string text(std::string_view field) { return first_text(array_or_empty(field)); }

    static const std::string& at(const std::vector<std::string>& list, std::size_t i) {
        static const std::string none;
        return i < list.size() ? list[i] : none;
    }

    // --- the parts of a model

    void read_names() {
        domain::Network& network = builder_.network;
        network.id = text("modelID");
        if (network.id.empty()) network.id = text("id");
        if (network.id.empty()) network.id = from_.name;
        network.name = text("modelName");
        if (network.name.empty()) network.name = text("description");
    }

    template <std::size_t N>
    std::vector<Json> annotations(const AnnotationField (&fields)[N], std::size_t count) {
        std::vector<Json> made(count);
        for (const AnnotationField& each : fields) {
            const std::vector<std::string> values = texts(each.field, count);
            for (std::size_t i = 0; i < std::min(values.size(), count); ++i) {
                Json::Array list;
                for (const std::string_view part : parts(values[i], each.provider))
                    list.emplace_back(prefixed(part, each.provider));
                if (list.empty() || made[i].find(each.provider)) continue;
                made[i].set(std::string(each.provider), list.size() == 1 ? list.front() : Json::array(list));
            }
        }
        return made;
    }

    static std::vector<std::string_view> parts(std::string_view value, std::string_view provider) {
        std::vector<std::string_view> made;
        if (provider == "inchi") {
            if (!trim(value).empty()) made.push_back(trim(value));
            return made;
        }
        for (const std::string_view by_semicolon : split(value, ';'))
            for (std::string_view part : split(by_semicolon, ',')) {
                // "2.7.2.1 or 2.7.2.15"
                for (std::size_t joint = part.find(" or "); joint != part.npos; joint = part.find(" or ")) {
                    if (!trim(part.substr(0, joint)).empty()) made.push_back(trim(part.substr(0, joint)));
                    part.remove_prefix(joint + 4);
                }
                if (!trim(part).empty()) made.push_back(trim(part));
            }
        return made;
    }

    static std::string prefixed(std::string_view id, std::string_view provider) {
        const std::string_view prefix = provider == "chebi" ? "CHEBI:" : provider == "sbo" ? "SBO:" : "";
        return (id.starts_with(prefix) ? "" : std::string(prefix)) + std::string(id);
    }

    void metabolites(const std::vector<std::string>& ids) {
        const std::vector<std::string> names = texts("metNames", ids.size()),
                                       formulas = texts("metFormulas", ids.size()),
                                       compartments = compartment_list(ids);
        const std::vector<double> charges =
            numbers(from_.has("metCharges") ? "metCharges" : "metCharge", ids.size(), false);
        std::vector<Json> annotation = annotations(of_metabolites, ids.size());
        for (std::size_t i = 0; i < ids.size() && !errors_.full(); ++i) {
            domain::Metabolite made;
            made.id = ids[i];
            made.name = at(names, i);
            made.formula = at(formulas, i);
            made.compartment = at(compartments, i);
            if (!charges.empty() && std::isfinite(charges[i])) made.charge = charges[i];
            made.annotation = std::move(annotation[i]);
            if (auto wrong = builder_.add(std::move(made)))
                errors_.add(std::move(*wrong).at(place(format("{}.mets({})", printable(from_.name), i + 1))));
        }
    }

    std::vector<std::string> compartment_list(const std::vector<std::string>& ids) {
        const std::vector<std::string> known = texts("comps", 0), names = texts("compNames", known.size());
        std::vector<std::string> made;
        const std::vector<double> index = numbers("metComps", ids.size(), false);
        const bool whole = !index.empty() && !known.empty() && std::ranges::all_of(index, [&](double k) {
            return k >= 1 && k <= static_cast<double>(known.size());
        });
        for (std::size_t i = 0; i < ids.size(); ++i)
            made.push_back(whole ? known[static_cast<std::size_t>(index[i]) - 1] : compartment_in(ids[i]));
        if (whole)
            for (std::size_t i = 0; i < known.size(); ++i)
                builder_.network.compartments.push_back({known[i], at(names, i)});
        return made;
    }

    void genes() {
        gene_ids_ = texts("genes", 0);
        const std::vector<std::string> names = texts("geneNames", gene_ids_.size());
        std::vector<Json> annotation = annotations(of_genes, gene_ids_.size());
        for (std::size_t i = 0; i < gene_ids_.size() && !errors_.full(); ++i)
            if (auto wrong = builder_.add(
                    domain::NetworkGene{gene_ids_[i], at(names, i), std::move(annotation[i]), {}}))
                errors_.add(
                    std::move(*wrong).at(place(format("{}.genes({})", printable(from_.name), i + 1))));
    }

    void reactions(const std::vector<std::string>& ids, const MatlabArray& S) {
        const std::size_t count = ids.size();
        const std::vector<std::string> names = texts("rxnNames", count),
                                       subsystems = texts("subSystems", count),
                                       words = texts("grRules", count), numbered = texts("rules", count);
        const std::vector<double> lower = numbers("lb", count, true), upper = numbers("ub", count, true);
        std::vector<Json> annotation = annotations(of_reactions, count), notes(count);
        for (const AnnotationField& each : notes_of_reactions) {
            const std::vector<std::string> values = texts(each.field, count);
            for (std::size_t j = 0; j < std::min(values.size(), count); ++j)
                if (!trim(values[j]).empty()) notes[j].set(std::string(each.provider), trim(values[j]));
        }
        if (lower.empty() || upper.empty()) return;
        for (std::size_t j = 0; j < count && !errors_.full(); ++j) {
            domain::Reaction made;
            made.id = ids[j];
            made.name = at(names, j);
            made.subsystem = at(subsystems, j);
            made.lower = lower[j];
            made.upper = upper[j];
            made.annotation = std::move(annotation[j]);
            made.notes = std::move(notes[j]);
            made.terms = column(S, j);
            const Place where = place(format("{}, reaction {}", printable(from_.name), printable(ids[j])));
            rule(made, at(words, j), at(numbered, j), where);
            if (auto wrong = builder_.add(std::move(made))) errors_.add(std::move(*wrong).at(where));
        }
    }

    static std::vector<domain::Term> column(const MatlabArray& S, std::size_t j) {
        std::vector<domain::Term> made;
        if (S.kind == MatlabArray::Kind::sparse)
            for (std::size_t k = S.column_begin[j]; k < S.column_begin[j + 1]; ++k)
                made.push_back({static_cast<std::int32_t>(S.row[k]), S.numbers[k]});
        else if (S.kind == MatlabArray::Kind::numbers)
            for (std::size_t i = 0; i < S.rows; ++i)
                if (S.numbers[j * S.rows + i] != 0)
                    made.push_back({static_cast<std::int32_t>(i), S.numbers[j * S.rows + i]});
        return made;
    }

    /// grRules has gene ids, rules has their numbers.
    void rule(domain::Reaction& made, const std::string& words, const std::string& numbered,
              const Place& where) {
        std::string text(trim(words));
        if (text.empty() && !trim(numbered).empty()) {
            const auto named = with_gene_ids(trim(numbered), gene_ids_);
            if (!named)
                errors_.add(Error::input("model.rule", "a rule names a gene by a number that is none")
                                .at(where)
                                .expected("x(1) to x({})", gene_ids_.size())
                                .found("'{}'", printable(trim(numbered).substr(0, 60)))
                                .mend("correct the field rules, or give grRules"));
            text = named.value_or("");
        }
        auto read =
            parse_gene_rule(text, [&](std::string_view id) { return builder_.gene_or_new(id); }, where);
        if (!read) {
            errors_.add(std::move(read).error());
            return;
        }
        made.rule = std::move(*read);
        made.rule_text = std::move(text);
    }

    void objective(std::size_t count) {
        if (!from_.has("c")) return;
        const std::vector<double> weights = numbers("c", count, true);
        domain::FluxObjective made{"obj", true, {}};
        for (std::size_t j = 0; j < weights.size(); ++j)
            if (weights[j] != 0) made.terms.push_back({static_cast<std::int32_t>(j), weights[j]});
        // osense is -1 for max, 1 for min.
        const std::vector<double> sense = numbers("osense", 1, false);
        if (!sense.empty()) made.maximise = sense.front() < 0;
        if (const std::string word = lower(text("osenseStr")); !word.empty())
            made.maximise = !word.starts_with("min");
        if (made.terms.empty()) return;
        if (auto wrong = builder_.add(std::move(made)))
            errors_.add(std::move(*wrong).at(place(format("{}.c", printable(from_.name)))));
        builder_.network.active_objective = 0;
    }

    // --- rows that are not balances

    /// One sense for each row; all of them E when the field is not there.
    std::string senses(std::string_view field, std::size_t count) {
        if (!from_.has(field)) return std::string(count, 'E');
        const MatlabArray from = array_or_empty(field);
        std::string made = from.text;
        for (const MatlabArray& cell : from.cells) made += first_text(cell).substr(0, 1);
        if (made.size() != count || made.find_first_not_of("ELG") != std::string::npos) {
            error(field, format("{} letters of E, L and G", count), "otherwise");
            made.assign(count, 'E');
        }
        return made;
    }

    static domain::FluxConstraint constraint(std::string id, char sense, double limit) {
        return {std::move(id), {}, {}, sense == 'L' ? -infinity : limit, sense == 'G' ? infinity : limit};
    }

    /// A row that need not be balanced is a constraint, and its metabolite stands outside of the balances.
    void row_senses(std::size_t count) {
        const std::string sense = senses("csense", count);
        std::vector<double> limits = numbers("b", count, false);
        if (limits.empty()) limits.assign(count, 0);
        std::vector<std::int32_t> constraint_of(count, -1);
        domain::Network& network = builder_.network;
        if (errors_.any()) return;
        std::vector<domain::FluxConstraint> made;
        for (std::size_t i = 0; i < count; ++i) {
            if (sense[i] == 'E' && limits[i] == 0) continue;
            constraint_of[i] = static_cast<std::int32_t>(made.size());
            network.metabolites[i].boundary = true;
            made.push_back(constraint(network.metabolites[i].id, sense[i], limits[i]));
        }
        for (std::size_t j = 0; j < network.reactions.size(); ++j)
            for (const domain::Term& term : network.reactions[j].terms)
                if (const std::int32_t row = constraint_of[static_cast<std::size_t>(term.index)]; row >= 0)
                    made[static_cast<std::size_t>(row)].terms.push_back(
                        {static_cast<std::int32_t>(j), term.coefficient});
        add(std::move(made), "b");
    }

    /// Coupling constraints of the COBRA Toolbox: C v <= d, a row for each of ctrs.
    void coupling(std::size_t reactions) {
        if (!from_.has("C") || !from_.has("ctrs") || errors_.any()) return;
        const std::vector<std::string> ids = texts("ctrs", 0);
        const MatlabArray C = array_or_empty("C");
        if (C.rows != ids.size() || C.columns != reactions || from_.has("D")) {
            error("C", format("{} x {}, and no further variables (D)", ids.size(), reactions),
                  from_.has("D") ? std::string("the field D") : format("{} x {}", C.rows, C.columns));
            return;
        }
        const std::vector<double> limits = numbers("d", ids.size(), true);
        const std::string sense = senses("dsense", ids.size());
        if (limits.empty()) return;
        std::vector<domain::FluxConstraint> made;
        for (std::size_t i = 0; i < ids.size(); ++i) made.push_back(constraint(ids[i], sense[i], limits[i]));
        for (std::size_t j = 0; j < reactions; ++j)
            for (const domain::Term& term : column(C, j))
                made[static_cast<std::size_t>(term.index)].terms.push_back(
                    {static_cast<std::int32_t>(j), term.coefficient});
        add(std::move(made), "d");
    }

    void add(std::vector<domain::FluxConstraint> constraints, std::string_view field) {
        for (domain::FluxConstraint& each : constraints)
            if (auto wrong = builder_.add(std::move(each)))
                errors_.add(std::move(*wrong).at(place(format("{}.{}", printable(from_.name), field))));
    }

    const MatlabStruct& from_;
    std::string_view file_;
    NetworkBuilder builder_;
    Errors errors_;
    std::optional<Error> wrong_;
    std::vector<std::string> gene_ids_;
};

}  // namespace

Result<domain::Network> read_cobra_mat(std::string_view bytes, std::string_view file) {
    STRANDLINE_TRY(const MatlabFile matlab, read_matlab(bytes, file));
    for (const MatlabStruct& each : matlab.structs)
        if (each.has("rxns") && each.has("mets") && each.has("S")) return MatReader(each, file).read();
    return fail(Error::input("model.none", "the MATLAB file has no model")
                    .at({.file = std::string(file)})
                    .expected("a structure with the fields rxns, mets, S, lb and ub")
                    .found("{} without them", counted(matlab.structs.size(), "structure"))
                    .mend("save the model alone: save('model.mat', 'model', '-v7')"));
}

}  // namespace strandline::formats
