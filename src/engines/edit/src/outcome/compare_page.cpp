#include "outcome/compare.hpp"
#include "outcome/drawing.hpp"
#include "outcome/page_style.hpp"
#include "outcome/plots.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::edit {
namespace {

constexpr double left = 56, right = 948;
constexpr double significant = 0.05;

/// Treated above the line, control below it, a mark where they differ.
std::string draw_positions(const AmpliconComparison& amplicon) {
    constexpr double top = 34, bottom = 250;
    Drawing drawing(picture_width, 290,
                    "Share of reads with an edit at each base, treated upwards, control downwards");
    double most = 0;
    for (const Compared& row : amplicon.positions)
        most = std::max({most, 100 * row.treated.value(), 100 * row.control.value()});
    const Axis axis = axis_to(most, 3);
    const double middle = (top + bottom) / 2;
    const auto height = [&](double share) { return (middle - top) * 100 * share / axis.end; };
    for (double mark = -axis.end; mark <= axis.end * 1.0001; mark += axis.step) {
        const double y = middle - height(mark / 100);
        drawing.line(std::abs(mark) < 1e-9 ? "base" : "grid", left, y, right, y);
        drawing.text("tick", left - 8, y + 4, format("{:g} %", std::abs(mark) < 1e-9 ? 0.0 : std::abs(mark)),
                     Anchor::end);
    }
    const double width =
        (right - left) / static_cast<double>(std::max<std::size_t>(1, amplicon.positions.size()));
    Boxes up, down;
    for (const Compared& row : amplicon.positions) {
        const double x = left + width * static_cast<double>(row.position);
        up.add(x, middle - height(row.treated.value()), width, height(row.treated.value()));
        down.add(x, middle, width, height(row.control.value()));
    }
    drawing.path("k-mod", up.d());
    drawing.path("k-none", down.d());
    for (const Compared& row : amplicon.positions)
        if (row.p_adjusted <= significant)
            drawing.circle(
                "k-exp", left + width * (static_cast<double>(row.position) + 0.5), top - 6, 2.5,
                format("base {}: difference {:+.2f} % ({:.2f} to {:.2f}), adjusted p {:.2g}",
                       row.position + 1, 100 * row.difference.value, 100 * row.difference.bounds.low,
                       100 * row.difference.bounds.high, row.p_adjusted));
    const Axis along = axis_to(static_cast<double>(amplicon.positions.size()), 10);
    for (double mark = along.step; mark <= static_cast<double>(amplicon.positions.size()); mark += along.step)
        drawing.text("tick", left + width * (mark - 0.5), bottom + 18, format("{:g}", mark), Anchor::middle);
    const std::vector<Key> keys = {
        {"k-mod", "treated"}, {"k-none", "control"}, {"k-exp", "differs, adjusted p at most 0.05"}};
    draw_keys(drawing, left, 14, keys);
    return drawing.svg();
}

std::string p_text(double p) { return p < 1e-300 ? "< 1e-300" : format("{:.2g}", p); }

std::string row_html(std::string_view name, const Compared& row) {
    return format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{:+.2f} %</td><td>{:.2f} to {:.2f} %</td>"
        "<td>{}</td></tr>\n",
        escaped(name), percent_text(row.treated.count, row.treated.total),
        percent_text(row.control.count, row.control.total), 100 * row.difference.value,
        100 * row.difference.bounds.low, 100 * row.difference.bounds.high, escaped(p_text(row.p_adjusted)));
}

std::string table_html(std::string_view caption, std::string_view first, const std::string& rows) {
    return format(
        "<div class=\"scroll\"><table><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>"
        "<th scope=\"col\">Treated</th><th scope=\"col\">Control</th><th scope=\"col\">Difference</th>"
        "<th scope=\"col\">95 % interval</th><th scope=\"col\">Adjusted p</th></tr></thead><tbody>\n{}"
        "</tbody></table></div>\n",
        escaped(caption), escaped(first), rows);
}

std::string section_html(const AmpliconComparison& amplicon) {
    constexpr std::size_t most_alleles = 25;
    constexpr std::size_t longest_name = 60;
    std::string rows;
    for (std::size_t i = 0; i < std::min(most_alleles, amplicon.alleles.size()); ++i) {
        const Compared& row = amplicon.alleles[i];
        rows +=
            row_html(row.what.size() > longest_name ? row.what.substr(0, longest_name) + "…" : row.what, row);
    }
    return format(
        "<section><h2>{}</h2>\n<h3>Edits along the amplicon</h3>\n<figure>{}<figcaption>Positions count from "
        "1. "
        "P values are adjusted over the bases of the amplicon.</figcaption></figure>\n<h3>Alleles</h3>\n{}"
        "</section>\n",
        escaped(amplicon.name), draw_positions(amplicon),
        table_html("The alleles with the most reads in both samples together; p adjusted over all alleles",
                   "Allele", rows));
}

}  // namespace

Result<void> write_compared_page(Sink& sink, std::span<const AmpliconComparison> amplicons,
                                 std::string_view treated, std::string_view control) {
    constexpr std::size_t most_sections = 24;
    sink.write(page_head("Editing outcomes compared"));
    sink.write(format(
        "<header><h1>Editing outcomes compared</h1><p class=\"lead\">{} against {}</p></header>\n<main>\n",
        escaped(treated), escaped(control)));
    std::string rows;
    for (const AmpliconComparison& one : amplicons) rows += row_html(one.name, one.modified);
    sink.write("<section><h2>Modified reads</h2>\n" +
               table_html("Share of counted reads with an edit in the window; p adjusted over amplicons",
                          "Amplicon", rows) +
               "</section>\n");
    for (std::size_t i = 0; i < std::min(most_sections, amplicons.size()); ++i)
        sink.write(section_html(amplicons[i]));
    sink.write(
        "</main>\n<footer><p>Differences: Newcombe 1998, Stat Med 17:873, method 10. P: Fisher's exact test, "
        "two-sided, adjusted by Benjamini and Hochberg 1995.</p></footer>\n</body></html>\n");
    return sink.status();
}

}  // namespace strandline::edit
