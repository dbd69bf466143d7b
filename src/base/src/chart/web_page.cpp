#include <strandline/base/html.hpp>
#include <strandline/base/text.hpp>
#include <strandline/base/web_page.hpp>

#include <algorithm>
#include <cmath>

namespace strandline {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ground:#fff;--ink:#1c2128;--soft:#5b6570;--edge:#e3e7ec;--faint:#eaeef2;--limit:#b3261e;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#e69f00;--c5:#56b4e9;--c6:#7a5195;--c7:#7c8894}
@media (prefers-color-scheme:dark){:root{--ground:#12161b;--ink:#e8ecf1;--soft:#9ba7b4;--edge:#2b333d;--faint:#232a33;--limit:#ff8a80;
--c0:#45a3dc;--c1:#ee8138;--c2:#27b98d;--c3:#d68fb7;--c4:#eab13a;--c5:#7cc5ef;--c6:#a78bc9;--c7:#9ba7b4}}
@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#444;--edge:#ccc;--faint:#ddd}nav{display:none}
figure,table,.headlines{break-inside:avoid}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 "Inter","Helvetica Neue",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}
header,main{max-width:940px;margin:0 auto;padding:0 24px}header{padding-top:40px}main{padding-bottom:60px}
h1{font-size:29px;line-height:1.2;font-weight:650;letter-spacing:-.02em;margin:0 0 6px}
h2{font-size:21px;font-weight:650;letter-spacing:-.01em;margin:0 0 4px}h3{font-size:15px;font-weight:650;margin:26px 0 2px}
p,li{margin:5px 0;max-width:74ch}ul{padding-left:1.2em}.lead,figcaption,caption,.note{color:var(--soft)}
figcaption,.note,caption{font-size:13px}
nav{font-size:13px;margin:12px 0 0}nav a{margin-right:14px;color:var(--c0);text-decoration:none}nav a:hover{text-decoration:underline}
section{border-top:1px solid var(--edge);padding:26px 0 8px;margin-top:24px}
figure{margin:14px 0;overflow-x:auto}svg{display:block;width:100%;min-width:520px;height:auto;font:12px "Inter","Helvetica Neue",Helvetica,Arial,sans-serif}
figure svg svg{min-width:0}
.headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:16px 20px;margin:18px 0}
.headlines b{display:block;font-size:26px;line-height:1.2;font-weight:600;letter-spacing:-.02em}.headlines span{color:var(--soft);font-size:13px;display:block}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13.5px;margin:12px 0;min-width:50%}caption{text-align:left;padding-bottom:4px}
th,td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--faint)}th{font-weight:600;color:var(--soft)}
.n{text-align:right;white-space:nowrap}
text{fill:var(--soft)}.tick{font-size:11px}.label{font-size:12px}.grid{stroke:var(--faint);fill:none}
.mark{stroke:var(--ink);stroke-width:1.6;fill:none}.limit{stroke:var(--limit);stroke-dasharray:5 4;fill:none}
.course{fill:none;stroke-width:1.9;stroke-linejoin:round}.dashed{stroke-dasharray:5 4}.whisker{fill:none;stroke-width:1.1}
.area{opacity:.2;stroke:none}.bar{opacity:.85}
)css";

std::string palette_style() {
    std::string text;
    for (int i = 0; i < 8; ++i)
        text += format(
            ".course.c{0},.whisker.c{0}{{stroke:var(--c{0})}}.area.c{0},.bar.c{0},.dot.c{0}{{fill:var(--c{0})"
            "}}\n",
            i);
    return text;
}

bool looks_like_number(const std::string& cell) {
    if (cell.empty() || cell == "–") return true;
    const std::string_view text(cell);
    const std::size_t first = text.starts_with("\u2212") ? 3 : (text.front() == '-' || text.front() == '+');
    return first < text.size() && std::isdigit(static_cast<unsigned char>(text[first])) &&
           text.find(' ') == std::string_view::npos;
}

}  // namespace

