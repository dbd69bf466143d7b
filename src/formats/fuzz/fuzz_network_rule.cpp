#include <strandline/domain/network.hpp>
#include <strandline/formats/network.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// A rule that is read is read again the same from its words.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace strandline;
    domain::Network network;
    const auto gene = [&](std::string_view id) {
        if (const std::int32_t known = domain::find_gene(network, id); known >= 0) return known;
        network.genes.push_back({std::string(id), {}, {}, {}});
        return static_cast<std::int32_t>(network.genes.size()) - 1;
    };
    const auto rule = formats::parse_gene_rule({reinterpret_cast<const char*>(data), size}, gene, {});
    if (!rule) return 0;
    const auto again = formats::parse_gene_rule(formats::gene_rule_text(*rule, network), gene, {});
    if (!again || *again != *rule) std::abort();
    return 0;
}
