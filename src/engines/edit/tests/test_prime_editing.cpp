#include "support.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/melting.hpp>
#include <strandline/edit/prime_editing.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::reverse_complement;
using domain::Strand;

namespace {

std::string random_bases(std::size_t length) {
    return *rc::gen::container<std::string>(length, rc::gen::element('A', 'C', 'G', 'G', 'T'));
}

SequenceEdit random_edit() {
    const std::string left = random_bases(static_cast<std::size_t>(*rc::gen::inRange(20, 160)));
    const std::string right = random_bases(static_cast<std::size_t>(*rc::gen::inRange(20, 160)));
    const std::string before = random_bases(static_cast<std::size_t>(*rc::gen::inRange(0, 12)));
    const std::string after = random_bases(static_cast<std::size_t>(*rc::gen::inRange(0, 12)));
    RC_PRE(before != after);
    return {left + before + right, left + after + right};
}

std::string on(Strand strand, const std::string& bases) {
    return strand == Strand::forward ? bases : reverse_complement(bases);
}

}  // namespace

TEST_CASE("melting of RNA on DNA agrees with a calculation by hand") {
    // rAGC/dTCG: -9.1 - 8.0 + 1.9 = -15.2 kcal; -23.5 - 17.1 - 3.9 + 2 x 0.368 ln 0.05 = -46.70486 cal/K;
    // R ln(12.5e-9) = -36.15851 cal/K.
    CHECK(rna_dna_melting_celsius("AGC") ==
          doctest::Approx(-15200.0 / (-46.70486 - 36.15851) - 273.15).epsilon(1e-5));
    // rU on dA is the weakest of pairs, rA on dT stronger.
    CHECK(rna_dna_melting_celsius("TTTTTTTTTTTT") < rna_dna_melting_celsius("AAAAAAAAAAAA"));
    CHECK(rna_dna_melting_celsius("GGGGCCGGCGCC") > 50);
}

TEST_CASE("the place of an edit") {
    const auto substitution = difference({"ACGTA", "ACTTA"});
    CHECK(substitution.begin == 2);
    CHECK(substitution.end_before == 3);
    CHECK(substitution.end_after == 3);
    const auto insertion = difference({"AAAC", "AAAAC"});
    CHECK(insertion.begin == 3);
    CHECK(insertion.end_before == 3);
    CHECK(insertion.end_after == 4);
    const auto deletion = difference({"ACACACT", "ACACT"});
    CHECK(deletion.begin == 4);
    CHECK(deletion.end_before == 6);
    CHECK(deletion.end_after == 4);
}

TEST_CASE("prime editing by every pegRNA gives the sequence that was asked for") {
    CHECK(rc::check("simulated prime editing", [] {
        const SequenceEdit edit = random_edit();
        PrimeOptions options;
        options.shortest_rtt = *rc::gen::inRange(5, 15);
        options.longest_rtt = *rc::gen::inRange(20, 40);
        options.homology = *rc::gen::inRange(1, 10);
        const auto guides = design_pegrnas(edit, options);
        for (const PegRna& guide : guides) {
            const SequenceEdit here{on(guide.strand, edit.before), on(guide.strand, edit.after)};
            // PAM and spacer are there, and the nick 3 nt from the PAM.
            RC_ASSERT(here.before.substr(guide.nick - 17, 23) == guide.spacer + guide.pam);
            RC_ASSERT(guide.pam.substr(1) == "GG");
            RC_ASSERT(static_cast<int>(guide.rtt.size()) <= options.longest_rtt);
            RC_ASSERT(guide.homology >= options.homology);
            const auto product =
                simulate_prime_edit(here.before, guide.nick, guide.extension(), guide.pbs.size(),
                                    static_cast<std::size_t>(guide.homology), difference(here).end_before);
            RC_ASSERT(product.has_value());
            RC_ASSERT(*product == here.after);
        }
    }));
}

TEST_CASE("no nick is missed") {
    CHECK(rc::check("nicks against all places of both strands", [] {
        const SequenceEdit edit = random_edit();
        std::set<std::pair<Strand, std::size_t>> found, expected;
        for (const PegRna& guide : design_pegrnas(edit, {})) found.emplace(guide.strand, guide.nick);
        for (const Strand strand : {Strand::forward, Strand::reverse}) {
            const std::string before = on(strand, edit.before), after = on(strand, edit.after);
            const std::size_t behind = before.size() - difference({before, after}).end_before;
            for (std::size_t nick = 17; nick + 6 <= before.size() && nick <= after.size(); ++nick) {
                if (before.substr(nick + 4, 2) != "GG" || before.substr(0, nick) != after.substr(0, nick))
                    continue;
                // A template of 10 to 34 nt that ends 5 nt or more behind the edit.
                const std::size_t to_write = after.size() - behind - nick + 5;
                if (std::max<std::size_t>(to_write, 10) <= std::min<std::size_t>(34, after.size() - nick))
                    expected.emplace(strand, nick);
            }
        }
        RC_ASSERT(found == expected);
    }));
}

