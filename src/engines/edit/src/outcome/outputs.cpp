#include "outcome/outputs.hpp"

#include "outcome/outcome_json.hpp"
#include "outcome/outcome_tables.hpp"

#include <strandline/base/text.hpp>
#include <strandline/formats/zip.hpp>

#include <set>

namespace strandline::edit {
namespace {

/// A folder for each of several samples, each name once.
std::vector<std::string> folders(std::span<const OutcomeView> views) {
    std::vector<std::string> names;
    std::set<std::string> taken = {"SAMPLES_QUANTIFICATION_SUMMARY.txt"};
    for (const OutcomeView& view : views) {
        const std::string plain = file_name_part(view.sample->name);
        std::string name = plain;
        for (int number = 2; !taken.insert(name).second; ++number) name = format("{}_{}", plain, number);
        names.push_back(views.size() > 1 ? name + "/" : "");
    }
    return names;
}

}  // namespace

std::vector<operation::Port> outcome_ports() {
    using operation::port;
    using operation::table;
    return {
        table("table", "edit.outcome/1", outcome_columns())
            .described("reads modified and not, one row an amplicon, with 95 % intervals")
            .file("outcome.tsv"),
        table("alleles", "edit.alleles/1", allele_columns())
            .described("alleles of the quantification window, most reads first")
            .file("alleles.tsv"),
        table("positions", "edit.positions/1", position_columns())
            .described("what was read at each base")
            .file("positions.tsv"),
        table("conversions", "edit.conversions/1", conversion_columns())
            .described("bases that a base editor may convert, and what they became")
            .file("conversions.tsv"),
        port("json")
            .format("edit.outcome-result/1")
            .described("all of it as one JSON document")
            .file("outcome.json"),
        port("page").format("html").described("a page with pictures, complete in itself").file("report.html"),
        port("files")
            .format("zip")
            .described("the tables under the names of CRISPResso2, as a ZIP archive")
            .binary()
            .file("/")};
}

Result<void> write_field_archive(Sink& sink, std::span<const OutcomeView> views,
                                 const FieldSettings& settings) {
    formats::ZipWriter zip(sink);
    const std::vector<std::string> folder = folders(views);
    if (views.size() > 1) {
        MemorySink bytes;
        STRANDLINE_CHECK(write_samples_summary(bytes, views));
        zip.add("SAMPLES_QUANTIFICATION_SUMMARY.txt", bytes.bytes());
    }
    for (std::size_t i = 0; i < views.size(); ++i)
        for (const FieldFile& file : field_files(views[i], settings)) {
            MemorySink bytes;
            STRANDLINE_CHECK(file.write(bytes));
            zip.add(folder[i] + file.name, bytes.bytes());
        }
    return zip.finish();
}

Result<void> write_outcome_outputs(const operation::Call& call, std::span<const OutcomeView> views,
                                   const OutputSettings& settings) {
    STRANDLINE_CHECK(write_outcomes(call.output("table"), views));
    STRANDLINE_CHECK(write_alleles(call.output("alleles"), views));
    STRANDLINE_CHECK(write_positions(call.output("positions"), views));
    STRANDLINE_CHECK(write_conversions(call.output("conversions"), views, settings.conversion));
    STRANDLINE_CHECK(write_outcome_json(call.output("json"), views));
    PageSettings page;
    page.title = settings.title;
    page.flank = settings.flank;
    page.base_editing = settings.base_editing;
    page.conversion = settings.conversion;
    STRANDLINE_CHECK(write_page(call.output("page"), views, page));
    return write_field_archive(call.output("files"), views,
                               {settings.flank, settings.base_editing, settings.conversion});
}

}  // namespace strandline::edit
