/** The one style sheet of all pages: inlined, and named by its hash in the content security policy. Phone first. */
export const pageStyle = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#55606e;--line:#cdd4dc;--accent:#0b5cad;--accent-ink:#fff;--bad:#a4161a;--bad-ground:#fdecec;--good:#14652f;--good-ground:#e8f5ec}
@media (prefers-color-scheme:dark){:root{--ground:#10161d;--card:#19222c;--ink:#e8edf2;--soft:#a5b1be;--line:#3a4653;--accent:#6fb1f5;--accent-ink:#0b1520;--bad:#ff9a9a;--bad-ground:#3a1d20;--good:#8fdba8;--good-ground:#173021}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent)}
header{border-bottom:1px solid var(--line);background:var(--card)}
header>div,main,footer{max-width:26rem;margin:0 auto;padding:1rem}
.wide header>div,.wide main,.wide footer{max-width:64rem}
header>div{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
header strong{letter-spacing:.01em}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-left:auto}
nav form{display:inline}
nav button{background:none;border:0;color:var(--accent);margin:0;padding:0;width:auto;min-height:0;font-weight:400;text-decoration:underline;cursor:pointer}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 .75rem}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:1rem 0}
label{display:block;font-weight:600;margin:1rem 0 .25rem}
.hint{color:var(--soft);font-size:.9rem;margin:.25rem 0}
input,select,textarea{display:block;width:100%;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.4rem;padding:.6rem .7rem;min-height:2.75rem}
textarea{min-height:6rem}
input[type=checkbox],input[type=radio]{display:inline-block;width:1.25rem;min-height:1.25rem;height:1.25rem;vertical-align:-.2rem;margin:0 .5rem 0 0}
input:focus-visible,select:focus-visible,textarea:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
button,.button{display:block;width:100%;margin:1.25rem 0 0;padding:.65rem 1rem;min-height:2.75rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;color:var(--accent-ink);background:var(--accent);border:1px solid var(--accent);border-radius:.4rem;cursor:pointer}
button.quiet,.button.quiet{color:var(--ink);background:transparent;border-color:var(--soft)}
button.danger{background:var(--bad);border-color:var(--bad);color:var(--card)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem}
.actions>*{flex:1 1 10rem;margin-top:.75rem}
.bad,.good,.note{border-radius:.4rem;padding:.6rem .8rem;margin:.75rem 0;border:1px solid var(--line)}
.bad{color:var(--bad);background:var(--bad-ground);border-color:currentColor}
.good{color:var(--good);background:var(--good-ground);border-color:currentColor}
.soft{color:var(--soft)}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.secret{display:block;margin-top:.25rem;font-size:1.05rem;letter-spacing:.05em;background:var(--ground);border:1px dashed var(--soft);border-radius:.4rem;padding:.6rem}
.qr{display:block;width:13rem;max-width:100%;height:auto;margin:1rem auto;background:#fff;padding:.5rem;border-radius:.4rem}
dl{margin:.5rem 0}
dt{color:var(--soft);font-size:.9rem;margin-top:.6rem}
dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;font-size:.9rem}
h3{font-size:1rem;margin:0 0 .25rem}
.card>:first-child{margin-top:0}
.tag{display:inline-block;font-size:.8rem;font-weight:400;color:var(--soft);border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;white-space:nowrap}
.facts>div{padding:.6rem 0;border-bottom:1px solid var(--line)}
.facts>div:first-child{padding-top:0}
.facts>div:last-child{border:0;padding-bottom:0}
.facts dt{margin:0}
.facts dd{white-space:normal}
figure{margin:.25rem 0}
blockquote{margin:0;padding:.4rem .75rem;border-left:3px solid var(--soft);background:var(--ground);overflow-wrap:anywhere;white-space:pre-wrap}
figcaption{color:var(--soft);font-size:.85rem;margin-top:.25rem}
details{background:var(--card);border:1px solid var(--line);border-radius:.4rem;margin:.75rem 0;padding:0 1rem}
details[open]{padding-bottom:1rem}
summary{cursor:pointer;font-weight:600;padding:.65rem 0}
fieldset{border:0;margin:0;padding:0}
legend{font-weight:600;padding:0;margin-bottom:.25rem}
.choice{display:flex;gap:.25rem;align-items:flex-start;font-weight:400;margin:0;padding:.6rem 0;border-bottom:1px solid var(--line)}
.choice input{flex:none;margin-top:.15rem}
.rows,.history{list-style:none;margin:.5rem 0;padding:0}
.rows li,.history li{padding:.5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
pre{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.75rem;overflow-x:auto;font-size:.9rem}
@media (min-width:48rem){.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem;align-items:start}
.narrow:has(.facts) :is(header>div,main){max-width:38rem}
.facts>div{display:grid;grid-template-columns:9rem 1fr;gap:0 1rem}}
footer{color:var(--soft);font-size:.85rem}
`;
