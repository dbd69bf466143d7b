#include "support.hpp"

#include <strandline/domain/packed_genome.hpp>
#include <strandline/edit/scores.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <numeric>
#include <random>
#include <span>

namespace strandline::edit {
namespace {

using testing::shared_file;

std::string_view spacer_of(std::string_view site) { return site.substr(0, 20); }
std::string_view pam_of(std::string_view site) { return site.substr(20); }

std::optional<double> cfd_of(std::string_view guide, std::string_view site) {
    return cfd(spacer_of(guide), spacer_of(site), pam_of(site));
}
std::optional<double> mit_of(std::string_view guide, std::string_view site,
                             MitConvention convention = MitConvention::floored) {
    return mit_hit_score(spacer_of(guide), spacer_of(site), pam_of(site), convention);
}

double number(std::string_view text) {
    double value = NAN;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Rows of a text file; a header is a row like others.
std::vector<std::vector<std::string>> file_rows(const std::string& path, char separator) {
    std::ifstream file(path);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        rows.emplace_back();
        for (const std::string_view cell : split(line, separator)) rows.back().emplace_back(cell);
    }
    return rows;
}

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<double> result(values.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) result[order[i]] = static_cast<double>(begin + end + 1) / 2;
    }
    return result;
}

double spearman(std::span<const double> a, std::span<const double> b) {
    const std::vector<double> x = ranks(a), y = ranks(b);
    const double mean = static_cast<double>(x.size() + 1) / 2;
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    return xy / std::sqrt(xx * yy);
}

/// Chance that a positive scores above a negative (Mann-Whitney).
double roc_auc(std::span<const double> scores, const std::vector<bool>& positive) {
    const std::vector<double> all = ranks(scores);
    double sum = 0, positives = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (positive[i]) sum += all[i], positives += 1;
    const double negatives = static_cast<double>(all.size()) - positives;
    return (sum - positives * (positives + 1) / 2) / (positives * negatives);
}

rc::Gen<std::string> bases(std::size_t count) {
    return rc::gen::container<std::string>(count, rc::gen::element('A', 'C', 'G', 'T'));
}

TEST_CASE("scores: CFD and MIT of published pairs") {
    // Values of CRISPOR's published tables, in 9 digits.
    CHECK(*cfd_of("GAGTCCGAGCAGAAGAAGAAGGG", "GAGTTAGAGCAGAAGAAGAAAGG") ==
          doctest::Approx(0.590909091).epsilon(1e-8));
    CHECK(*cfd_of("GGGTGGGGGGAGTTTGCTCCTGG", "GGATGGAGGGAGTTTGCTCCTGG") ==
          doctest::Approx(0.75).epsilon(1e-8));
    CHECK(*cfd_of("ATTGAGTGACCACTCTACGGTGG", "ATTGAGAGAACACTCAATGGAGG") ==
          doctest::Approx(0.443181818).epsilon(1e-8));
    CHECK(*mit_of("ATTGAGTGACCACTCTACGGTGG", "ATTGAGAGAACACTCAATGGAGG") ==
          doctest::Approx(0.0303403354).epsilon(1e-8));
}

TEST_CASE("scores: the two MIT conventions") {
    // Four mismatches, 11 bases from the first to the last: 3 and 11/3 apart.
    const double kept = 0.683 * 0.921 * 0.172 * 0.196;
    const double mean = 100 * kept / ((19 - 11.0 / 3) / 19 * 4 + 1) / 16;
    CHECK(*mit_of("ATTGAGTGACCACTCTACGGTGG", "ATTGAGAGAACACTCAATGGAGG", MitConvention::mean) ==
          doctest::Approx(mean));
    const std::string guide = "ATTGAGTGACCACTCTACGGTGG", one = "ATTGAGTGACCACTCTACGCTGG";
    CHECK(*mit_of(guide, guide) == 100);
    CHECK(*mit_of(guide, one) == doctest::Approx(100 * (1 - 0.583)));
    CHECK(*mit_of(guide, one.substr(0, 20) + "TAG") == doctest::Approx(20 * (1 - 0.583)));
    CHECK(*mit_of(guide, one.substr(0, 20) + "TAG", MitConvention::mean) ==
          doctest::Approx(100 * (1 - 0.583)));
}

