#include "search/circular.hpp"

#include <strandline/base/text.hpp>

namespace strandline::edit {

Result<void> mark_circular(domain::PackedGenome& genome, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const domain::PackedGenome::Contig* contig = genome.find(name);
        if (!contig) {
            std::vector<std::string> known;
            for (const domain::PackedGenome::Contig& one : genome.contigs()) known.push_back(one.name);
            return fail(Error::input("circular.unknown", "--circular: the genome has no contig '{}'", name)
                            .expected("the name of a contig")
                            .found("'{}'", name)
                            .candidates(nearest(name, known))
                            .mend("write the name as the genome has it"));
        }
        genome.set_circular(static_cast<domain::ContigId>(contig - genome.contigs().data()), true);
    }
    return {};
}

}  // namespace strandline::edit
