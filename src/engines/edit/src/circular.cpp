#include "circular.hpp"

#include <strandline/base/error.hpp>
#include <strandline/base/text.hpp>

#include <algorithm>
#include <utility>

namespace strandline::edit {
namespace {

/// Calls `mark(index)` for the contig of each name.
template <class Contigs, class Mark>
Result<void> mark_each(const Contigs& contigs, const std::vector<std::string>& names, Mark mark) {
    for (const std::string& name : names) {
        const auto contig = std::ranges::find_if(contigs, [&](const auto& one) { return one.name == name; });
        if (contig == contigs.end()) {
            std::vector<std::string> known;
            for (const auto& one : contigs) known.push_back(one.name);
            return fail(Error::input("circular.unknown", "--circular: the genome has no contig '{}'", name)
                            .expected("the name of a contig")
                            .found("'{}'", name)
                            .candidates(nearest(name, known))
                            .mend("write the name as the genome has it"));
        }
        mark(static_cast<domain::ContigId>(contig - contigs.begin()));
    }
    return {};
}

}  // namespace

Result<void> mark_circular(domain::Genome& genome, const std::vector<std::string>& names) {
    return mark_each(genome.contigs, names,
                     [&](domain::ContigId contig) { genome.contigs[contig].circular = true; });
}

Result<void> mark_circular(domain::PackedGenome& genome, const std::vector<std::string>& names) {
    return mark_each(genome.contigs(), names,
                     [&](domain::ContigId contig) { genome.set_circular(contig, true); });
}

operation::Param circular_param() {
    return operation::text("circular")
        .repeated()
        .value("CONTIG")
        .help("a contig that is circular though its file does not say so");
}

}  // namespace strandline::edit
