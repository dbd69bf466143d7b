#include "report/write_documents.hpp"

#include "report/documents.hpp"

#include <strandline/base/parallel.hpp>
#include <strandline/base/text.hpp>
#include <strandline/formats/zip.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

namespace strandline::clinic {
namespace {

using operation::Call;
using operation::Port;
using operation::Privacy;

/// A document, the port that it goes to, and its file's name.
struct Document {
    std::string_view port, format, file, help;
    std::function<std::string(const AnswerBasis&, const SampleAnswer&, bool one_line)> make;
};

std::string spelt(const Json& json, bool one_line) {
    return one_line ? json.compact() + "\n" : json.pretty();
}

const std::vector<Document>& documents() {
    static const std::vector<Document> all = {
        {"match", "clinic.pgx-match/1", "match.json", "named alleles, as PharmCAT's matcher writes them",
         [](const auto& basis, const auto& answer, bool one_line) {
             return spelt(match_document(basis, answer), one_line);
         }},
        {"phenotype", "clinic.phenotype/1", "phenotype.json",
         "phenotypes, as PharmCAT's phenotyper writes them",
         [](const auto& basis, const auto& answer, bool one_line) {
             return spelt(phenotype_document(basis, answer), one_line);
         }},
        {"report", "clinic.report/1", "report.json", "recommendations, as PharmCAT's reporter writes them",
         [](const auto& basis, const auto& answer, bool one_line) {
             return spelt(report_document(basis, answer), one_line);
         }},
        {"html", "html", "report.html", "a page for a clinician, drug by drug; of one sample",
         [](const auto& basis, const auto& answer, bool) { return report_page(basis, answer); }},
        {"fhir", "fhir", "fhir.json", "an HL7 FHIR bundle after Genomics Reporting STU3",
         [](const auto& basis, const auto& answer, bool one_line) {
             return spelt(fhir_bundle(basis, answer), one_line);
         }},
        {"missing", "vcf", "missing_pgx_var.vcf", "positions without a genotype; of one sample",
         [](const auto& basis, const auto& answer, bool) {
             MemorySink bytes;
             write_missing_positions(basis, answer, bytes);
             return std::move(bytes.bytes());
         }}};
    return all;
}

/// A name that is a file's on every system and leads to no other folder; each once.
std::string file_stem(std::string_view sample, std::set<std::string>& taken) {
    std::string stem;
    for (const char c : sample) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '_';
        stem += is_plain || (c == '.' && !stem.empty()) ? c : '_';
    }
    stem = stem.substr(0, 120);
    std::string name = stem;
    for (int count = 2; !taken.insert(name).second; ++count) name = format("{}_{}", stem, count);
    return name;
}

/// Which documents a run makes.
std::vector<const Document*> wanted_documents(const Call& call, bool of_one) {
    std::vector<const Document*> made;
    for (const Document& document : documents())
        if (call.wants(document.port) && (of_one || call.text("to") == document.port))
            made.push_back(&document);
    return made;
}

class Writer {
public:
    Writer(const PgxQuestion& question, Call& call)
        : question_(question),
          call_(call),
          is_one_(question.sample_count() == 1),
          wanted_(wanted_documents(call, is_one_)) {
        if (call.text("to") == "documents" && call.wants("documents"))
            archive_.emplace(call.output("documents"));
        for (const Document& document : documents()) all_.push_back(&document);
    }

    bool has_work() const { return archive_ || !wanted_.empty(); }

    void write(const AnswerBasis& basis, SampleAnswer answer, unsigned threads) {
        answer.sample = question_.told_name(answer.sample);
        for (GeneOfSample& gene : answer.genes)
            for (domain::PgxOutsideCall& call : gene.outside)
                if (!call.sample.empty()) call.sample = answer.sample;
        const auto texts_of = [&](const std::vector<const Document*>& some, bool one_line) {
            std::vector<std::string> texts(some.size());
            // The last ones take longest: first, so that no thread waits for one at the end.
            parallel_for(some.size(), threads, [&](std::size_t i) {
                const std::size_t at = some.size() - 1 - i;
                texts[at] = some[at]->make(basis, answer, one_line);
            });
            return texts;
        };
        const std::vector<std::string> texts = texts_of(wanted_, !is_one_);
        for (std::size_t i = 0; i < texts.size(); ++i) call_.output(wanted_[i]->port).write(texts[i]);
        if (archive_) {
            const std::string stem = file_stem(answer.sample, stems_);
            const std::vector<std::string> files = texts_of(all_, false);
            for (std::size_t i = 0; i < files.size(); ++i)
                archive_->add(format("{}.{}", stem, all_[i]->file), files[i]);
        }
    }

    Result<void> finish() {
        if (archive_) STRANDLINE_CHECK(archive_->finish());
        for (const Document* document : wanted_) STRANDLINE_CHECK(call_.output(document->port).status());
        return {};
    }

private:
    const PgxQuestion& question_;
    Call& call_;
    bool is_one_;
    std::vector<const Document*> wanted_, all_;
    std::optional<formats::ZipWriter> archive_;
    std::set<std::string> stems_;
};

/// A page, and a list of positions, are not put one behind the other.
Result<void> check_one_sample(const std::string& to, std::size_t samples) {
    if (samples == 1 || (to != "html" && to != "missing")) return {};
    return fail(Error::input("clinic.page.one", "{} is that of one sample",
                             to == "html" ? "a page" : "a list of missing positions")
                    .expected("one sample for --to {}", to)
                    .found("{}", counted(samples, "sample"))
                    .mend("choose it with --samples, or say --to documents -o DIR/ for {} of each",
                          to == "html" ? "a page" : "a list"));
}

}  // namespace

std::vector<std::string> document_names() {
    std::vector<std::string> names;
    for (const Document& document : documents()) names.emplace_back(document.port);
    names.emplace_back("documents");
    return names;
}

std::vector<Port> document_ports() {
    std::vector<Port> ports;
    for (const Document& document : documents())
        ports.push_back(operation::port(std::string(document.port))
                            .format(std::string(document.format))
                            .optional()
                            .privacy(Privacy::subject)
                            .described(std::string(document.help))
                            .file(std::string(document.file)));
    ports.push_back(
        operation::port("documents")
            .format("zip")
            .binary()
            .optional()
            .privacy(Privacy::subject)
            .described("--to documents: all of these for each sample, as SAMPLE.match.json and so "
                       "on, in a ZIP archive that -o DIR/ unpacks")
            .file("/"));
    return ports;
}

Result<void> write_documents(const PgxQuestion& question, Call& call, Context& context) {
    STRANDLINE_CHECK(check_one_sample(call.text("to"), question.sample_count()));
    Writer writer(question, call);
    if (!writer.has_work()) return {};
    for (const AskedFiles& asked : question.files) {
        STRANDLINE_TRY(AnswerBasis basis, basis_of(question, asked, call));
        STRANDLINE_TRY(
            const formats::PgxReadReport report,
            answer_samples(
                asked.files, question.knowledge, question.of_files(asked),
                [&](const SampleAnswer& answer, const formats::PgxReadReport& reading) -> Result<void> {
                    basis.remarks = reading.remarks;
                    writer.write(basis, answer, context.threads());
                    return {};
                },
                context));
        const bool is_told = call.wants("calls") || call.wants("lines");
        if (!is_told) tell_reading(report, context);
    }
    return writer.finish();
}

}  // namespace strandline::clinic
