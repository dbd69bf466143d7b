#include "report/documents.hpp"

#include "report/pharmcat/run_document.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace strandline::clinic {
namespace {

using domain::PgxPosition;

/// GRCh38 (GCF_000001405.40), in the order in which its chromosomes are told.
constexpr std::array<std::pair<std::string_view, std::int64_t>, 25> contigs = {
    {{"chr1", 248956422},  {"chr2", 242193529},  {"chr3", 198295559},  {"chr4", 190214555},
     {"chr5", 181538259},  {"chr6", 170805979},  {"chr7", 159345973},  {"chr8", 145138636},
     {"chr9", 138394717},  {"chr10", 133797422}, {"chr11", 135086622}, {"chr12", 133275309},
     {"chr13", 114364328}, {"chr14", 107043718}, {"chr15", 101991189}, {"chr16", 90338345},
     {"chr17", 83257441},  {"chr18", 80373285},  {"chr19", 58617616},  {"chr20", 64444167},
     {"chr21", 46709983},  {"chr22", 50818468},  {"chrX", 156040895},  {"chrY", 57227415},
     {"chrM", 16569}}};

std::size_t order_of(const std::string& chromosome) {
    const auto found =
        std::ranges::find(contigs, chromosome, &std::pair<std::string_view, std::int64_t>::first);
    return static_cast<std::size_t>(found - contigs.begin());
}

struct MissingPosition {
    const PgxPosition* position = nullptr;
    std::string gene;
    bool half = false;   // one copy was seen
    bool extra = false;  // of no named allele
};

std::vector<MissingPosition> missing_positions(const SampleAnswer& answer) {
    std::vector<MissingPosition> found;
    for (const GeneOfSample& gene : answer.genes) {
        // Small variants would not tell a gene that is not called from them.
        if (!gene.definition || (gene.answer.call && gene.answer.call->reason == NotCalled::not_asked))
            continue;
        const auto take = [&](const std::vector<PgxPosition>& positions, std::size_t from, bool extra) {
            for (std::size_t p = 0; p < positions.size(); ++p) {
                const domain::PgxGenotype genotype =
                    from + p < gene.genotypes.size() ? gene.genotypes[from + p] : domain::PgxGenotype{};
                if (!genotype.is_missing()) continue;
                const bool half = genotype.first != domain::PgxGenotype::missing ||
                                  (genotype.second != domain::PgxGenotype::missing && !genotype.is_haploid());
                found.push_back({&positions[p], gene.gene, half, extra});
            }
        };
        take(gene.definition->positions, 0, false);
        take(gene.definition->extra, gene.definition->positions.size(), true);
    }
    std::ranges::stable_sort(found, {}, [](const MissingPosition& missing) {
        return std::tuple(order_of(missing.position->chromosome), missing.position->position,
                          missing.position->ref);
    });
    return found;
}

/// A header's value between quotes.
std::string quoted(const std::string& text) {
    std::string made = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') made += '\\';
        made += c;
    }
    return made + '"';
}

void write_header(const AnswerBasis& basis, const SampleAnswer& answer, Sink& sink) {
    std::string head = "##fileformat=VCFv4.3\n";
    if (basis.date.size() == 10)
        head += format("##fileDate={}{}{}\n", basis.date.substr(0, 4), basis.date.substr(5, 2),
                       basis.date.substr(8, 2));
    head += "##source=strandline clinic pgx\n##reference=GRCh38\n";
    head += format("##strandline_sample={}\n", quoted(valid_text(answer.sample)));
    for (const InputFile& input : basis.inputs) {
        head += format("##strandline_input={}\n", quoted(valid_text(input.name)));
        if (!input.digest.empty()) head += format("##strandline_input_sha256={}\n", input.digest);
    }
    head += format("##strandline_knowledge={}\n", quoted(basis.knowledge->version));
    for (const std::string& digest : basis.knowledge_digests)
        head += format("##strandline_knowledge_sha256={}\n", digest);
    std::size_t assumed = 0;
    for (const GeneOfSample& gene : answer.genes)
        if (gene.answer.call) assumed += gene.answer.call->assumed.size();
    if (assumed > 0)
        head += format("##strandline_assumed={}\n",
                       quoted(format("{} not in this list: taken as reference because a flag said so",
                                     counted(assumed, "position is", "positions are"))));
    head += format("##strandline_notice={}\n", quoted(std::string(research_notice)));
    for (const auto& [name, length] : contigs)
        head += format("##contig=<ID={},length={},assembly=GRCh38>\n", name, length);
    head +=
        "##FILTER=<ID=PASS,Description=\"All filters passed\">\n"
        "##INFO=<ID=PX,Number=.,Type=String,Description=\"Gene whose named alleles ask for the position\">\n"
        "##INFO=<ID=POI,Number=0,Type=Flag,Description=\"Told in results, of no named allele\">\n"
        "##INFO=<ID=HALF,Number=0,Type=Flag,Description=\"One copy was seen, the other not\">\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    sink.write(head);
}

std::string info_of(const MissingPosition& missing) {
    return format("PX={}{}{}", missing.gene, missing.extra ? ";POI" : "", missing.half ? ";HALF" : "");
}

}  // namespace

void write_missing_positions(const AnswerBasis& basis, const SampleAnswer& answer, Sink& sink) {
    write_header(basis, answer, sink);
    for (const MissingPosition& missing : missing_positions(answer)) {
        const PgxPosition& position = *missing.position;
        sink.write(format("{}\t{}\t{}\t{}\t{}\t.\t.\t{}\n", position.chromosome, position.position,
                          position.rsid.empty() ? "." : position.rsid, position.ref,
                          position.alts.empty() ? "." : join(position.alts, ","), info_of(missing)));
    }
}

}  // namespace strandline::clinic
