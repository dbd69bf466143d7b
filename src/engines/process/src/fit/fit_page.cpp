#include "fit/fit_report.hpp"

#include <algorithm>
#include <cmath>
#include <strandline/base/html.hpp>

namespace strandline::process {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<style>
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#d5dae0;--soft:#5b6570;--mark:#2f6fb5;--warn:#b5542f}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#14171b;--line:#343b44;--soft:#9aa5b1;--mark:#6fa8e6;--warn:#e6936f}}
body{margin:2rem auto;max-width:70rem;padding:0 1rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.25rem}h2{font-size:1.05rem;margin-top:2rem}svg{width:100%;height:auto;display:block}
text{fill:var(--soft);font-size:12px}line{stroke:var(--line)}
#waterfall,#histogram,#quantiles,#bounds{max-width:40rem}
.fits{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:1rem}figure{margin:0}figcaption{font-size:13px;color:var(--soft)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.15rem .7rem;text-align:right;border-bottom:1px solid var(--line)}
td:first-child,th:first-child{text-align:left}.warn{color:var(--warn)}
</style></head><body>
)";

constexpr std::string_view script = R"(
const num=v=>v===null?'–':+(+v).toPrecision(5)+'';
function ticks(a,b){if(!(b>a))return[a];const s=Math.pow(10,Math.floor(Math.log10((b-a)/4)));
 const step=[1,2,5,10].map(k=>k*s).find(d=>(b-a)/d<=6)||10*s,out=[];
 for(let k=Math.ceil(a/step);k*step<=b+1e-9*step;++k)out.push(+(k*step).toPrecision(12));return out}
function plot(parent,xs,ys,xname,yname,W=640,H=300){const L=70,R=14,T=10,B=42;
 const span=v=>{let lo=Math.min(...v),hi=Math.max(...v);if(!(hi>lo)){const d=Math.abs(lo)||1;lo-=d/2;hi+=d/2}const p=(hi-lo)*.05;return[lo-p,hi+p]};
 const [x0,x1]=span(xs),[y0,y1]=span(ys),svg=document.createElementNS('http://www.w3.org/2000/svg','svg');
 svg.setAttribute('viewBox',`0 0 ${W} ${H}`);svg.setAttribute('role','img');svg.setAttribute('aria-label',yname+' over '+xname);parent.append(svg);
 const el=(n,m,t)=>{const e=document.createElementNS('http://www.w3.org/2000/svg',n);for(const k in m)e.setAttribute(k,m[k]);if(t!==undefined)e.textContent=t;svg.append(e);return e};
 const x=v=>L+(W-L-R)*(v-x0)/(x1-x0),y=v=>H-B-(H-T-B)*(v-y0)/(y1-y0);
 for(const v of ticks(y0,y1)){el('line',{x1:L,x2:W-R,y1:y(v),y2:y(v)});el('text',{x:L-7,y:y(v)+4,'text-anchor':'end'},num(v))}
 for(const v of ticks(x0,x1)){el('line',{x1:x(v),x2:x(v),y1:H-B,y2:H-B+5});el('text',{x:x(v),y:H-B+18,'text-anchor':'middle'},num(v))}
 el('text',{x:(L+W-R)/2,y:H-5,'text-anchor':'middle'},xname);el('text',{x:14,y:(T+H-B)/2,transform:`rotate(-90 14 ${(T+H-B)/2})`,'text-anchor':'middle'},yname);
 return{el,x,y,dot:(a,b,c='var(--mark)',t)=>{const e=el('circle',{cx:x(a),cy:y(b),r:3.2,fill:c});if(t){const s=document.createElementNS('http://www.w3.org/2000/svg','title');s.textContent=t;e.append(s)}},
  path:(p,c='var(--mark)')=>el('path',{d:p.map(([a,b],i)=>(i?'L':'M')+x(a).toFixed(1)+' '+y(b).toFixed(1)).join(''),fill:'none',stroke:c,'stroke-width':1.6})}}
const at=id=>document.getElementById(id);
const live=data.starts.filter(s=>s.objective!==null);
if(live.length){const best=live[0].objective,gap=s=>Math.log10(1+best-s.objective);
 const p=plot(at('waterfall'),live.map((_,i)=>i+1),live.map(gap),'start, the best first','log10(1 + distance to the best)');
 live.forEach((s,i)=>p.dot(i+1,gap(s),s.status==='converged'?'var(--mark)':'var(--warn)',`start ${s.start}: ${num(s.objective)}, ${s.status}`))}
