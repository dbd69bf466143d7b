#pragma once

#include <strandline/base/result.hpp>
#include <strandline/domain/network.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace strandline::formats {

/// Indices by id.
class IdIndex {
public:
    /// False when the id is there already.
    bool add(std::string_view id, std::int32_t index) { return map_.emplace(id, index).second; }
    /// -1 when there is none.
    std::int32_t find(std::string_view id) const {
        const auto found = map_.find(id);
        return found == map_.end() ? -1 : found->second;
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
    };
    std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> map_;
};

/// Puts a network together and keeps its promises. What is returned is what is wrong, without a place, which
/// the caller knows.
class NetworkBuilder {
public:
    domain::Network network;

    std::optional<Error> add(domain::Metabolite metabolite);
    std::optional<Error> add(domain::NetworkGene gene);
    /// The terms may come in any order; those of one metabolite are added up.
    std::optional<Error> add(domain::Reaction reaction);
    /// Terms in any order, as of reactions. A constraint without an id is named after its place.
    std::optional<Error> add(domain::FluxObjective objective);
    std::optional<Error> add(domain::FluxConstraint constraint);

    /// At the end: compartments that metabolites are in, and that were not declared.
    void complete();

    std::int32_t metabolite(std::string_view id) const { return metabolites_.find(id); }
    std::int32_t reaction(std::string_view id) const { return reactions_.find(id); }
    std::int32_t gene(std::string_view id) const { return genes_.find(id); }
    std::int32_t gene_or_new(std::string_view id);

    Error unknown_metabolite(std::string_view reaction, std::string_view id) const;
    Error unknown_reaction(std::string_view who, std::string_view id) const;

private:
    IdIndex metabolites_, reactions_, genes_;
};

/// Sorts by index, adds up what is of one index, leaves out zeros.
void tidy_terms(std::vector<domain::Term>& terms);

}  // namespace strandline::formats
