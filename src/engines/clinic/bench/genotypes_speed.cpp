// Reading of genotypes at the known positions.
//
//     genotypes_speed FILE THREADS     seconds of reading, and of parting samples by pattern
//
// stdout, last line: JSON.

#include "measured.hpp"

#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

namespace {

using namespace strandline;
using namespace strandline::clinic::bench;

std::vector<domain::GeneDefinition> called_genes() {
    domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    std::erase_if(knowledge.definitions, [](const auto& one) { return one.gene == "CYP2D6"; });
    return std::move(knowledge.definitions);
}

void read(const std::string& path, unsigned threads) {
    const auto genes = called_genes();
    const Source source = need(Source::open(path));
    Context context({.threads = threads});
    Clock clock;
    auto reader = need(formats::PgxGenotypeReader::open({&source, 1}, genes, {}, context));
    double parting = 0;
    std::uint64_t genotypes = 0, patterns = 0;
    need(reader.read(
        [&](const formats::PgxGeneGenotypes& gene) -> Result<void> {
            const double began = seconds_of(CLOCK_THREAD_CPUTIME_ID);
            patterns += formats::patterns_of(gene).example.size();
            for (const auto& column : gene.columns) genotypes += column.codes.size();
            parting += seconds_of(CLOCK_THREAD_CPUTIME_ID) - began;
            return {};
        },
        context));
    Json told = Json::object();
    told.set("samples", static_cast<std::int64_t>(reader.samples().size()));
    told.set("genotypes", static_cast<std::int64_t>(genotypes));
    told.set("patterns", static_cast<std::int64_t>(patterns));
    clock.tell("reading", told);
    told.set("pattern_cpu_seconds", parting);
    told.set("peak_MiB", peak_mebibytes());
    std::printf("%s\n", told.compact().c_str());
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) return 2;
    read(words[1], static_cast<unsigned>(std::atoi(words[2])));
}
