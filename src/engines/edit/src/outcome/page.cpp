#include "outcome/page.hpp"

#include "outcome/outcome_tables.hpp"
#include "outcome/page_style.hpp"
#include "outcome/plots.hpp"
#include "outcome/statistics.hpp"

#include <strandline/base/text.hpp>

#include <algorithm>
#include <vector>

namespace strandline::edit {
namespace {

std::string number(std::int64_t value) { return with_thousands(static_cast<std::uint64_t>(value)); }

std::string interval(Share share) {
    if (share.total == 0) return "no reads";
    const Bounds bounds = wilson(share);
    return format("95 % interval {:.2f} to {:.2f} %", 100 * bounds.low, 100 * bounds.high);
}

std::string figure(std::string_view heading, const std::string& picture, std::string_view caption) {
    return format("<h3>{}</h3>\n<figure>{}<figcaption>{}</figcaption></figure>\n", escaped(heading), picture,
                  escaped(caption));
}

std::string big(std::string_view value, std::string_view what, std::string_view more) {
    return format("<div><b>{}</b>{}<span>{}</span></div>\n", escaped(value), escaped(what), escaped(more));
}

/// One amplicon of one sample, with an address within the page.
struct Section {
    const OutcomeView* view = nullptr;
    std::size_t amplicon = 0;
    std::string id, name;
};

std::vector<Section> sections_of(std::span<const OutcomeView> views) {
    std::vector<Section> sections;
    for (const OutcomeView& view : views)
        for (std::size_t i = 0; i < view.amplicons.size(); ++i)
            sections.push_back({&view, i, format("s{}", sections.size() + 1),
                                views.size() > 1
                                    ? format("{} · {}", view.sample->name, view.amplicons[i].name)
                                    : view.amplicons[i].name});
    return sections;
}

const Tally& tally_of(const Section& section) { return section.view->tallies[section.amplicon]; }
/// The control's reads of the same amplicon; nullptr where there are none.
const Tally* control_of(const Section& section) {
    if (!section.view->control) return nullptr;
    const Tally& control = section.view->control_tallies[section.amplicon];
    return control.reads ? &control : nullptr;
}
const Amplicon& amplicon_of(const Section& section) { return section.view->amplicons[section.amplicon]; }

std::string overview_table(std::span<const Section> sections) {
    std::string html =
        "<div class=\"scroll\"><table><caption>Reads by amplicon; intervals are Wilson's at 95 "
        "%</caption><thead><tr>"
        "<th scope=\"col\">Amplicon</th><th scope=\"col\">Reads</th><th scope=\"col\">Modified</th>"
        "<th scope=\"col\">Interval</th><th scope=\"col\">Insertions</th><th scope=\"col\">Deletions</th>"
        "<th scope=\"col\">Substitutions</th><th scope=\"col\">Less control</th></tr></thead><tbody>\n";
    for (const Section& section : sections) {
        const Tally& tally = tally_of(section);
        const Share share{tally.modified, tally.reads};
        std::string left = "–";
        if (const Tally* control = control_of(section)) {
            const RateDifference difference = less_background(share, {control->modified, control->reads});
            left = format("{:.2f} % ({:.2f} to {:.2f})", 100 * difference.value, 100 * difference.bounds.low,
                          100 * difference.bounds.high);
        }
        const Bounds bounds = wilson(share);
        html += format(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>"
            "<td>{}</td></tr>\n",
            escaped(section.name), number(tally.reads), percent_text(tally.modified, tally.reads),
            share.total ? format("{:.2f} to {:.2f} %", 100 * bounds.low, 100 * bounds.high) : "NA",
            percent_text(tally.with(inserted_bit), tally.reads),
            percent_text(tally.with(deleted_bit), tally.reads),
            percent_text(tally.with(substituted_bit), tally.reads), left);
    }
    return html + "</tbody></table></div>\n";
}

std::string unaligned_table(const SampleOutcome& sample) {
    if (sample.unaligned.empty()) return "";
    std::string html =
        "<div class=\"scroll\"><table><caption>The most frequent reads that fit no "
        "amplicon</caption><thead><tr>"
        "<th scope=\"col\">Read</th><th scope=\"col\">Reads</th><th scope=\"col\">Identity</th>"
        "<th scope=\"col\">Why</th></tr></thead><tbody>\n";
    constexpr std::size_t most = 10, letters = 60;
    for (std::size_t i = 0; i < std::min(most, sample.unaligned.size()); ++i) {
        const UnalignedRead& read = sample.unaligned[i];
        const std::string bases =
            read.bases.size() > letters
                ? format("{}… ({} bases)", read.bases.substr(0, letters), read.bases.size())
                : read.bases;
        html += format("<tr><td class=\"mono\">{}</td><td>{}</td><td>{:.0f} %</td><td>{}</td></tr>\n",
                       escaped(bases), with_thousands(read.reads), read.identity, escaped(read.reason));
    }
    return html + "</tbody></table></div>\n";
}

std::string sample_part(const OutcomeView& view, bool several) {
    std::int64_t counted = 0, modified = 0;
    for (const Tally& tally : view.tallies) {
        counted += tally.reads;
        modified += tally.modified;
    }
    const ReadCounts& counts = view.sample->counts;
    std::string html =
        figure(several ? format("Reads of {}", view.sample->name) : std::string("Reads at each step"),
               draw_flow(counts, counted, modified),
               format("Counted are reads of one amplicon alone that hold all of its quantification window. "
                      "Not counted: {} "
                      "ambiguous, {} without all of the window. {} distinct sequences were aligned.",
                      with_thousands(counts.ambiguous), with_thousands(counts.not_covering),
                      with_thousands(counts.unique)));
    for (const LocusShares& locus : share_loci(view.amplicons, view.tallies))
        if (locus.has_expected)
            html += figure(
                format("What became of {}", locus.name), draw_locus(locus),
                "Of the counted reads of the locus. Exact repair: as the expected sequence in the window; "
                "imperfect: nearest to it, with further edits there.");
    return html + unaligned_table(*view.sample);
}

constexpr std::int64_t most_flank = 40;

std::string guide_figures(const Section& section, const AmpliconGuide& guide, const PageSettings& settings) {
    const Amplicon& amplicon = amplicon_of(section);
    const Range part = around_cut(amplicon, guide, std::min<std::int64_t>(settings.flank, most_flank));
    const std::vector<PartAllele> alleles = part_alleles(
        amplicon, static_cast<std::uint32_t>(section.amplicon), *section.view->sample, part, true);
    std::string html = figure(format("Alleles round the cut of {}", guide.name),
                              draw_alleles(amplicon, guide, part, alleles, tally_of(section), settings),
                              format("Bases {} to {} of the amplicon. Reads that look the same here are one "
                                     "row, whatever they have elsewhere. "
                                     "What follows an insertion is moved to the right.",
                                     part.begin + 1, part.end));
    if (settings.base_editing)
        html += figure(
            format("Conversions along {}", guide.name),
            draw_conversions(amplicon, tally_of(section), &guide, settings.conversion),
            format("Share of the reads at each {} of the spacer that became another base, in the guide's "
                   "orientation, with 95 % intervals.",
                   settings.conversion.from));
    return html;
}

std::string big_figures(const Section& section) {
    const Tally& tally = tally_of(section);
    const Share modified{tally.modified, tally.reads};
    std::string html = "<div class=\"figures\">\n";
    html += big(percent_text(tally.modified, tally.reads), "modified", interval(modified));
    if (const Tally* control = control_of(section)) {
        const RateDifference left = less_background(modified, {control->modified, control->reads});
        html += big(format("{:.2f} %", 100 * left.value), "less control",
                    format("{:.2f} to {:.2f} %; control {}", 100 * left.bounds.low, 100 * left.bounds.high,
                           percent_text(control->modified, control->reads)));
    }
    html += big(number(tally.reads), "reads counted", format("{} modified", number(tally.modified)));
    html += big(percent_text(tally.with(deleted_bit), tally.reads), "with a deletion", "in the window");
    html += big(percent_text(tally.with(inserted_bit), tally.reads), "with an insertion", "in the window");
    html +=
        big(percent_text(tally.with(substituted_bit), tally.reads), "with a substitution", "in the window");
    return html + "</div>\n";
}

std::string section_html(const Section& section, const PageSettings& settings) {
    const Amplicon& amplicon = amplicon_of(section);
    const Tally& tally = tally_of(section);
    const Tally* control = control_of(section);
    std::string html =
        format("<section id=\"{}\"><h2>{}</h2>\n<p class=\"note\">{} bases, {}{}</p>\n", section.id,
               escaped(section.name), amplicon.bases.size(), counted(amplicon.guides.size(), "guide"),
               amplicon.role == AmpliconRole::wild_type ? "" : "; an expected sequence");
    html += big_figures(section);
    if (tally.reads == 0) return html + "<p>No read of this amplicon was counted.</p></section>\n";
    for (const AmpliconGuide& guide : amplicon.guides) html += guide_figures(section, guide, settings);
    if (amplicon.guides.empty() && settings.base_editing)
        html += figure("Conversions in the window",
                       draw_conversions(amplicon, tally, nullptr, settings.conversion), "");
    html += figure("Sizes of insertions and deletions", draw_indel_sizes(tally),
                   "Percent of counted reads by bases gained less bases lost in the window.");
    html += figure(
        "Edits along the amplicon", draw_profile(amplicon, tally, control),
        "Percent of the reads that reach a base. Yellow: quantification window; dashed: cut; bar below: "
        "protospacer. Positions count from 1.");
    html += figure("Nucleotides along the amplicon", draw_nucleotides(amplicon, tally),
                   "Percent of the reads that reach a base: the amplicon's own base pale, others strong. "
                   "Inserted bases are "
                   "not shown.");
    if (!amplicon.coding.empty() && tally.modified > 0)
        html += figure("Reading frame of modified reads", draw_frames(tally),
                       "By the sum of inserted and deleted bases in coding parts, of edits in the window.");
    return html + "</section>\n";
}

std::string footer() {
    return "<footer><p>Modified: an insertion, deletion or substitution inside the quantification window. "
           "Intervals of "
           "shares: Wilson 1927, J Am Stat Assoc 22:209. Differences to a control: Newcombe 1998, Stat Med "
           "17:873, "
           "method 10. Colours: Okabe and Ito 2008.</p></footer>\n</body></html>\n";
}

}  // namespace

Result<void> write_page(Sink& sink, std::span<const OutcomeView> views, const PageSettings& settings) {
    const std::vector<Section> sections = sections_of(views);
    const std::size_t drawn = std::min(sections.size(), settings.most_sections);
    sink.write(page_head(settings.title));
    std::string names;
    for (const OutcomeView& view : views)
        names += format("{}{}", names.empty() ? "" : ", ", view.sample->name);
    sink.write(format("<header><h1>{}</h1><p class=\"lead\">{}{}</p><nav aria-label=\"Amplicons\">",
                      escaped(settings.title),
                      views.size() > 8 ? format("{} samples", views.size()) : escaped(names),
                      sections.size() > 1 ? format(", {} results", sections.size()) : ""));
    for (std::size_t i = 0; i < drawn; ++i)
        sink.write(format("<a href=\"#{}\">{}</a> ", sections[i].id, escaped(sections[i].name)));
    sink.write("</nav></header>\n<main>\n");
    if (sections.size() > 1) {
        sink.write("<section id=\"overview\"><h2>Overview</h2>\n");
        sink.write(
            figure("Modified reads", draw_overview(views), "Share of counted reads, with 95 % intervals."));
        sink.write(overview_table(sections) + "</section>\n");
    }
    for (std::size_t i = 0; i < drawn; ++i) {
        const bool begins_sample = i == 0 || sections[i].view != sections[i - 1].view;
        if (begins_sample && sections.size() > 1)
            sink.write(format("<section><h2>{}</h2>\n{}</section>\n", escaped(sections[i].view->sample->name),
                              sample_part(*sections[i].view, false)));
        sink.write(section_html(sections[i], settings));
        if (begins_sample && sections.size() == 1)
            sink.write("<section>" + sample_part(*sections[i].view, false) + "</section>\n");
    }
    if (drawn < sections.size())
        sink.write(format(
            "<section><p class=\"note\">{} more are in the overview and in the tables, not drawn one by "
            "one.</p></section>\n",
            sections.size() - drawn));
    sink.write("</main>\n" + footer());
    return sink.status();
}

}  // namespace strandline::edit