TEST_CASE("nicking guides nick the other strand, PE3b only after the edit") {
    CHECK(rc::check("PE3 and PE3b", [] {
        const SequenceEdit edit = random_edit();
        for (const PegRna& guide : design_pegrnas(edit, {})) {
            if (guide.pbs.size() != 13) continue;
            const std::string before = on(guide.strand, edit.before), after = on(guide.strand, edit.after);
            const auto nicked = [](const std::string& bases, const NickingGuide& nicking) {
                return bases.find(reverse_complement(nicking.spacer + nicking.pam));
            };
            if (guide.pe3) {
                RC_ASSERT(nicked(before, *guide.pe3) != std::string::npos);
                RC_ASSERT(nicked(after, *guide.pe3) != std::string::npos);
                RC_ASSERT(std::abs(guide.pe3->distance) >= 40 && std::abs(guide.pe3->distance) <= 100);
            }
            if (guide.pe3b) {
                RC_ASSERT(nicked(after, *guide.pe3b) != std::string::npos);
                RC_ASSERT(guide.pe3b->seed_mismatches >= 1);
                for (std::size_t i = 0; i + 23 <= before.size(); ++i) {
                    const std::string site = reverse_complement(before.substr(i, 23));
                    RC_ASSERT(
                        !(site.substr(21) == "GG" && site.substr(10, 10) == guide.pe3b->spacer.substr(10)));
                }
            }
        }
    }));
}

TEST_CASE("the distance between nicks is counted on the edited sequence") {
    // Forward: PAM TGG; nick before base 17. Reverse: CCA at 70 on the forward strand, nick behind base 76.
    std::string bases(120, 'A');
    bases.replace(20, 3, "TGG");
    bases.replace(70, 3, "CCA");
    std::string after = bases;
    after[18] = 'C';
    PrimeOptions options;
    const auto guides = design_pegrnas({bases, after}, options);
    REQUIRE(!guides.empty());
    CHECK(guides.front().nick == 17);
    CHECK(guides.front().nick_to_edit == 1);
    REQUIRE(guides.front().pe3.has_value());
    CHECK(guides.front().pe3->distance == 76 - 17);
    CHECK(!guides.front().pe3b.has_value());
}

TEST_CASE("cloning oligos join to the pegRNA behind the promoter") {
    CHECK(rc::check("Golden Gate", [] {
        const SequenceEdit edit = random_edit();
        const auto guides = design_pegrnas(edit, {});
        RC_PRE(!guides.empty());
        const PegRna& guide = guides.front();
        const CloningOligos oligos = cloning_oligos(guide);
        // Overhangs of Anzalone 2019: vector cacc, scaffold agagc…gtcg, vector tttt.
        const std::string scaffold = "AGAGCTAGAAATAGCAAGTTAAAATAAGGCTAGTCCGTTATCAACTTGAAAAAGTGGCACCGAGTCG";
        const std::string joined = oligos.spacer_top + scaffold + oligos.extension_top;
        const std::string g = guide.spacer.starts_with('G') ? "" : "G";
        RC_ASSERT(joined == "CACC" + g + guide.full());
        // Bottom strands pair with all of the top but its overhang, and bring their own.
        RC_ASSERT(reverse_complement(oligos.spacer_bottom) == oligos.spacer_top.substr(4) + "AGAG");
        RC_ASSERT(reverse_complement(oligos.extension_bottom) == oligos.extension_top.substr(4) + "TTTT");
    }));
}

TEST_CASE("ranks put a destroyed PAM before a nick that lasts, and say so") {
    const std::string left = "GATTACCGGATCCAGCTAGCACTGATCGTAGCTTCACGTA";
    const SequenceEdit edit{left + "TGG" + "CATCGATCGACTGACTAGCTAGCATCG",
                            left + "TCG" + "CATCGATCGACTGACTAGCTAGCATCG"};
    const auto ranked = rank_pegrnas(design_pegrnas(edit, {}), 0);
    REQUIRE(!ranked.empty());
    CHECK(ranked.front().rank == 1);
    CHECK(ranked.front().guide.site_after == SiteAfter::pam_gone);
    CHECK(ranked.front().reason.starts_with("the edit destroys the PAM; nick 4 nt from the edit"));
    const auto one = rank_pegrnas(design_pegrnas(edit, {}), 1);
    std::set<std::pair<Strand, std::size_t>> nicks;
    for (const RankedPegRna& guide : one) CHECK(nicks.emplace(guide.guide.strand, guide.guide.nick).second);
}

TEST_CASE("a proposed silent change of the PAM, given with the edit, destroys it") {
    const auto path = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    if (!path) return;
    const Source genome = open(*path);
    int proposed = 0;
    for (const std::string edit :
         {"NC_000913.3:1442200:->A", "NC_000913.3:1442301:->ACG", "NC_000913.3:350000-350002:del"}) {
        Run done = run("edit prime", {{"genome", genome}}, {{"edit", *Json::parse("[\"" + edit + "\"]")}});
        CHECK(done.code() == "");
        for (const auto& row : rows(done.output("table"))) {
            if (row[26] == "NA") continue;
            ++proposed;
            Run again = run("edit prime", {}, {{"edit", *Json::parse("[\"" + row[27] + "\"]")}});
            REQUIRE(again.code() == "");
            bool gone = false;
            for (const auto& other : rows(again.output("table")))
                gone |= other[6] == row[6] && other[9] == "pam_gone";
            CHECK_MESSAGE(gone, row[27]);
        }
    }
    MESSAGE(proposed, " proposals");
}
