#include <strandline/domain/features.hpp>

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

using namespace strandline::domain;

namespace {

Gene gene(std::vector<Interval> exons, std::vector<Interval> coding, Strand strand = Strand::forward) {
    Gene made;
    made.symbol = "g";
    made.strand = strand;
    made.biotype = coding.empty() ? "ncRNA" : "protein_coding";
    made.span = {exons.front().contig, std::min(exons.front().begin, exons.back().begin),
                 std::max(exons.front().end, exons.back().end)};
    made.transcripts.push_back({"t", std::move(exons), std::move(coding), 0});
    return made;
}

Feature at(const Gene& gene, std::int64_t position) {
    return feature_in(gene, {0, position, position + 1}, 50);
}

}  // namespace

TEST_CASE("what a base is to a gene: UTR, coding with exon and amino acid, intron, promoter") {
    const Gene forward = gene({{0, 100, 130}, {0, 150, 190}}, {{0, 110, 130}, {0, 150, 160}});
    CHECK(at(forward, 49).kind == FeatureKind::intergenic);
    CHECK(at(forward, 50).kind == FeatureKind::promoter);
    CHECK(at(forward, 99).kind == FeatureKind::promoter);
    CHECK(at(forward, 100).kind == FeatureKind::five_prime_utr);
    CHECK(at(forward, 110).kind == FeatureKind::cds);
    CHECK(at(forward, 110).amino_acid == 1);
    CHECK(at(forward, 112).amino_acid == 1);
    CHECK(at(forward, 113).amino_acid == 2);
    CHECK(at(forward, 129).amino_acid == 7);
    CHECK(at(forward, 129).exon == 1);
    CHECK(at(forward, 140).kind == FeatureKind::intron);
    CHECK(at(forward, 150).amino_acid == 7);
    CHECK(at(forward, 150).exon == 2);
    CHECK(at(forward, 159).amino_acid == 10);
    CHECK(at(forward, 160).kind == FeatureKind::three_prime_utr);
    CHECK(at(forward, 190).kind == FeatureKind::intergenic);
    const Gene reverse =
        gene({{0, 150, 190}, {0, 100, 130}}, {{0, 150, 160}, {0, 110, 130}}, Strand::reverse);
    CHECK(at(reverse, 190).kind == FeatureKind::promoter);
    CHECK(at(reverse, 239).kind == FeatureKind::promoter);
    CHECK(at(reverse, 240).kind == FeatureKind::intergenic);
    CHECK(at(reverse, 170).kind == FeatureKind::five_prime_utr);
    CHECK(at(reverse, 159).amino_acid == 1);
    CHECK(at(reverse, 150).amino_acid == 4);
    CHECK(at(reverse, 129).amino_acid == 4);
    CHECK(at(reverse, 105).kind == FeatureKind::three_prime_utr);
    CHECK(word(at(gene({{0, 100, 130}}, {}), 100).kind) == "ncRNA");
}

TEST_CASE("a stretch is what comes first by precedence; genes that code come first") {
    Annotation annotation;
    annotation.genes = {gene({{0, 100, 130}}, {}), gene({{0, 120, 160}}, {{0, 130, 142}}),
                        gene({{0, 300, 310}}, {})};
    const Genome genome{{{"c", std::string(400, 'A'), false}}};
    const AnnotationIndex index(annotation, genome, 20);
    CHECK(index.feature_at({0, 110, 133}).kind == FeatureKind::cds);
    CHECK(index.feature_at({0, 110, 133}).gene == &annotation.genes[1]);
    CHECK(index.feature_at(0, 125).kind == FeatureKind::five_prime_utr);
    const auto both = index.features_at({0, 125, 126});
    REQUIRE(both.size() == 2);
    CHECK(both[1].kind == FeatureKind::noncoding_rna);
    CHECK(index.feature_at(0, 200).kind == FeatureKind::intergenic);
    CHECK(index.feature_at(0, 285).kind == FeatureKind::promoter);
}

TEST_CASE("the index finds what a plain loop over all genes finds, across origins too") {
    CHECK(rc::check([] {
        constexpr std::int64_t length = 300;
        const bool circular = *rc::gen::arbitrary<bool>();
        const Genome genome{
            {{"c", std::string(length, 'A'), circular}, {"d", std::string(length, 'A'), false}}};
        Annotation annotation;
        const int genes = *rc::gen::inRange(0, 12);
        for (int i = 0; i < genes; ++i) {
            const auto contig = *rc::gen::element<ContigId>(0, 1);
            const auto begin = *rc::gen::inRange<std::int64_t>(0, length - 5);
            auto end = begin + *rc::gen::inRange<std::int64_t>(3, 120);
            if (!circular || contig == 1) end = std::min(end, length);
            std::vector<Interval> exons = {{contig, begin, end}};
            if (end - begin > 9) exons = {{contig, begin, begin + 3}, {contig, end - 4, end}};
            if (exons.back().begin >= length) {
                exons.back().begin -= length;
                exons.back().end -= length;
            }
            const Strand strand = *rc::gen::element(Strand::forward, Strand::reverse);
            if (strand == Strand::reverse) std::ranges::reverse(exons);
            std::vector<Interval> coding;
            if (*rc::gen::arbitrary<bool>()) coding = exons;
            Gene made = gene(exons, coding, strand);
            made.span = {contig, begin, end};
            annotation.genes.push_back(made);
        }
        const std::int64_t promoter = *rc::gen::inRange<std::int64_t>(0, 40);
        const AnnotationIndex index(annotation, genome, promoter);
        for (int query = 0; query < 20; ++query) {
            const auto contig = *rc::gen::element<ContigId>(0, 1);
            const auto begin = *rc::gen::inRange<std::int64_t>(0, length);
            auto end = begin + *rc::gen::inRange<std::int64_t>(1, 30);
            if (!circular || contig == 1) end = std::min(end, length);
            const Interval where{contig, begin, end};
            const auto found = index.features_at(where);
            RC_ASSERT(found == features_at_plain(annotation, genome, promoter, where));
            RC_ASSERT(index.feature_at(where) == (found.empty() ? Feature{} : found.front()));
        }
    }));
}
