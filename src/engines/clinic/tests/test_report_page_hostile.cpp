// Texts of others on the page: guidelines as HTML, samples and calls that would break out.
#include "page_of_example.hpp"

#include "report/page/guideline_text.hpp"

#include <array>
#include <random>
#include <set>

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

struct Tag {
    std::string name, attributes;
    bool closes = false;
};

/// Every tag, as a browser finds them in text where "<" and ">" are escaped.
std::vector<Tag> tags_of(const std::string& html) {
    std::vector<Tag> tags;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
        const std::size_t end = html.find('>', at);
        REQUIRE(end != std::string::npos);
        std::string inside = html.substr(at + 1, end - at - 1);
        Tag tag;
        tag.closes = inside.starts_with("/");
        if (tag.closes) inside.erase(0, 1);
        const std::size_t space = std::min(inside.find(' '), inside.size());
        tag.name = inside.substr(0, space);
        tag.attributes = inside.substr(space);
        tags.push_back(tag);
    }
    return tags;
}

/// Nothing of the page runs, loads, or leads elsewhere than to https pages and its own parts.
void check_harmless(const std::string& page) {
    static const std::set<std::string> known = {
        "!doctype", "html",    "head",    "meta",    "title", "style", "body", "header",  "footer",
        "main",     "nav",     "section", "article", "h1",    "h2",    "h3",   "h4",      "h5",
        "p",        "ul",      "ol",      "li",      "dl",    "dt",    "dd",   "div",     "span",
        "b",        "small",   "strong",  "em",      "sub",   "sup",   "br",   "code",    "a",
        "table",    "caption", "thead",   "tbody",   "tr",    "th",    "td",   "details", "summary"};
    static const std::set<std::string> attributes = {
        "lang", "charset", "http-equiv", "content", "name",    "class", "id",         "role",
        "href", "rel",     "scope",      "data-h",  "colspan", "title", "aria-label", "start"};
    for (const Tag& tag : tags_of(page)) {
        CHECK_MESSAGE(known.contains(tag.name), tag.name);
        for (std::size_t at = tag.attributes.find('='); at != std::string::npos;
             at = tag.attributes.find('=', at + 1)) {
            std::size_t begin = tag.attributes.rfind(' ', at);
            const std::string name = tag.attributes.substr(begin + 1, at - begin - 1);
            CHECK_MESSAGE(attributes.contains(name), tag.name, " ", name);
            if (tag.attributes[at + 1] == '"') at = tag.attributes.find('"', at + 2);
            REQUIRE(at != std::string::npos);
        }
        if (const std::size_t href = tag.attributes.find("href=\""); href != std::string::npos) {
            const std::string_view address = std::string_view(tag.attributes).substr(href + 6);
            CHECK_MESSAGE((address.starts_with("#") || address.starts_with("https://") ||
                           address.starts_with("http://")),
                          std::string(address));
        }
    }
}

/// Each tag that needs closing is closed, in turn.
void check_nested(const std::string& html) {
    static const std::set<std::string> alone = {"!doctype", "meta", "br"};
    std::vector<std::string> open;
    for (const Tag& tag : tags_of(html)) {
        if (alone.contains(tag.name)) continue;
        if (!tag.closes) {
            open.push_back(tag.name);
            continue;
        }
        REQUIRE_MESSAGE(!open.empty(), tag.name);
        REQUIRE(open.back() == tag.name);
        open.pop_back();
    }
    CHECK(open.empty());
}

const std::string break_out =
    "\"'></title></style></td></details><script>alert(1)</script><img src=x onerror=a()>&lt;";

std::string advice(std::string_view source) { return guideline_text(source).advice; }

}  // namespace

TEST_CASE("texts of guidelines keep their structure and lose what could do harm") {
    CHECK(advice("<p>Use <b>half</b></p>\n") == "<p>Use <strong>half</strong></p>");
    CHECK(advice("Concentration <200 ng/mL & AUC<low") == "Concentration &lt;200 ng/mL &amp; AUC&lt;low");
    CHECK(advice("&lt;200 &quot;a&quot; &amp;lt; &#60;b&#x3E;") ==
          "&lt;200 &quot;a&quot; &amp;lt; &lt;b&gt;");
    CHECK(advice("<p onclick=\"x()\">a<script>bad()</script>b<!-- c -->d</p>") == "<p>abd</p>");
    CHECK(advice("<script>never ended") == "");
    CHECK(advice("<ol start=\"3\"><li>a<li>b</ol>") == "<ol start=\"3\"><li>a</li><li>b</li></ol>");
    CHECK(advice("<ol start=\"3&quot; onx=1\"><li>a</li></ol>") == "<ol><li>a</li></ol>");
    CHECK(advice("<a href=\"https://x.org/?a=1&amp;b=2\" target=t>x</a>") ==
          "<a href=\"https://x.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">x</a>");
    CHECK(advice("<a href=\" javascript:x()\">x</a>") == "x");
    CHECK(advice("<A HREF=JaVaScRiPt:x()>x</A>") == "x");
    CHECK(advice("<td>alone</td></p></div><em>open") == "alone<em>open</em>");
    CHECK(advice("<table><tr><th class=\"a\">h</th></tr><tr><td>1</td></tr></table>") ==
          "<div class=\"scroll\"><table><tr><th scope=\"col\">h</th></tr><tr><td>1</td></tr></table></div>");
    const GuidelineText parts = guideline_text("<p>Do this.</p><h4 id=\"x\">Other</h4><p>More.</p>");
    CHECK(parts.advice == "<p>Do this.</p>");
    CHECK(parts.considerations == "<h5>Other</h5><p>More.</p>");
    CHECK(guideline_text("<h4>Only</h4><p>this</p>").advice == "<h5>Only</h5><p>this</p>");
    CHECK(
        advice_words("<p>Weigh\n the risk</p><ul><li>Avoid <b>it</b></li><li>or less</li></ul><h4>x</h4>y") ==
        "Weigh the risk. Avoid it; or less");
    CHECK(first_words("One two. Three four five.", 15) == "One two. …");
    CHECK(first_words("Use others (i.e. those) instead", 26) == "Use others (i.e. those) …");
    CHECK(first_words("One two.", 15) == "One two.");
}

TEST_CASE("whatever a guideline's text is made of, what is shown is nested and harmless") {
    constexpr std::array<std::string_view, 26> pieces = {"<p>",
                                                         "</p>",
                                                         "<ul>",
                                                         "</ul>",
                                                         "<li>",
                                                         "</li>",
                                                         "<ol start='2'>",
                                                         "<table>",
                                                         "</table>",
                                                         "<tr>",
                                                         "<td x=\">\">",
                                                         "</td>",
                                                         "<th>",
                                                         "<a href='https://a.b/\"'>",
                                                         "</a>",
                                                         "<script>",
                                                         "</script>",
                                                         "<h4>",
                                                         "</h4>",
                                                         "<!--",
                                                         "-->",
                                                         "text",
                                                         "<",
                                                         ">",
                                                         "&amp;",
                                                         "<svg onload=x()>"};
    std::mt19937_64 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string source;
        const std::size_t length = random() % 20;
        for (std::size_t i = 0; i < length; ++i) source += pieces[random() % pieces.size()];
        const GuidelineText text = guideline_text(source);
        for (const std::string& html : {text.advice, text.considerations}) {
            check_nested(html);
            check_harmless(html);
        }
    }
}

