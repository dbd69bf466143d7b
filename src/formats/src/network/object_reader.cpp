#include "object_reader.hpp"

#include "further_members.hpp"
#include "network_builder.hpp"
#include "numbers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace strandline::formats {
namespace {

// What COBRApy takes where a file says nothing.
constexpr double default_lower = 0;
constexpr double default_upper = 1000;

// Each error looks through all ids for the nearest.
constexpr std::size_t most_counted = 200;

std::string_view kind_of(const Json& value) {
    if (value.is_null()) return "null";
    if (value.is_bool()) return "true or false";
    if (value.is_number()) return "a number";
    if (value.is_string()) return "a text";
    return value.is_array() ? "a list" : "an object";
}

/// Empty objects and lists say nothing.
Json kept(const Json* value) {
    if (!value || (value->is_object() && value->members().empty()) ||
        (value->is_array() && value->items().empty()) || (value->is_string() && value->string().empty()))
        return {};
    return *value;
}

class ObjectReader {
public:
    ObjectReader(const Json& root, const std::function<Place(const JsonPath&)>& place)
        : root_(root), place_(place) {}

    Result<domain::Network> read() {
        if (!root_.is_object() || !root_.find("reactions") || !root_.find("metabolites"))
            return fail(
                Error::input("model.none", "this is no metabolic model")
                    .at(place_({}))
                    .expected("an object with the lists \"metabolites\" and \"reactions\", as COBRApy "
                              "writes it")
                    .found("{}", root_.is_object() ? "an object without them" : kind_of(root_))
                    .mend("give a model in SBML, or in COBRA's JSON, YAML or MAT form"));
        read_model();
        find_boundary();
        each("metabolites", [&](const Json& from, std::size_t i) {
            add_boundary_before(builder_.network.metabolites.size());
            add(metabolite(from, {"metabolites", i}), "metabolites", i);
        });
        add_boundary_before(std::size_t{1} << 53);  // all that are left
        each("genes", [&](const Json& from, std::size_t i) { gene(from, i); });
        each("reactions", [&](const Json& from, std::size_t i) { reaction(from, i); });
        finish_objective();
        if (const Json* further = root_.find("strandline"))
            if (auto wrong = read_further(*further, builder_))
                errors_.add(std::move(*wrong).at(place_({"strandline"})));
        if (errors_.any()) return fail(errors_.take());
        builder_.complete();
        return std::move(builder_.network);
    }

private:
    void read_model() {
        domain::Network& network = builder_.network;
        network.id = text(root_, "id", {});
        network.name = text(root_, "name", {});
        network.notes = kept(root_.find("notes"));
        network.annotation = kept(root_.find("annotation"));
        const Json* compartments = root_.find("compartments");
        if (compartments && compartments->is_object())
            for (const auto& [id, name] : compartments->members())
                network.compartments.push_back({id, name.is_string() ? name.string() : std::string()});
    }

    template <class Read>
    void each(std::string_view list, Read&& read) {
        const Json* items = root_.find(list);
        if (!items || items->is_null()) return;
        if (!items->is_array()) {
            errors_.add(wrong_kind(list, "a list", *items).at(place_({list})));
            return;
        }
        for (std::size_t i = 0; i < items->items().size() && errors_.count() < most_counted; ++i) {
            if (items->items()[i].is_object())
                read(items->items()[i], i);
            else
                errors_.add(wrong_kind(list, "a list of objects", items->items()[i]).at(place_({list, i})));
        }
    }

    static Error wrong_kind(std::string_view member, std::string_view expected, const Json& found) {
        return Error::input("model.value", "\"{}\" is of a wrong kind", member)
            .expected("{}", expected)
            .found("{}", kind_of(found))
            .mend("write it as COBRApy does");
    }

    Place at(std::string_view list, std::size_t i, std::string_view member = {}) const {
        JsonPath path{list, i};
        if (!member.empty()) path.emplace_back(member);
        return place_(path);
    }

