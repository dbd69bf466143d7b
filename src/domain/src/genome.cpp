#include <strandline/domain/genome.hpp>

namespace strandline::domain {

const Contig* Genome::find(std::string_view name) const {
    for (const Contig& contig : contigs)
        if (contig.name == name) return &contig;
    return nullptr;
}

std::uint64_t Genome::total_length() const {
    std::uint64_t total = 0;
    for (const Contig& contig : contigs) total += contig.bases.size();
    return total;
}

}  // namespace strandline::domain
