"""The report's stylesheet: sober, for long reading on a screen by day and night, on a telephone, and on paper.

Longer lines than text bears are given to pictures and tables alone. On paper: white, first two pages for a room to talk
about, then the annex from a page of its own, decisions in two columns; no picture torn apart, what was folded away
unfolded, and room to write by hand in the tables that leave it.
"""

from __future__ import annotations

from crisisengine.reports.charts import svg

__all__ = ["ROOM_STYLE", "STYLE"]

_PAGE = """
:root{color-scheme:light dark;
--serif:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Cambria,Georgia,"Noto Serif","Noto Serif Khmer",serif;
--sans:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Noto Sans Khmer",sans-serif}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--serif);-webkit-text-size-adjust:100%;
text-size-adjust:100%}
body{margin:0 auto;max-width:52rem;padding:2.5rem 1.5rem 5rem;overflow-wrap:break-word}
p,ul,ol,blockquote,h1,h2,h3,h4,h5,h6,figcaption,pre{max-width:40rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;text-wrap:balance}
h1{font-size:2rem;margin:0 0 1rem}
h2{font-size:1.45rem;margin:0 0 1rem}
h3{font-size:1.1rem;margin:2rem 0 .5rem}
h4,h5,h6{font-size:1rem;margin:1.5rem 0 .5rem}
p,ul,ol,blockquote,pre{margin:0 0 1rem}
ul,ol{padding-left:1.6rem}
li{margin-bottom:.35rem}
section{margin-top:2.5rem;padding-top:2rem;border-top:1px solid var(--grid)}
blockquote{padding-left:1.1rem;border-left:3px solid var(--grid);color:var(--muted)}
blockquote strong{color:var(--ink)}
blockquote>:last-child,li>:last-child,td>:last-child{margin-bottom:0}
code,pre{font:.88em/1.5 ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{overflow-x:auto;padding:.8rem 1rem;background:var(--soft)}
a{color:var(--main);text-decoration-thickness:1px;text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--main);outline-offset:2px}
:target{scroll-margin-top:1rem}
li:target{background:var(--soft)}
.cite{font:.8em/1 var(--sans);text-decoration:none;white-space:nowrap}
.cite:hover{text-decoration:underline}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;padding:.4rem .8rem;background:var(--paper)}
header{color:var(--muted)}
header h1{color:var(--ink)}
nav{margin-top:2rem;font:.95rem/1.5 var(--sans)}
nav h2{font:600 .95rem/1.5 var(--sans);margin:0 0 .4rem;color:var(--muted)}
nav ol{columns:2 15rem;column-gap:2rem;max-width:none;list-style:none;padding:0;margin:0}
nav li{break-inside:avoid;margin:0}
nav a{display:inline-block;padding:.15rem 0;text-decoration:none}
nav a:hover{text-decoration:underline}
p.annex{margin:4rem 0 0;color:var(--muted);font:.95rem/1.5 var(--sans)}
article{margin-top:2rem}
article.turning{padding-left:1.1rem;border-left:3px solid var(--turn)}
figure{margin:0}
figcaption{margin-bottom:.9rem;font:.9rem/1.5 var(--sans);color:var(--muted)}
figcaption strong{display:block;font-size:1rem;color:var(--ink)}
.scroll{overflow-x:auto}
.scroll>svg{display:block;width:100%;min-width:40rem;height:auto}
details{margin:.8rem 0 2rem;font:.9rem/1.5 var(--sans)}
summary{cursor:pointer;color:var(--main);padding:.2rem 0}
table{border-collapse:collapse;width:100%;margin:0 0 1rem;font:.88rem/1.45 var(--sans);font-variant-numeric:tabular-nums}
th,td{padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:top;overflow-wrap:normal}
thead th{color:var(--muted);font-weight:600;border-bottom-color:var(--muted);vertical-align:bottom}
tbody th{font-weight:400}
.right{text-align:right}
.center{text-align:center}
.form th,.form td{border:1px solid var(--muted);padding:.4rem .5rem}
.form td:empty{min-width:4.5rem}
@media (max-width:40rem){
html{font-size:1rem}
body{padding:1.5rem 1.1rem 3rem}
h1{font-size:1.6rem}
.form{min-width:44rem}
}
@page{margin:16mm 16mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#59616b}}
@media print{
html{font-size:9.5pt;line-height:1.4}
body{max-width:none;padding:0}
h1{font-size:1.6rem;margin-bottom:.4rem}
h2{font-size:1.25rem;margin-bottom:.5rem}
h3{margin:.8rem 0 .25rem}
p,ul,ol,blockquote,h1,h2,h3,h4,h5,h6,figcaption,pre{max-width:150mm;orphans:3;widows:3}
p,ul,ol,blockquote,pre{margin-bottom:.5rem}
.skip,nav{display:none}
h1,h2,h3,h4,h5,h6,summary,figcaption{break-after:avoid}
figure{margin-bottom:3mm}
figcaption{margin-bottom:.4rem;font-size:.85em}
section{margin-top:5mm;padding-top:0;border:0}
p.annex{break-before:page;margin:0}
section.annex{font-size:.93em}
li,tr,figure,dt{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
.scroll>svg{min-width:0}
section:not(.annex){font-size:.95em}
#roads .scroll>svg{max-height:74mm}
#roads td,#roads th{padding-top:.12rem;padding-bottom:.12rem}
#roads p{break-after:avoid}
#roads table{break-inside:avoid}
#lessons ul,#questions>ol{columns:2;column-gap:7mm;max-width:none;font-size:.9em;line-height:1.32}
#lessons li,#questions li{margin-bottom:.15rem}
#decisions article{columns:2;column-gap:7mm;margin-top:4mm;padding-top:2mm;border-top:1px solid #dde1e6}
#decisions article p,#decisions article blockquote{margin-bottom:.35rem;max-width:none}
#decisions article.turning{padding-left:3mm}
#decisions blockquote{font-size:.92em;line-height:1.32;padding-left:.7rem}
a{color:#0b4f8a}
main a[href^="http"]:not(.bare)::after{content:" (" attr(href) ")";font-size:.85em;overflow-wrap:anywhere}
details{display:none}
pre{white-space:pre-wrap;background:none;padding:0;border-left:1px solid #59616b;padding-left:3mm}
table{font-size:8pt}
th,td{padding:.2rem .6rem .2rem 0}
.form{font-size:8pt}
.form td:empty{height:18mm;min-width:17mm}
}
"""

STYLE = svg.STYLE + _PAGE
"""All that stands between the `style` tags."""

ROOM_STYLE = """
@page{size:A4}
@page annex{@bottom-left{content:"Annex";font:8pt sans-serif;color:#59616b}}
@media print{
.annex{page:annex}
p.annex{font:600 1.6rem/1.2 var(--sans);color:var(--ink)}
#room ul,#steps ul{columns:2;column-gap:7mm;max-width:none;font-size:.9em;line-height:1.32;margin-bottom:.3rem}
#room li,#steps li{margin-bottom:.15rem}
#steps h3{margin:.5rem 0 .15rem}
}
"""
"""More of it, for a room: what it talks about on three pages of A4, then the annex with its name on every page."""
