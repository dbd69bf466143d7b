#include "outcome/page_style.hpp"

#include "outcome/drawing.hpp"

#include <strandline/base/text.hpp>

namespace strandline::edit {

std::string_view page_style() {
    return R"css(
:root{color-scheme:light dark;--ground:#fff;--panel:#fff;--edge:#e3e7ec;--ink:#1c2128;--soft:#5b6570;--faint:#e6eaef;
--base:#8d97a3;--on:#fff;--none:#a3adb8;--mod:#d55e00;--exp:#0072b2;--expmod:#56b4e9;--all:#7c8894;--ins:#d55e00;
--del:#0072b2;--sub:#009e73;--control:#8d97a3;--window:#f0e4426e;--cut:#1c2128;--guide:#cc79a7;
--nA:#009e73;--nC:#0072b2;--nG:#e69f00;--nT:#d55e00;--nN:#b9c0c8;--ngap:#5b6570;
--tA:#bfe5d8;--tC:#bcdcf0;--tG:#f7e2ad;--tT:#f4c9af;--tN:#dde1e6;--tgap:#eef0f3}
@media (prefers-color-scheme:dark){:root{--ground:#12161b;--panel:#191f26;--edge:#2b333d;--ink:#e8ecf1;--soft:#9ba7b4;
--faint:#2a323c;--base:#5b6773;--on:#fff;--none:#5d6874;--mod:#e0752a;--exp:#2f8fcb;--expmod:#7cc5ef;--all:#7c8894;
--ins:#ee8138;--del:#45a3dc;--sub:#27b98d;--control:#8d97a3;--window:#f0e44230;--cut:#e8ecf1;--guide:#d68fb7;
--nA:#27b98d;--nC:#3a97d3;--nG:#eab13a;--nT:#e8792f;--nN:#66717d;--ngap:#9ba7b4;
--tA:#1d5948;--tC:#1b4c6f;--tG:#67511a;--tT:#75401f;--tN:#3a434d;--tgap:#242b33}}
@media print{:root{color-scheme:light;--ground:#fff;--panel:#fff;--edge:#ccc;--ink:#000;--soft:#444;--faint:#ddd;--base:#777;
--on:#fff;--none:#a3adb8;--mod:#d55e00;--exp:#0072b2;--expmod:#56b4e9;--all:#7c8894;--ins:#d55e00;--del:#0072b2;
--sub:#009e73;--control:#8d97a3;--window:#f0e4426e;--cut:#000;--guide:#cc79a7;--nA:#009e73;--nC:#0072b2;--nG:#e69f00;
--nT:#d55e00;--nN:#b9c0c8;--ngap:#5b6570;--tA:#bfe5d8;--tC:#bcdcf0;--tG:#f7e2ad;--tT:#f4c9af;--tN:#dde1e6;--tgap:#eef0f3}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}nav{display:none}figure,table{break-inside:avoid}
main section{box-shadow:none!important}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.55 "Inter","Helvetica Neue",Helvetica,Arial,sans-serif;
font-variant-numeric:tabular-nums}
header,main,footer{max-width:1060px;margin:0 auto;padding:0 28px}
header{padding-top:44px;padding-bottom:6px}
h1{font-size:30px;line-height:1.2;font-weight:650;letter-spacing:-.02em;margin:0 0 6px}
h2{font-size:21px;font-weight:650;letter-spacing:-.01em;margin:0 0 2px}
h3{font-size:15px;font-weight:650;margin:30px 0 2px}
p{margin:4px 0;max-width:76ch}
.lead,figcaption,footer,.note{color:var(--soft)}
figcaption,.note,footer p{font-size:13px;max-width:100ch}
nav{font-size:13px;margin:12px 0 0}nav a{margin-right:14px;color:var(--exp);text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
main section{border-top:1px solid var(--edge);padding:30px 0 12px;margin-top:26px}
figure{margin:8px 0 4px;overflow-x:auto}
svg{display:block;width:100%;min-width:640px;height:auto;margin:8px 0;font:12px "Inter","Helvetica Neue",Helvetica,Arial,sans-serif;
font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:14px 18px;margin:18px 0 6px}
.figures b{display:block;font-size:28px;line-height:1.15;font-weight:600;letter-spacing:-.02em}
.figures span{color:var(--soft);font-size:13px;display:block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:13.5px;margin:12px 0;width:100%}
caption{text-align:left;color:var(--soft);font-size:13px;padding-bottom:4px}
th,td{padding:5px 12px 5px 0;text-align:right;border-bottom:1px solid var(--faint);white-space:nowrap}
th{font-weight:600;color:var(--soft)}th:first-child,td:first-child{text-align:left}
td.mono,code{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:12.5px}
footer{padding:26px 28px 60px;margin-top:30px;border-top:1px solid var(--edge)}
text{fill:var(--ink)}
.tick,.soft{fill:var(--soft)}.tick{font-size:11px}.label{fill:var(--soft);font-size:12px}.value{font-size:12.5px}
.strong{font-weight:650;font-size:12.5px}.on{fill:var(--on);font-weight:600}
.seq{font:13px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}.small{font-size:9px}.changed{font-weight:700;
text-decoration:underline}
.grid{stroke:var(--faint);fill:none}.base{stroke:var(--base);fill:none}
.whisker{stroke:var(--ink);stroke-width:1.6;fill:none}.thin{stroke-width:1}
.cut{stroke:var(--cut);stroke-dasharray:4 3;stroke-width:1.3;fill:none}.window{fill:var(--window)}.guide{fill:var(--guide)}
.touch{fill:transparent}.touch:hover{fill:#8884}
.inserted{fill:none;stroke:#d11f2e;stroke-width:2}
.k-none{fill:var(--none)}.k-mod{fill:var(--mod)}.k-exp{fill:var(--exp)}.k-expmod{fill:var(--expmod)}.k-all{fill:var(--all)}
.k-ins{fill:var(--ins)}.k-del{fill:var(--del)}.k-sub{fill:var(--sub)}.k-control{fill:var(--control)}
.l-ins,.l-del,.l-sub,.l-control{fill:none;stroke-width:1.8;stroke-linejoin:round}
.l-ins{stroke:var(--ins)}.l-del{stroke:var(--del)}.l-sub{stroke:var(--sub)}
.l-control{stroke:var(--control);stroke-dasharray:3 3}
.n-A{fill:var(--nA)}.n-C{fill:var(--nC)}.n-G{fill:var(--nG)}.n-T{fill:var(--nT)}.n-N{fill:var(--nN)}.n-gap{fill:var(--ngap)}
.t-A{fill:var(--tA)}.t-C{fill:var(--tC)}.t-G{fill:var(--tG)}.t-T{fill:var(--tT)}.t-N{fill:var(--tN)}.t-gap{fill:var(--tgap)}
)css";
}

std::string page_head(std::string_view title) {
    return format(
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head><meta "
        "charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>{}</title>\n<style>{}</style></head>\n<body>\n",
        escaped(title), page_style());
}

}  // namespace strandline::edit
