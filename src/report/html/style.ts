/**
 * The colours and the parts that all pages share. Every text has a contrast of at least 4.5 : 1 on its background, in
 * both schemes, and no colour says what a word does not say too.
 */
export const STYLE = `
:root{color-scheme:light dark;--text:#1c2128;--soft:#57606a;--page:#f6f7f9;--card:#fff;--line:#d5dae0;--code:#f1f3f5;--link:#0a58ca;
--good:#176f2c;--bad:#b3261e;--warn:#8a5300;--idle:#57606a;--good-tint:#e7f6ea;--bad-tint:#fdecea;--warn-tint:#fff4dc;--idle-tint:#eceff2;--mark:#ffe08a;
--queued:#9aa5b1;--pulling:#4f8fe6;--running:#2f9e6e;--stopping:#b07cc6}
@media(prefers-color-scheme:dark){:root{--text:#e6e9ee;--soft:#a2acb8;--page:#0e1116;--card:#171b22;--line:#30373f;--code:#0b0e13;--link:#7db4ff;
--good:#6fd58a;--bad:#ff9a90;--warn:#f0be66;--idle:#a2acb8;--good-tint:#12291a;--bad-tint:#35191a;--warn-tint:#322510;--idle-tint:#20262e;--mark:#6b5200;
--queued:#6b7683;--pulling:#5a97ea;--running:#3fb37f;--stopping:#b98ad0}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;color:var(--text);background:var(--page);-webkit-text-size-adjust:100%}
main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.25rem;margin:0 0 1rem}
.top{border-top:.35rem solid var(--tone);padding-top:1.1rem}
.good{--tone:var(--good);--tint:var(--good-tint)}.bad{--tone:var(--bad);--tint:var(--bad-tint)}.warn{--tone:var(--warn);--tint:var(--warn-tint)}.idle{--tone:var(--idle);--tint:var(--idle-tint)}
.badge{display:inline-block;font-weight:600;color:var(--tone);background:var(--tint);border-radius:1rem;padding:.05rem .7rem;margin-right:.5rem;white-space:nowrap}
.kicker{margin:0 0 .6rem;color:var(--soft);overflow-wrap:anywhere}.kicker b{color:var(--text)}
h1{font-size:1.6rem;line-height:1.3;margin:0;overflow-wrap:anywhere;white-space:pre-line;font-weight:650}
h1::first-letter,.next::first-letter{text-transform:uppercase}
h2{font-size:1.05rem;margin:0 0 .7rem}
.step{margin:1rem 0 0;padding:.8rem 1rem;background:var(--tint);border-radius:.5rem}.step h2{margin:0 0 .2rem;color:var(--tone)}
.next{margin:0;overflow-wrap:anywhere;white-space:pre-line}
code,pre{font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{background:var(--code);border-radius:.25rem;padding:.1em .3em;overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:0;padding:.8rem 1rem;background:var(--code);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:40rem;overflow-y:auto}
mark{background:var(--mark);color:inherit;border-radius:.2rem}
a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.card>:last-child{margin-bottom:0}
.links{list-style:none;display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:0 0 .8rem}.links a{display:inline-block;border:1px solid var(--line);border-radius:.4rem;padding:.35rem .8rem;text-decoration:none}
.links a:hover{text-decoration:underline}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:400;color:var(--soft);vertical-align:top;padding:.25rem 1.2rem .25rem 0;white-space:nowrap}
td{vertical-align:top;padding:.25rem 0;overflow-wrap:anywhere}
.phases th{width:6rem}.phases td:last-child{width:8rem;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.phases td,.phases th{vertical-align:middle}
svg.bar{display:block;width:100%;height:1.1rem;background:var(--code);border-radius:.2rem}
.queued{fill:var(--queued);background:var(--queued)}.pulling{fill:var(--pulling);background:var(--pulling)}.running{fill:var(--running);background:var(--running)}.stopping{fill:var(--stopping);background:var(--stopping)}
.remarks{margin:0;padding-left:1.2rem}.remarks li{overflow-wrap:anywhere;margin:.3rem 0}
summary{cursor:pointer;font-weight:600}details[open]>summary{margin-bottom:.7rem}
footer{color:var(--soft);font-size:.875rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:40rem){main{padding:.75rem .6rem 2rem}.card{padding:.8rem .9rem}h1{font-size:1.3rem}
.facts tr,.facts th,.facts td{display:block}.facts th{padding:.4rem 0 0}.facts td{padding:0}.phases th{width:4.6rem;padding-right:.5rem}.phases td:last-child{width:5.6rem}}
@media print{body{background:#fff}.card{break-inside:avoid}pre{max-height:none}}
`;
