#include "support.hpp"

#include "window.hpp"

#include "design/placing.hpp"
#include "design/restriction.hpp"

#include <strandline/domain/features.hpp>
#include <strandline/domain/sequence.hpp>
#include <strandline/edit/windows.hpp>
#include <strandline/formats/genome.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

std::string random_bases(std::size_t count) {
    return *rc::gen::container<std::string>(count, rc::gen::elementOf(std::string("ACGT")));
}

domain::Gene gene_at(std::int64_t begin, std::int64_t end, Strand strand) {
    domain::Gene gene;
    gene.symbol = "abc";
    gene.strand = strand;
    gene.biotype = "protein_coding";
    gene.span = {0, begin, end};
    gene.transcripts = {{"t", {gene.span}, {gene.span}, 0}};
    return gene;
}

TargetGene target(const domain::Gene& gene) { return {"abc", {}, {&gene}}; }

/// Spacer and PAM as the genome reads at the guide's place.
std::string read_site(const domain::Contig& contig, const DesignedGuide& guide) {
    std::string site = bases_at(contig, guide.interval.begin, guide.interval.end - guide.interval.begin);
    return guide.strand == Strand::forward ? site : domain::reverse_complement(site);
}

std::string as_read(const DesignedGuide& guide, const Nuclease& nuclease) {
    return nuclease.pam_side == PamSide::three_prime ? guide.spacer + guide.pam : guide.pam + guide.spacer;
}

/// All cuts of a contig by plain loops over its windows: position and strand.
std::set<std::pair<std::int64_t, Strand>> plain_cuts(const domain::Contig& contig, const Nuclease& nuclease) {
    const Pattern pattern{nuclease.spacer_length, {std::string(nuclease.pam)}, nuclease.pam_side};
    std::set<std::pair<std::int64_t, Strand>> cuts;
    for (std::int64_t begin = 0; begin < window_count(contig, window_length(pattern)); ++begin)
        for (const Strand strand : {Strand::forward, Strand::reverse}) {
            const Window window = window_at(contig, pattern, begin, strand);
            if (!is_pam(window.pam, pattern.pams.front()) ||
                !std::ranges::all_of(window.protospacer, domain::is_plain_base))
                continue;
            const auto pam = pattern.pam_length();
            // Bases of the site, in its own direction, before the cut.
            const std::int64_t before = nuclease.pam_side == PamSide::three_prime
                                            ? nuclease.spacer_length - nuclease.cut
                                            : pam + nuclease.cut;
            const std::int64_t cut =
                strand == Strand::forward ? begin + before : begin + window_length(pattern) - before;
            cuts.emplace(contig.circular ? cut % contig.length() : cut, strand);
        }
    return cuts;
}

}  // namespace

TEST_CASE("a contig is covered with every site that plain loops find, for every nuclease") {
    CHECK(rc::check([] {
        std::string bases = random_bases(240);
        if (*rc::gen::arbitrary<bool>()) bases[*rc::gen::inRange<std::size_t>(0, 240)] = 'N';
        const domain::Genome genome{{{"c", bases, *rc::gen::arbitrary<bool>()}}};
        for (const Nuclease& nuclease : nucleases()) {
            std::set<std::pair<std::int64_t, Strand>> cuts;
            for (const DesignedGuide& guide : design_in_ranges(genome, contig_targets(genome), nuclease,
                                                               nuclease.spacer_length, 1000, nullptr)) {
                RC_ASSERT(read_site(genome.contigs[0], guide) == as_read(guide, nuclease));
                RC_ASSERT(cuts.emplace(guide.cut_position, guide.strand).second);
                const std::size_t at = guide.context.find(as_read(guide, nuclease));
                RC_ASSERT(guide.context.empty() || at <= 4);
                RC_ASSERT(guide.feature.empty());
            }
            RC_ASSERT(cuts == plain_cuts(genome.contigs[0], nuclease));
        }
    }));
}

