/** The style of a page: light and dark by the reader's setting, narrow screens, paper. */
export const style = `
:root{color-scheme:light dark;
--page:#f5f6f8;--card:#fff;--text:#171b21;--quiet:#565f6c;--line:#dde1e7;--grid:#e9ecf0;
--a:#1f5fc4;--a-soft:#1f5fc42e;--b:#b4560a;--mark:#8791a0;--mark-soft:#8791a03d;--chosen:#171b21;
--good:#17703a;--good-soft:#e6f4ea;--caution:#8a4b00;--caution-soft:#fdf1dd;--bad:#b3261e;
--up:#b4560a;--down:#1f5fc4;
--l0:#1f5fc4;--l1:#6d84bf;--l2:#9a9098;--l3:#bd7d52;--l4:#b4560a}
@media (prefers-color-scheme:dark){:root{
--page:#0f1216;--card:#171b21;--text:#e6e9ed;--quiet:#a3acb8;--line:#2c333c;--grid:#242a32;
--a:#74aaff;--a-soft:#74aaff3d;--b:#f0a35c;--mark:#7f8a99;--mark-soft:#7f8a9947;--chosen:#fff;
--good:#7fd49b;--good-soft:#14291c;--caution:#f2c078;--caution-soft:#2e2414;--bad:#ff9d94;
--up:#f0a35c;--down:#74aaff;
--l0:#74aaff;--l1:#8d9fd6;--l2:#a7a0a8;--l3:#cd9b78;--l4:#f0a35c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.wrap{max-width:72rem;margin:0 auto;padding-inline:1.25rem}
header{padding-block:2.25rem 1rem}
.kicker{margin:0;color:var(--quiet);font-size:.85rem;letter-spacing:.02em}
h1{font-size:1.85rem;line-height:1.2;margin:.15rem 0 .6rem;font-weight:680;letter-spacing:-.01em}
h2{font-size:1.3rem;margin:0 0 .5rem;font-weight:660;letter-spacing:-.005em}
h3{font-size:1rem;margin:0 0 .35rem;font-weight:640}
p{margin:0 0 .8rem;max-width:72ch}
a{color:var(--a)}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.badges{display:flex;flex-wrap:wrap;gap:.4rem;margin:0;padding:0;list-style:none}
.badges li{border:1px solid var(--line);background:var(--card);border-radius:.9rem;max-width:100%;overflow-wrap:anywhere;padding:.1rem .7rem;font-size:.85rem}
.badges .good{color:var(--good);border-color:currentColor;font-weight:600}
.badges .caution{color:var(--caution);border-color:currentColor;font-weight:600}
nav{position:sticky;top:0;z-index:1;background:var(--page);border-bottom:1px solid var(--line)}
nav ul{display:flex;gap:.2rem 1.1rem;margin:0;padding:.55rem 0;list-style:none;overflow-x:auto;white-space:nowrap;scrollbar-width:thin}
nav a{color:var(--quiet);text-decoration:none;font-size:.9rem}nav a:hover,nav a:focus-visible{color:var(--text);text-decoration:underline}
section{padding:1.9rem 0 .6rem;scroll-margin-top:2.2rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem;margin:0}
.card.flat{margin-top:1rem}
.stack>*+*{margin-top:1.2rem}
.grid-of-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem;align-items:start;margin-top:1rem}
.grid-of-cards.three{grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr))}
.grid-of-cards>.flat{margin-top:0}
figure{min-width:0}
.note{color:var(--quiet);font-size:.88rem;line-height:1.45;margin:.5rem 0 0}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:.1rem 0 .4rem;padding:0;list-style:none;font-size:.85rem;color:var(--quiet)}
.key{display:inline-block;width:1.35rem;height:0;border-top:3px solid currentColor;margin-right:.4rem;vertical-align:.25em}
.key.dash{border-top-style:dashed;border-top-width:2px}
.key.dot{width:.65rem;height:.65rem;border:0;border-radius:50%;background:currentColor;vertical-align:-.02em}
.key.dot.hollow{background:none;border:2px solid currentColor}
.key.box{width:.85rem;height:.7rem;border:1.5px solid currentColor;background:var(--mark-soft);vertical-align:-.05em}.key.box.a{background:var(--a-soft)}
.key.a{color:var(--a)}.key.b{color:var(--b)}.key.quiet{color:var(--mark)}
.key.level-0{color:var(--l0)}.key.level-4{color:var(--l4)}.key.level-none{color:var(--mark)}
details{margin-top:.6rem;font-size:.9rem}
details.card{margin-top:1rem}
summary{cursor:pointer;color:var(--quiet);width:fit-content}
summary:hover{color:var(--text)}
:focus-visible{outline:2px solid var(--a);outline-offset:2px;border-radius:2px}
.scroll{overflow-x:auto;max-width:100%;background:linear-gradient(90deg,var(--card) 1.5rem,transparent) 0 0/2rem 100% no-repeat local,linear-gradient(270deg,var(--card) 1.5rem,transparent) 100% 0/2rem 100% no-repeat local,linear-gradient(90deg,var(--mark-soft),transparent) 0 0/.7rem 100% no-repeat scroll,linear-gradient(270deg,var(--mark-soft),transparent) 100% 0/.7rem 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:640;font-size:.95rem;padding:.1rem 0 .4rem}
th,td{padding:.34rem .7rem .34rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{color:var(--quiet);font-weight:560;vertical-align:bottom}
tbody th{font-weight:520;overflow-wrap:anywhere}tbody th:not(.number){min-width:min(12rem,30vw)}
thead th{max-width:20rem;overflow-wrap:break-word}caption{overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.nowrap{white-space:nowrap}.roomy{display:block;min-width:14rem}
th.number:last-child,td.number:last-child{padding-right:0}
tr.marked>*{background:var(--a-soft)}
.tag{display:inline-block;border:1px solid var(--a);color:var(--a);border-radius:99px;padding:0 .5rem;font-size:.75rem;margin-left:.25rem;white-space:nowrap}
.tag.best{border-color:var(--good);color:var(--good)}
.quiet-text{color:var(--quiet)}.good-text{color:var(--good);font-weight:600}.bad-text{color:var(--bad);font-weight:600}
.meter{display:inline-block;width:3rem;height:.5rem;background:var(--grid);border-radius:2px;margin-right:.4rem;overflow:hidden;vertical-align:.05em}
.meter i{display:block;height:100%;background:var(--mark)}
.findings,.verdict{border:1px solid var(--line);border-left-width:5px;border-radius:.5rem;background:var(--card);padding:.9rem 1.1rem;margin-bottom:1rem}
.findings{border-left-color:var(--caution);background:var(--caution-soft)}
.findings h3{color:var(--caution)}.findings ul{margin:0;padding-left:1.1rem}.findings li+li{margin-top:.25rem}
.verdict.good{border-left-color:var(--good)}.verdict.caution{border-left-color:var(--caution)}.verdict.neutral{border-left-color:var(--mark)}
.verdict h3{font-size:1.1rem}.verdict p{margin:0;max-width:84ch}.verdict p+p{margin-top:.35rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.75rem .95rem}
.tile dt{color:var(--quiet);font-size:.85rem}.tile dd{margin:0}
.tile b{display:block;font-size:1.55rem;font-weight:660;line-height:1.25;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.tile span{display:block;color:var(--quiet);font-size:.8rem;line-height:1.35}
.lineage{margin:0;display:grid;gap:.45rem}
.lineage>div{display:grid;grid-template-columns:minmax(8rem,14rem) minmax(0,1fr);gap:.2rem 1rem}
.lineage dt{color:var(--quiet)}.lineage dd{margin:0;overflow-wrap:anywhere}.lineage ul{margin:0;padding-left:1.1rem}
.explorer{margin-top:1rem}.explorer[hidden]{display:none}
.explorer .range{display:block;font-weight:560}.explorer output{font-variant-numeric:tabular-nums}
.explorer input[type=range]{display:block;width:100%;margin:.4rem 0 .8rem;accent-color:var(--a)}
.explorer fieldset{min-width:0;overflow-wrap:anywhere;border:0;margin:0 0 .8rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem}
.explorer legend{padding:0 0 .3rem;color:var(--quiet);font-size:.88rem}
.explorer fieldset label{font-size:.85rem;color:var(--quiet)}
.explorer input[type=number]{display:block;width:100%;font:inherit;color:var(--text);background:var(--page);border:1px solid var(--mark);border-radius:.35rem;padding:.25rem .5rem}
.explorer button{font:inherit;color:var(--card);background:var(--a);border:0;border-radius:.4rem;padding:.35rem .9rem;cursor:pointer}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.6rem;margin:0 0 .9rem}
.facts dt{color:var(--quiet);font-size:.82rem}.facts dd{margin:0;font-size:1.15rem;font-weight:620;font-variant-numeric:tabular-nums}
.explorer p{margin:0}
svg.plot{display:block;width:100%;height:auto;max-width:36rem;font:11.5px/1 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--text)}
.plot .grid{stroke:var(--grid);stroke-width:1}.plot .axis{stroke:var(--mark);stroke-width:1}.plot .zero{stroke:var(--mark);stroke-width:1;stroke-dasharray:none}
.plot .tick{fill:var(--quiet);font-size:10.5px;font-variant-numeric:tabular-nums}.plot .axis-title{fill:var(--quiet)}
.plot .name,.plot .value{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}.plot .name{font-size:12px}.plot .value{font-size:11.5px;fill:var(--quiet);font-variant-numeric:tabular-nums}
.plot .line{fill:none;stroke-width:2;stroke-linejoin:round}.plot .line.a{stroke:var(--a)}.plot .line.b{stroke:var(--b)}
.plot .line.quiet{stroke:var(--mark);stroke-dasharray:5 3}.plot .fine{stroke-width:1.25;opacity:.8}.plot .thin{stroke-width:1.25;stroke-dasharray:2 2}
.plot .reference{fill:none;stroke:var(--mark);stroke-width:1}
.plot .rule{fill:none;stroke:var(--text);stroke-width:1;stroke-dasharray:3 3}.plot .rule-label{font-size:11px;paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
.plot .dot{stroke:var(--card);stroke-width:1}.plot .dot.a{fill:var(--a)}.plot .dot.b{fill:var(--b)}.plot .dot.quiet{fill:var(--mark)}
.plot .dot.hollow{fill:var(--card);stroke:var(--b);stroke-width:1.5}.plot .faint{opacity:.6}
.plot .dot.chosen{fill:none;stroke:var(--chosen);stroke-width:2}.plot .dot.best{fill:none;stroke:var(--good);stroke-width:2.5}
.plot .whisker{fill:none;stroke-width:1.5;opacity:.75}.plot .whisker.a{stroke:var(--a)}.plot .whisker.quiet{stroke:var(--mark)}.plot .whisker.over{stroke:var(--text);opacity:.9}
.plot .area.a{fill:var(--a-soft);stroke:var(--a);stroke-width:1.5}.plot .area.quiet{fill:var(--mark-soft);stroke:var(--mark);stroke-width:1.25}
.plot .bar.a{fill:var(--a)}.plot .bar.up{fill:var(--up)}.plot .bar.down{fill:var(--down)}.plot .link{stroke:var(--mark);stroke-width:1}
.plot .cloud{fill:none;stroke-width:4.2;stroke-linecap:round;opacity:.85}.plot .cloud.a{stroke:var(--a)}.plot .cloud.quiet{stroke:var(--mark);opacity:.55}.plot .cloud.big{stroke-width:5.5;opacity:.9}
.plot .level-0{stroke:var(--l0)}.plot .level-1{stroke:var(--l1)}.plot .level-2{stroke:var(--l2)}.plot .level-3{stroke:var(--l3)}.plot .level-4{stroke:var(--l4)}.plot .level-none{stroke:var(--mark)}
/* Narrow drawings are scaled down: their texts start larger. */
.three svg.plot{font-size:12.5px}.three .plot .tick,.three .plot .rule-label{font-size:11.5px}.three .plot .name{font-size:13px}.three .plot .value{font-size:12.5px}
footer{color:var(--quiet);font-size:.85rem;padding-block:1.5rem 2.5rem}
footer p{border-top:1px solid var(--line);padding-top:1rem;max-width:none}
@media (max-width:40rem){body{font-size:15px}.wrap{padding-inline:.9rem}header{padding-top:1.4rem}h1{font-size:1.5rem}
.card{padding:.8rem .8rem}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.lineage>div{grid-template-columns:minmax(0,1fr)}.lineage dt{font-size:.85rem}}
@media print{:root{--page:#fff;--card:#fff;--text:#000;--quiet:#444;--line:#ccc;--grid:#e5e5e5}
body{font-size:10.5pt}nav,.explorer,.skip{display:none!important}figure details{display:none}
.card,.tile,tr,figure,.verdict,.findings{break-inside:avoid}h2,h3,caption{break-after:avoid}
.grid-of-cards{grid-template-columns:1fr 1fr}.wrap{max-width:none;padding-inline:0}.scroll{overflow:visible}}
`
