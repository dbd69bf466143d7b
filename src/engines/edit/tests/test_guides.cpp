#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/nuclease.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

domain::CodingSequence coding(std::string gene, std::string tag, std::vector<domain::Interval> parts,
                              Strand strand = Strand::forward) {
    domain::CodingSequence result;
    result.gene = std::move(gene);
    result.locus_tag = std::move(tag);
    result.parts = std::move(parts);
    result.strand = strand;
    return result;
}

const Nuclease& spcas9() { return *find_nuclease("SpCas9"); }

std::vector<DesignedGuide> design(const domain::Genome& genome, const domain::CodingSequence& cds,
                                  const Nuclease& nuclease = spcas9()) {
    const TargetGene gene{"g", {&cds}};
    return design_guides(genome, std::span(&gene, 1), nuclease, nuclease.spacer_length);
}

Result<std::vector<TargetGene>> find(const domain::Annotation& annotation, const std::string& name) {
    Context context;
    const GeneRequest request{{name}, {}};
    return find_genes(annotation, std::span(&request, 1), context);
}

}  // namespace

TEST_CASE("nucleases have names of their own and patterns that make sense") {
    std::set<std::string_view> names;
    for (const Nuclease& nuclease : nucleases()) {
        CHECK(names.insert(nuclease.name).second);
        CHECK(nuclease.spacer_length >= 17);
        CHECK(nuclease.spacer_length <= 25);
        CHECK(nuclease.cut > 0);
        CHECK(nuclease.cut <= nuclease.spacer_length);
        for (const char code : nuclease.pam) CHECK(domain::base_set(code) != 0);
    }
    CHECK(spcas9().pam == "NGG");
    CHECK(find_nuclease("Cas99") == nullptr);
}

TEST_CASE("the cut of SpCas9 is three bases from the PAM, on both strands") {
    const std::string spacer = "GACACGTAGTGTCATCACTG";
    const std::string bases = "AAAAA" + spacer + "TGG" + "AAAAA";
    const auto length = static_cast<std::int64_t>(bases.size());
    const domain::CodingSequence cds = coding("abc", "", {{0, 0, length}});
    const auto forward = design({{{"c", bases, false}}}, cds);
    REQUIRE(forward.size() == 1);
    CHECK(forward[0].id == "abc_1");
    CHECK(forward[0].spacer == spacer);
    CHECK(forward[0].pam == "TGG");
    CHECK(forward[0].interval == domain::Interval{0, 5, 28});
    CHECK(forward[0].cut_position == 22);
    CHECK(forward[0].cds_position == 22);
    CHECK(forward[0].cds_percent == doctest::Approx(100.0 * 22 / 33));
    CHECK(forward[0].gc_percent == doctest::Approx(50));
    CHECK(forward[0].poly_t == 1);
    const auto reverse = design({{{"c", domain::reverse_complement(bases), false}}}, cds);
    REQUIRE(reverse.size() == 1);
    CHECK(reverse[0].strand == Strand::reverse);
    CHECK(reverse[0].spacer == spacer);
    CHECK(reverse[0].interval == domain::Interval{0, 5, 28});
    CHECK(reverse[0].cut_position == 11);
}

TEST_CASE("Cas12a has its PAM before the spacer and cuts behind base 18") {
    const std::string spacer = "GACCCGTAGGATCATCAATTGCC";
    const std::string bases =
        "CCC"
        "TTTA" +
        spacer + "CCCC";
    const domain::CodingSequence cds = coding("abc", "", {{0, 0, static_cast<std::int64_t>(bases.size())}});
    const auto guides = design({{{"c", bases, false}}}, cds, *find_nuclease("AsCas12a"));
    REQUIRE(guides.size() == 1);
    CHECK(guides[0].spacer == spacer);
    CHECK(guides[0].pam == "TTTA");
    CHECK(guides[0].cut_position == 3 + 4 + 18);
}

