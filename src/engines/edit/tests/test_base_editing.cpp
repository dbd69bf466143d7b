#include "support.hpp"
#include "toy_gene.hpp"

#include "window.hpp"

#include <strandline/domain/sequence.hpp>
#include <strandline/edit/base_editing.hpp>
#include <strandline/edit/genetic_code.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

domain::Genome edited(domain::Genome genome, const std::vector<BaseChange>& changes) {
    for (const BaseChange& change : changes) {
        char& base = genome.contigs[0].bases[static_cast<std::size_t>(change.position)];
        RC_ASSERT(base == change.from);
        base = change.to;
    }
    return genome;
}

void check_effect(const Toy& toy, const CodingBases& coding, const std::vector<BaseChange>& changes,
                  const ProteinEffect& effect) {
    const std::string before = translate(spliced(toy.genome, toy.coding));
    const std::string bases = spliced(edited(toy.genome, changes), toy.coding);
    const std::string after = translate(bases);
    RC_ASSERT(coding.edited(changes) == bases);
    std::set<std::int64_t> told;
    for (const CodonChange& codon : effect.codons) {
        const auto at = static_cast<std::size_t>(codon.residue - 1);
        RC_ASSERT(bases.substr(3 * at, 3) == codon.after);
        if (before[at] != after[at]) told.insert(codon.residue);
    }
    for (std::size_t i = 0; i < before.size(); ++i)
        RC_ASSERT((before[i] != after[i]) == told.contains(static_cast<std::int64_t>(i + 1)));
    bool stop = false;
    for (std::size_t i = 1; i < before.size(); ++i) stop |= before[i] != '*' && after[i] == '*';
    if (effect.effect == Effect::stop_gained) RC_ASSERT(stop);
    if (stop) RC_ASSERT(effect.effect == Effect::stop_gained);
}

}  // namespace

TEST_CASE("the genetic code") {
    CHECK(translate("ATGGCCTAA") == "MA*");
    CHECK(translate("ATGGCCTA") == "MA");
    CHECK(translate_codon("TGG") == 'W');
    CHECK(translate_codon("TGA") == '*');
    CHECK(translate_codon("NNN") == 'X');
    std::size_t all = 0;
    for (const char residue : std::string("ACDEFGHIKLMNPQRSTVWY*")) {
        for (const std::string& codon : codons_of(residue)) CHECK(translate_codon(codon) == residue);
        all += codons_of(residue).size();
    }
    CHECK(all == 64);
    CHECK(codons_of('L').size() == 6);
    CHECK(synonymous_codons("TTT") == std::vector<std::string>{"TTC"});
    CHECK(synonymous_codons("ATG").empty());
    CHECK(residue_name('*') == "Ter");
}

TEST_CASE("base editors have names of their own and windows inside their spacers") {
    std::set<std::string_view> names;
    for (const BaseEditor& editor : base_editors()) {
        CHECK(names.insert(editor.name).second);
        CHECK(editor.window.first >= 1);
        CHECK(editor.window.first <= editor.window.last);
        CHECK(editor.window.last <= editor.spacer_length);
        CHECK(editor.from != editor.to);
        for (const char code : editor.pam) CHECK(domain::base_set(code) != 0);
    }
}

TEST_CASE("BE4max makes a stop of CAG") {
    // Codon 3 is CAG; its C is base 7 of the spacer.
    const std::string bases = "ATGGCTCAGGCTGCAGCAGCAGGACTGGCAGCA";
    domain::CodingSequence coding;
    coding.gene = "abc";
    coding.parts = {{0, 0, 33}};
    const domain::Genome genome{{{"c", bases, false}}};
    const auto read = CodingBases::read(genome, coding);
    REQUIRE(read.has_value());
    const auto guides = guides_for_coding(genome, *read, *find_base_editor("BE4max"));
    const auto found =
        std::ranges::find_if(guides, [](const BaseEditGuide& guide) { return serves(guide, Purpose::stop); });
    REQUIRE(found != guides.end());
    CHECK(found->spacer == "ATGGCTCAGGCTGCAGCAGC");
    CHECK(found->pam == "AGG");
    CHECK(found->window == "GCTCA");
    CHECK(found->edited_window == "GTTTA");
    REQUIRE(found->bases.size() == 2);
    CHECK(found->bases[0].in_spacer == 5);
    CHECK(found->bases[0].alone.protein == "p.Ala2Val");
    CHECK(found->bases[1].alone.protein == "p.Gln3Ter");
    CHECK(found->bases[1].alone.effect == Effect::stop_gained);
    CHECK(found->together.protein == "p.[Ala2Val;Gln3Ter]");
    const auto reach = reach_residue(*found, *read, 3, '*');
    REQUIRE(reach.has_value());
    CHECK(reach->bases == std::vector<std::size_t>{1});
    CHECK(!reach->clean);
    CHECK(!reach_residue(*found, *read, 3, 'W').has_value());
}