    /// "" where there is none or null; ids may be numbers (YAML writes 1234 so).
    std::string text(const Json& object, std::string_view name, const JsonPath& path) {
        const Json* value = object.find(name);
        if (!value || value->is_null()) return {};
        if (value->is_string()) return value->string();
        if (value->is_number()) return es6_number(value->number());
        JsonPath whole = path;
        whole.emplace_back(name);
        errors_.add(wrong_kind(name, "a text", *value).at(place_(whole)));
        return {};
    }

    /// RAVEN has a list of them.
    std::string subsystem(const Json& from, const JsonPath& path) {
        const Json* list = from.find("subsystem");
        if (!list || !list->is_array()) return text(from, "subsystem", path);
        std::vector<std::string> names;
        for (const Json& each : list->items())
            if (each.is_string()) names.push_back(each.string());
        return join(names, "; ");
    }

    double number(const Json& object, std::string_view name, double otherwise, const JsonPath& path) {
        const Json* value = object.find(name);
        return value ? number_of(*value, name, otherwise, path) : otherwise;
    }

    double number_of(const Json& value, std::string_view name, double otherwise, const JsonPath& path) {
        if (value.is_null()) return otherwise;
        if (value.is_number()) return value.number();
        if (value.is_string())
            if (const auto read = model_number(value.string()); read && !std::isnan(*read)) return *read;
        JsonPath whole = path;
        whole.emplace_back(name);
        errors_.add(Error::input("model.number", "\"{}\" is no number", name)
                        .at(place_(whole))
                        .expected("a number, \"inf\" or \"-inf\"")
                        .found("{}", value.is_string() ? "'" + printable(value.string()) + "'"
                                                       : std::string(kind_of(value)))
                        .mend("write a number, or leave the member out"));
        return otherwise;
    }

    /// Boundary metabolites stand apart, each with the index that it has among all.
    void find_boundary() {
        const Json* further = root_.find("strandline");
        const Json* list = further ? further->find("boundary_metabolites") : nullptr;
        if (!list || !list->is_array()) return;
        for (const Json& from : list->items()) boundary_.push_back(&from);
    }

    void add_boundary_before(std::size_t index) {
        for (; next_boundary_ < boundary_.size(); ++next_boundary_) {
            const Json& from = *boundary_[next_boundary_];
            const Json* at = from.find("index");
            if (at && at->is_integer() && at->integer() > static_cast<std::int64_t>(index)) return;
            const JsonPath path{"strandline", "boundary_metabolites", next_boundary_};
            domain::Metabolite made = metabolite(from, path);
            made.boundary = true;
            const auto added = static_cast<std::int32_t>(builder_.network.metabolites.size());
            if (auto wrong = builder_.add(std::move(made))) {
                errors_.add(std::move(*wrong).at(place_(path)));
                continue;
            }
            ++index;
            const Json* reactions = from.find("reactions");
            if (!reactions || !reactions->is_object()) continue;
            for (const auto& [id, coefficient] : reactions->members())
                if (coefficient.is_number()) boundary_terms_[id].push_back({added, coefficient.number()});
        }
    }

    domain::Metabolite metabolite(const Json& from, const JsonPath& path) {
        domain::Metabolite made;
        made.id = text(from, "id", path);
        made.name = text(from, "name", path);
        made.compartment = text(from, "compartment", path);
        made.formula = text(from, "formula", path);
        const Json* charge = from.find("charge");
        if (charge && !charge->is_null() && !(charge->is_string() && trim(charge->string()).empty()))
            made.charge = number(from, "charge", 0, path);
        made.annotation = kept(from.find("annotation"));
        made.notes = kept(from.find("notes"));
        return made;
    }

    void gene(const Json& from, std::size_t i) {
        const JsonPath path{"genes", i};
        add(domain::NetworkGene{text(from, "id", path), text(from, "name", path),
                                kept(from.find("annotation")), kept(from.find("notes"))},
            "genes", i);
    }