TEST_CASE("scores: what they are not defined for has none") {
    const std::string spacer = "ATTGAGTGACCACTCTACGG", pam = "TGG";
    CHECK(cfd(spacer, spacer, pam) == 1);
    CHECK(cfd(spacer, lower(spacer), "tgg") == 1);
    CHECK(cfd(spacer, spacer, "NGG") == 1);  // the first base of the PAM does not count
    for (const std::string& wrong : {std::string("ATTGAGTGACCACTCTAC-GG"),
                                     std::string("ATTGAGTGACCACTCTACG-"), std::string("ATTGAGTGACCACTCTACGN"),
                                     std::string("AUUGAGTGACCACTCTACGG"), spacer.substr(1), std::string()}) {
        CAPTURE(wrong);
        CHECK_FALSE(cfd(wrong, spacer, pam));
        CHECK_FALSE(cfd(spacer, wrong, pam));
        CHECK_FALSE(CfdOfGuide::of(wrong));
        CHECK_FALSE((*CfdOfGuide::of(spacer))(wrong, pam));
        CHECK_FALSE(score_hit(spacer, wrong, pam).mit_percent);
        CHECK_FALSE(score_hit(wrong, spacer, pam).mit_percent);
    }
    for (const std::string wrong : {"", "GG", "TGGG", "TGN", "T-G"}) {
        CAPTURE(wrong);
        CHECK_FALSE(cfd(spacer, spacer, wrong));
        CHECK_FALSE(mit_hit_score(spacer, spacer, wrong, MitConvention::floored));
    }
    CHECK(mit_hit_score(spacer, spacer, "TNN", MitConvention::mean) == 100);
}

TEST_CASE("scores: CFD by table is CFD, to the bit") {
    rc::check("any guide, site and PAM", [] {
        const std::string spacer = *bases(20), pam = *bases(3);
        std::string site = spacer;
        for (const std::size_t at :
             *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 20)))
            site[at] = *rc::gen::element('A', 'C', 'G', 'T', 'a', 'c', 'g', 't');
        const auto plain = cfd(spacer, site, pam);
        RC_ASSERT(plain.has_value());
        RC_ASSERT(*plain >= 0 && *plain <= 1);
        const CfdOfGuide fast = *CfdOfGuide::of(spacer);
        RC_ASSERT(*fast(site, pam) == *plain);
        const domain::PackedGenome packed = domain::pack({{{"c", upper(site + pam), false}}});
        const std::uint64_t low = packed.low()[0], high = packed.high()[0];
        const auto part = [](std::uint64_t plane, int from, int count) {
            return static_cast<std::uint32_t>(plane >> from & ((1U << count) - 1));
        };
        RC_ASSERT(fast.of_planes(part(low, 0, 20), part(high, 0, 20), part(low, 21, 2), part(high, 21, 2)) ==
                  *plain);
    });
}

TEST_CASE("scores: specificity does not depend on the order") {
    Specificity none;
    CHECK(none.value() == 100);
    Specificity one;
    one.add(100);
    CHECK(one.value() == 50);
    rc::check("sums in any order and in parts", [](std::vector<std::uint16_t> parts) {
        std::vector<double> percents;
        for (const std::uint16_t part : parts) percents.push_back(part / 65535.0 * 100);
        Specificity forward, first, second;
        for (const double percent : percents) forward.add(percent);
        for (std::size_t i = percents.size(); i-- > 0;) (i % 2 == 0 ? first : second).add(percents[i]);
        first.add(second);
        RC_ASSERT(first.value() == forward.value());
        const double sum = std::accumulate(percents.begin(), percents.end(), 0.0);
        RC_ASSERT(std::abs(forward.sum() - sum) <= 1e-9 * static_cast<double>(percents.size() + 1));
    });
}

