#include "support.hpp"

#include "library/oligo.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/library.hpp>
#include <strandline/formats/genome.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;

namespace {

struct Drawn {
    std::vector<Candidate> candidates;
    std::vector<OffTargetCounts> counts;
    std::vector<LibraryCandidate> more;
};

Drawn draw() {
    Drawn drawn;
    const auto count = *rc::gen::inRange<std::size_t>(0, 40);
    for (std::size_t i = 0; i < count; ++i) {
        Candidate candidate;
        candidate.id = format("g{}", i);
        candidate.gene = *rc::gen::element<std::string>("a", "b", "c");
        candidate.contig = "c";
        candidate.cds_percent = *rc::gen::inRange(0, 100);
        candidate.gc_percent = *rc::gen::inRange(30, 80);
        candidate.poly_t = *rc::gen::inRange(0, 6);
        drawn.candidates.push_back(candidate);
        drawn.counts.push_back({*rc::gen::inRange(0, 2), 0, *rc::gen::inRange(0, 2), 0, 0});
        LibraryCandidate more;
        more.cut_position = *rc::gen::inRange<std::int64_t>(0, 300);
        more.isoform_share = *rc::gen::element(0.5, 1.0);
        more.has_site = *rc::gen::arbitrary<bool>();
        drawn.more.push_back(more);
    }
    return drawn;
}

/// Sites with NGG and up to `most` mismatches, by kind: a plain scan of both strands of a linear text.
std::map<std::string, int> near_sites_plain(const std::string& bases,
                                            const std::vector<std::pair<std::string, std::string>>& spacers,
                                            int most) {
    std::map<std::string, int> sites;
    for (const std::string& strand : {bases, domain::reverse_complement(bases)})
        for (std::size_t i = 0; i + 23 <= strand.size(); ++i) {
            if (strand[i + 21] != 'G' || strand[i + 22] != 'G') continue;
            for (const auto& [kind, spacer] : spacers) {
                int mismatches = 0;
                for (std::size_t k = 0; k < 20 && mismatches <= most; ++k)
                    mismatches += strand[i + k] != spacer[k];
                if (mismatches <= most) ++sites[kind];
            }
        }
    return sites;
}

}  // namespace

TEST_CASE("a library keeps its rules, or says which it gave up, and fills genes as far as there are guides") {
    CHECK(rc::check([] {
        const Drawn drawn = draw();
        LibraryRules rules;
        rules.per_gene = *rc::gen::inRange<std::size_t>(1, 6);
        rules.spacing = *rc::gen::inRange<std::int64_t>(0, 60);
        rules.strict = *rc::gen::arbitrary<bool>();
        const auto picks = pick_guides(drawn.candidates, drawn.counts, drawn.more, rules);
        std::map<std::string, std::vector<const LibraryPick*>> by_gene;
        std::set<std::size_t> seen;
        for (const LibraryPick& pick : picks) {
            RC_ASSERT(seen.insert(pick.candidate).second);
            auto& before = by_gene[drawn.candidates[pick.candidate].gene];
            // Spacing is told exactly: near one that was chosen before, or not.
            const bool near = std::ranges::any_of(before, [&](const LibraryPick* other) {
                return std::abs(drawn.more[other->candidate].cut_position -
                                drawn.more[pick.candidate].cut_position) < rules.spacing;
            });
            unsigned broken = near ? spacing : kept_all;
            if (drawn.candidates[pick.candidate].poly_t > 3) broken |= poly_t;
            if (drawn.counts[pick.candidate][0] > 0) broken |= off_targets;
            if (drawn.more[pick.candidate].has_site) broken |= restriction_site;
            RC_ASSERT(pick.broken == broken);
            RC_ASSERT(!rules.strict || broken == kept_all);
            before.push_back(&pick);
            RC_ASSERT(pick.rank == static_cast<int>(before.size()));
        }
        for (const std::string gene : {"a", "b", "c"}) {
            const auto there =
                static_cast<std::size_t>(std::ranges::count(drawn.candidates, gene, &Candidate::gene));
            RC_ASSERT(by_gene[gene].size() <= rules.per_gene);
            if (!rules.strict) RC_ASSERT(by_gene[gene].size() == std::min(there, rules.per_gene));
        }
    }));
}

TEST_CASE("a library prefers verdict, isoforms, score; the first guides lie far apart") {
    Drawn drawn;
    const auto add = [&](std::string id, std::int64_t cut, double share, double score) {
        Candidate candidate;
        candidate.id = std::move(id);
        candidate.gene = "a";
        candidate.contig = "c";
        candidate.cds_percent = 20;
        candidate.gc_percent = 50;
        drawn.candidates.push_back(candidate);
        drawn.counts.push_back({});
        drawn.more.push_back({cut, share, score, false});
    };
    add("half", 0, 0.5, 9);
    add("best", 100, 1, 3);
    add("close", 130, 1, 2);
    add("far", 200, 1, 1);
    LibraryRules rules;
    rules.per_gene = 2;
    const auto ids = [&] {
        std::vector<std::string> names;
        for (const LibraryPick& pick : pick_guides(drawn.candidates, drawn.counts, drawn.more, rules))
            names.push_back(drawn.candidates[pick.candidate].id);
        return names;
    };
    CHECK(ids() == std::vector<std::string>{"best", "far"});  // 200 over 4: at least 50 apart
    rules.per_gene = 3;
    CHECK(ids() == std::vector<std::string>{"best", "far", "half"});
    rules.per_gene = 4;
    CHECK(ids() == std::vector<std::string>{"best", "close", "far", "half"});
}

