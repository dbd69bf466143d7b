#include "score/operations.hpp"

#include <strandline/base/text.hpp>
#include <strandline/edit/guides.hpp>
#include <strandline/edit/scores.hpp>
#include <strandline/formats/guide_contexts.hpp>
#include <strandline/formats/site_pairs.hpp>
#include <strandline/formats/table.hpp>

#include <cctype>
#include <utility>

namespace strandline::edit {
namespace {

using operation::Answer;
using operation::Call;
using operation::Operation;
using operation::port;

constexpr int score_decimals = 4;
constexpr int percent_decimals = 1;
constexpr int hit_decimals = 6;

std::vector<std::string> names(const std::vector<operation::Column>& columns) {
    std::vector<std::string> result;
    for (const operation::Column& column : columns) result.push_back(column.name);
    return result;
}

void number_or_na(formats::TableWriter& table, std::optional<double> value, int decimals) {
    if (value)
        table.number(*value, decimals);
    else
        table.text("NA");
}

Result<Answer> run_score(Call& call, Context& context) {
    STRANDLINE_TRY(const std::vector<formats::GuideContext> guides,
                   formats::read_guide_contexts(call.input("sequences")));
    formats::TableWriter table(call.output("table"), names(guide_score_columns()));
    std::uint64_t without = 0;
    for (const formats::GuideContext& guide : guides) {
        const auto score = on_target_score(guide.bases, guide.cds_percent);
        without += score ? 0U : 1U;
        table.text(guide.id).text(guide.bases).text(guide.spacer()).text(guide.pam());
        number_or_na(table, guide.cds_percent, percent_decimals);
        table.number(gc_percent(guide.spacer()), percent_decimals).integer(longest_run(guide.spacer(), 'T'));
        number_or_na(table, score, score_decimals);
        table.end_row();
    }
    if (without > 0)
        context.log(LogLevel::warning,
                    format("{} of 23 nt without an on-target score: it needs 4 bases before the spacer and 3 "
                           "behind the PAM",
                           counted(without, "sequence")));
    STRANDLINE_CHECK(table.finish());
    return Answer::yes;
}

struct Differences {
    std::int64_t mismatches = 0, bulges = 0;
};

Differences differences(std::string_view spacer, std::string_view site) {
    Differences found;
    for (std::size_t i = 0; i < spacer.size(); ++i) {
        const bool bulge = spacer[i] == '-' || site[i] == '-';
        found.bulges += bulge;
        found.mismatches += !bulge && spacer[i] != std::toupper(static_cast<unsigned char>(site[i]));
    }
    return found;
}

Result<Answer> run_score_pairs(Call& call, Context&) {
    STRANDLINE_TRY(const std::vector<formats::SitePair> pairs, formats::read_site_pairs(call.input("pairs")));
    formats::TableWriter table(call.output("table"), names(pair_score_columns()));
    for (const formats::SitePair& pair : pairs) {
        const std::size_t length = pair.guide.size() - formats::pair_pam_length;
        const std::string_view spacer = std::string_view(pair.guide).substr(0, length);
        const std::string_view site = std::string_view(pair.site).substr(0, length);
        const std::string_view pam = std::string_view(pair.site).substr(length);
        const Differences found = differences(spacer, site);
        table.text(pair.guide).text(pair.site).integer(found.mismatches).integer(found.bulges);
        number_or_na(table, cfd(spacer, site, pam), hit_decimals);
        for (const MitConvention convention : {MitConvention::floored, MitConvention::mean})
            number_or_na(table, mit_hit_score(spacer, site, pam, convention), hit_decimals);
        table.end_row();
    }
    STRANDLINE_CHECK(table.finish());
    return Answer::yes;
}

}  // namespace

std::vector<operation::Column> guide_score_columns() {
    using operation::integer_column, operation::number_column, operation::text_column;
    return {text_column("id", "name of the sequence"),
            text_column("sequence", "its bases, 5' to 3'"),
            text_column("spacer", "spacer within it"),
            text_column("pam", "PAM within it"),
            number_column("cds_percent", "where in the coding sequence it cuts, percent; NA: not known"),
            number_column("gc_percent", "G and C in the spacer, percent"),
            integer_column("poly_t", "longest run of T in the spacer"),
            number_column("on_target",
                          "Strandline on-target 1: expected activity of SpCas9 beside other guides "
                          "of the gene, 0 to 1; NA: bases around the guide are missing")};
}

std::vector<operation::Column> pair_score_columns() {
    using operation::integer_column, operation::number_column, operation::text_column;
    return {text_column("guide", "spacer and PAM of the guide, - at bulges"),
            text_column("site", "bases of the genome, - at bulges"),
            integer_column("mismatches", "bases of the site that do not match the spacer"),
            integer_column("bulges", "bases that only guide or only site has"),
            number_column("cfd", "cutting frequency determination (Doench 2016), 0 to 1; NA: not defined"),
            number_column("mit_floored_percent",
                          "MIT hit score (Hsu 2013), 0 to 100, mean distance rounded down, "
                          "0.2 times for a PAM without GG; NA: not defined"),
            number_column("mit_mean_percent",
                          "MIT hit score with the mean distance itself, whatever the PAM; NA: not defined")};
}

Operation score_operation() {
    Operation made;
    made.name = "edit score";
    made.summary = "Score how active guides of SpCas9 are expected to be";
    made.description =
        "Gives each sequence the score Strandline on-target 1: boosted trees trained on the screens of "
        "Doench 2014 "
        "and 2016, which rank guides of a gene by the bases of 4 + 20 + NGG + 3 and, where it is known, by "
        "where "
        "they cut in the coding sequence. Compare guides of one gene with each other; it is no frequency of "
        "edits. "
        "It is not Rule Set 2 or 3 and does not give their numbers.\n\n"
        "Sequences are lines, FASTA, or a table with the columns id, sequence and, if you like, cds_percent. "
        "Sequences of 23 nt (spacer and PAM) are listed without an on-target score.";
    made.inputs = {port("sequences")
                       .one_of("edit.contexts/1", "fasta")
                       .or_list()
                       .described("sequences of 30 nt: 4 bases, spacer, NGG, 3 bases")};
    made.outputs = {operation::table("table", "edit.guide-scores/1", guide_score_columns())
                        .described("the scores, in the order of the input")};
    made.example = "strandline edit score --sequences contexts.txt -o scores.tsv";
    made.data_tables = {"strandline on-target 1"};
    made.run = run_score;
    return made;
}

Operation score_pairs_operation() {
    Operation made;
    made.name = "edit score-pairs";
    made.summary = "Score how likely a guide of SpCas9 cuts at given sites";
    made.description =
        "Gives each pair of guide and site its CFD (Doench 2016) and its MIT hit score (Hsu 2013) in both "
        "conventions that are in use. Scores are for spacers of 20 nt and mismatches only: a bulge, another "
        "length or an ambiguous letter gives NA, never 0.";
    made.inputs = {port("pairs")
                       .format("edit.pairs/1")
                       .described("a table with the columns guide and site, both 5' to 3' with the PAM")};
    made.outputs = {operation::table("table", "edit.pair-scores/1", pair_score_columns())
                        .described("the scores, in the order of the input")};
    made.example = "strandline edit score-pairs --pairs pairs.tsv -o scores.tsv";
    made.run = run_score_pairs;
    return made;
}

}  // namespace strandline::edit
