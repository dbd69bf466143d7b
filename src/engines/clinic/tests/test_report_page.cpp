// What the page for a clinician says: each recommendation of the published example, and no more than is
// known.
#include "page_of_example.hpp"

#include "report/page/drugs_told.hpp"
#include "report/page/guideline_text.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>

#include <ctime>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

const DrugGuidance* guidance_on(const SampleAnswer& answer, std::string_view source, std::string_view drug,
                                std::string_view guideline) {
    const auto found = std::ranges::find_if(answer.guidance, [&](const DrugGuidance& each) {
        return each.guideline->source == source && each.drug == drug && each.guideline->id == guideline;
    });
    return found == answer.guidance.end() ? nullptr : &*found;
}

/// Rows of the example that an entry has with the words of its population and strength.
std::map<std::string, int> rows_told(const std::filesystem::path& clinic, const SampleAnswer& answer,
                                     const std::string& page) {
    std::map<std::string, int> told;
    for (const std::string& line :
         lines_of(bytes_of(clinic / "report_example/pharmcat.example.recommendations.tsv"))) {
        const auto cells = split(line, "\t");
        if (cells.size() < 5 || !cells[0].ends_with("Guideline Annotation")) continue;
        const std::string source = cells[0].substr(0, 4), drug = cells[1];
        const DrugGuidance* guidance = guidance_on(answer, source, drug, cells[2]);
        if (!guidance) continue;
        const std::string entry = entry_of(page, drug);
        for (const MatchedRecommendation& one : guidance->matched) {
            const domain::PgxRecommendation& recommendation = *one.recommendation;
            const std::string population =
                recommendation.population.empty() ? "None" : recommendation.population;
            const std::string strength =
                recommendation.classification == "N/A" ? "Unspecified" : recommendation.classification;
            if (population != cells[3] || strength != cells[4]) continue;
            CHECK_MESSAGE(holds(entry, escaped(population_words(recommendation))), drug, " ", source);
            CHECK_MESSAGE(holds(entry, escaped(strength_words(recommendation))), drug, " ", source);
            CHECK_MESSAGE(holds(entry, guideline_text(recommendation.text).advice), drug, " ", source);
            CHECK_MESSAGE(holds(entry, guidance->guideline->id), drug, " ", source);
            ++told[source];
            break;
        }
    }
    return told;
}

}  // namespace

TEST_CASE("a page has every recommendation of the published example, with population and strength") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    CohortQuestion question;
    question.outside = outside_of_example(*clinic);
    const SampleAnswer answer = answer_of_example(*clinic, knowledge, question);
    const std::string page = report_page(basis_of(knowledge), answer);
    auto told = rows_told(*clinic, answer, page);
    MESSAGE("rows of the example on the page: CPIC ", told["CPIC"], ", DPWG ", told["DPWG"]);
    CHECK(told["CPIC"] == 80);
    CHECK(told["DPWG"] == 60);

    // Whoever acts on it must see it first.
    const std::string act = section_of(page, "act");
    const std::string abacavir = between(act, ">abacavir</a></h4>", "</li>");
    CHECK(act.find("avoid, or another drug") < act.find("with special care"));
    CHECK(holds(abacavir, "Abacavir is not recommended"));
    CHECK(holds(abacavir, "Strong recommendation"));
    CHECK(holds(abacavir, "*57:01 positive"));
    CHECK(holds(abacavir, ">DPWG</b>"));
    CHECK_FALSE(holds(act, ">allopurinol</a>"));

    // Warfarin's flow chart asks for a position of no named allele, too.
    const std::string warfarin = between(section_of(page, "rest"), "<li><b>warfarin</b>", "</li>");
    CHECK(holds(warfarin, "CYP4F2</a> *1/*1"));
    CHECK(holds(warfarin, "rs12777823 G/G"));

    // Each drug stands in one place of the summary: to act on, without a change, or without a result.
    const std::string rest = section_of(page, "rest");
    const std::string silent = between(rest, "<h3 id=\"silent\">", "</ul>");
    for (const ToldDrug& drug : told_drugs(answer)) {
        const std::string link = format("<a href=\"#{}\">{}</a>", drug.anchor, escaped(drug.name));
        const bool acts = drug.has_result && asks_for_change(drug.change);
        CHECK_MESSAGE(count_of(act, link) == (acts ? 2 : 0), drug.name);  // at a glance, and in words
        CHECK_MESSAGE(count_of(rest, link) == (drug.has_result && !acts ? 1 : 0), drug.name);
        CHECK_MESSAGE(holds(silent, escaped(drug.name)) == !drug.has_result, drug.name);
    }

    // What it rests on.
    for (const std::string& words : {std::string("2026-03-01"), std::string(64, 'a'), std::string(64, 'b'),
                                     knowledge.version, std::string(research_notice)})
        CHECK_MESSAGE(holds(between(page, "<header>", "</header>"), escaped(words)), words);
    for (const domain::PgxSource& source : knowledge.sources) CHECK(holds(page, escaped(source.licence)));
    CHECK(page == report_page(basis_of(knowledge), answer));
    CHECK(page.size() < 600'000);
}

