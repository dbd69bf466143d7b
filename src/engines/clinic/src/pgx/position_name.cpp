#include "pgx/position_name.hpp"

#include <strandline/base/text.hpp>

namespace strandline::clinic {

std::string position_name(const domain::PgxPosition& position) {
    return position.rsid.empty() ? format("{}:{}", position.chromosome, position.position) : position.rsid;
}

std::vector<std::string> position_names(const domain::GeneDefinition& definition,
                                        std::span<const std::uint32_t> places) {
    std::vector<std::string> names;
    for (const std::uint32_t place : places) names.push_back(position_name(definition.positions[place]));
    return names;
}

}  // namespace strandline::clinic
