#include "further_members.hpp"
#include "json_place.hpp"
#include "network_builder.hpp"
#include "readers.hpp"
#include "sbml_draft.hpp"
#include "sbml_ids.hpp"
#include "utf8_text.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/network.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

namespace strandline::formats {
namespace {

using Kind = domain::GeneRule::Kind;

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Items>
std::vector<std::string> written_ids(const Items& items) {
    std::vector<std::string> ids;
    ids.reserve(items.size());
    for (const auto& item : items) ids.push_back(item.id);
    return ids;
}

/// A note that became a field: taken out of the notes.
std::string take_note(Json& notes, std::string_view name) {
    const Json* found = notes.find(name);
    if (!found || !found->is_string()) return {};
    std::string text = found->string();
    Json::Members others;
    for (const Json::Member& member : notes.members())
        if (member.first != name) others.push_back(member);
    notes = others.empty() ? Json() : Json::object(std::move(others));
    return text;
}

/// What the element of ours says in place of the rest.
template <class Item>
void apply_own(Item& made, const Json& own) {
    const auto text = [&](std::string_view name, std::string& into) {
        if (const Json* value = own.find(name); value && value->is_string()) into = value->string();
    };
    if (own.is_null()) return;
    if (const Json* value = own.find("annotation")) made.annotation = *value;
    if (const Json* value = own.find("notes")) made.notes = *value;
    text("name", made.name);
    if constexpr (requires { made.formula; }) text("formula", made.formula);
    if constexpr (requires { made.subsystem; }) text("subsystem", made.subsystem);
}

class DraftReader {
public:
    DraftReader(SbmlDraft draft, std::string_view text, std::string_view file)
        : draft_(std::move(draft)), text_(text), file_(file) {}

    Result<domain::Network> read() {
        domain::Network& network = builder_.network;
        network.id = decoded_id(draft_.id);
        network.name = std::move(draft_.name);
        network.annotation = std::move(draft_.annotation);
        network.notes = std::move(draft_.notes);
        if (draft_.document_notes.is_object())
            for (const auto& [name, value] : draft_.document_notes.members())
                if (!network.notes.find(name)) network.notes.set(name, value);
        for (domain::Compartment& from : draft_.compartments)
            network.compartments.push_back({compartment(from.id), std::move(from.name)});
        std::erase_if(network.compartments, [](const domain::Compartment& each) { return each.id.empty(); });
        for (const SbmlDraft::Parameter& parameter : draft_.parameters)
            parameters_.emplace(parameter.id, parameter.value);
        find_flux_bounds();
        find_associations();
        species();
        genes();
        reactions();
        objectives();
        groups();
        constraints();
        own_model();
        if (draft_.level == 2) exchange_boundary();
        if (errors_.any()) return fail(errors_.take());
        builder_.complete();
        return std::move(builder_.network);
    }

private:
    struct Bounds {
        double lower = -infinity, upper = infinity;
    };

    Place place(std::size_t offset, std::string record = {}) const {
        if (offset == SbmlDraft::nowhere) return {.file = std::string(file_), .record = std::move(record)};
        return text_place(text_, file_, offset);
    }

    void add_error(std::optional<Error> wrong, std::size_t offset, std::string_view record) {
        if (wrong) errors_.add(std::move(*wrong).at(place(offset, std::string(record))));
    }

    static std::string decoded_id(const std::string& written) { return cobra_ids({written}, "").front(); }

    static std::string compartment(const std::string& written) {
        return written == no_compartment ? std::string() : decoded_id(written);
    }

    // --- species and genes

    void species() {
        const std::vector<std::string> ids = cobra_ids(written_ids(draft_.species), "M_");
        for (std::size_t i = 0; i < draft_.species.size() && !errors_.full(); ++i) {
            SbmlDraft::Species& from = draft_.species[i];
            domain::Metabolite made;
            made.id = ids[i];
            made.name = std::move(from.name);
            made.compartment = compartment(from.compartment);
            made.formula = std::move(from.formula);
            made.charge = from.charge;
            made.boundary = from.boundary || (draft_.level == 2 && from.id.ends_with("_b"));
            made.annotation = std::move(from.annotation);
            made.notes = std::move(from.notes);
            if (draft_.fbc_version == 0) chemistry_from_notes(made);
            apply_own(made, from.own);
            const auto index = static_cast<std::int32_t>(builder_.network.metabolites.size());
            std::optional<Error> wrong = builder_.add(std::move(made));
            if (!wrong) species_.add(from.id, index);
            add_error(std::move(wrong), from.offset, "species " + from.id);
        }
    }