    template <class Item>
    void add(Item item, std::string_view list, std::size_t i) {
        if (auto wrong = builder_.add(std::move(item))) errors_.add(std::move(*wrong).at(at(list, i)));
    }

    void reaction(const Json& from, std::size_t i) {
        const JsonPath path{"reactions", i};
        domain::Reaction made;
        made.id = text(from, "id", path);
        made.name = text(from, "name", path);
        made.subsystem = subsystem(from, path);
        made.lower = number(from, "lower_bound", default_lower, path);
        made.upper = number(from, "upper_bound", default_upper, path);
        made.rule_text = text(from, "gene_reaction_rule", path);
        made.annotation = kept(from.find("annotation"));
        made.notes = kept(from.find("notes"));
        made.terms = terms(from, made.id, path);
        if (const auto further = boundary_terms_.find(made.id); further != boundary_terms_.end())
            made.terms.insert(made.terms.end(), further->second.begin(), further->second.end());
        rule(made, i);
        const double weight = number(from, "objective_coefficient", 0, path);
        const auto index = static_cast<std::int32_t>(builder_.network.reactions.size());
        if (auto wrong = builder_.add(std::move(made)))
            errors_.add(std::move(*wrong).at(at("reactions", i)));
        else if (weight != 0)
            objective_.push_back({index, weight});
    }

    void rule(domain::Reaction& made, std::size_t i) {
        if (made.rule_text.empty()) return;
        const auto gene = [&](std::string_view id) { return builder_.gene_or_new(id); };
        auto read = parse_gene_rule(made.rule_text, gene, {});
        if (read)
            made.rule = std::move(*read);
        else
            errors_.add(std::move(read).error().at(at("reactions", i, "gene_reaction_rule")));
    }

    std::vector<domain::Term> terms(const Json& from, std::string_view id, const JsonPath& path) {
        std::vector<domain::Term> made;
        const Json* coefficients = from.find("metabolites");
        if (!coefficients || coefficients->is_null()) return made;
        if (!coefficients->is_object()) {
            JsonPath whole = path;
            whole.emplace_back("metabolites");
            errors_.add(wrong_kind("metabolites", "an object of coefficients by metabolite", *coefficients)
                            .at(place_(whole)));
            return made;
        }
        for (const auto& [metabolite, value] : coefficients->members()) {
            JsonPath whole = path;
            whole.emplace_back("metabolites");
            const double coefficient = number_of(value, metabolite, 0, whole);
            const std::int32_t index = builder_.metabolite(metabolite);
            whole.emplace_back(std::string_view(metabolite));
            if (index < 0)
                errors_.add(builder_.unknown_metabolite(id, metabolite).at(place_(whole)));
            else
                made.push_back({index, coefficient});
        }
        return made;
    }

    void finish_objective() {
        const Json* direction = root_.find("objective_direction");
        const bool minimise =
            direction && direction->is_string() && lower(direction->string()).starts_with("min");
        if (objective_.empty() && !direction) return;
        if (auto wrong = builder_.add(domain::FluxObjective{"obj", !minimise, std::move(objective_)}))
            errors_.add(std::move(*wrong).at(place_({"reactions"})));
        builder_.network.active_objective = 0;
    }

    const Json& root_;
    const std::function<Place(const JsonPath&)>& place_;
    NetworkBuilder builder_;
    Errors errors_;
    std::vector<domain::Term> objective_;
    std::vector<const Json*> boundary_;
    std::size_t next_boundary_ = 0;
    std::map<std::string, std::vector<domain::Term>, std::less<>> boundary_terms_;  // by reaction
};

}  // namespace

Result<domain::Network> network_of(const Json& root, const std::function<Place(const JsonPath&)>& place) {
    return ObjectReader(root, place).read();
}

}  // namespace strandline::formats
