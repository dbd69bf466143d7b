#include <strandline/formats/genes.hpp>

#include <strandline/base/text.hpp>
#include <strandline/formats/reader.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace strandline::formats {
namespace {

/// Which cells of a row hold names; none in a plain list.
struct Layout {
    std::optional<std::size_t> locus_tag, gene;
    std::size_t columns = 1;
    bool is_table() const { return locus_tag || gene; }
};

Layout layout_of(std::string_view line) {
    Layout layout;
    const auto cells = split(line, '\t');
    layout.columns = cells.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] == "locus_tag" && !layout.locus_tag) layout.locus_tag = i;
        if (cells[i] == "gene" && !layout.gene) layout.gene = i;
    }
    return layout;
}

bool says_nothing(std::string_view text) {
    return text.find_first_not_of(" \t\r\f\v,;") == std::string_view::npos;
}

class GeneListReader {
public:
    explicit GeneListReader(LineReader& in) : in_(in) {}

    Result<std::vector<GeneName>> read() {
        bool first = true;
        while (!errors_.full() && in_.next()) {
            const std::string_view line = in_.line();
            if (says_nothing(line.substr(0, line.find('#')))) continue;
            if (first) layout_ = layout_of(line);
            if (layout_.is_table() && !first) read_row(line);
            if (!layout_.is_table()) read_name(trim(line.substr(0, line.find('#'))));
            first = false;
        }
        STRANDLINE_CHECK(in_.status());
        if (genes_.empty() && !errors_.any())
            errors_.add(Error::input("genes.empty", "no gene is named")
                            .at({.file = in_.name()})
                            .expected("at least one gene")
                            .found("none")
                            .mend("write one gene a line: its symbol, locus tag or a synonym"));
        if (errors_.any()) return fail(errors_.take());
        return std::move(genes_);
    }

private:
    void read_name(std::string_view name) {
        if (const std::size_t at = name.find_first_of(" \t,;"); at != std::string_view::npos)
            return errors_.add(
                Error::input("genes.line", "the line is not one name")
                    .at(in_.place_of(name.substr(at, 1)))
                    .expected("one gene a line, or a table with a column 'gene' or 'locus_tag'")
                    .found("'{}'", name.substr(0, 60))
                    .mend("write each gene on a line of its own"));
        add({std::string(name)}, in_.place_of(name));
    }

    void read_row(std::string_view line) {
        const auto cells = split(line, '\t');
        if (cells.size() != layout_.columns)
            return errors_.add(Error::input("table.cells", "the row has {} cells than the header",
                                            cells.size() > layout_.columns ? "more" : "fewer")
                                   .at(in_.place_of(cells.back()))
                                   .expected("{}, parted by tabs", counted(layout_.columns, "cell"))
                                   .found("{}", cells.size())
                                   .mend("correct the row"));
        std::vector<std::string> names;
        Place place;
        for (const auto& column : {layout_.gene, layout_.locus_tag}) {
            if (!column || trim(cells[*column]).empty()) continue;
            names.insert(names.begin(), std::string(trim(cells[*column])));
            place = in_.place_of(cells[*column]);
        }
        if (!names.empty()) return add(std::move(names), std::move(place));
        errors_.add(Error::input("genes.name", "the row names no gene")
                        .at(in_.place())
                        .expected("a name in the column {}", layout_.gene ? "'gene'" : "'locus_tag'")
                        .found("an empty cell")
                        .mend("name the gene or remove the row"));
    }

    void add(std::vector<std::string> names, Place place) {
        if (seen_.insert(names.front()).second) genes_.push_back({std::move(names), std::move(place)});
    }

    LineReader& in_;
    Layout layout_;
    Errors errors_;
    std::set<std::string> seen_;
    std::vector<GeneName> genes_;
};

}  // namespace

Result<std::vector<GeneName>> read_genes(const Source& source) {
    LineReader in(source);
    return GeneListReader(in).read();
}

}  // namespace strandline::formats
