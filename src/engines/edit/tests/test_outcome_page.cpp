#include "outcome_by_hand.hpp"
#include "support.hpp"
#include "well_formed.hpp"

#include "outcome/drawing.hpp"
#include "outcome/field_tables.hpp"
#include "outcome/outputs.hpp"
#include "outcome/page.hpp"

#include <strandline/base/json.hpp>

#include <rapidcheck.h>

#include <algorithm>

using namespace strandline;
using namespace strandline::edit;
using namespace strandline::edit::testing;
using Kind = TrueEdit::Kind;

namespace {

std::string page_of(std::span<const OutcomeView> views, const PageSettings& settings = {}) {
    MemorySink sink;
    REQUIRE(write_page(sink, views, settings).has_value());
    return sink.bytes();
}

std::size_t occurrences(std::string_view text, std::string_view what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++count;
    return count;
}

struct Simulated {
    std::vector<Amplicon> amplicons;
    SampleOutcome sample;
    explicit Simulated(const std::string& name, std::size_t reads = 3000) {
        Simulation simulation;
        simulation.amplicon = Draw(7).bases(220);
        simulation.cut = 110;
        simulation.reads = reads;
        amplicons = {
            amplicon_by_hand(name, simulation.amplicon,
                             {guide_at(simulation.amplicon, 93, 113, domain::Strand::forward, name)})};
        amplicons[0].coding = {{60, 180}};
        sample = true_outcome(name, amplicons, 0, simulate(simulation));
        sample.unaligned.push_back({"ACGT<", 7, 0, false, 12, name});
    }
};

}  // namespace

