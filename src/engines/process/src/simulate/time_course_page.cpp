#include "simulate/time_course.hpp"

#include <strandline/base/html.hpp>
#include <strandline/base/json.hpp>

#include <algorithm>
#include <cmath>

namespace strandline::process {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<style>
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#d5dae0;--soft:#5b6570}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--line:#343b44;--soft:#9aa5b1}}
body{margin:2rem auto;max-width:70rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.25rem}svg{width:100%;height:auto;display:block}
text{fill:var(--soft);font-size:12px}.grid{stroke:var(--line)}.course{fill:none;stroke-width:1.8}
#legend{display:flex;flex-wrap:wrap;gap:.3rem .5rem;margin:.8rem 0}
#legend button{font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:4px;cursor:pointer;padding:.1rem .5rem}
#legend button[aria-pressed=false]{opacity:.4}#legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
#values{min-height:3em;font-variant-numeric:tabular-nums;color:var(--soft)}
</style></head><body>
)";

constexpr std::string_view script = R"(
const colour=i=>`hsl(${(i*137.508+210)%360} 65% 50%)`,W=960,H=480,L=80,R=16,T=12,B=40;
const svg=document.querySelector('svg'),shown=data.columns.map((_,i)=>i<12);
const number=v=>typeof v==='number'?+v.toPrecision(6)+'':v;
function ticks(a,b){if(!(b>a))return[a];const s=Math.pow(10,Math.floor(Math.log10((b-a)/5)));
 const step=[1,2,5,10].map(k=>k*s).find(d=>(b-a)/d<=7)||10*s,out=[];
 for(let k=Math.ceil(a/step);k*step<=b+1e-9*step;++k)out.push(+(k*step).toPrecision(12));return out}
function el(name,more,text){const e=document.createElementNS('http://www.w3.org/2000/svg',name);
 for(const k in more)e.setAttribute(k,more[k]);if(text!==undefined)e.textContent=text;svg.append(e);return e}
let x,cursor;
function draw(){svg.replaceChildren();const t=data.time,t0=t[0],t1=t[t.length-1];let lo=Infinity,hi=-Infinity;
 data.values.forEach((c,i)=>{if(shown[i])for(const v of c)if(typeof v==='number'){lo=Math.min(lo,v);hi=Math.max(hi,v)}});
 if(!(hi>=lo)){lo=0;hi=1}if(hi===lo){const d=Math.abs(hi)||1;lo-=d/2;hi+=d/2}
 const pad=(hi-lo)*.04;if(lo<0||lo-pad>=0)lo-=pad;hi+=pad;
 x=v=>L+(W-L-R)*(t1>t0?(v-t0)/(t1-t0):.5);const y=v=>H-B-(H-T-B)*(v-lo)/(hi-lo);
 for(const v of ticks(lo,hi)){el('line',{class:'grid',x1:L,x2:W-R,y1:y(v),y2:y(v)});el('text',{x:L-8,y:y(v)+4,'text-anchor':'end'},number(v))}
 for(const v of ticks(t0,t1)){el('line',{class:'grid',x1:x(v),x2:x(v),y1:H-B,y2:H-B+5});el('text',{x:x(v),y:H-B+19,'text-anchor':'middle'},number(v))}
 el('text',{x:(L+W-R)/2,y:H-4,'text-anchor':'middle'},'time');
 data.values.forEach((c,i)=>{if(!shown[i])return;let d='',pen=false;
  c.forEach((v,k)=>{if(typeof v!=='number'){pen=false;return}d+=(pen?'L':'M')+x(t[k]).toFixed(1)+' '+y(v).toFixed(1);pen=true});
  el('path',{class:'course',d,stroke:colour(i)})});
 cursor=el('line',{class:'grid',y1:T,y2:H-B,x1:-9,x2:-9})}
const legend=document.getElementById('legend');
data.columns.forEach((id,i)=>{const b=document.createElement('button'),s=document.createElement('i');s.style.background=colour(i);
 b.append(s,id);b.setAttribute('aria-pressed',shown[i]);b.onclick=()=>{shown[i]=!shown[i];b.setAttribute('aria-pressed',shown[i]);draw()};legend.append(b)});
svg.addEventListener('pointermove',e=>{const box=svg.getBoundingClientRect(),at=(e.clientX-box.left)/box.width*W;let k=0,best=Infinity;
 data.time.forEach((t,i)=>{const d=Math.abs(x(t)-at);if(d<best){best=d;k=i}});
 cursor.setAttribute('x1',x(data.time[k]));cursor.setAttribute('x2',x(data.time[k]));
 document.getElementById('values').textContent='time '+number(data.time[k])+': '+data.columns.map((id,i)=>shown[i]?id+' '+number(data.values[i][k]):'').filter(Boolean).join(',  ')});
draw();
</script></body></html>
)";

/// More points than a screen has columns cannot be seen: every so many, the last always.
std::vector<std::size_t> drawn_rows(std::size_t rows) {
    constexpr std::size_t most = 2000;
    const std::size_t every = std::max<std::size_t>(1, (rows + most - 1) / most);
    std::vector<std::size_t> drawn;
    for (std::size_t row = 0; row < rows; row += every) drawn.push_back(row);
    if (!drawn.empty() && drawn.back() + 1 != rows) drawn.push_back(rows - 1);
    return drawn;
}

}  // namespace

Result<void> write_page(const TimeCourse& course, Sink& sink) {
    const auto cell = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(number_text(value));
    };
    const std::vector<std::size_t> rows = drawn_rows(course.times.size());
    Json times = Json::array(), names = Json::array(), values = Json::array();
    for (const std::size_t row : rows) times.push_back(cell(course.times[row]));
    const std::size_t count = course.columns.size();
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(course.columns[i]);
        Json column = Json::array();
        for (const std::size_t row : rows) column.push_back(cell(course.values[row * count + i]));
        values.push_back(std::move(column));
    }
    Json data = Json::object();
    data.set("columns", std::move(names)).set("time", std::move(times)).set("values", std::move(values));
    const std::string title = escaped(course.title);
    sink.write(head);
    sink.write("<title>" + title + "</title><h1>" + title + "</h1>\n");
    sink.write("<svg viewBox=\"0 0 960 480\" role=\"img\" aria-label=\"values over time\"></svg>\n");
    sink.write("<div id=\"values\">Point at the picture for values.</div><div id=\"legend\"></div>\n");
    sink.write("<script>const data=" + in_script(data.compact()) + ";");
    sink.write(script);
    return sink.status();
}

}  // namespace strandline::process