TEST_CASE("controls come near no site, by plain loops; the seed alone decides") {
    CHECK(rc::check([] {
        const domain::Genome genome{
            {{"c", *rc::gen::container<std::string>(400, rc::gen::elementOf(std::string("ACGT"))), true}}};
        const Pattern pattern{20, {"NGG"}, PamSide::three_prime};
        ControlRules rules;
        rules.count = 5;
        rules.mismatches = 4;
        Context context({.threads = 1, .seed = *rc::gen::arbitrary<std::uint64_t>()});
        const auto controls = make_non_targeting(genome, pattern, rules, context);
        RC_ASSERT(controls.has_value());
        RC_ASSERT(controls->size() == 5u);
        std::vector<Query> queries;
        for (const std::string& spacer : *controls) {
            queries.push_back({{"", spacer}, {.mismatches = rules.mismatches}});
            RC_ASSERT(gc_percent(spacer) >= 40 && gc_percent(spacer) <= 60);
            RC_ASSERT(longest_run(spacer, 'T') <= 3);
        }
        RC_ASSERT(find_off_targets_plain(genome, queries, pattern, {}, context).hits.empty());
        RC_ASSERT(*make_non_targeting(genome, pattern, rules, context) == *controls);
    }));
    // Each base of a short pattern is found somewhere: none passes.
    const domain::Genome genome{{{"c", std::string(200, 'A') + "GGG", false}}};
    ControlRules rules;
    rules.count = 1;
    rules.has_site = [](std::string_view) { return true; };
    Context context;
    CHECK(make_non_targeting(genome, {20, {"NGG"}, PamSide::three_prime}, rules, context).error().code() ==
          "controls.too_few");
}

TEST_CASE("oligos: overhangs, an added G, sites across the seams") {
    const Cloning lenti = backbone("lentiGuide-Puro");
    const Oligos added = oligos_for("ACGTACGTACGTACGTACGT", lenti);
    CHECK(added.added_g);
    CHECK(added.forward == "CACCGACGTACGTACGTACGTACGT");
    CHECK(added.reverse == "AAACACGTACGTACGTACGTACGTC");
    const Oligos own = oligos_for("GACGTACGTACGTACGTACG", lenti);
    CHECK(!own.added_g);
    CHECK(own.forward == "CACCGACGTACGTACGTACGTACG");
    CHECK(own.reverse == "AAACCGTACGTACGTACGTACGTC");
    const Cloning pool{.name = "custom", .prefix = "TTTT", .suffix = "CCCC", .adds_g = false};
    CHECK(oligos_for("ACGT", pool).forward == "TTTTACGTCCCC");
    CHECK(oligos_for("ACGT", pool).reverse.empty());
    CHECK(oligos_for("ACGT", backbone("none")).forward.empty());
    const auto sites = parse_restriction_sites("BsmBI,AACGTT");
    // BsmBI in the spacer, a site that the suffix completes, one that the prefix has by itself.
    CHECK(brings_site("AAACGTCTCAAAAAAAAAAA", lenti, *sites));
    CHECK(!brings_site("AAAAAAAAAAAAAAAAAAAG", {.name = "custom", .suffix = "GTTT"}, *sites));
    CHECK(brings_site("AAAAAAAAAAAAAAAAAAAC", {.name = "custom", .suffix = "GTTT"}, *sites));
    CHECK(!brings_site("AAAAAAAAAAAAAAAAAAAA", {.name = "custom", .prefix = "CGTCTC"}, *sites));
}

TEST_CASE("E. coli: from genes to a library with controls, the same for any number of threads") {
    const auto genbank = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    if (!genbank) return;
    Run guides =
        run("edit guides", {{"genome", open(*genbank)}, {"genes", text("genes", "ldhA\nadhE\nthrL\n")}});
    Run hits = run("edit offtargets",
                   {{"genome", open(*genbank)}, {"guides", text("g", guides.output("table"))}}, {}, 2);
    const auto library = [&](unsigned threads) {
        return run("edit library",
                   {{"guides", text("g", guides.output("table"))},
                    {"hits", text("h", hits.output("hits"))},
                    {"genome", open(*genbank)}},
                   {{"controls", 20},
                    {"safe-controls", 20},
                    {"control-mismatches", 3},
                    {"per-gene", 5},
                    {"backbone", "lentiGuide-Puro"}},
                   threads);
    };
    Run one = library(1), two = library(2);
    REQUIRE(one.code() == "");
    const bool same = one.output("table") == two.output("table");
    CHECK(same);
    const auto from = formats::read_annotated_genome(open(*genbank));
    REQUIRE(from.has_value());
    std::map<std::string, int> kinds;
    std::vector<std::pair<std::string, std::string>> controls;  // kind, spacer
    std::size_t near_genes = 0;
    for (const auto& row : rows(one.output("table"))) {
        ++kinds[row[1]];
        if (row[1] == "target") continue;
        controls.emplace_back(row[1], row[5]);
        if (row[1] != "safe_targeting") continue;
        const std::int64_t cut = std::stoll(row[11]);
        for (const domain::Gene& gene : from->annotation.genes)
            near_genes += cut + 100 > gene.span.begin && cut - 100 < gene.span.end;
    }
    CHECK(near_genes == 0);
    CHECK(kinds == std::map<std::string, int>{{"target", 15}, {"safe_targeting", 20}, {"non_targeting", 20}});
    const auto sites = near_sites_plain(from->genome.contigs[0].bases, controls, 3);
    CHECK(sites == std::map<std::string, int>{{"safe_targeting", 20}});
}
