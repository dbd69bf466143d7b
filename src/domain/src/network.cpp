#include <strandline/domain/network.hpp>

namespace strandline::domain {
namespace {

template <class Items>
std::int32_t find_id(const Items& items, std::string_view id) {
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i].id == id) return static_cast<std::int32_t>(i);
    return -1;
}

}  // namespace

std::int32_t find_reaction(const Network& network, std::string_view id) {
    return find_id(network.reactions, id);
}
std::int32_t find_metabolite(const Network& network, std::string_view id) {
    return find_id(network.metabolites, id);
}
std::int32_t find_gene(const Network& network, std::string_view id) { return find_id(network.genes, id); }

}  // namespace strandline::domain