    static void chemistry_from_notes(domain::Metabolite& made) {
        if (made.formula.empty()) made.formula = take_note(made.notes, "FORMULA");
        if (made.charge) return;
        const std::string charge = take_note(made.notes, "CHARGE");
        int whole = 0;
        const auto [end, slip] = std::from_chars(charge.data(), charge.data() + charge.size(), whole);
        if (slip == std::errc() && end == charge.data() + charge.size() && !charge.empty())
            made.charge = whole;
    }

    void genes() {
        const std::vector<std::string> ids = cobra_ids(written_ids(draft_.genes), "G_");
        for (std::size_t i = 0; i < draft_.genes.size() && !errors_.full(); ++i) {
            SbmlDraft::Gene& from = draft_.genes[i];
            const auto index = static_cast<std::int32_t>(builder_.network.genes.size());
            domain::NetworkGene made{ids[i], std::move(from.name), std::move(from.annotation),
                                     std::move(from.notes)};
            apply_own(made, from.own);
            std::optional<Error> wrong = builder_.add(std::move(made));
            if (!wrong) genes_.add(from.id, index);
            add_error(std::move(wrong), from.offset, "gene product " + from.id);
        }
    }

    // --- reactions

    void find_flux_bounds() {
        for (const SbmlDraft::FluxBound& from : draft_.flux_bounds) {
            Bounds& bounds = flux_bounds_[from.reaction];
            const std::string sense = lower(from.operation);
            if (sense.starts_with("greater"))
                bounds.lower = std::max(bounds.lower, from.value);
            else if (sense.starts_with("less"))
                bounds.upper = std::min(bounds.upper, from.value);
            else if (sense == "equal")
                bounds = {from.value, from.value};
            else
                errors_.add(Error::input("model.bound", "a flux bound has an unknown operation")
                                .at(place(from.offset, "flux bound of " + from.reaction))
                                .expected("greaterEqual, lessEqual or equal")
                                .found("'{}'", printable(from.operation))
                                .mend("correct fbc:operation"));
        }
    }

    void find_associations() {
        for (auto& [reaction, association] : draft_.associations)
            associations_[reaction] = std::move(association);
    }

    std::optional<double> parameter(const std::string& id, const SbmlDraft::Reaction& from) {
        const auto found = parameters_.find(id);
        if (found != parameters_.end() && found->second) return found->second;
        std::vector<std::string> known;
        for (const auto& each : parameters_) known.push_back(each.first);
        std::ranges::sort(known);
        errors_.add(
            Error::input("model.bound", "a bound of reaction '{}' has no value", printable(from.id))
                .at(place(from.offset, "reaction " + from.id))
                .expected("the id of a parameter that has a value")
                .found("'{}'{}", printable(id),
                       found == parameters_.end() ? ", which is no parameter" : ", which has none")
                .mend("add the parameter or its value, or correct the id")
                .candidates(found == parameters_.end() ? nearest(id, known) : std::vector<std::string>()));
        return std::nullopt;
    }

    Bounds bounds_of(const SbmlDraft::Reaction& from) {
        Bounds made{from.reversible ? -infinity : 0, infinity};
        if (const auto found = flux_bounds_.find(from.id); found != flux_bounds_.end()) {
            // What is not given is not bounded, but by the direction.
            made.upper = found->second.upper;
            if (found->second.lower > -infinity || made.upper < 0) made.lower = found->second.lower;
        }
        if (from.own_lower) made.lower = *from.own_lower;
        if (from.own_upper) made.upper = *from.own_upper;
        if (!from.lower.empty()) made.lower = parameter(from.lower, from).value_or(made.lower);
        if (!from.upper.empty()) made.upper = parameter(from.upper, from).value_or(made.upper);
        return made;
    }

    void reactions() {
        const std::vector<std::string> ids = cobra_ids(written_ids(draft_.reactions), "R_");
        for (std::size_t j = 0; j < draft_.reactions.size() && !errors_.full(); ++j) {
            SbmlDraft::Reaction& from = draft_.reactions[j];
            domain::Reaction made;
            made.id = ids[j];
            made.name = std::move(from.name);
            const std::size_t before = errors_.count();
            const Bounds bounds = bounds_of(from);
            const bool bounds_known = errors_.count() == before;
            made.lower = bounds.lower;
            made.upper = bounds.upper;
            made.annotation = std::move(from.annotation);
            made.notes = std::move(from.notes);
            made.subsystem = take_note(made.notes, "SUBSYSTEM");
            for (const SbmlDraft::Reference& each : from.reactants) term(made, from, each, -1);
            for (const SbmlDraft::Reference& each : from.products) term(made, from, each, 1);
            rule(made, from);
            own_subsystem_.push_back(from.own.find("subsystem") || !made.subsystem.empty());
            apply_own(made, from.own);
            const auto index = static_cast<std::int32_t>(builder_.network.reactions.size());
            std::optional<Error> wrong = builder_.add(std::move(made));
            if (builder_.network.reactions.size() > static_cast<std::size_t>(index))
                reactions_.add(from.id, index);
            if (bounds_known || (wrong && wrong->code() != "model.bounds"))
                add_error(std::move(wrong), from.offset, "reaction " + from.id);
        }
    }

