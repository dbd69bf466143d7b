#include "model/joined_ids.hpp"

#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace strandline::strain {
namespace {

Result<void> check(const std::string& id, std::string_view kind) {
    if (id.find(';') == std::string::npos) return {};
    return fail(
        Error::input("strain.id_semicolon", "the id of a {} has a ';', which joins ids in the table", kind)
            .expected("ids without ';'")
            .found("'{}'", id)
            .mend("rename it in the model"));
}

std::vector<std::int32_t> all(std::size_t count) {
    std::vector<std::int32_t> made(count);
    std::iota(made.begin(), made.end(), 0);
    return made;
}

}  // namespace

Result<void> check_joined_genes(const domain::Network& network, std::span<const std::int32_t> genes) {
    for (const std::int32_t one : genes)
        STRANDLINE_CHECK(check(network.genes[static_cast<std::size_t>(one)].id, "gene"));
    return {};
}

Result<void> check_joined_reactions(const domain::Network& network, std::span<const std::int32_t> reactions) {
    for (const std::int32_t one : reactions)
        STRANDLINE_CHECK(check(network.reactions[static_cast<std::size_t>(one)].id, "reaction"));
    return {};
}

Result<void> check_joined_genes(const domain::Network& network) {
    return check_joined_genes(network, all(network.genes.size()));
}

Result<void> check_joined_reactions(const domain::Network& network) {
    return check_joined_reactions(network, all(network.reactions.size()));
}

}  // namespace strandline::strain