TEST_CASE("the guidelines of the shared knowledge come through whole") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    // Letters of the source outside its tags, none lost and none added.
    const auto letters = [](const std::string& html) {
        std::string made;
        bool inside = false;
        for (const char c : html) {
            if (c == '<') inside = true;
            if (!inside && std::isalpha(static_cast<unsigned char>(c))) made += c;
            if (c == '>') inside = false;
        }
        return made;
    };
    std::size_t texts = 0;
    for (const domain::PgxGuideline& guideline : knowledge.guidelines)
        for (const domain::PgxRecommendation& recommendation : guideline.recommendations) {
            const GuidelineText text = guideline_text(recommendation.text);
            const std::string shown = letters(text.advice + text.considerations);
            std::string told = letters(recommendation.text);
            for (std::size_t at; (at = told.find("nbsp")) != std::string::npos;) told.erase(at, 4);
            CHECK_MESSAGE(shown == told, guideline.id, " ", recommendation.id);
            ++texts;
        }
    CHECK(texts == 2583);
}

TEST_CASE("nothing of a sample, a call or a pack breaks out of its place on the page") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    for (domain::PgxGuideline& guideline : knowledge.guidelines) {
        guideline.name += break_out;
        guideline.url = "javascript:alert(1)" + break_out;
        guideline.version += break_out;
        for (domain::PgxCitation& citation : guideline.citations) {
            citation.pmid += break_out;
            citation.journal += break_out;
            citation.authors.insert(citation.authors.begin(), break_out);
        }
        for (domain::PgxRecommendation& recommendation : guideline.recommendations) {
            recommendation.text += break_out;
            recommendation.population += break_out;
            recommendation.classification += break_out;
            for (std::string& implication : recommendation.implications) implication += break_out;
        }
    }
    for (domain::PgxSource& source : knowledge.sources) source = {break_out, break_out, break_out, break_out};
    knowledge.version += break_out;
    CohortQuestion question;
    for (const auto& [gene, diplotype, phenotype] :
         {std::tuple("HLA-B", "*57:01/" + break_out, std::string()),
          std::tuple("CYP2D6", break_out, break_out),
          std::tuple("CYP2D6", std::string("*1/*4"), std::string())})
        question.outside.push_back({.sample = "",
                                    .gene = gene,
                                    .diplotype = diplotype,
                                    .phenotype = phenotype,
                                    .activity_score = break_out});
    SampleAnswer answer = answer_of_example(*clinic, knowledge, question);
    answer.sample = break_out + "\x1b[31m\xff";
    for (GeneOfSample& gene : answer.genes)
        for (std::size_t i = 0; i < gene.genotypes.size(); i += 3) {
            gene.genotypes[i].first = PgxGenotype::other;
            gene.undocumented[i] = "C>" + break_out;
        }
    AnswerBasis basis = basis_of(knowledge);
    basis.date = basis.outside_digest = break_out;
    basis.inputs = {{break_out, break_out}, {break_out, break_out}};
    basis.remarks = {break_out};
    const std::string page = report_page(basis, answer);
    CHECK(count_of(page, "alert(1)") > 100);
    // Style holds no "<": all tags of the page are its own.
    check_harmless(page);
    CHECK_FALSE(holds(page, "<script"));
    CHECK_FALSE(holds(page, "<img"));
    CHECK_FALSE(holds(page, "\x1b"));
    for (const char* tag : {"section", "article", "div", "ul", "table", "details", "style", "title"})
        CHECK_MESSAGE(
            count_of(page, std::string("<") + tag + " ") + count_of(page, std::string("<") + tag + ">") ==
                count_of(page, std::string("</") + tag + ">"),
            tag);
}
