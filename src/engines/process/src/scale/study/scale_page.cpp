#include "scale/study/page_sections.hpp"

#include <strandline/base/text.hpp>

namespace strandline::process {
namespace {

void figures_section(const ScaleStudy& study, WebPage& page) {
    page.section("What this rests on");
    std::vector<std::vector<std::string>> rows;
    for (const StatedFigure& figure : study.figures)
        rows.push_back({figure.path,
                        format("{} {}", readable(figure.value, 6), figure.unit == "1" ? "" : figure.unit),
                        figure.source});
    page.table({"figure", "value", "source"}, rows);
}

}  // namespace

std::string scale_page(const ScaleReport& report) {
    const ScaleStudy& study = report.study;
    WebPage page(study.title, format("From {} to {} other {}, chosen by {}.",
                                     study.vessels[study.reference].vessel.name, study.vessels.size() - 1,
                                     study.vessels.size() == 2 ? "vessel" : "vessels", name(study.chosen)));
    std::vector<WebPage::Headline> headlines;
    for (std::size_t i = 0; i < report.vessels.size(); ++i) {
        const OperatingPoint& point = report.chosen(i);
        headlines.push_back(
            {point.speed ? format("{} 1/min", readable(*point.speed * 60, 3)) : "–",
             study.vessels[i].vessel.name,
             point.speed ? format("{} vvm; {}", shown(point, "vvm"), limits_of(point)) : point.words});
    }
    page.headlines(headlines);
    rules_section(report, page);
    windows_section(report, page);
    runs_section(report, page);
    figures_section(study, page);
    return page.html();
}

}  // namespace strandline::process