TEST_CASE("a guide counts for a gene when both bases beside its cut are coding") {
    const std::string bases = "AAAAAGACACGTAGTGTCATCACTGTGGAAAAA";  // cuts before base 22
    const domain::Genome genome{{{"c", bases, false}}};
    CHECK(design(genome, coding("g", "", {{0, 21, 23}})).size() == 1);
    CHECK(design(genome, coding("g", "", {{0, 22, 30}})).empty());
    CHECK(design(genome, coding("g", "", {{0, 10, 22}})).empty());
    // In the second part, read backwards: 3 bases of the first part, then 8 of the 30-22.
    const auto spliced = design(genome, coding("g", "", {{0, 30, 33}, {0, 20, 30}}, Strand::reverse));
    REQUIRE(spliced.size() == 1);
    CHECK(spliced[0].cds_position == 3 + 8);
}

TEST_CASE("a seam between abutting parts is no intron; a gap and an overlap are") {
    const std::string bases = "AAAAAGACACGTAGTGTCATCACTGTGGAAAAA";  // cuts before base 22
    const domain::Genome genome{{{"c", bases, false}}};
    const auto guides = [&](std::vector<domain::Interval> parts, Strand strand) {
        return design(genome, coding("g", "", std::move(parts), strand));
    };
    const auto found = guides({{0, 10, 22}, {0, 22, 30}}, Strand::forward);
    REQUIRE(found.size() == 1);
    CHECK(found[0].cds_position == 12);
    const auto reverse = guides({{0, 22, 30}, {0, 10, 22}}, Strand::reverse);
    REQUIRE(reverse.size() == 1);
    CHECK(reverse[0].cds_position == 8);
    CHECK(guides({{0, 10, 22}, {0, 23, 30}}, Strand::forward).empty());
    CHECK(guides({{0, 22, 30}, {0, 10, 22}}, Strand::forward).empty());  // abut, but not as they are read
    // Slippage: each part by itself; the base that is read twice counts twice.
    CHECK(guides({{0, 10, 22}, {0, 21, 30}}, Strand::forward).at(0).cds_position == 13);
}

TEST_CASE("a coding sequence in abutting parts has the guides of the whole") {
    CHECK(rc::check([] {
        const std::string bases =
            *rc::gen::container<std::string>(200, rc::gen::elementOf(std::string("ACGT")));
        const bool circular = *rc::gen::arbitrary<bool>();
        const Strand strand = *rc::gen::element(Strand::forward, Strand::reverse);
        const domain::Genome genome{{{"c", bases, circular}}};
        // On the circle the whole crosses the origin, whether a part does or a seam lies there.
        const std::int64_t begin = circular ? 120 : 20, end = begin + 150;
        std::set<std::int64_t> seams = *rc::gen::container<std::set<std::int64_t>>(
            *rc::gen::inRange<std::size_t>(1, 6), rc::gen::inRange<std::int64_t>(begin + 1, end));
        if (*rc::gen::arbitrary<bool>() && circular) seams.insert(200);
        seams.insert(end);
        std::vector<domain::Interval> parts;
        std::int64_t from = begin;
        for (const std::int64_t seam : seams) {
            const std::int64_t turn = from >= 200 ? 200 : 0;
            parts.push_back({0, from - turn, seam - turn});
            from = seam;
        }
        if (strand == Strand::reverse) std::ranges::reverse(parts);
        const auto split = design(genome, coding("g", "", parts, strand));
        const auto whole = design(genome, coding("g", "", {{0, begin, end}}, strand));
        RC_ASSERT(split.size() == whole.size());
        for (std::size_t i = 0; i < split.size(); ++i) {
            RC_ASSERT(split[i].id == whole[i].id);
            RC_ASSERT(split[i].interval == whole[i].interval);
            RC_ASSERT(split[i].strand == whole[i].strand);
            RC_ASSERT(split[i].cut_position == whole[i].cut_position);
            RC_ASSERT(split[i].cds_position == whole[i].cds_position);
            RC_ASSERT(split[i].cds_percent == whole[i].cds_percent);
        }
    }));
}

TEST_CASE("guides across the origin of a circular contig are found") {
    const std::string site = "GACACGTAGTGTCATCACTGTGG";
    const std::string bases = site.substr(15) + "AAAAAAAAAAAA" + site.substr(0, 15);
    const auto length = static_cast<std::int64_t>(bases.size());
    const domain::CodingSequence cds = coding("g", "", {{0, 25, length + 6}});
    const auto guides = design({{{"c", bases, true}}}, cds);
    REQUIRE(guides.size() == 1);
    CHECK(guides[0].interval == domain::Interval{0, 20, 43});
    CHECK(guides[0].cut_position == 2);
    CHECK(guides[0].cds_position == 12);
    CHECK(design({{{"c", bases, false}}}, coding("g", "", {{0, 25, length}})).empty());
}

