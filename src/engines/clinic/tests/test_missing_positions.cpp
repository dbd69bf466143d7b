// X.missing_pgx_var.vcf: read back by a plain reader and by the engine's own.
#include "documents_truth.hpp"

using namespace strandline;
using namespace strandline::clinic;
using namespace strandline::clinic::testing;

namespace {

using Record = std::vector<std::string>;

std::string written(const AnswerBasis& basis, const SampleAnswer& answer) {
    MemorySink sink;
    write_missing_positions(basis, answer, sink);
    return sink.bytes();
}

std::vector<Record> records_of(const std::string& vcf) {
    std::vector<Record> records;
    for (const std::string& line : lines_of(vcf))
        if (!line.empty() && line[0] != '#') records.push_back(split(line, "\t"));
    return records;
}

std::vector<std::string> contigs_of(const std::string& vcf) {
    std::vector<std::string> contigs;
    for (const std::string& line : lines_of(vcf))
        if (line.starts_with("##contig=<ID=")) contigs.push_back(line.substr(13, line.find(',') - 13));
    return contigs;
}

}  // namespace

TEST_CASE("missing positions: those that the matcher misses, sorted, with the definition's alleles") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const auto file = Source::open(*clinic / "random/missing100.vcf.gz");
    CohortQuestion question;
    const AnswerBasis basis = basis_of(knowledge, "missing100.vcf.gz");
    std::size_t told = 0;
    for (const SampleAnswer& answer : answers_of(*file, knowledge, question)) {
        const std::string vcf = written(basis, answer);
        const std::vector<std::string> contigs = contigs_of(vcf);
        std::size_t expected = 0;
        for (const GeneOfSample& gene : answer.genes)
            if (gene.gene != "CYP2D6") expected += gene.answer.call->missing.size();
        std::size_t found = 0;
        std::pair<std::ptrdiff_t, long> before{-1, 0};
        for (const Record& record : records_of(vcf)) {
            REQUIRE(record.size() == 8);
            const std::pair<std::ptrdiff_t, long> place{
                std::ranges::find(contigs, record[0]) - contigs.begin(), std::stol(record[1])};
            CHECK(static_cast<std::size_t>(place.first) < contigs.size());
            CHECK(before <= place);
            before = place;
            found += record[7].find("POI") == std::string::npos;
            const GeneDefinition* gene =
                definition_of_gene(knowledge, record[7].substr(3, record[7].find(';') == std::string::npos
                                                                      ? std::string::npos
                                                                      : record[7].find(';') - 3));
            REQUIRE(gene);
            if (record[7].find("POI") != std::string::npos) continue;
            const auto position =
                std::ranges::find(gene->positions, std::stol(record[1]), &domain::PgxPosition::position);
            REQUIRE(position != gene->positions.end());
            CHECK(record[3] == position->ref);
            CHECK(split(record[4], ",") == position->alts);
        }
        CHECK(found == expected);
        told += found;
    }
    MESSAGE("missing positions told: ", told);
    CHECK(told > 1000);
}

TEST_CASE("missing positions: all where nothing was seen, each on a chromosome with a length") {
    const auto clinic = shared_clinic();
    if (!clinic) return;
    const domain::PgxKnowledge knowledge = shared_knowledge(*clinic);
    const std::string vcf =
        "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tp\"1\n"
        "chr10\t94942290\t.\tC\tT\t.\t.\t.\tGT\t0/.\n";
    CohortQuestion question;
    const auto answers = answers_of(Source::memory("p.vcf", vcf), knowledge, question);
    AnswerBasis basis = basis_of(knowledge, "p.vcf");
    const std::string text = written(basis, answers.front());
    std::size_t positions = 0;
    const auto contigs = contigs_of(text);
    for (const GeneDefinition& definition : knowledge.definitions) {
        if (definition.gene == "CYP2D6") continue;  // not called from small variants, unless research asks
        positions += definition.positions.size() + definition.extra.size();
        CHECK(std::ranges::find(contigs, definition.chromosome) != contigs.end());
    }
    const auto records = records_of(text);
    CHECK(records.size() == positions);
    const auto half =
        std::ranges::find_if(records, [](const Record& record) { return record[1] == "94942290"; });
    REQUIRE(half != records.end());
    CHECK((*half)[7] == "PX=CYP2C9;HALF");
    CHECK(std::ranges::count_if(records, [](const Record& record) {
              return record[7].find("HALF") != std::string::npos;
          }) == 1);
    CHECK(text.starts_with("##fileformat=VCFv4.3\n##fileDate=20261122\n"));
    CHECK(text.find("##strandline_sample=\"p\\\"1\"\n") != std::string::npos);
    CHECK(text.find("##contig=<ID=chrX,length=156040895,assembly=GRCh38>\n") != std::string::npos);
    // With a genotype column it is a file that the engine itself reads: every record's place and REF are
    // known.
    std::string asked;
    for (const std::string& line : lines_of(text))
        asked += line +
                 (line.starts_with("##")       ? ""
                  : line.starts_with("#CHROM") ? "\tFORMAT\tq"
                  : line.empty()               ? ""
                                               : "\tGT\t0/0") +
                 "\n";
    const auto answered =
        answers_of(Source::memory("q.vcf", asked.substr(0, asked.size() - 1)), knowledge, question);
    for (const GeneOfSample& gene : answered.front().genes)
        CHECK((gene.gene == "CYP2D6" || gene.answer.call->missing.empty()));
}