    void term(domain::Reaction& made, const SbmlDraft::Reaction& from, const SbmlDraft::Reference& each,
              double sign) {
        const std::int32_t index = species_.find(each.species);
        if (index < 0)
            add_error(builder_.unknown_metabolite(from.id, each.species), each.offset, "reaction " + from.id);
        else if (!each.stoichiometry)
            errors_.add(Error::input("model.stoichiometry",
                                     "reaction '{}' does not say how much of '{}' it uses",
                                     printable(from.id), printable(each.species))
                            .at(place(each.offset, "reaction " + from.id))
                            .expected("a stoichiometry, or an assignment to it")
                            .found("none")
                            .mend("add stoichiometry=\"1\", or what it is"));
        else
            made.terms.push_back({index, sign * *each.stoichiometry});
    }

    // --- gene rules

    void rule(domain::Reaction& made, const SbmlDraft::Reaction& from) {
        const auto separate = associations_.find(from.id);
        const SbmlDraft::Association& association =
            separate != associations_.end() ? separate->second : from.association;
        made.rule = rule_of(association, from);
        made.rule_text = gene_rule_text(made.rule, builder_.network);
        own_rule_text(made, from.own);
        // Some files of fbc 1 have empty associations, and the rule in the notes.
        if (made.rule.kind == Kind::none && draft_.fbc_version < 2) rule_from_notes(made, from);
    }

    /// The layout of a rule is kept where the text still means what the associations say.
    void own_rule_text(domain::Reaction& made, const Json& own) {
        const Json* text = own.find("rule");
        if (!text || !text->is_string()) return;
        bool known = true;
        const auto gene = [&](std::string_view id) {
            const std::int32_t index = builder_.gene(id);
            known &= index >= 0;
            return index;
        };
        const auto read = parse_gene_rule(text->string(), gene, {});
        if (read && known && *read == made.rule) made.rule_text = text->string();
    }

    void rule_from_notes(domain::Reaction& made, const SbmlDraft::Reaction& from) {
        std::string text = take_note(made.notes, "GENE_ASSOCIATION");
        if (std::string other = take_note(made.notes, "GENE ASSOCIATION"); text.empty())
            text = std::move(other);
        if (text.empty()) return;
        bool changed = false;
        const auto gene = [&](std::string_view written) {
            const std::string id = cobra_ids({std::string(written)}, "G_").front();
            changed |= id != written;
            return builder_.gene_or_new(id);
        };
        auto read = parse_gene_rule(text, gene, {});
        if (!read) {
            errors_.add(std::move(read).error().at(place(from.offset, "reaction " + from.id)));
            return;
        }
        made.rule = std::move(*read);
        made.rule_text = changed ? gene_rule_text(made.rule, builder_.network) : std::move(text);
    }

    /// Flat: no part of a rule is of the rule's own kind.
    domain::GeneRule rule_of(const SbmlDraft::Association& from, const SbmlDraft::Reaction& reaction) {
        if (from.kind == Kind::gene) return {Kind::gene, gene(from.gene, reaction), {}};
        domain::GeneRule made{from.kind, -1, {}};
        for (const SbmlDraft::Association& part : from.parts) {
            domain::GeneRule inner = rule_of(part, reaction);
            if (inner.kind == from.kind)
                for (domain::GeneRule& each : inner.parts) made.parts.push_back(std::move(each));
            else if (inner.kind != Kind::none)
                made.parts.push_back(std::move(inner));
        }
        if (made.parts.empty()) return {};
        if (made.parts.size() > 1) return made;
        domain::GeneRule only = std::move(made.parts.front());
        return only;
    }

    std::int32_t gene(const std::string& id, const SbmlDraft::Reaction& reaction) {
        if (const std::int32_t known = genes_.find(id); known >= 0) return known;
        if (draft_.fbc_version < 2) return builder_.gene_or_new(cobra_ids({id}, "G_").front());
        std::vector<std::string> known = written_ids(draft_.genes);
        errors_.add(Error::input("model.gene", "reaction '{}' names a gene product that the model has not",
                                 printable(reaction.id))
                        .at(place(reaction.offset, "reaction " + reaction.id))
                        .expected("the id of a gene product")
                        .found("'{}'", printable(id))
                        .mend("add the gene product, or correct the id")
                        .candidates(nearest(id, known)));
        return builder_.gene_or_new(id);
    }