TEST_CASE("protospacers with ambiguous letters are left out") {
    const std::string bases = "AAAAAGACACGTNGTGTCATCACTGTGGAAAAA";
    CHECK(design({{{"c", bases, false}}}, coding("g", "", {{0, 0, 33}})).empty());
}

TEST_CASE("guides read as the genome does, for every nuclease") {
    CHECK(rc::check([] {
        const std::string bases =
            *rc::gen::container<std::string>(300, rc::gen::elementOf(std::string("ACGT")));
        const domain::Genome genome{{{"c", bases, false}}};
        const bool forward = *rc::gen::arbitrary<bool>();
        const domain::CodingSequence cds =
            coding("g", "", {{0, 50, 250}}, forward ? Strand::forward : Strand::reverse);
        for (const Nuclease& nuclease : nucleases()) {
            std::set<std::string> ids;
            std::int64_t last = 0;
            for (const DesignedGuide& guide : design(genome, cds, nuclease)) {
                std::string site =
                    bases.substr(static_cast<std::size_t>(guide.interval.begin),
                                 static_cast<std::size_t>(guide.interval.end - guide.interval.begin));
                if (guide.strand == Strand::reverse) site = domain::reverse_complement(site);
                RC_ASSERT(site == (nuclease.pam_side == PamSide::three_prime ? guide.spacer + guide.pam
                                                                             : guide.pam + guide.spacer));
                RC_ASSERT(guide.cut_position > 50 && guide.cut_position < 250);
                RC_ASSERT(guide.cds_position ==
                          (forward ? guide.cut_position - 50 : 250 - guide.cut_position));
                RC_ASSERT(guide.cds_position >= last);
                RC_ASSERT(ids.insert(guide.id).second);
                last = *guide.cds_position;
            }
        }
    }));
}

TEST_CASE("genes are found by symbol, locus tag and synonym") {
    domain::Annotation annotation;
    annotation.coding = {coding("ldhA", "b1380", {{0, 0, 9}}), coding("insA", "b0001", {{0, 10, 19}}),
                         coding("insA", "b0002", {{0, 20, 29}}), coding("", "b0003", {{0, 30, 39}})};
    annotation.coding[0].synonyms = {"hslI", "same"};
    annotation.coding[3].synonyms = {"same", "LDHA"};
    for (const std::string name : {"ldhA", "b1380", "hslI", "ldha", "HSLI", "B1380"}) {
        const auto genes = find(annotation, name);
        REQUIRE_MESSAGE(genes.has_value(), name);
        CHECK(genes->size() == 1);
        CHECK((*genes)[0].coding[0]->locus_tag == "b1380");
    }
    // As written comes before any case: LDHA is a synonym of another gene.
    CHECK((*find(annotation, "LDHA"))[0].coding[0]->locus_tag == "b0003");
    CHECK(find(annotation, "insA")->size() == 2);
    CHECK(find(annotation, "same").error().code() == "gene.ambiguous");
    CHECK(find(annotation, "insa").error().code() == "gene.ambiguous");
    const auto unknown = find(annotation, "ldhB");
    CHECK(unknown.error().code() == "gene.unknown");
    CHECK(unknown.error().candidates().front() == "ldhA");
}

TEST_CASE("unknown genes are told up to twenty at once") {
    domain::Annotation annotation;
    annotation.coding = {coding("ldhA", "b1380", {{0, 0, 9}})};
    std::vector<GeneRequest> requests;
    for (int i = 0; i < 30; ++i) requests.push_back({{format("nope{}", i)}, {}});
    Context context;
    const auto found = find_genes(annotation, requests, context);
    REQUIRE(!found.has_value());
    CHECK(found.error().more().size() == 19);
}

TEST_CASE("runs and shares of bases") {
    CHECK(longest_run("ATTTTAT", 'T') == 4);
    CHECK(longest_run("", 'T') == 0);
    CHECK(gc_percent("GGCC") == 100);
    CHECK(gc_percent("ATGC") == 50);
}