for(const f of data.fits){const g=document.createElement('figure'),c=document.createElement('figcaption');c.textContent=f.title;g.append(c);at('fits').append(g);
 const p=plot(g,f.time,[...f.measured,...f.simulated],f.steady?'measurement':'time','',420,240),order=f.time.map((_,i)=>i).sort((a,b)=>f.time[a]-f.time[b]);
 p.path(order.map(i=>[f.time[i],f.simulated[i]]));f.time.forEach((t,i)=>p.dot(t,f.measured[i],'var(--warn)',`${num(t)}: ${num(f.measured[i])}, simulated ${num(f.simulated[i])}`))}
if(data.residuals.length){const r=[...data.residuals].sort((a,b)=>a-b),n=r.length;
 const bins=Math.max(5,Math.min(40,Math.ceil(Math.sqrt(n)))),lo=r[0],w=(r[n-1]-lo)/bins||1,count=Array(bins).fill(0);
 r.forEach(v=>++count[Math.min(bins-1,Math.floor((v-lo)/w))]);
 const h=plot(at('histogram'),[lo,lo+bins*w],[0,...count],'residual / noise','measurements');
 count.forEach((c,i)=>h.el('rect',{x:h.x(lo+i*w)+1,width:Math.max(1,h.x(lo+w)-h.x(lo)-2),y:h.y(c),height:h.y(0)-h.y(c),fill:'var(--mark)'}));
 const q=data.quantiles,p=plot(at('quantiles'),q,r,'normal quantile','residual / noise');
 const a=Math.max(q[0],r[0]),b=Math.min(q[n-1],r[n-1]);if(b>a)p.path([[a,a],[b,b]],'var(--soft)');r.forEach((v,i)=>p.dot(q[i],v))}
const n=data.parameters.length,W=960,row=22,svg=at('bounds');svg.setAttribute('viewBox',`0 0 ${W} ${n*row+10}`);
data.parameters.forEach((p,i)=>{const y=i*row+16,x=v=>300+520*Math.max(0,Math.min(1,(v-p.low)/(p.high-p.low)));
 const el=(k,m,t)=>{const e=document.createElementNS('http://www.w3.org/2000/svg',k);for(const a in m)e.setAttribute(a,m[a]);if(t!==undefined)e.textContent=t;svg.append(e)};
 el('text',{x:290,y:y+4,'text-anchor':'end'},p.id);el('line',{x1:300,x2:820,y1:y,y2:y});
 p.others.forEach(v=>el('circle',{cx:x(v),cy:y,r:2.5,fill:'var(--soft)','fill-opacity':.4}));
 if(p.error!==null)el('line',{x1:x(p.at-p.error),x2:x(p.at+p.error),y1:y,y2:y,style:'stroke:var(--mark);stroke-width:3'});
 el('circle',{cx:x(p.at),cy:y,r:4.5,fill:p.bound?'var(--warn)':'var(--mark)'});el('text',{x:830,y:y+4},num(p.value))});
</script></body></html>
)";

}  // namespace

Result<void> write_fit_page(const Objective& objective, const FitReport& report, const std::string& title,
                            Sink& sink) {
    const std::string name = escaped(title.empty() ? "Fit" : title);
    sink.write(head);
    sink.write(
        "<title>" + name + "</title><h1>" + name + ": llh " +
        (std::isfinite(report.best.llh) ? es6_number(std::round(report.best.llh * 1e4) / 1e4) : "none") +
        "</h1>\n<h2>Starts</h2><div id=\"waterfall\"></div>\n<h2>Data (dots) and simulation</h2>"
        "<div id=\"fits\" class=\"fits\"></div>\n<h2>Residuals</h2><div id=\"histogram\"></div>"
        "<div id=\"quantiles\"></div>\n<h2>Parameters within their bounds, on their scales</h2>"
        "<svg id=\"bounds\" role=\"img\" aria-label=\"parameters within bounds\"></svg>\n"
        "<p>Bars: one standard error; faint dots: other starts within 2 of the best.</p>\n");
    sink.write("<script>const data=" + in_script(page_data(objective, report).compact()) + ";");
    sink.write(script);
    return sink.status();
}

}  // namespace strandline::process