std::string readable(double value, int digits) {
    if (std::isnan(value)) return "–";
    if (std::isinf(value)) return value > 0 ? "∞" : "\u2212∞";
    if (value == 0) return "0";
    const double size = std::abs(value);
    std::string text;
    if (size >= 1e9 || size < 1e-4) {
        const std::string written = format("{:.{}e}", size, digits - 1);
        const std::size_t e = written.find('e');
        std::string mantissa = written.substr(0, e);
        if (mantissa.find('.') != std::string::npos) {
            mantissa.erase(mantissa.find_last_not_of('0') + 1);
            if (mantissa.back() == '.') mantissa.pop_back();
        }
        text = format("{}e{}", mantissa, std::stoi(written.substr(e + 1)));
    } else {
        // Rounded first: 9.9996 with four digits is 10.00.
        const double rounded = std::stod(format("{:.{}e}", size, digits - 1));
        const int before = static_cast<int>(std::floor(std::log10(rounded) + 1e-12)) + 1;
        const int decimals = std::max(0, digits - before);
        text = format("{:.{}f}", rounded, decimals);
        if (decimals > 0) {
            text.erase(text.find_last_not_of('0') + 1);
            if (text.back() == '.') text.pop_back();
        }
        const std::size_t point = std::min(text.find('.'), text.size());
        if (point > 4)
            for (std::size_t at = point; at > 3; at -= 3)
                if (at - 3 > 0) text.insert(at - 3, ",");
    }
    return value < 0 ? "\u2212" + text : text;
}

WebPage::WebPage(std::string title, std::string lead) : title_(std::move(title)), lead_(std::move(lead)) {}

void WebPage::headlines(const std::vector<Headline>& items) {
    body_ += "<div class=\"headlines\">";
    for (const Headline& item : items)
        body_ += format("<div><b>{}</b>{}<span>{}</span></div>", escaped(item.value), escaped(item.name),
                        escaped(item.note));
    body_ += "</div>\n";
}

void WebPage::section(std::string_view title) {
    if (!sections_.empty()) body_ += "</section>\n";
    sections_.emplace_back(title);
    body_ += format("<section id=\"s{}\"><h2>{}</h2>\n", sections_.size(), escaped(title));
}

void WebPage::heading(std::string_view title) { body_ += format("<h3>{}</h3>\n", escaped(title)); }
void WebPage::paragraph(std::string_view text) { body_ += format("<p>{}</p>\n", escaped(text)); }
void WebPage::note(std::string_view text) { body_ += format("<p class=\"note\">{}</p>\n", escaped(text)); }

void WebPage::list(const std::vector<std::string>& items) {
    body_ += "<ul>";
    for (const std::string& item : items) body_ += format("<li>{}</li>", escaped(item));
    body_ += "</ul>\n";
}

void WebPage::chart(const Chart& chart, std::string_view caption) {
    if (!chart.title.empty()) heading(chart.title);
    body_ += "<figure>" + svg(chart);
    if (!caption.empty()) body_ += format("<figcaption>{}</figcaption>", escaped(caption));
    body_ += "</figure>\n";
}

void WebPage::table(const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string>>& rows, std::string_view caption) {
    std::vector<bool> numbers(columns.size(), true);
    for (std::size_t c = 0; c < columns.size(); ++c)
        numbers[c] = c > 0 && std::ranges::all_of(rows, [&](const auto& row) {
                         return c >= row.size() || looks_like_number(row[c]);
                     });
    const auto cell = [&](std::string_view tag, std::size_t c, const std::string& text) {
        body_ += format("<{0}{1}>{2}</{0}>", tag, numbers[c] ? " class=\"n\"" : "", escaped(text));
    };
    body_ += "<div class=\"scroll\"><table>";
    if (!caption.empty()) body_ += format("<caption>{}</caption>", escaped(caption));
    body_ += "<tr>";
    for (std::size_t c = 0; c < columns.size(); ++c) cell("th", c, columns[c]);
    body_ += "</tr>\n";
    for (const auto& row : rows) {
        body_ += "<tr>";
        for (std::size_t c = 0; c < columns.size() && c < row.size(); ++c) cell("td", c, row[c]);
        body_ += "</tr>\n";
    }
    body_ += "</table></div>\n";
}

std::string WebPage::html() const {
    std::string page = format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta "
        "http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n<style>{}{}</style></"
        "head>\n<body>\n"
        "<header><h1>{}</h1>",
        escaped(title_), style, palette_style(), escaped(title_));
    if (!lead_.empty()) page += format("<p class=\"lead\">{}</p>", escaped(lead_));
    if (sections_.size() > 2) {
        page += "<nav>";
        for (std::size_t i = 0; i < sections_.size(); ++i)
            page += format("<a href=\"#s{}\">{}</a>", i + 1, escaped(sections_[i]));
        page += "</nav>";
    }
    page += "</header>\n<main>\n" + body_;
    if (!sections_.empty()) page += "</section>\n";
    return page + "</main>\n</body></html>\n";
}

}  // namespace strandline
