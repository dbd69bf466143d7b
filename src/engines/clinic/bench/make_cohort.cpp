// A made-up cohort of the called genes (all but CYP2D6), as BCF.
//
//     make_cohort positions OUT.bcf SAMPLES     each of two phased alleles of a position is an alternate with
//     probability
//                                               0.02: hardly two samples are alike, hardly one has plain
//                                               named alleles
//     make_cohort pairs OUT.bcf SAMPLES         two named alleles of each gene, all equally likely; 15 of 100
//     genes with a
//                                               further variant; a third of the samples phased, a third not,
//                                               a third by gene; one genotype of 20 missing in each fifth
//                                               sample; X haploid in each second
//     make_cohort frequencies OUT.bcf SAMPLES   as people are: the reference allele with probability 0.7, the
//     k-th other
//                                               of the definition in proportion to k^-1.5; a further variant
//                                               in one gene of 1,000; unphased; one genotype of 1,000
//                                               missing; X haploid in each second. The figures are made up,
//                                               not those of a population.
//     make_cohort phased OUT.vcf SAMPLES        named alleles as in `frequencies`, phased, nothing missing,
//     none besides make_cohort unphased OUT.vcf              one sample, 25 unphased heterozygous positions
//     in CYP2D6, NAT2, RYR1 and
//                                               CYP2B6 each

#include "measured.hpp"

#include <strandline/base/file.hpp>
#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>
#include <strandline/formats/bgzf.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using namespace strandline;
using namespace strandline::clinic::bench;
using domain::GeneDefinition;
using domain::PgxPosition;

constexpr int absent = -1, no_strand = -2;

/// How genotypes are drawn; see above.
struct Manner {
    double reference = 0;  // of named alleles; all equally likely where 0
    double further = 0;    // a gene with a further variant
    double missing = 0;    // a genotype, in each `missing_samples`-th sample
    unsigned missing_samples = 1;
    double phased_samples = 0, phased_genes = 0;  // the latter of samples that are not phased as a whole
};
constexpr Manner pairs = {
    .further = 0.15, .missing = 0.05, .missing_samples = 5, .phased_samples = 1.0 / 3, .phased_genes = 0.25};
constexpr Manner frequencies = {.reference = 0.7, .further = 0.001, .missing = 0.001};
constexpr Manner in_phase = {.reference = 0.7, .phased_samples = 1};

std::vector<GeneDefinition> called_genes() {
    domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    std::erase_if(knowledge.definitions, [](const auto& one) { return one.gene == "CYP2D6"; });
    return std::move(knowledge.definitions);
}

struct Site {
    const GeneDefinition* gene;
    std::size_t position;
    const PgxPosition& place() const { return gene->positions[position]; }
};

std::vector<Site> sites_of(const std::vector<GeneDefinition>& genes) {
    std::vector<Site> sites;
    for (const auto& gene : genes)
        for (std::size_t p = 0; p < gene.positions.size(); ++p) sites.push_back({&gene, p});
    std::ranges::sort(sites, {}, [](const Site& site) {
        const std::string name = site.place().chromosome.substr(3);
        return std::tuple(name == "X" ? 23 : std::atoi(name.c_str()), site.place().position);
    });
    return sites;
}

// BCF 2.2: the specification's section 6.

void append_number(std::string& text, std::uint32_t value) {
    for (int k = 0; k < 4; ++k) text += static_cast<char>(value >> (8 * k) & 255);
}
void append_word(std::string& text, std::string_view word) {
    if (word.size() < 15) {
        text += static_cast<char>(word.size() << 4 | 7);
    } else {
        text += static_cast<char>(0xf7);
        text += '\x11';
        text += static_cast<char>(word.size());
    }
    text += word;
}