TEST_CASE("a page is made in some milliseconds") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const SampleAnswer answer = answer_of_example(*clinic, knowledge, {});
    const AnswerBasis basis = basis_of(knowledge);
    constexpr int pages = 20;
    const std::clock_t begin = std::clock();
    std::size_t bytes = 0;
    for (int i = 0; i < pages; ++i) bytes += report_page(basis, answer).size();
    const double each = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / pages;
    const double milliseconds = 1000 * each;
    MESSAGE(milliseconds, " ms CPU and ", bytes / pages, " bytes a page");
    CHECK(each < 0.05);  // of a build with sanitizers on a busy machine, too
}

TEST_CASE("drugs without a result are named with the gene that is missing, and nothing is claimed of them") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const SampleAnswer answer = answer_of_example(*clinic, knowledge, {});
    const std::string page = report_page(basis_of(knowledge), answer);
    const std::string silent = between(section_of(page, "rest"), "<h3 id=\"silent\">", "</ul>");
    std::size_t without = 0;
    for (const ToldDrug& drug : told_drugs(answer)) {
        if (drug.has_result) {
            CHECK_MESSAGE(!entry_of(page, drug.name).empty(), drug.name);
            continue;
        }
        ++without;
        CHECK_MESSAGE(entry_of(page, drug.name).empty(), drug.name);
        CHECK_MESSAGE(!holds(page, ">" + drug.name + "</a>"), drug.name, " is among drugs with a result");
        CHECK_MESSAGE(holds(silent, escaped(drug.name)), drug.name);
        for (const DrugGuidance* guidance : drug.guidance)
            for (const std::string& gene : guidance->without_result)
                if (guidance->outcome == GuidanceOutcome::no_result)
                    CHECK_MESSAGE(holds(silent, gene), drug.name, " ", gene);
    }
    CHECK(without > 30);  // all that CYP2D6, HLA and MT-RNR1 alone tell
    CHECK(holds(silent, "codeine"));
    CHECK(holds(silent, "abacavir"));
    CHECK_FALSE(holds(page, "Use codeine label recommended"));
    CHECK_FALSE(holds(page, "Use abacavir per standard"));
    CHECK(holds(section_of(page, "act"), "<b>No result</b> of <a href="));
    // CYP2C19 alone does not settle what CYP2D6 has a say in.
    CHECK(holds(entry_of(page, "amitriptyline"), "<span class=\"mark\">PROVISIONAL</span>"));
    CHECK(holds(entry_of(page, "amitriptyline"), "CYP2D6</a>: no result"));
    // Named alone, in the table of genes as well.
    CHECK(holds(section_of(page, "genes"), "<th scope=\"row\">HLA-B</th><td data-h=\"result\""));
}

TEST_CASE("CYP2D6 without its structural variants never reads as settled") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    CohortQuestion question;
    question.match.cyp2d6 = true;
    const SampleAnswer answer = answer_of_example(*clinic, knowledge, question);
    const std::string page = report_page(basis_of(knowledge), answer);
    const std::string row = between(section_of(page, "genes"), "<th scope=\"row\">CYP2D6</th>", "</tr>");
    CHECK(holds(row, "PROVISIONAL: STRUCTURAL VARIANTS NOT SEEN"));
    CHECK(holds(section_of(page, "act"), "<b>Provisional</b> results of"));
    std::size_t resting = 0;
    for (const ToldDrug& drug : told_drugs(answer)) {
        const bool rests = std::ranges::any_of(drug.guidance, [](const DrugGuidance* guidance) {
            const auto& genes = guidance->guideline->genes;
            return !guidance->matched.empty() && std::ranges::find(genes, "CYP2D6") != genes.end();
        });
        if (!rests) continue;
        ++resting;
        const std::string entry = entry_of(page, drug.name);
        CHECK_MESSAGE(holds(entry, "<span class=\"mark\">PROVISIONAL</span></h3>"), drug.name);
        CHECK_MESSAGE(holds(entry, "(provisional: structural variants not seen)"), drug.name);
    }
    CHECK(resting > 20);
    // Wherever its result is told, so is that.
    const std::string words = "CYP2D6</a> *1/*1: Normal Metabolizer, activity score 2.0";
    CHECK(count_of(page, words) > 20);
    CHECK(count_of(page, words) == count_of(page, words + " (provisional: structural variants not seen)"));
}