struct ValidatedSite {
    std::string guide, site;
    double reads;  // fraction of the reads, or of insertions
};

std::vector<ValidatedSite> validated_sites(const std::string& path) {
    const auto table = file_rows(path, '\t');
    std::map<std::string, std::string> guides;
    for (const auto& row : table)
        if (row.size() >= 4 && row[3] == "on-target") guides[row[0]] = row[1];
    std::vector<ValidatedSite> sites;
    for (const auto& row : table)
        if (row.size() >= 4 && row[3] == "off-target")
            sites.push_back({guides.at(row[0]), row[1], number(row[2])});
    return sites;
}

using Score = std::optional<double> (*)(std::string_view guide, std::string_view site);
struct NamedScore {
    std::string name;
    Score of;
};
const std::vector<NamedScore> site_scores = {
    {"CFD", cfd_of},
    {"MIT floored", [](std::string_view guide, std::string_view site) { return mit_of(guide, site); }},
    {"MIT mean",
     [](std::string_view guide, std::string_view site) { return mit_of(guide, site, MitConvention::mean); }}};

int mismatches_of(const ValidatedSite& site) {
    int count = 0;
    for (std::size_t i = 0; i < 20; ++i) count += site.guide[i] != site.site[i];
    return count;
}

/// A site with as many mismatches to the guide as `like` has, anywhere, and its PAM.
std::string site_by_chance(const ValidatedSite& like, std::mt19937_64& random) {
    std::string site = like.guide.substr(0, 20) + like.site.substr(20);
    for (int left = mismatches_of(like); left > 0;) {
        char& base = site[random() % 20];
        if (base != like.guide[static_cast<std::size_t>(&base - site.data())]) continue;
        base = std::string_view("ACGT")[(std::string_view("ACGT").find(base) + 1 + random() % 3) % 4];
        --left;
    }
    return site;
}

TEST_CASE("scores: validated off-targets") {
    const auto path = shared_file("data/edit/validated_off_targets/offtargets.tsv");
    if (!path) return;
    const std::vector<ValidatedSite> sites = validated_sites(*path);
    CHECK(sites.size() == 718);
    std::size_t bulged = 0;
    for (const NamedScore& score : site_scores) {
        std::vector<double> by_reads, by_chance;
        std::vector<bool> strong, validated;
        std::mt19937_64 random(1);
        bulged = 0;
        for (const ValidatedSite& site : sites) {
            const auto scored = score.of(site.guide, site.site);
            REQUIRE(scored.has_value() == (site.site.find('-') == std::string::npos));
            if (!scored) {
                ++bulged;
                continue;
            }
            by_reads.push_back(*scored);
            strong.push_back(site.reads >= 0.01);
            by_chance.push_back(*scored);
            validated.push_back(true);
            for (int i = 0; i < 10; ++i) {
                by_chance.push_back(*score.of(site.guide, site_by_chance(site, random)));
                validated.push_back(false);
            }
        }
        const double reads = roc_auc(by_reads, strong), chance = roc_auc(by_chance, validated);
        MESSAGE(score.name, ": ROC AUC ", chance, " of validated sites beside chance ones, ", reads,
                " of sites with 1 % or more (", std::ranges::count(strong, true), ") beside weaker ones");
        CHECK(reads > 0.6);
        CHECK(chance > 0.6);
    }
    CHECK(bulged == 1);  // one site of VEGFA has a bulge
}

TEST_CASE("scores: on-target in C++ is on-target in Python") {
    const auto table = file_rows(std::string(STRANDLINE_TEST_FILES) + "/on_target_expected.tsv", '\t');
    REQUIRE(table.size() == 601);
    for (const auto& row : std::span(table).subspan(1)) {
        const auto percent = row[1] == "NA" ? std::nullopt : std::optional(number(row[1]));
        const auto score = on_target_score(row[0], percent);
        REQUIRE(score);
        CHECK(std::abs(*score - number(row[2])) < 1e-8);
    }
}