TEST_CASE("windows: cuts as far from the start as is asked, on the strand that is asked") {
    CHECK(rc::check([] {
        const domain::Genome genome{{{"c", random_bases(600), *rc::gen::arbitrary<bool>()}}};
        const domain::Contig& contig = genome.contigs[0];
        const Strand strand = *rc::gen::element(Strand::forward, Strand::reverse);
        const std::int64_t begin = *rc::gen::inRange<std::int64_t>(0, 400);
        const domain::Gene gene = gene_at(begin, begin + *rc::gen::inRange<std::int64_t>(30, 200), strand);
        StartWindow window;
        window.from = *rc::gen::inRange<std::int64_t>(-120, 50);
        window.to = window.from + *rc::gen::inRange<std::int64_t>(0, 100);
        window.paired =
            *rc::gen::element(PairedStrand::both, PairedStrand::template_strand, PairedStrand::non_template);
        window.within_gene = *rc::gen::arbitrary<bool>();
        const TargetGene asked = target(gene);
        const Nuclease& nuclease = *find_nuclease("SpCas9");
        std::set<std::pair<std::int64_t, Strand>> found;
        std::int64_t last = INT64_MIN;
        for (const DesignedGuide& guide : design_in_ranges(
                 genome, start_targets(std::span(&asked, 1), window), nuclease, 20, 1000, nullptr)) {
            RC_ASSERT(read_site(contig, guide) == as_read(guide, nuclease));
            RC_ASSERT(*guide.distance_to_tss >= window.from && *guide.distance_to_tss <= window.to);
            RC_ASSERT(*guide.distance_to_tss >= last);
            RC_ASSERT(guide.gene == "abc");
            last = *guide.distance_to_tss;
            found.emplace(guide.cut_position, guide.strand);
        }
        // The plain way: every cut of the contig whose distance and strand fit.
        std::set<std::pair<std::int64_t, Strand>> expected;
        for (const auto& [cut, side] : plain_cuts(contig, nuclease)) {
            const bool reads_like_gene = side == strand;
            if (window.paired == PairedStrand::template_strand && !reads_like_gene) continue;
            if (window.paired == PairedStrand::non_template && reads_like_gene) continue;
            for (const std::int64_t turn : {-600, 0, 600}) {
                if (turn != 0 && !contig.circular) continue;
                const std::int64_t at = cut + turn;
                const std::int64_t distance =
                    strand == Strand::forward ? at - gene.span.begin : gene.span.end - at;
                if (distance < window.from || distance > window.to) continue;
                if (window.within_gene && distance > gene.span.end - gene.span.begin) continue;
                expected.emplace(cut, side);
            }
        }
        RC_ASSERT(found == expected);
    }));
}

TEST_CASE("usual windows are those of the papers") {
    const Nuclease &cas9 = *find_nuclease("SpCas9"), &cas12a = *find_nuclease("AsCas12a");
    const StartWindow mammal = usual_window(Strategy::crispri, false, cas9);
    CHECK(mammal.from == -50);
    CHECK(mammal.to == 300);
    CHECK(mammal.paired == PairedStrand::both);
    CHECK(usual_window(Strategy::crispra, false, cas9).from == -400);
    CHECK(usual_window(Strategy::crispra, false, cas9).to == -50);
    CHECK(usual_window(Strategy::crispri, true, cas9).paired == PairedStrand::non_template);
    CHECK(usual_window(Strategy::crispri, true, cas9).within_gene);
    CHECK(usual_window(Strategy::crispri, true, cas12a).paired == PairedStrand::template_strand);
}

TEST_CASE("restriction sites: enzymes, IUPAC codes, both strands, palindromes once") {
    const auto sites = parse_restriction_sites("bsmbi, GAANAC,EcoRI");
    REQUIRE(sites.has_value());
    REQUIRE(sites->size() == 3);
    CHECK((*sites)[0].pattern == "CGTCTC");
    CHECK(sites_in("AACGTCTCAA", *sites) == "BsmBI");
    CHECK(sites_in("AAGAGACGAA", *sites) == "BsmBI");
    CHECK(sites_in("GAACACGAATTC", *sites) == "GAANAC,EcoRI");
    CHECK(sites_in("AAAAAAAAAAAA", *sites).empty());
    CHECK(count_sites("GAATTCGAATTC", (*sites)[2]) == 2);
    CHECK(parse_restriction_sites("")->empty());
    CHECK(parse_restriction_sites("BsmB1").error().candidates().front() == "BsmBI");
    CHECK(parse_restriction_sites("ACX").error().code() == "sites.unknown");
}