TEST_CASE("edits that are told are those that the genome shows, whatever strand, exons and editor") {
    CHECK(rc::check("base edits against translation of the edited genome", [] {
        const Toy toy = toy_gene();
        const auto coding = CodingBases::read(toy.genome, toy.coding);
        RC_ASSERT(coding.has_value());
        RC_ASSERT(coding->bases() == spliced(toy.genome, toy.coding));
        RC_ASSERT(coding->splice_bases().size() == 4 * (toy.coding.parts.size() - 1));
        for (const BaseEditor& editor : base_editors())
            for (const BaseEditGuide& guide : guides_for_coding(toy.genome, *coding, editor)) {
                for (const EditableBase& base : guide.bases)
                    check_effect(toy, *coding, {base.change}, base.alone);
                check_effect(toy, *coding, guide.changes(), guide.together);
            }
    }));
}

TEST_CASE("no guide is missed") {
    CHECK(rc::check("guides against all windows of both strands", [] {
        const Toy toy = toy_gene();
        const auto coding = CodingBases::read(toy.genome, toy.coding);
        RC_ASSERT(coding.has_value());
        const BaseEditor& editor = base_editors()[*rc::gen::inRange<std::size_t>(0, base_editors().size())];
        const domain::Contig& contig = toy.genome.contigs[0];
        const Pattern pattern{editor.spacer_length, {std::string(editor.pam)}, editor.pam_side};
        std::set<std::pair<std::int64_t, Strand>> expected, found;
        for (std::int64_t begin = 0; begin < window_count(contig, window_length(pattern)); ++begin)
            for (const Strand strand : {Strand::forward, Strand::reverse}) {
                const Window window = window_at(contig, pattern, begin, strand);
                if (!is_pam(window.pam, pattern.pams.front())) continue;
                // Editing the site as text, then putting it back, shows what changes in the genome.
                std::string site = window.protospacer;
                for (int i = editor.window.first - 1; i < editor.window.last; ++i)
                    if (site[static_cast<std::size_t>(i)] == editor.from)
                        site[static_cast<std::size_t>(i)] = editor.to;
                std::string whole =
                    editor.pam_side == PamSide::three_prime ? site + window.pam : window.pam + site;
                if (strand == Strand::reverse) whole = domain::reverse_complement(whole);
                domain::Genome after = toy.genome;
                for (std::size_t i = 0; i < whole.size(); ++i)
                    after.contigs[0].bases[(static_cast<std::size_t>(begin) + i) % contig.bases.size()] =
                        whole[i];
                bool touches = spliced(after, toy.coding) != spliced(toy.genome, toy.coding);
                for (const SpliceBase& base : coding->splice_bases())
                    touches |= after.contigs[0].bases[static_cast<std::size_t>(base.position)] !=
                               contig.bases[static_cast<std::size_t>(base.position)];
                if (touches) expected.emplace(begin, strand);
            }
        for (const BaseEditGuide& guide : guides_for_coding(toy.genome, *coding, editor))
            found.emplace(guide.interval.begin, guide.strand);
        RC_ASSERT(found == expected);
    }));
}

TEST_CASE("stops by BE4max in E. coli ldhA, each translated again") {
    const auto path = shared_file("data/edit/ecoli/GCF_000005845.2_ASM584v2_genomic.gbff.gz");
    if (!path) return;
    Run done = run("edit base", {{"genome", open(*path)}, {"genes", text("genes", "ldhA\n")}},
                   {{"purpose", Json("stop")}});
    CHECK(done.code() == "");
    const auto table = rows(done.output("table"));
    CHECK(!table.empty());
    for (const auto& row : table) {
        const bool stops = row[17] == "stop_gained" || row[19].find("stop_gained") != std::string::npos;
        CHECK(stops);
    }
}
