/** What the page of a fleet needs besides the common style. */
export const FLEET_STYLE = `
main{max-width:80rem}
.tiles{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;margin:1rem 0 0;padding:0}
.tiles li{background:var(--tint);color:var(--tone);border-radius:.5rem;padding:.5rem 1rem;min-width:7.5rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.reason{border-top:1px solid var(--line);padding-top:.9rem;margin-top:.9rem}.reason:first-of-type{border:0;padding:0;margin:0}
.reason h3{font-size:1.05rem;margin:0 0 .4rem;overflow-wrap:anywhere}.reason h3::first-letter{text-transform:uppercase}
.reason .next{margin:0 0 .6rem}.reason details{margin:.35rem 0}.reason summary{font-weight:400;overflow-wrap:anywhere}.reason summary b{font-weight:600}
.reason pre{max-height:20rem}.soft{color:var(--soft)}
.controls{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:0 0 .8rem}.controls[hidden]{display:none}
.controls label{display:flex;flex-direction:column;font-size:.875rem;color:var(--soft)}
.controls input,.controls select,.controls button{font:inherit;font-size:1rem;color:var(--text);background:var(--page);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .6rem;min-height:2.4rem;max-width:100%}
.controls output{margin-left:auto;color:var(--soft);align-self:center}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;margin:0 0 .6rem;padding:0;font-size:.875rem;color:var(--soft)}
.legend span{display:inline-block;width:.8rem;height:.8rem;border-radius:.15rem;margin-right:.35rem;vertical-align:-.05rem}
.fleet{table-layout:fixed}.fleet th,.fleet td{padding:.4rem .6rem;border-top:1px solid var(--line);white-space:normal;overflow-wrap:anywhere;vertical-align:middle}
.fleet thead th{border:0;color:var(--soft);vertical-align:bottom}.fleet tbody th{color:var(--text)}
.fleet thead button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:left}
.fleet thead button:hover{text-decoration:underline}.fleet [aria-sort=ascending] button::after{content:" \\25B2"}.fleet [aria-sort=descending] button::after{content:" \\25BC"}
.fleet .t{width:30%}.fleet .s{width:9.5rem;white-space:nowrap}.fleet .n{width:4.2rem}.fleet .g{width:8rem}.fleet .d{width:6.5rem;white-space:nowrap;font-variant-numeric:tabular-nums}
.fleet td.s{color:var(--tone)}.fleet small{display:block;color:var(--soft)}.fleet svg.bar{height:.9rem}
.fleet tr[hidden]{display:none}
.axis{display:flex;justify-content:space-between;font-size:.8rem;font-variant-numeric:tabular-nums}
@media(max-width:40rem){
.fleet,.fleet tbody{display:block}.fleet thead{display:block}.fleet thead tr{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin-bottom:.5rem}.fleet thead tr::before{content:"Sort by";color:var(--soft)}.fleet thead th{width:auto;padding:0}.fleet thead button{text-decoration:underline}.fleet thead .w{display:none}
.fleet tbody tr{display:grid;grid-template-columns:1fr auto;border-top:1px solid var(--line);padding:.5rem 0}.fleet tbody tr[hidden]{display:none}
.fleet tbody th,.fleet tbody td{border:0;padding:.1rem 0;width:auto!important}.fleet td.s,.fleet td.d{text-align:right}
.fleet tbody th{grid-column:1;grid-row:1}.fleet td.s{grid-column:2;grid-row:1}.fleet td.w{grid-column:1/3;grid-row:2}.fleet td.g,.fleet td.n{font-size:.8rem;color:var(--soft);grid-row:3}.fleet td.g{grid-column:1}.fleet td.n{display:none}.fleet td.d{grid-column:2;grid-row:3;font-size:.8rem}
.fleet td.g::before{content:attr(data-l) " "}.tiles li{flex:1 1 40%;min-width:0}.controls label{flex:1 1 40%}.controls input,.controls select{width:100%}.controls output{margin:0}
}
@media print{.controls{display:none}.fleet tr[hidden]{display:table-row}}
`;
