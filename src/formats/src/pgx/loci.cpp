#include "loci.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <array>

namespace strandline::formats {
namespace {

PgxLocus locus_of(const domain::PgxPosition& position, const PgxReference& reference) {
    PgxLocus made;
    made.position = &position;
    made.first = position.position;
    made.ref_last = position.position + static_cast<std::int64_t>(position.ref.size()) - 1;
    made.last = made.ref_last;
    for (const std::string& alt : position.alts) {
        auto edits = reference.edits(position.chromosome, position.position, position.ref, alt);
        for (const PgxEdit& edit : edits) {
            made.changes_length = made.changes_length || edit.changes_length();
            if (edit.changes_length())
                made.last = std::max(made.last, reference.rightmost(position.chromosome, edit));
        }
        made.alts.push_back(std::move(edits));
    }
    return made;
}

struct Length {
    std::string_view name;
    std::int64_t grch38, grch37;
};
// Genome Reference Consortium, GRCh38.p14 and GRCh37.p13, assembled molecules.
constexpr std::array lengths = {Length{"chr1", 248956422, 249250621},  Length{"chr2", 242193529, 243199373},
                                Length{"chr3", 198295559, 198022430},  Length{"chr4", 190214555, 191154276},
                                Length{"chr5", 181538259, 180915260},  Length{"chr6", 170805979, 171115067},
                                Length{"chr7", 159345973, 159138663},  Length{"chr8", 145138636, 146364022},
                                Length{"chr9", 138394717, 141213431},  Length{"chr10", 133797422, 135534747},
                                Length{"chr11", 135086622, 135006516}, Length{"chr12", 133275309, 133851895},
                                Length{"chr13", 114364328, 115169878}, Length{"chr14", 107043718, 107349540},
                                Length{"chr15", 101991189, 102531392}, Length{"chr16", 90338345, 90354753},
                                Length{"chr17", 83257441, 81195210},   Length{"chr18", 80373285, 78077248},
                                Length{"chr19", 58617616, 59128983},   Length{"chr20", 64444167, 63025520},
                                Length{"chr21", 46709983, 48129895},   Length{"chr22", 50818468, 51304566},
                                Length{"chrX", 156040895, 155270560},  Length{"chrY", 57227415, 59373566}};

const Length* length_of(std::string_view chromosome) {
    const auto found = std::ranges::find(lengths, chromosome, &Length::name);
    return found == lengths.end() ? nullptr : &*found;
}

}  // namespace

PgxLoci::PgxLoci(std::span<const domain::GeneDefinition> definitions)
    : reference_(PgxReference::of(definitions)) {
    const auto chromosome_named = [this](const std::string& name) -> std::uint32_t {
        const auto known = names_.find(lower(name));
        if (known != names_.end()) return known->second;
        const auto number = static_cast<std::uint32_t>(chromosomes_.size());
        Chromosome made;
        made.name = name;
        made.aliases = {name};
        const std::string bare = name.starts_with("chr") ? name.substr(3) : name;
        if (bare != name) made.aliases.push_back(bare);
        if (bare == "X") made.aliases.insert(made.aliases.end(), {"23", "chr23"});
        for (const std::string& alias : made.aliases) names_.emplace(lower(alias), number);
        chromosomes_.push_back(std::move(made));
        return number;
    };
    for (std::uint32_t gene = 0; gene < definitions.size(); ++gene) {
        std::uint32_t column = 0;
        for (const auto* positions : {&definitions[gene].positions, &definitions[gene].extra})
            for (const domain::PgxPosition& position : *positions) {
                PgxLocus locus = locus_of(position, reference_);
                locus.gene = gene;
                locus.column = column++;
                const std::uint32_t number = chromosome_named(position.chromosome);
                Chromosome& chromosome = chromosomes_[number];
                const std::string& refseq = definitions[gene].refseq;
                if (!refseq.empty() && names_.emplace(lower(refseq), number).second)
                    chromosome.aliases.push_back(refseq);
                chromosome.longest = std::max(chromosome.longest, locus.last - locus.first);
                chromosome.end = std::max(chromosome.end, locus.last);
                chromosome.loci.push_back(std::move(locus));
            }
    }
    for (Chromosome& chromosome : chromosomes_)
        std::ranges::stable_sort(chromosome.loci, {}, &PgxLocus::first);
}

std::uint32_t PgxLoci::chromosome_of(std::string_view contig) const {
    const auto found = names_.find(lower(contig));
    return found == names_.end() ? unknown : found->second;
}

std::size_t PgxLoci::from(const Chromosome& chromosome, std::int64_t first) {
    const auto found =
        std::ranges::lower_bound(chromosome.loci, first - chromosome.longest, {}, &PgxLocus::first);
    return static_cast<std::size_t>(found - chromosome.loci.begin());
}

bool PgxLoci::touches(std::uint32_t chromosome, std::int64_t first, std::int64_t last) const {
    bool any = false;
    overlapping(chromosome, first, last, [&any](const PgxLocus&) { any = true; });
    return any;
}

std::int64_t length_in_grch38(std::string_view chromosome) {
    const Length* found = length_of(chromosome);
    return found ? found->grch38 : 0;
}

std::int64_t length_in_grch37(std::string_view chromosome) {
    const Length* found = length_of(chromosome);
    return found ? found->grch37 : 0;
}

std::optional<Error> check_build(std::string_view contig, std::string_view chromosome, std::int64_t length,
                                 std::string_view assembly, const Place& place) {
    const std::int64_t wanted = length_in_grch38(chromosome);
    const std::string named = lower(assembly);
    std::string found;
    if (wanted != 0 && length > 0) {
        if (length == wanted) return std::nullopt;
        found = format("{} of {} bp{}", printable(contig), with_thousands(static_cast<std::uint64_t>(length)),
                       length == length_in_grch37(chromosome) ? ", as in GRCh37 (hg19)" : "");
    } else {
        for (const std::string_view other : {"grch37", "hg19", "b37", "hs37", "grch36", "hg18", "chm13"})
            if (named.find(other) != std::string::npos) found = format("assembly {}", printable(assembly));
        if (found.empty()) return std::nullopt;
    }
    return Error::input("clinic.build", "the file is not of GRCh38")
        .at(place)
        .expected("GRCh38 (hg38){}", wanted == 0 ? ""
                                                 : format(": {} of {} bp", chromosome,
                                                          with_thousands(static_cast<std::uint64_t>(wanted))))
        .found("{}", found)
        .mend(
            "call variants against GRCh38, or lift the file over with bcftools +liftover or CrossMap; "
            "positions are never mapped here");
}

}  // namespace strandline::formats
