#include "support.hpp"
#include "toy_gene.hpp"

#include "design/donor_task.hpp"
#include "window.hpp"

#include <strandline/edit/donor.hpp>
#include <strandline/edit/genetic_code.hpp>

#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using domain::Strand;

namespace {

constexpr std::string_view all_residues = "ACDEFGHIKLMNPQRSTVWY";

/// A toy gene that begins with ATG and ends with TAA.
formats::AnnotatedGenome whole_gene() {
    Toy toy = toy_gene();
    const auto read = CodingBases::read(toy.genome, toy.coding);
    RC_ASSERT(read.has_value());
    const auto put = [&](std::size_t index, char base) {
        toy.genome.contigs[0].bases[static_cast<std::size_t>(read->position(index))] =
            toy.coding.strand == Strand::forward ? base : domain::complement(base);
    };
    for (std::size_t i = 0; i < 3; ++i) {
        put(i, "ATG"[i]);
        put(read->bases().size() - 3 + i, "TAA"[i]);
    }
    return {toy.genome, {{toy.coding}}};
}

struct Asked {
    std::string text, insert, protein;
};

Asked ask(const std::string& protein) {
    const int kind = *rc::gen::inRange(0, 3);
    if (kind == 0) {
        const auto at =
            static_cast<std::size_t>(*rc::gen::inRange<int>(1, static_cast<int>(protein.size()) - 1));
        const char to = *rc::gen::elementOf(std::string(all_residues));
        RC_PRE(to != protein[at]);
        Asked asked{format("toy:p.{}{}{}", protein[at], at + 1, to), "", protein};
        asked.protein[at] = to;
        return asked;
    }
    std::string insert, tag;
    for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
        const char residue = *rc::gen::elementOf(std::string(all_residues));
        tag += residue;
        insert += *rc::gen::elementOf(codons_of(residue));
    }
    Asked asked{kind == 1 ? "toy:start" : "toy:stop", insert, protein};
    asked.protein.insert(kind == 1 ? 1 : protein.size() - 1, tag);
    return asked;
}

/// The gene's protein in a genome with the stretch put in, read by shifting the parts.
std::string protein_after(const formats::AnnotatedGenome& annotated, const DonorTask& task,
                          const std::string& stretch) {
    const std::string& bases = annotated.genome.contigs[0].bases;
    const auto begin = static_cast<std::size_t>(task.stretch_begin);
    const std::string genome =
        bases.substr(0, begin) + stretch + bases.substr(begin + task.edit.before.size());
    const auto at = static_cast<std::int64_t>(begin + task.edit.begin);
    const auto more =
        static_cast<std::int64_t>(task.edit.end_after()) - static_cast<std::int64_t>(task.edit.end);
    const domain::CodingSequence& coding = annotated.annotation.coding[0];
    std::string read;
    for (const domain::Interval& part : coding.parts) {
        const std::int64_t first = part.begin >= at + (more > 0 ? 0 : 1) ? part.begin + more : part.begin;
        const std::int64_t last = part.end > at ? part.end + more : part.end;
        const std::string exon =
            genome.substr(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
        read += coding.strand == Strand::forward ? exon : domain::reverse_complement(exon);
    }
    return translate(read);
}

Nuclease nuclease() { return nucleases()[*rc::gen::elementOf(std::vector<std::size_t>{0, 0, 1, 4, 8})]; }

void check_blocked(const DonorTask& task, const Recoding& recoding, const CutSite& site,
                   const Nuclease& with) {
    const std::string after = task.edit.after();
    RC_ASSERT(recoding.bases.size() == after.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        const bool told = std::ranges::find(recoding.changed, i) != recoding.changed.end();
        RC_ASSERT((after[i] != recoding.bases[i]) == told);
        RC_ASSERT(!told || !task.fixed[i]);
    }
    RC_ASSERT((recoding.by == BlockedBy::nothing) == recut(recoding.bases, site.spacer, with).likely());
    RC_ASSERT(recoding.changed.empty() ==
              (recoding.by == BlockedBy::edit || recoding.by == BlockedBy::nothing));
}

void check_donor(const DonorTask& task, const Recoding& recoding, const CutSite& site) {
    const DonorArms arms{20, 25};
    const Strand strand = *rc::gen::element(Strand::forward, Strand::reverse);
    const auto donor = make_donor(task.edit, site, recoding, arms, strand);
    if (!donor) return;
    const std::string forward =
        strand == Strand::forward ? donor->sequence : domain::reverse_complement(donor->sequence);
    RC_ASSERT(recoding.bases.substr(donor->begin, donor->end - donor->begin) == forward);
    // Arms are the genome's, before and behind all that changes and the cut.
    const std::string& before = task.edit.before;
    RC_ASSERT(before.find(forward.substr(0, arms.left)) != std::string::npos);
    RC_ASSERT(before.substr(donor->begin, arms.left) == forward.substr(0, arms.left));
    RC_ASSERT(donor->begin + arms.left <= site.cut);
    const std::size_t end_before = donor->end - task.edit.end_after() + task.edit.end;
    RC_ASSERT(before.substr(end_before - arms.right, arms.right) ==
              forward.substr(forward.size() - arms.right));
    RC_ASSERT(end_before - arms.right >= site.cut);
    RC_ASSERT(donor->begin + arms.left <= task.edit.begin);
    RC_ASSERT(end_before - arms.right >= task.edit.end);
}

}  // namespace

