#include "circular.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {

Result<void> mark_circular(domain::Genome& genome, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        const auto contig = std::ranges::find(genome.contigs, name, &domain::Contig::name);
        if (contig == genome.contigs.end()) {
            std::vector<std::string> known;
            for (const domain::Contig& one : genome.contigs) known.push_back(one.name);
            return fail(Error::input("circular.unknown", "--circular: the genome has no contig '{}'", name)
                            .expected("the name of a contig")
                            .found("'{}'", name)
                            .candidates(nearest(name, known))
                            .mend("write the name as the genome has it"));
        }
        contig->circular = true;
    }
    return {};
}

operation::Param circular_param() {
    return operation::text("circular")
        .repeated()
        .value("CONTIG")
        .help("a contig that is circular though its file does not say so");
}

}  // namespace strandline::edit