TEST_CASE("scores: on-target is for 30 plain bases with NGG") {
    const std::string context = "ACGTATTGAGTGACCACTCTACGGTGGACG";
    CHECK(on_target_score(context));
    CHECK(on_target_score(context) == on_target_score(lower(context)));
    CHECK(on_target_score(context, 250.0) == on_target_score(context, 100.0));
    for (const std::string wrong :
         {"ACGTATTGAGTGACCACTCTACGGTGGACN", "ACGTATTGAGTGACCACTCTACGGTAGACG", "", "ATTGAGTGACCACTCTACGGTGG",
          "ACGUATTGAGTGACCACTCTACGGTGGACG", "ACGTATTGAGTGACCACTCTACGGTGGACGA"}) {
        CAPTURE(wrong);
        CHECK_FALSE(on_target_score(wrong));
    }
    rc::check("in [0, 1]", [] {
        const std::string any = *bases(25) + "GG" + *bases(3);
        const auto score = on_target_score(any, *rc::gen::inRange(0, 101));
        RC_ASSERT(score && *score >= 0 && *score <= 1);
    });
}

TEST_CASE("scores: the context of a site") {
    const std::string forward = "ACGTATTGAGTGACCACTCTACGGTGGACG";
    domain::Genome genome{{{"c", "TT" + forward + "A", false}}};
    domain::Contig& contig = genome.contigs[0];
    CHECK(on_target_context(contig, {0, 6, 29}, domain::Strand::forward) == forward);
    CHECK_FALSE(on_target_context(contig, {0, 6, 28}, domain::Strand::forward));
    CHECK_FALSE(on_target_context(contig, {0, 3, 26}, domain::Strand::forward));
    CHECK_FALSE(on_target_context(contig, {0, 8, 31}, domain::Strand::forward));
    const domain::Contig other{"r", domain::reverse_complement(contig.bases), false};
    CHECK(on_target_context(other, {0, 4, 27}, domain::Strand::reverse) == forward);
    contig.bases = forward.substr(10) + "CCCC" + forward.substr(0, 10);
    contig.circular = true;
    CHECK(on_target_context(contig, {0, 28, 51}, domain::Strand::forward) == forward);
}

struct Column {
    std::string file, context, other, percent;
    char separator;
};

/// Spearman of our score with a column of another model.
double agreement(const std::string& path, const Column& column) {
    const auto table = file_rows(path, column.separator);
    const auto find = [&](const std::string& name) {
        return static_cast<std::size_t>(std::ranges::find(table[0], name) - table[0].begin());
    };
    const std::size_t context = find(column.context), other = find(column.other),
                      percent = find(column.percent);
    std::vector<double> ours, theirs;
    for (const auto& row : std::span(table).subspan(1)) {
        if (row.size() <= std::max(context, other)) continue;
        const auto at = percent < row.size() ? std::optional(number(row[percent])) : std::nullopt;
        const auto score = on_target_score(row[context], at);
        if (!score || std::isnan(number(row[other]))) continue;
        ours.push_back(*score);
        theirs.push_back(number(row[other]));
    }
    MESSAGE(column.file, ", ", column.other, ": Spearman ", spearman(ours, theirs), " over ", ours.size(),
            " guides");
    return spearman(ours, theirs);
}

TEST_CASE("scores: on-target goes along with the models of others") {
    for (const Column& column : {Column{"azimuth/1000guides.csv", "guide", "Stable prediction", "", ','},
                                 Column{"rs3/sgrna-designs.txt", "sgRNA Context Sequence",
                                        "On-Target Efficacy Score", "Target Cut %", '\t'},
                                 Column{"rs3/CRISPick_reference_designs.txt", "sgRNA Context Sequence",
                                        "On-Target Efficacy Score", "Target Cut %", '\t'}}) {
        if (const auto path = shared_file("data/edit/" + column.file)) CHECK(agreement(*path, column) > 0.3);
    }
}

}  // namespace
}  // namespace strandline::edit