TEST_CASE("positions that are assumed are marked and counted, gene by gene") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    SampleAnswer answer = answer_of_example(*clinic, knowledge, {});
    for (GeneOfSample& gene : answer.genes)
        if (gene.gene == "CYP2C19") {
            gene.answer.call->assumed = {0, 3, 4};
            for (const std::uint32_t p : gene.answer.call->assumed) gene.genotypes[p].assumed = true;
        }
    AnswerBasis basis = basis_of(knowledge);
    basis.absent_to_ref = true;
    const std::string page = report_page(basis, answer);
    CHECK(holds(between(page, "<header>", "</header>"), "ASSUMED: 3 positions not seen"));
    const std::string row = between(section_of(page, "genes"), "<th scope=\"row\">CYP2C19</th>", "</tr>");
    CHECK(holds(row, "ASSUMED: 3 of 35 positions"));
    CHECK(holds(row, "32 of 35 seen, 3 assumed, 0 missing"));
    const std::string positions = between(section_of(page, "positions"), "<summary>CYP2C19", "</details>");
    CHECK(count_of(positions, "<td>assumed\n") == 3);
    CHECK(holds(entry_of(page, "citalopram"), "PROVISIONAL"));
    CHECK(holds(page, "--absent-to-ref"));
}

TEST_CASE("possible diplotypes that lead to different advice stand beside each other") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    CohortQuestion question;
    for (const std::string diplotype : {"*1/*1", "*4/*4"})
        question.outside.push_back({.sample = "", .gene = "CYP2D6", .diplotype = diplotype});
    const SampleAnswer answer = answer_of_example(*clinic, knowledge, question);
    const std::string page = report_page(basis_of(knowledge), answer);
    const std::string codeine = entry_of(page, "codeine");
    CHECK(holds(codeine, "if CYP2D6 *1/*1"));
    CHECK(holds(codeine, "if CYP2D6 *4/*4"));
    CHECK(holds(codeine, "DEPENDS"));
    CHECK(holds(codeine, "avoid, or another drug"));
    CHECK(holds(between(section_of(page, "act"), ">codeine</a></h4>", "</li>"), "DEPENDS ON WHICH"));
    CHECK(holds(section_of(page, "genes"), "2 POSSIBLE RESULTS"));
}

TEST_CASE("a position that was not seen is named, with what its genotype would decide") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    std::string vcf;
    for (const std::string& line : lines_of(bytes_of(*clinic / "report_example/pharmcat.example.vcf")))
        if (!line.starts_with("chr10\t94942290\t")) vcf += line + "\n";  // CYP2C9*2
    const std::string page = report_page(basis_of(knowledge), answer_of_vcf(vcf, knowledge, {}));
    const std::string row = between(section_of(page, "genes"), "<th scope=\"row\">CYP2C9</th>", "</tr>");
    CHECK(holds(row, "NOT SEEN: 1 of 83 positions"));
    CHECK(holds(row, "82 of 83 seen, 0 assumed, 1 missing"));
    const std::string celecoxib = entry_of(page, "celecoxib");
    CHECK(holds(celecoxib, "PROVISIONAL"));
    CHECK(holds(celecoxib, "1 of 83 positions have no genotype (rs1799853)"));
    const std::string decides = between(celecoxib, "one genotype would decide: rs1799853 (", ")");
    CHECK_MESSAGE(holds(decides, "*1/*1, *1/*2 or *2/*2"), decides);
    const std::string positions = between(section_of(page, "positions"), "<summary>CYP2C9", "</details>");
    CHECK(count_of(positions, "<td>missing\n") == 1);
    CHECK(count_of(positions, "<td>seen\n") == 82);
}

TEST_CASE("a page of which nothing is known says so") {
    const std::string page = report_page({}, {});
    CHECK(holds(page, "For no drug with a result does a guideline ask for a change."));
    CHECK(holds(page, std::string(research_notice)));
    CHECK_FALSE(holds(page, "<article"));
}