std::string header_of(const std::vector<Site>& sites, std::uint32_t samples,
                      std::vector<std::string>& contigs) {
    std::string text = "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"All filters passed\",IDX=0>\n";
    for (const Site& site : sites)
        if (contigs.empty() || contigs.back() != site.place().chromosome) {
            text += format("##contig=<ID={},IDX={}>\n", site.place().chromosome, contigs.size());
            contigs.push_back(site.place().chromosome);
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

std::string record_of(const PgxPosition& site, std::uint32_t contig, const std::string& genotypes,
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

/// SplitMix64 of a place in the draw: any part of a cohort can be drawn by itself.
double drawn(std::uint64_t what, std::uint64_t gene, std::uint64_t sample) {
    std::uint64_t value = (what * 0x100000001b3U + gene) * 0x9e3779b97f4a7c15U + sample * 0xd1342543de82ef95U;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return static_cast<double>((value ^ (value >> 31)) >> 11) * 0x1p-53;
}

/// Two strands of a gene of all samples, told position by position.
class GeneOfCohort {
public:
    GeneOfCohort(const GeneDefinition& gene, std::uint64_t number, const Manner& manner,
                 std::uint32_t samples)
        : gene_(gene), number_(number), manner_(manner) {
        for (std::size_t a = 0; a < gene.alleles.size(); ++a)
            if (gene.alleles[a].reference) reference_ = a;
        draw_shares();
        for (std::uint32_t sample = 0; sample < samples; ++sample)
            for (const unsigned strand : {0U, 1U}) alleles_.push_back(allele(drawn(strand, number_, sample)));
    }

    std::string genotypes(std::size_t position) const {
        std::vector<char> kinds;
        for (const auto& allele : gene_.alleles) {
            const std::uint32_t cell =
                allele.cells[position] ? allele.cells[position] : gene_.alleles[reference_].cells[position];
            kinds.push_back(static_cast<char>(std::countr_zero(cell)));
        }
        std::string made(alleles_.size(), '\0');
        for (std::uint32_t sample = 0; sample < alleles_.size() / 2; ++sample) {
            int copies[2] = {kinds[alleles_[2 * sample]], kinds[alleles_[2 * sample + 1]]};
            vary(position, sample, copies);
            const bool phased = is_phased(sample);
            for (const unsigned strand : {0U, 1U})
                made[2 * sample + strand] =
                    copies[strand] == no_strand
                        ? '\x81'
                        : static_cast<char>((copies[strand] + 1) << 1 | (strand && phased));
        }
        return made;
    }

private:
    void draw_shares() {
        double sum = 0;
        for (std::size_t a = 0, k = 0; a < gene_.alleles.size(); ++a) {
            const double others = a == reference_ ? 0 : std::pow(static_cast<double>(++k), -1.5);
            shares_.push_back(sum += manner_.reference > 0 ? others : 1);
        }
    }
    std::uint16_t allele(double draw) const {
        if (draw < manner_.reference) return static_cast<std::uint16_t>(reference_);
        const double rest = (draw - manner_.reference) / (1 - manner_.reference) * shares_.back();
        const auto found = std::ranges::upper_bound(shares_, rest) - shares_.begin();
        return static_cast<std::uint16_t>(std::min<std::ptrdiff_t>(found, std::ssize(shares_) - 1));
    }
    void vary(std::size_t position, std::uint32_t sample, int (&copies)[2]) const {
        if (drawn(2, number_, sample) < manner_.further) {
            const double where = drawn(3, number_, sample) * static_cast<double>(gene_.positions.size());
            const double which =
                drawn(4, number_, sample) * static_cast<double>(gene_.positions[position].alts.size());
            if (static_cast<std::size_t>(where) == position) copies[sample & 1] = 1 + static_cast<int>(which);
        }
        if (sample % manner_.missing_samples == 0 && drawn(100 + position, number_, sample) < manner_.missing)
            copies[0] = copies[1] = absent;
        if (gene_.chromosome == "chrX" && sample % 2) copies[1] = no_strand;
    }
    bool is_phased(std::uint32_t sample) const {
        return drawn(5, 0, sample) < manner_.phased_samples ||
               drawn(6, number_, sample) < manner_.phased_genes;
    }

    const GeneDefinition& gene_;
    std::uint64_t number_;
    const Manner& manner_;
    std::size_t reference_ = 0;
    std::vector<double> shares_;
    std::vector<std::uint16_t> alleles_;  // two a sample
};

std::string by_position(const PgxPosition& site, std::uint32_t samples, std::mt19937_64& random) {
    constexpr auto below = static_cast<std::uint64_t>(0.02 * 4294967296.0);
    std::string made(2 * std::size_t{samples}, '\0');
    for (std::size_t i = 0; i < made.size(); ++i) {
        const std::uint64_t draw = random();
        const std::uint64_t allele = (draw & 0xffffffff) < below ? 1 + (draw >> 40) % site.alts.size() : 0;
        made[i] = static_cast<char>((allele + 1) << 1 | (i & 1));
    }
    return made;
}

void make(const std::string& kind, const std::string& path, std::uint32_t samples) {
    const auto genes = called_genes();
    std::vector<GeneOfCohort> drawn_genes;
    if (kind != "positions")
        for (const auto& gene : genes)
            drawn_genes.emplace_back(gene, static_cast<std::uint64_t>(&gene - genes.data()),
                                     kind == "pairs" ? pairs : frequencies, samples);
    const std::vector<Site> sites = sites_of(genes);
    auto file = need(FileSink::create(path));
    formats::BgzfSink sink(*file);
    std::vector<std::string> contigs;
    sink.write(header_of(sites, samples, contigs));
    std::mt19937_64 random(1);
    for (const Site& site : sites) {
        const auto contig = std::ranges::find(contigs, site.place().chromosome) - contigs.begin();
        const std::string genotypes =
            drawn_genes.empty()
                ? by_position(site.place(), samples, random)
                : drawn_genes[static_cast<std::size_t>(site.gene - genes.data())].genotypes(site.position);
        sink.write(record_of(site.place(), static_cast<std::uint32_t>(contig), genotypes, samples));
    }
    need(sink.finish());
    need(file->commit(true));
}

std::string vcf_header(std::uint32_t samples) {
    std::string text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
    for (std::uint32_t i = 0; i < samples; ++i) text += format("\tS{}", i);
    return text + "\n";
}

std::string vcf_site(const PgxPosition& place) {
    return format("{}\t{}\t{}\t{}\t{}\t.\tPASS\t.\tGT", place.chromosome, place.position,
                  place.rsid.empty() ? "." : place.rsid, place.ref, join(place.alts, ","));
}

void make_phased(const std::string& path, std::uint32_t samples) {
    const auto genes = called_genes();
    std::vector<GeneOfCohort> drawn_genes;
    for (const auto& gene : genes)
        drawn_genes.emplace_back(gene, static_cast<std::uint64_t>(&gene - genes.data()), in_phase, samples);
    auto file = need(FileSink::create(path));
    file->write(vcf_header(samples));
    for (const Site& site : sites_of(genes)) {
        const std::string genotypes =
            drawn_genes[static_cast<std::size_t>(site.gene - genes.data())].genotypes(site.position);
        std::string line = vcf_site(site.place());
        for (std::uint32_t i = 0; i < samples; ++i) {
            line += format("\t{}", (genotypes[2 * i] >> 1) - 1);
            if (genotypes[2 * i + 1] != '\x81') line += format("|{}", (genotypes[2 * i + 1] >> 1) - 1);
        }
        file->write(line + "\n");
    }
    need(file->commit(true));
}

void make_unphased(const std::string& path) {
    const domain::PgxKnowledge knowledge = need(clinic::knowledge_of({}));
    auto file = need(FileSink::create(path));
    file->write(vcf_header(1));
    for (const Site& site : sites_of(knowledge.definitions)) {
        const std::string& gene = site.gene->gene;
        const bool many = gene == "CYP2D6" || gene == "NAT2" || gene == "RYR1" || gene == "CYP2B6";
        file->write(vcf_site(site.place()) + (many && site.position < 25 ? "\t0/1\n" : "\t0/0\n"));
    }
    need(file->commit(true));
}

}  // namespace

int main(int count, char** words) {
    const std::string kind = count > 1 ? words[1] : "";
    if (kind == "unphased" && count == 3)
        make_unphased(words[2]);
    else if (kind == "phased" && count == 4)
        make_phased(words[2], static_cast<std::uint32_t>(std::atoi(words[3])));
    else if ((kind == "positions" || kind == "pairs" || kind == "frequencies") && count == 4)
        make(kind, words[2], static_cast<std::uint32_t>(std::atoi(words[3])));
    else
        return 2;
    return 0;
}
