// Reading of genotypes at the known positions.
//
//     genotypes_speed make OUT.bcf SAMPLES FREQUENCY   a cohort of the called genes (all but CYP2D6); each of
//     the
//                                                      two alleles of a sample is an alternate with FREQUENCY
//     genotypes_speed read FILE THREADS                seconds of reading, and of parting samples by pattern
//
// stdout, last line: JSON.

#include <strandline/base/json.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/bgzf.hpp>
#include <strandline/formats/pgx_genotypes.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <tuple>

namespace {

using namespace strandline;

template <class T>
T need(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", render(result.error()).c_str());
        std::exit(1);
    }
    return std::move(*result);
}

void need(const Result<void>& result) {
    if (result) return;
    std::fprintf(stderr, "%s\n", render(result.error()).c_str());
    std::exit(1);
}

double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::vector<domain::GeneDefinition> called_genes() {
    domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    std::erase_if(knowledge.definitions, [](const auto& one) { return one.gene == "CYP2D6"; });
    return std::move(knowledge.definitions);
}

void append_number(std::string& text, std::uint32_t value) {
    for (int k = 0; k < 4; ++k) text += static_cast<char>(value >> (8 * k) & 255);
}
void append_word(std::string& text, std::string_view word) {  // BCF's typed string
    if (word.size() < 15) {
        text += static_cast<char>(word.size() << 4 | 7);
    } else {
        text += static_cast<char>(0xf7);
        text += '\x11';
        text += static_cast<char>(word.size());
    }
    text += word;
}

using Sites = std::vector<const domain::PgxPosition*>;

std::string header_of(const Sites& sites, std::uint32_t samples, std::vector<std::string>& contigs) {
    std::string text = "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"All filters passed\",IDX=0>\n";
    for (const auto* site : sites)
        if (contigs.empty() || contigs.back() != site->chromosome) {
            text += format("##contig=<ID={},IDX={}>\n", site->chromosome, contigs.size());
            contigs.push_back(site->chromosome);
        }
    text +=
        "##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\",IDX=1>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
    for (std::uint32_t i = 0; i < samples; ++i) text += format("\tS{}", i);
    text += '\n';
    text += '\0';
    std::string made = "BCF\2\2";
    append_number(made, static_cast<std::uint32_t>(text.size()));
    return made + text;
}

/// One record of BCF 2.2 (the specification's section 6.3).
std::string record_of(const domain::PgxPosition& site, std::uint32_t contig, const std::string& genotypes,
                      std::uint32_t samples) {
    std::string shared, indiv;
    append_number(shared, contig);
    append_number(shared, static_cast<std::uint32_t>(site.position - 1));
    append_number(shared, static_cast<std::uint32_t>(site.ref.size()));
    append_number(shared, 0x7f800001);  // QUAL is missing
    append_number(shared, static_cast<std::uint32_t>(site.alts.size() + 1) << 16);
    append_number(shared, 1U << 24 | samples);
    append_word(shared, site.rsid);
    append_word(shared, site.ref);
    for (const std::string& alt : site.alts) append_word(shared, alt);
    shared += '\x11';
    shared += '\0';  // FILTER: PASS
    indiv += "\x11\x01\x21";
    indiv += genotypes;
    std::string made;
    append_number(made, static_cast<std::uint32_t>(shared.size()));
    append_number(made, static_cast<std::uint32_t>(indiv.size()));
    return made + shared + indiv;
}

void make(const std::string& path, std::uint32_t samples, double frequency) {
    const auto genes = called_genes();
    Sites sites;
    for (const auto& gene : genes)
        for (const auto& position : gene.positions) sites.push_back(&position);
    const auto place = [](const domain::PgxPosition* one) {
        const std::string name = one->chromosome.substr(3);
        return std::tuple(name == "X" ? 23 : std::atoi(name.c_str()), one->position);
    };
    std::ranges::sort(sites, {}, place);
    auto file = need(FileSink::create(path));
    formats::BgzfSink sink(*file);
    std::vector<std::string> contigs;
    sink.write(header_of(sites, samples, contigs));
    std::mt19937_64 random(1);
    const auto below = static_cast<std::uint64_t>(frequency * 4294967296.0);
    std::string genotypes(2 * std::size_t{samples}, '\0');
    for (const auto* site : sites) {
        for (std::size_t i = 0; i < genotypes.size(); ++i) {
            const std::uint64_t drawn = random();
            const std::uint64_t allele =
                (drawn & 0xffffffff) < below ? 1 + (drawn >> 40) % site->alts.size() : 0;
            genotypes[i] = static_cast<char>((allele + 1) << 1 | (i & 1));
        }
        const auto contig = std::ranges::find(contigs, site->chromosome) - contigs.begin();
        sink.write(record_of(*site, static_cast<std::uint32_t>(contig), genotypes, samples));
    }
    need(sink.finish());
    need(file->commit(true));
}

void read(const std::string& path, unsigned threads) {
    const auto genes = called_genes();
    const Source source = need(Source::open(path));
    Context context({.threads = threads});
    const double wall = seconds_of(CLOCK_MONOTONIC), cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    auto reader = need(formats::PgxGenotypeReader::open(source, genes, {}, context));
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
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    Json told = Json::object();
    told.set("samples", static_cast<std::int64_t>(reader.samples().size()));
    told.set("genotypes", static_cast<std::int64_t>(genotypes));
    told.set("patterns", static_cast<std::int64_t>(patterns));
    told.set("seconds", seconds_of(CLOCK_MONOTONIC) - wall);
    told.set("cpu_seconds", seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    told.set("pattern_cpu_seconds", parting);
    told.set("peak_MiB", static_cast<double>(usage.ru_maxrss) / 1024);
    std::printf("%s\n", told.compact().c_str());
}

}  // namespace

int main(int count, char** words) {
    const std::string_view what = count > 1 ? words[1] : "";
    if (what == "make" && count == 5)
        make(words[2], static_cast<std::uint32_t>(std::atoi(words[3])), std::atof(words[4]));
    else if (what == "read" && count == 4)
        read(words[2], static_cast<unsigned>(std::atoi(words[3])));
    else
        return 2;
    return 0;
}