TEST_CASE("a donor makes the protein that was asked for, and its arms are the genome's") {
    int designed = 0, recoded = 0;
    CHECK(rc::check("donors", [&] {
        formats::AnnotatedGenome annotated = whole_gene();
        annotated.genome.contigs[0].circular = false;
        const auto coding = CodingBases::read(annotated.genome, annotated.annotation.coding[0]);
        const Asked asked = ask(translate(coding->bases()));
        Context context;
        const auto task = place_donor_task(
            annotated, formats::EditText::of_option("e1", "--edit", asked.text), asked.insert, 120, context);
        if (!task) {
            RC_ASSERT(task.error().code() == "change.intron");
            return;
        }
        RC_ASSERT(task->intended == asked.protein);
        RC_ASSERT(protein_after(annotated, *task, task->edit.after()) == asked.protein);
        const Nuclease with = nuclease();
        const bool noncoding = *rc::gen::arbitrary<bool>();
        for (const CutSite& site : cuts_near(task->edit, with, 30, "")) {
            const Recoding recoding =
                block_recut(task->edit, site, with, task->codings, {task->fixed, noncoding});
            check_blocked(*task, recoding, site, with);
            RC_ASSERT(protein_after(annotated, *task, recoding.bases) == asked.protein);
            for (const SpliceBase& base : coding->splice_bases()) {
                const auto place = static_cast<std::size_t>(base.position - task->stretch_begin);
                if (base.position < task->stretch_begin || place >= task->edit.before.size()) continue;
                const std::size_t after =
                    place < task->edit.begin ? place : place - task->edit.end + task->edit.end_after();
                RC_ASSERT(recoding.bases[after] == task->edit.before[place]);
            }
            check_donor(*task, recoding, site);
            ++designed;
            recoded += recoding.by == BlockedBy::pam || recoding.by == BlockedBy::seed;
        }
    }));
    CHECK(designed > 100);
    CHECK(recoded > 20);
}

TEST_CASE("recut finds the site that fits best, as a scan by hand does") {
    CHECK(rc::check("recut", [] {
        const std::string bases = random_bases(200);
        std::string spacer = bases.substr(50, 20);
        for (int i = *rc::gen::inRange(0, 5); i > 0; --i)
            spacer[static_cast<std::size_t>(*rc::gen::inRange(0, 20))] = 'A';
        const Nuclease& spcas9 = *find_nuclease("SpCas9");
        bool likely = false;
        int fewest = 100;
        for (const std::string& strand : {bases, domain::reverse_complement(bases)})
            for (std::size_t i = 0; i + 23 <= strand.size(); ++i) {
                if (strand.substr(i + 21, 2) != "GG") continue;
                int all = 0, seed = 0;
                for (std::size_t k = 0; k < 20; ++k)
                    if (strand[i + k] != spacer[k]) {
                        ++all;
                        seed += k >= 10;
                    }
                likely |= all <= 3 && seed <= 1;
                fewest = std::min(fewest, all);
            }
        const Recut found = recut(bases, spacer, spcas9);
        RC_ASSERT(found.has_pam == (fewest < 100));
        RC_ASSERT(found.likely() == likely);
        if (found.has_pam && !likely) RC_ASSERT(found.mismatches == fewest);
    }));
}

TEST_CASE("asymmetric arms are longer on the PAM's side, and the donor pairs with the PAM's strand") {
    CHECK(default_arms(DonorKind::ssodn, Strand::forward).right == 91);
    CHECK(default_arms(DonorKind::ssodn, Strand::forward).left == 36);
    CHECK(default_arms(DonorKind::ssodn, Strand::reverse).left == 91);
    CHECK(default_arms(DonorKind::dsdna, Strand::reverse).left == 500);
}

TEST_CASE("a donor is blocked at the PAM by a synonymous codon") {
    // GGG (Gly) is codon 9; its last two bases with the next G make the PAM: GGG AAA -> GG? keeps Gly.
    const std::string cds = "ATGAAACATCTGACTCATATCCAAGGGAAACATCATACTTAA";
    const std::string bases = std::string(60, 'T') + cds + std::string(60, 'T');
    domain::CodingSequence coding;
    coding.gene = "abc";
    coding.parts = {{0, 60, 60 + static_cast<std::int64_t>(cds.size())}};
    const formats::AnnotatedGenome annotated{{{{"c", bases, false}}}, {{coding}}};
    Context context;
    const auto task = place_donor_task(annotated, formats::EditText::of_option("e1", "--edit", "abc:p.K10N"),
                                       "", 60, context);
    REQUIRE(task.has_value());
    const Nuclease& spcas9 = *find_nuclease("SpCas9");
    const auto cuts = cuts_near(task->edit, spcas9, 30, "");
    REQUIRE(!cuts.empty());
    const Recoding recoding =
        block_recut(task->edit, cuts.front(), spcas9, task->codings, {task->fixed, false});
    CHECK(recoding.by == BlockedBy::pam);
    CHECK(recoding.changed.size() == 1);
    CHECK(task->codings[0].protein(recoding.bases) == "MKHLTHIQGNHHT*");
}

TEST_CASE("restriction sites are found on either strand") {
    CHECK(restriction_sites("AAGAATTCAA") == std::vector<std::string_view>{"EcoRI"});
    CHECK(restriction_sites("AAGAGACCAA") == std::vector<std::string_view>{"BsaI"});
    CHECK(restriction_sites("AAAA").empty());
}
