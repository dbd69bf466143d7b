// Files of one chromosome each are answered as the one file they were cut from.
#include "pharmcat_truth.hpp"

#include "pgx/asked_files.hpp"
#include "pgx/cohort_answers.hpp"

#include <strandline/base/text.hpp>
#include <strandline/clinic/knowledge.hpp>

#include <random>

using namespace strandline;
using namespace strandline::clinic;
using testing::lines_of;
using testing::shared_clinic;

namespace {

/// The records of each chromosome under the whole header, its samples in an order of their own.
std::vector<Source> by_chromosome(const std::string& text, std::mt19937& random, bool mixes_samples) {
    constexpr std::size_t first_sample = 9;
    std::string header;
    std::vector<std::string> names;
    std::map<std::string, std::vector<std::vector<std::string>>> records;
    for (const std::string& line : lines_of(text)) {
        if (line.starts_with("##")) {
            header += line + "\n";
            continue;
        }
        std::vector<std::string> cells = testing::split(line, "\t");
        if (line.starts_with("#"))
            names = std::move(cells);
        else if (!cells.empty())
            records[cells.front()].push_back(std::move(cells));
    }
    std::vector<std::size_t> order(names.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::vector<Source> files;
    for (const auto& [chromosome, rows] : records) {
        std::string made = header;
        const auto add = [&](const std::vector<std::string>& cells) {
            for (std::size_t i = 0; i < order.size(); ++i) made += (i ? "\t" : "") + cells[order[i]];
            made += '\n';
        };
        add(names);
        for (const auto& row : rows) add(row);
        files.push_back(Source::memory(chromosome + ".vcf", made));
        if (mixes_samples) std::shuffle(order.begin() + first_sample, order.end(), random);
    }
    return files;
}

struct Told {
    std::string rows;
    std::uint64_t assumed = 0, used = 0;
};

Told told_of(std::span<const Source> files, const domain::PgxKnowledge& knowledge,
             const CohortQuestion& question) {
    Context context({.threads = 2});
    const auto asked = asked_files(files, {}, question.read.absent_to_ref, context);
    REQUIRE_MESSAGE(asked.has_value(), (asked ? std::string() : render(asked.error())));
    REQUIRE(asked->size() == 1);
    CHECK(asked->front().has_all);
    const auto answers = answer_cohort(asked->front().files, knowledge, question, context);
    REQUIRE_MESSAGE(answers.has_value(), (answers ? std::string() : render(answers.error())));
    MemorySink sink;
    write_answers(*answers, sink, 2);
    return {std::move(sink.bytes()), answers->report.assumed, answers->report.used};
}

/// A file of variants of CYP2C9 and TPMT.
Source small(const std::string& name, const std::vector<std::string>& samples, bool cyp2c9, bool tpmt) {
    std::string text =
        "##fileformat=VCFv4.2\n##contig=<ID=chr6,length=170805979>\n##contig=<ID=chr10,length=133797422>\n"
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" +
        join(samples, "\t") + "\n";
    const auto add = [&](const std::string& record) {
        text += record + "\t.\t.\t.\tGT";
        for (std::size_t i = 0; i < samples.size(); ++i) text += "\t0/1";
        text += '\n';
    };
    if (tpmt) add("chr6\t18130687\t.\tT\tC");
    if (cyp2c9) add("chr10\t94942290\t.\tC\tT");
    return Source::memory(name, text);
}

}  // namespace

TEST_CASE("files of a chromosome each, their samples in any order, are answered as the whole") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    std::mt19937 random(5);
    int rows = 0;
    for (const char* name : {"phased150", "mixed200", "missing100", "combo60"})
        for (const bool assumes : {false, true})
            for (const bool mixes_samples : {false, true}) {
                const std::string text =
                    testing::bytes_of(*clinic / "random" / (std::string(name) + ".vcf.gz"));
                CohortQuestion question;
                question.explains = true;
                question.match.combinations = std::string_view(name) == "combo60";
                question.read.absent_to_ref = question.read.unspecified_to_ref = assumes;
                const std::vector<Source> whole = {Source::memory("whole.vcf", text)};
                const std::vector<Source> files = by_chromosome(text, random, mixes_samples);
                REQUIRE(files.size() > 6);
                const Told one = told_of(whole, *knowledge, question);
                const Told several = told_of(files, *knowledge, question);
                CHECK(several.rows == one.rows);
                CHECK(several.assumed == one.assumed);
                CHECK(several.used == one.used);
                CHECK((one.assumed > 0) == assumes);
                rows += static_cast<int>(std::ranges::count(one.rows, '\n'));
            }
    MESSAGE(rows, " rows of files by chromosome");
    CHECK(rows > 20000);
}

TEST_CASE("samples of the same files are answered together, others apart") {
    Context context;
    const auto batches = [&](const std::vector<Source>& files, const std::vector<std::string>& wanted = {},
                             bool absent_to_ref = false) {
        const auto asked = asked_files(files, wanted, absent_to_ref, context);
        if (!asked) return asked.error().code();
        std::string told;
        for (const AskedFiles& each : *asked) {
            for (const Source& file : each.files) told += file.name() + " ";
            told += "(" + join(each.samples, " ") + (each.has_all ? ")" : " of more)");
        }
        return told;
    };
    const Source one = small("1", {"ann", "bo"}, true, false), two = small("2", {"bo", "ann"}, false, true),
                 third = small("3", {"cy"}, true, true), less = small("4", {"ann"}, false, true);
    CHECK(batches({one}) == "1 (ann bo)");
    CHECK(batches({one, two}) == "1 2 (ann bo)");
    CHECK(batches({two, one}) == "2 1 (bo ann)");
    CHECK(batches({one, third}) == "1 (ann bo)3 (cy)");
    CHECK(batches({third, one, two}) == "3 (cy)1 2 (ann bo)");
    CHECK(batches({one, two}, {"bo"}) == "1 2 (bo of more)");
    CHECK(batches({one, third}, {"cy", "bo"}) == "1 (bo of more)3 (cy of more)");
    CHECK(batches({one, two}, {"dee"}) == "clinic.sample");
    // A sample that one of the files lacks: nothing is known of it there.
    CHECK(batches({one, less}) == "1 4 (ann of more)1 (bo of more)");
    CHECK(batches({one, less}, {}, true) == "clinic.sample.part");
    CHECK(batches({one, less}, {"ann"}, true) == "1 4 (ann of more)");
}

TEST_CASE("a gene of the same samples in two files is an error that names both") {
    const auto knowledge = knowledge_of({});
    REQUIRE(knowledge.has_value());
    Context context;
    const std::vector<Source> files = {small("a.vcf", {"ann", "bo"}, true, true),
                                       small("b.vcf", {"bo", "ann"}, false, true)};
    const auto answers = answer_cohort(files, *knowledge, {}, context);
    REQUIRE(!answers);
    CHECK(answers.error().code() == "clinic.sample.twice");
    const std::string words = render(answers.error());
    for (const char* word : {"TPMT", "a.vcf", "b.vcf", "chr6:18130687"})
        CHECK_MESSAGE(words.find(word) != std::string::npos, words);
    CohortQuestion of_the_other;
    of_the_other.genes = {"CYP2C9"};
    CHECK(answer_cohort(files, *knowledge, of_the_other, context).has_value());
}