TEST_CASE("page: text of any bytes becomes text of the page and nothing else") {
    CHECK(escaped("<script>alert('1')&\"</script>") ==
          "&lt;script&gt;alert(&#39;1&#39;)&amp;&quot;&lt;/script&gt;");
    CHECK(escaped("a\x01\xFF") == "a\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(escaped("Größe µ 日本") == "Größe µ 日本");
    CHECK(escaped("\xE2\x80\xAE") == "\xEF\xBF\xBD");  // turns the direction of what follows
    rc::check([](const std::vector<std::uint8_t>& bytes) {
        const std::string safe = escaped(std::string(bytes.begin(), bytes.end()));
        RC_ASSERT(is_valid_utf8(safe));
        RC_ASSERT(safe.find_first_of("<>\"'") == std::string::npos);
        for (std::size_t i = 0; i < safe.size(); ++i)
            if (safe[i] == '&') RC_ASSERT(is_entity(std::string_view(safe).substr(i)));
    });
}

TEST_CASE("page: percentages have the digits they need") {
    CHECK(percent_text(0, 0) == "NA");
    CHECK(percent_text(0, 7) == "0 %");
    CHECK(percent_text(7, 7) == "100 %");
    CHECK(percent_text(432, 1000) == "43.2 %");
    CHECK(percent_text(43, 1000) == "4.30 %");
    CHECK(percent_text(43, 100000) == "0.043 %");
}

TEST_CASE("page: axes end at a round number that holds the most") {
    rc::check([] {
        const double most = *rc::gen::inRange(1, 1000000) / 997.0;
        const Axis axis = axis_to(most);
        RC_ASSERT(axis.end >= most * 0.999999);
        RC_ASSERT(axis.end / axis.step < 7);
        RC_ASSERT(axis.end <= most * 2.0);
    });
}

TEST_CASE("page: well-formed, fetches nothing, runs nothing, whatever the names say") {
    const Simulated nasty("\"><script>alert(1)</script><img src=x onerror='alert(2)'>&\xFF");
    const Simulated plain("plain");
    PageSettings settings;
    settings.title = "</title><script>alert(3)</script>";
    settings.base_editing = true;
    const std::vector<OutcomeView> views = {view(nasty.amplicons, nasty.sample, &plain.sample),
                                            view(plain.amplicons, plain.sample)};
    const std::string page = page_of(views, settings);
    CHECK(not_well_formed(page) == "");
    CHECK(page.size() < 1'000'000);
    CHECK(is_valid_utf8(page));
    CHECK(occurrences(page, "<script") == 0);
    CHECK(occurrences(page, "<img") == 0);
    CHECK(occurrences(page, "src=\"") == 0);
    CHECK(occurrences(page, "href=\"") == occurrences(page, "href=\"#"));
    CHECK(occurrences(page, "url(") == 0);
    CHECK(occurrences(page, "@import") == 0);
    CHECK(occurrences(page, "http") ==
          occurrences(page, "http://www.w3.org/") + occurrences(page, "http-equiv"));
    CHECK(occurrences(page, "default-src 'none'") == 1);
    CHECK(occurrences(page, "<svg") == occurrences(page, "role=\"img\" aria-label=\""));
}

TEST_CASE("page: samples without reads, without guides and without coding parts") {
    std::vector<Amplicon> amplicons = {amplicon_by_hand("bare", "ACGTACGTACGTACGT", {})};
    SampleOutcome none;
    none.name = "none";
    SampleOutcome some = none;
    add_allele(some, amplicons, 0, 5, {{Kind::insertion, 0, 1, "A"}, {Kind::insertion, 16, 2, "AC"}});
    PageSettings settings;
    settings.base_editing = true;
    const std::vector<OutcomeView> views = {view(amplicons, none), view(amplicons, some, &none)};
    CHECK(not_well_formed(page_of(views, settings)) == "");
    CHECK(not_well_formed(page_of(std::span(views).first(1))) == "");
    CHECK(not_well_formed(page_of({})) == "");
}

TEST_CASE("page: a pool of amplicons stays small; all are in the overview") {
    std::vector<Amplicon> amplicons;
    SampleOutcome sample;
    sample.name = "pool";
    Draw draw(5);
    for (std::uint32_t i = 0; i < 300; ++i) {
        const std::string bases = draw.bases(200);
        amplicons.push_back(amplicon_by_hand(format("site{}", i), bases,
                                             {guide_at(bases, 90, 110, domain::Strand::forward)}));
        amplicons.back().locus = i;
        amplicons.back().wild_type = i;
    }
    for (std::uint32_t i = 0; i < 300; ++i) {
        add_allele(sample, amplicons, i, 900, {});
        add_allele(sample, amplicons, i, i, {{Kind::deletion, 105, 3, {}}});
    }
    const std::vector<OutcomeView> views = {view(amplicons, sample)};
    const std::string page = page_of(views);
    CHECK(not_well_formed(page) == "");
    CHECK(page.size() < 1'000'000);
    CHECK(occurrences(page, "site299") >= 2);
    CHECK(occurrences(page, "more are in the overview") == 1);
}

TEST_CASE("page: the picture of alleles says what each row is") {
    const std::string bases = "ACGTTGCAACGGATTACA";
    std::vector<Amplicon> amplicons = {
        amplicon_by_hand("toy", bases, {guide_at(bases, 2, 12, domain::Strand::forward)})};
    SampleOutcome sample;
    sample.name = "one";
    add_allele(sample, amplicons, 0, 60, {});
    add_allele(sample, amplicons, 0, 25, {{Kind::deletion, 8, 2, {}}});
    add_allele(sample, amplicons, 0, 10, {{Kind::insertion, 9, 3, "TTT"}});
    add_allele(sample, amplicons, 0, 5, {{Kind::substitution, 8, 1, "G"}});
    const std::vector<OutcomeView> views = {view(amplicons, sample)};
    const std::string page = page_of(views);
    CHECK(occurrences(page, "2 bases deleted: 25 reads, 25.0 %") == 1);
    CHECK(occurrences(page, "3 bases inserted: 10 reads, 10.0 %") == 1);
    CHECK(occurrences(page, "1 base substituted: 5 reads, 5.00 %") == 1);
    CHECK(occurrences(page, "no edit in the window: 60 reads, 60.0 %") == 1);
    CHECK(occurrences(page, "class=\"inserted\"") == 2);  // one box, one key
    CHECK(occurrences(page, "class=\"seq changed\"") == 1);
}

TEST_CASE("outcome outputs: every port is written, and its table has the columns it promises") {
    const Simulated simulated("sample one");
    const std::vector<OutcomeView> views = {view(simulated.amplicons, simulated.sample, &simulated.sample)};
    operation::Call call;
    std::map<std::string, MemorySink> sinks;
    for (const operation::Port& port : outcome_ports()) call.sinks[port.name] = &sinks[port.name];
    OutputSettings settings;
    settings.base_editing = true;
    REQUIRE(write_outcome_outputs(call, views, settings).has_value());
    for (const operation::Port& port : outcome_ports()) {
        INFO(port.name);
        const std::string& bytes = sinks[port.name].bytes();
        CHECK(!bytes.empty());
        if (port.columns.empty()) continue;
        std::vector<std::string> names;
        for (const operation::Column& column : port.columns) names.push_back(column.name);
        CHECK(bytes.starts_with(join(names, "\t") + "\n"));
        for (const auto& row : rows(bytes)) CHECK(row.size() == names.size());
    }
    const std::string archive = sinks["files"].bytes();
    CHECK(archive.starts_with("PK"));
    for (const FieldFile& file : field_files(views[0], {20, true, {}}))
        CHECK(occurrences(archive, file.name) >= 2);
}