namespace {

/// The coding sequence as one text, read from the genome by plain steps.
std::string coding_text(const domain::Genome& genome, const std::vector<domain::Interval>& parts,
                        Strand strand) {
    std::string text;
    for (const domain::Interval& part : parts) {
        const std::string bases = bases_at(genome.contigs[part.contig], part.begin, part.end - part.begin);
        text += strand == Strand::forward ? bases : domain::reverse_complement(bases);
    }
    return text;
}

struct Checked {
    std::size_t guides = 0, wrong = 0;
};

/// The base behind the cut, in the gene's direction, is that of the coding sequence at `cds_position`, and
/// `amino_acid` names the codon it is in.
Checked check_positions(const formats::AnnotatedGenome& from) {
    Context context;
    const auto genes = all_genes(from.annotation, GeneKinds::coding);
    const Nuclease& nuclease = *find_nuclease("SpCas9");
    Checked checked;
    for (const TargetGene& gene : genes) {
        std::map<const domain::CodingSequence*, std::string> texts;
        for (const DesignedGuide& guide : design_guides(from.genome, std::span(&gene, 1), nuclease, 20)) {
            ++checked.guides;
            const domain::Contig& contig = from.genome.contigs[guide.interval.contig];
            bool fits = read_site(contig, guide) == as_read(guide, nuclease) && guide.isoforms_cut >= 1 &&
                        guide.isoforms_cut <= guide.isoforms;
            bool placed = false;
            for (const domain::CodingSequence* coding : gene.coding) {
                std::string& text = texts[coding];
                if (text.empty()) text = coding_text(from.genome, coding->parts, coding->strand);
                const auto at = static_cast<std::size_t>(*guide.cds_position);
                if (at >= text.size()) continue;
                const std::int64_t behind =
                    coding->strand == Strand::forward
                        ? guide.cut_position
                        : (guide.cut_position - 1 + contig.length()) % contig.length();
                std::string base = bases_at(contig, behind, 1);
                if (coding->strand == Strand::reverse) base = domain::reverse_complement(base);
                const std::int64_t codon_begin = (guide.amino_acid - 1) * 3 + coding->phase;
                placed |= base[0] == text[at] && *guide.cds_position < codon_begin + 3 &&
                          (*guide.cds_position >= codon_begin || guide.amino_acid == 1);
            }
            checked.wrong += !(fits && placed);
        }
    }
    return checked;
}

}  // namespace

TEST_CASE("E. coli and pieces of eukaryotes: sites, coding positions and amino acids by a plain reading") {
    const auto genbank = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    if (!genbank) return;
    const auto ecoli = formats::read_annotated_genome(open(*genbank));
    REQUIRE(ecoli.has_value());
    const Checked all = check_positions(*ecoli);
    CHECK(all.guides > 400'000);
    CHECK(all.wrong == 0);
    MESSAGE("E. coli: ", all.guides, " guides");
    for (const std::string name : {"A.thaliana", "C.elegans", "D.melanogaster"}) {
        const auto fasta = shared_file("data/edit/eukaryote_pieces/" + name + ".1pct.fa.gz");
        const auto rows = shared_file("data/edit/eukaryote_pieces/" + name + ".1pct.gff.gz");
        if (!fasta || !rows) return;
        const Source annotation = open(*rows);
        const auto piece = formats::read_annotated_genome(open(*fasta), &annotation);
        REQUIRE(piece.has_value());
        const Checked some = check_positions(*piece);
        CHECK(some.guides > 1'000);
        CHECK(some.wrong == 0);
        MESSAGE(name, ": ", some.guides, " guides");
    }
}

TEST_CASE("E. coli: tiling by GenBank and by GFF3 is the same; its CDS guides are those of knockout") {
    const auto genbank = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    const auto fasta = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.fna.gz");
    const auto gff = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gff.gz");
    if (!genbank || !fasta || !gff) return;
    const Source genes = text("genes", "ldhA\nprfB\nsgrS\nssrA\nthrL\nrrsA\n");
    const auto design = [&](const std::string& strategy, bool from_genbank, const Source& asked) {
        std::vector<std::pair<std::string, Source>> inputs = {{"genes", asked}};
        inputs.emplace_back("genome", open(from_genbank ? *genbank : *fasta));
        if (!from_genbank) inputs.emplace_back("annotation", open(*gff));
        Run made = run("edit guides", std::move(inputs), {{"strategy", strategy}});
        REQUIRE(made.code() == "");
        return made.output("table");
    };
    for (const std::string strategy : {"tiling", "crispri", "crispra"}) {
        const bool same = design(strategy, true, genes) == design(strategy, false, genes);
        CHECK(same);
    }
    // Spacer, place and position in the coding sequence of guides that cut coding sequence.
    const auto coding = [](const std::string& table) {
        std::set<std::vector<std::string>> guides;
        for (const auto& row : rows(table))
            if (row[14] == "CDS" && row[10] != "NA")
                guides.insert({row[1], row[4], row[6], row[9], row[10], row[11], row[15], row[16], row[19]});
        return guides;
    };
    const Source ldha = text("genes", "ldhA\nthrA\n");
    const bool same = coding(design("tiling", true, ldha)) == coding(design("knockout", true, ldha));
    CHECK(same);
}