    /// In Level 2 a boundary species gets an exchange of its own, as in COBRApy, whose users count reactions
    /// so: EX_ and the id, as wide as the widest bound of the model. Then it is balanced like any other.
    void exchange_boundary() {
        domain::Network& network = builder_.network;
        double widest = 1000;
        for (const domain::Reaction& reaction : network.reactions)
            for (const double bound : {reaction.lower, reaction.upper})
                if (std::isfinite(bound)) widest = std::max(widest, std::abs(bound));
        for (std::size_t i = 0; i < network.metabolites.size(); ++i) {
            domain::Metabolite& metabolite = network.metabolites[i];
            if (!metabolite.boundary) continue;
            metabolite.boundary = false;
            domain::Reaction exchange;
            exchange.id = "EX_" + metabolite.id;
            exchange.name = metabolite.name.empty() ? std::string() : metabolite.name + " exchange";
            exchange.terms = {{static_cast<std::int32_t>(i), -1}};
            exchange.lower = -widest;
            exchange.upper = widest;
            if (builder_.reaction(exchange.id) < 0)
                add_error(builder_.add(std::move(exchange)), SbmlDraft::nowhere, {});
        }
    }

    // --- what stands over reactions

    std::optional<std::int32_t> reaction(const std::string& id, std::string_view who, std::size_t offset) {
        const std::int32_t index = reactions_.find(id);
        if (index >= 0) return index;
        add_error(builder_.unknown_reaction(who, id), offset, who);
        return std::nullopt;
    }

    void objectives() {
        domain::Network& network = builder_.network;
        for (const SbmlDraft::Objective& from : draft_.objectives) {
            if (errors_.full()) break;
            domain::FluxObjective made{decoded_id(from.id), from.maximise, {}};
            for (const SbmlDraft::Flux& flux : from.fluxes)
                if (const auto index =
                        reaction(flux.reaction, format("objective '{}'", printable(from.id)), from.offset))
                    made.terms.push_back({*index, flux.coefficient});
            if (from.id == draft_.active_objective && !from.id.empty())
                network.active_objective = static_cast<std::int32_t>(network.objectives.size());
            add_error(builder_.add(std::move(made)), from.offset, "objective " + from.id);
        }
        if (!draft_.active_objective.empty() && network.active_objective < 0)
            errors_.add(Error::input("model.objective", "the active objective is not there")
                            .at({.file = std::string(file_)})
                            .expected("the id of an objective of the model")
                            .found("'{}'", printable(draft_.active_objective))
                            .mend("correct fbc:activeObjective"));
        if (draft_.fbc_version == 0) objective_from_laws();
    }

    void objective_from_laws() {
        domain::FluxObjective made{"obj", true, {}};
        for (std::size_t j = 0; j < draft_.reactions.size(); ++j)
            if (draft_.reactions[j].own_objective)
                made.terms.push_back({static_cast<std::int32_t>(j), *draft_.reactions[j].own_objective});
        tidy_terms(made.terms);
        if (made.terms.empty() || errors_.any()) return;
        add_error(builder_.add(std::move(made)), SbmlDraft::nowhere, "objective");
        builder_.network.active_objective = 0;
    }

    void groups() {
        for (const SbmlDraft::Group& from : draft_.groups) {
            domain::ReactionGroup made{decoded_id(from.id), from.name, from.kind, {}};
            for (const std::string& member : from.members) {
                const std::int32_t index = reactions_.find(member);
                if (index < 0) continue;  // species and genes have no groups here
                domain::Reaction& reaction = builder_.network.reactions[static_cast<std::size_t>(index)];
                if (!own_subsystem_[static_cast<std::size_t>(index)]) reaction.subsystem = from.name;
                made.members.push_back(reaction.id);
            }
            builder_.network.groups.push_back(std::move(made));
        }
    }

    void constraints() {
        for (const SbmlDraft::Constraint& from : draft_.constraints) {
            if (errors_.full()) break;
            const std::string who = format("constraint '{}'", printable(from.id));
            domain::FluxConstraint made{decoded_id(from.id), from.name, {}, 0, 0};
            for (const SbmlDraft::Component& component : from.components)
                if (const auto index = reaction(component.variable, who, from.offset))
                    made.terms.push_back({*index, component.coefficient});
            SbmlDraft::Reaction as_reaction;
            as_reaction.id = from.id;
            as_reaction.offset = from.offset;
            made.lower = parameter(from.lower, as_reaction).value_or(-infinity);
            made.upper = parameter(from.upper, as_reaction).value_or(infinity);
            add_error(builder_.add(std::move(made)), from.offset, who);
        }
    }

