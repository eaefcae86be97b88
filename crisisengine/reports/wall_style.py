"""The stylesheet of the page for the wall: A4 across, everything in its place, nothing that could flow onto a second page.

On A3 the printer's "fit to paper" makes it larger by 1.4. Bars are borders, since browsers print no backgrounds unasked.
"""

from __future__ import annotations

from crisisengine.reports.charts import svg

__all__ = ["LISTS_STYLE", "WALL_STYLE"]

_SHEET = """
:root{color-scheme:light}
*{box-sizing:border-box;margin:0;padding:0}
html{background:var(--soft);color:var(--ink);font:8.5pt/1.28 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Noto Sans Khmer",sans-serif}
body{width:297mm;height:209.5mm;margin:8mm auto;padding:9mm 10mm;background:var(--paper);overflow:hidden;display:grid;
grid-template-rows:17mm 74mm minmax(0,1fr) 21mm;gap:2.5mm}
header,main,section,article,footer{min-width:0;min-height:0;overflow:hidden}
header{display:flex;justify-content:space-between;gap:8mm;border-bottom:.6mm solid var(--ink)}
header>div{min-width:0;overflow:hidden}
header .came{text-align:right;max-width:45%;flex:none}
h1{font-size:21pt;line-height:1.1}
h2{font-size:9.5pt;line-height:1.2;margin-bottom:.8mm}
.exercise{-webkit-line-clamp:2;line-clamp:2}
h1,.outcome{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.outcome{font-size:14pt;font-weight:600;line-height:1.25;color:var(--main)}
.muted{color:var(--muted)}
.top{display:grid;grid-template-columns:minmax(0,1.55fr) minmax(0,1fr);gap:6mm}
.chart svg{display:block;height:74mm;width:auto;max-width:100%}
.panels{display:grid;height:74mm;grid-template-rows:minmax(0,1fr) minmax(0,1fr);gap:2.5mm}
.panels section{border-left:.8mm solid var(--turn);padding-left:2.5mm}
ul{list-style:none}
li,.label,.exercise{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;line-clamp:3;overflow:hidden;overflow-wrap:anywhere}
li{margin-bottom:.8mm}
.columns-6 .label{-webkit-line-clamp:2;line-clamp:2}
main{display:grid;grid-template-rows:auto minmax(0,1fr)}
.cells{display:grid;grid-auto-rows:minmax(0,1fr);gap:1.2mm 3mm;list-style:none}
.columns-4{grid-template-columns:repeat(4,minmax(0,1fr));font-size:9pt;line-height:1.2}
.columns-5{grid-template-columns:repeat(5,minmax(0,1fr));font-size:7.5pt}
.columns-6{grid-template-columns:repeat(6,minmax(0,1fr));font-size:6.5pt}
article{border-top:.3mm solid var(--muted);padding-top:.5mm}
article.strong{border-top:1mm solid var(--turn)}
.label b{margin-right:.6mm}
.bar{display:flex;align-items:center;gap:1mm;line-height:1;margin-top:.5mm}
.bar span{display:flex;flex:1;gap:.3mm;min-width:0}
.bar i{border-top:1.5mm solid var(--lane);flex:0 1 0}
.bar i:first-child{border-top-color:var(--main);border-top-width:2.1mm}
.bar small{flex:none;font-size:.88em;color:var(--muted)}
.remark,.averted{font-size:.9em;color:var(--turn);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.averted{color:var(--muted)}
footer{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:6mm;border-top:.6mm solid var(--ink);padding-top:1mm}
footer p{border-bottom:.25mm solid var(--muted);height:6mm}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@page{size:A4 landscape;margin:0}
@media print{html{background:none}body{margin:0}}
"""

WALL_STYLE = svg.STYLE.replace("prefers-color-scheme:dark", "prefers-color-scheme:none") + _SHEET
"""All that stands between the `style` tags; a sheet of paper is white on every screen."""

LISTS_STYLE = """
.panels{display:block;columns:1;column-fill:auto;column-gap:20mm}
.panels section{overflow:visible;margin-bottom:2.5mm}
.panels h2{break-after:avoid}
.panels li{break-inside:avoid}
"""
"""More of it, for a room: each list is as high as it needs to be, and an entry stands whole or, in a column out of sight, not."""
