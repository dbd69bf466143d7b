#pragma once

#include <strandline/base/json.hpp>
#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strandline::formats {

/// What an SBML file says, ids as they are written: both SBML readers make it, and the network is made from
/// it. `offset` is where an element stands in the text, or none.
struct SbmlDraft {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    struct Species {
        std::string id, name, compartment, formula;
        std::optional<double> charge;
        bool boundary = false;
        Json annotation, notes, own;
        std::size_t offset = nowhere;
    };
    struct Parameter {
        std::string id;
        std::optional<double> value;
    };
    struct Reference {
        std::string id, species;
        std::optional<double> stoichiometry;
        std::size_t offset = nowhere;
    };
    /// A rule over ids of gene products (or, in fbc 1, over genes).
    struct Association {
        domain::GeneRule::Kind kind = domain::GeneRule::Kind::none;
        std::string gene;
        std::vector<Association> parts;
    };
    struct Reaction {
        std::string id, name;
        std::string lower, upper;                                   // ids of parameters
        std::optional<double> own_lower, own_upper, own_objective;  // in the kinetic law of level 2
        bool reversible = true;
        std::vector<Reference> reactants, products;
        Association association;
        Json annotation, notes, own;
        std::size_t offset = nowhere;
    };
    struct FluxBound {  // fbc 1
        std::string reaction, operation;
        double value = 0;
        std::size_t offset = nowhere;
    };
    struct Gene {
        std::string id, name, label;
        Json annotation, notes, own;
        std::size_t offset = nowhere;
    };
    struct Flux {
        std::string reaction;
        double coefficient = 0;
    };
    struct Objective {
        std::string id;
        bool maximise = true;
        std::vector<Flux> fluxes;
        std::size_t offset = nowhere;
    };
    struct Group {
        std::string id, name, kind;
        std::vector<std::string> members;
        std::size_t offset = nowhere;
    };
    struct Component {         // of a constraint
        std::string variable;  // reaction, or parameter
        double coefficient = 0;
    };
    struct Constraint {  // fbc 3
        std::string id, name, lower, upper;
        std::vector<Component> components;
        std::size_t offset = nowhere;
    };

    int level = 3, fbc_version = 0;
    std::string id, name;
    Json annotation, notes, own;
    std::vector<domain::Compartment> compartments;
    std::vector<Species> species;
    std::vector<Parameter> parameters;
    std::vector<Reaction> reactions;
    std::vector<FluxBound> flux_bounds;
    std::vector<Gene> genes;
    std::vector<Objective> objectives;
    std::string active_objective;
    std::vector<Group> groups;
    std::vector<Constraint> constraints;
    std::vector<std::pair<std::string, Association>> associations;  // fbc 1, by reaction
    Json document_notes;                                            // of <sbml> itself
};

/// Reads what flux models are made of, quickly. Nothing, without an error, when the file holds what only the
/// library reads: assignments, rules, functions, stoichiometry by formula, fbc 3, level 1.
Result<std::optional<SbmlDraft>> read_sbml_fast(std::string_view text, std::string_view file);

/// The same through libsbml, of any level; values that assignments and rules give are worked out.
Result<SbmlDraft> read_sbml_with_library(std::string_view text, std::string_view file);

/// The network of a draft. "model.*" errors, up to 20, placed in `text`.
Result<domain::Network> network_of(SbmlDraft draft, std::string_view text, std::string_view file);

}  // namespace strandline::formats