    void own_model() {
        if (draft_.own.is_null()) return;
        domain::Network& network = builder_.network;
        apply_own(network, draft_.own);
        if (draft_.own.find("groups")) network.groups.clear();
        if (draft_.own.find("constraints")) network.constraints.clear();
        if (const Json* names = draft_.own.find("compartments"); names && names->is_object())
            for (domain::Compartment& each : network.compartments)
                if (const Json* name = names->find(each.id); name && name->is_string())
                    each.name = name->string();
        add_error(read_further(draft_.own, builder_), SbmlDraft::nowhere, "annotation of the model");
    }

    SbmlDraft draft_;
    std::string_view text_, file_;
    NetworkBuilder builder_;
    Errors errors_;
    IdIndex species_, reactions_, genes_;  // by id as written
    std::unordered_map<std::string, std::optional<double>> parameters_;
    std::unordered_map<std::string, Bounds> flux_bounds_;
    std::unordered_map<std::string, SbmlDraft::Association> associations_;
    std::vector<bool> own_subsystem_;  // by reaction: not for groups to say
};

/// Where tags are nested deeper than `most_nested`, by their brackets alone; npos when nowhere. The library
/// recurses into formulas without a limit.
std::size_t first_too_deep(std::string_view text) {
    constexpr int most_nested = 1000;
    int depth = 0;
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const char next = at + 1 < text.size() ? text[at + 1] : '>';
        if (next == '!' || next == '?') continue;
        const std::size_t end = std::min(text.find('>', at), text.size());
        if (next == '/')
            --depth;
        else if (text[end - 1] != '/' && ++depth > most_nested)
            return at;
    }
    return std::string_view::npos;
}

/// What the library would not survive, or would take too long over.
std::optional<Error> check_for_library(std::string_view text, std::string_view file) {
    const std::size_t entity = text.find("<!ENTITY"), deep = first_too_deep(text);
    if (entity == std::string_view::npos && deep == std::string_view::npos) return std::nullopt;
    const bool nested = entity == std::string_view::npos;
    return Error::input("xml.syntax", "{}",
                        nested ? "elements are nested too deep" : "declarations stand in the file")
        .at(text_place(text, file, nested ? deep : entity))
        .expected("{}", nested ? "at most 1000 levels" : "an SBML file without entities of its own")
        .found("{}", nested ? "more" : "an entity")
        .mend("write the model again; the file may be damaged");
}

}  // namespace

Result<domain::Network> network_of(SbmlDraft draft, std::string_view text, std::string_view file) {
    return DraftReader(std::move(draft), text, file).read();
}

Result<domain::Network> read_sbml(std::string_view text, std::string_view file) {
    if (const std::size_t bad = first_invalid_utf8(text); bad != std::string_view::npos) {
        // The library knows other encodings, where the file names one.
        const std::string head = lower(text.substr(0, std::min<std::size_t>(bad, 200)));
        if (head.find("encoding=") == std::string::npos || head.find("utf-8") != std::string::npos)
            return fail(Error::input("xml.utf8", "the bytes are not valid UTF-8")
                            .at(text_place(text, file, bad))
                            .expected("UTF-8, or an XML declaration that names the encoding")
                            .found("byte {:02X}", static_cast<unsigned char>(text[bad]))
                            .mend("save the file as UTF-8; it may be Latin-1"));
    } else {
        const auto control = std::ranges::find_if(text, [](char c) {
            return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r';
        });
        if (control != text.end())
            return fail(Error::input("xml.control", "a control character stands in the XML")
                            .at(text_place(text, file, static_cast<std::size_t>(control - text.begin())))
                            .expected("characters that XML 1.0 allows")
                            .found("byte {:02X}", static_cast<unsigned char>(*control))
                            .mend("remove it; the file may be damaged"));
        STRANDLINE_TRY(std::optional<SbmlDraft> draft, read_sbml_fast(text, file));
        if (draft) return network_of(std::move(*draft), text, file);
    }
    if (auto wrong = check_for_library(text, file)) return fail(std::move(*wrong));
    STRANDLINE_TRY(SbmlDraft whole, read_sbml_with_library(text, file));
    return network_of(std::move(whole), text, file);
}

}  // namespace strandline::formats
