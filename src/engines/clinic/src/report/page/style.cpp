#include "report/page/parts.hpp"

namespace strandline::clinic {

// Colours keep a contrast of 4.5 to their ground, on paper too: marks have words and borders, not colour
// alone.
std::string_view page_style() {
    return R"css(
:root{color-scheme:light dark;--ground:#fff;--ink:#1c2128;--soft:#505a65;--edge:#d5dbe2;--faint:#eaeef2;--link:#005a9c;
--a0:#a11420;--a1:#a63a00;--a2:#7a4b00;--a3:#5a3f91;--a4:#1d6a3a;--a5:#505a65;--warn:#8a2800;--warnground:#fff3e6}
@media (prefers-color-scheme:dark){:root{--ground:#12161b;--ink:#e8ecf1;--soft:#a5b0bc;--edge:#343d48;--faint:#232a33;--link:#7cc0f5;
--a0:#ff8f8a;--a1:#ffa36b;--a2:#edbb57;--a3:#c0a8f0;--a4:#7fd39b;--a5:#a5b0bc;--warn:#ffb783;--warnground:#33241a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 "Inter","Helvetica Neue",Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
header,main,footer{max-width:980px;margin:0 auto;padding:0 24px}header{padding-top:32px}footer{padding-bottom:40px;color:var(--soft)}
h1{font-size:27px;line-height:1.2;font-weight:650;letter-spacing:-.02em;margin:0}
h2{font-size:21px;font-weight:650;letter-spacing:-.01em;margin:0 0 4px}
h3{font-size:17px;font-weight:650;margin:22px 0 4px}h4{font-size:15px;font-weight:650;margin:12px 0 2px}h5{font-size:13px;font-weight:650;margin:8px 0 0}
p,li{margin:4px 0;max-width:760px}ul,ol{padding-left:1.3em;margin:4px 0}a{color:var(--link);text-underline-offset:2px}
code{font:12px/1.4 "SFMono-Regular",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.who{font-size:17px;margin:6px 0}.notice{border:2px solid var(--a0);padding:8px 12px;font-weight:600;max-width:none}
.headlines,.facts{margin:14px 0}.headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(110px,1fr));gap:12px 14px}
.headlines div{display:flex;flex-direction:column-reverse;justify-content:flex-end}.headlines dd{margin:0;font-size:25px;line-height:1.2;font-weight:600}
.headlines dt{color:var(--soft);font-size:13px}
.facts{font-size:13px;display:grid;gap:3px}.facts div{display:grid;grid-template-columns:170px 1fr;gap:10px}.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
nav{font-size:14px}nav a{display:inline-block;margin:2px 16px 2px 0;padding:3px 0}
section{border-top:1px solid var(--edge);padding:22px 0 6px;margin-top:20px}
.badge{font-size:13px;font-weight:650;border:1.5px solid;border-radius:4px;padding:1px 7px;white-space:nowrap}
.a0.badge{color:var(--a0)}.a1.badge{color:var(--a1)}.a2.badge{color:var(--a2)}.a3.badge{color:var(--a3)}.a4.badge{color:var(--a4)}.a5.badge{color:var(--a5)}
.count{color:var(--soft);font-weight:400}.star{color:var(--warn);font-weight:600;font-size:13px}
.mark{display:inline-block;color:var(--warn);background:var(--warnground);border:1.5px dashed var(--warn);border-radius:3px;padding:0 6px;font-size:12.5px;font-weight:650;max-width:none}
.glance{list-style:none;padding:0}.glance li{margin:6px 0}
.limit{border-left:4px solid var(--warn);padding:3px 0 3px 10px}
.acts{list-style:none;padding:0}.acts>li{display:grid;grid-template-columns:170px 1fr;gap:0 18px;border-top:1px solid var(--faint);padding:8px 0;max-width:none;break-inside:avoid}
.acts h4{margin:0}.acts p{margin:0 0 3px}.source{border-bottom:2px solid var(--edge)}
.grade,.why,.note,.more,caption,small{color:var(--soft);font-size:13px}small{font-weight:400}.s0{font-weight:650;color:var(--ink)}.s1{font-weight:600}
.drug{border-top:1px solid var(--edge);padding:2px 0 10px;margin-top:14px}.drug h3{margin-top:12px}
.advice{border-left:4px solid var(--edge);padding:2px 0 2px 12px;margin:8px 0}
.advice.a0{border-color:var(--a0)}.advice.a1{border-color:var(--a1)}.advice.a2{border-color:var(--a2)}.advice.a3{border-color:var(--a3)}
.doubts li{font-size:14px}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13.5px;margin:8px 0}caption{text-align:left;padding-bottom:4px}
th,td{padding:5px 12px 5px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--faint);overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:600;overflow-wrap:normal}tbody th{font-weight:600}.stack tbody th{white-space:nowrap}
.positions{font-size:12.5px}.positions th,.positions td{padding:2px 10px 2px 0}.positions tbody th{font-weight:400}
.positions .v td{font-weight:650}.positions .w td{color:var(--warn);font-weight:600}
details{border-bottom:1px solid var(--faint)}summary{cursor:pointer;padding:7px 0}
tr:target,article:target{outline:2px solid var(--link);outline-offset:4px}
@media (max-width:700px){header,main,footer{padding-left:16px;padding-right:16px}
.acts>li,.facts div{grid-template-columns:1fr}.facts div{gap:0}
.stack,.stack tbody,.stack tr,.stack td,.stack th,.stack caption{display:block}.stack thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}
.stack tr{border-bottom:1px solid var(--edge);padding:6px 0}.stack td,.stack th{border:0;padding:1px 0}
.stack td::before{content:attr(data-h) ": ";color:var(--soft)}
.positions{font-size:11.5px}.positions th,.positions td{padding-right:6px}}
@media print{:root{color-scheme:light;--ground:#fff;--ink:#000;--soft:#333;--edge:#999;--faint:#ccc;--link:#000;--a0:#8a0010;--a1:#7a2b00;--a2:#5c3900;--a3:#3f2a70;--a4:#0f4a26;--a5:#333;--warn:#7a2300;--warnground:#fff}
body{font-size:10.5pt}header,main,footer{max-width:none;padding:0}nav{display:none}a{text-decoration:none}
.advice,.acts>li,tr,h2,h3,h4{break-inside:avoid}h2,h3,h4{break-after:avoid}@page{margin:16mm}}
)css";
}

}  // namespace strandline::clinic
