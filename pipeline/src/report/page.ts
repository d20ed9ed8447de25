import { Html, html } from './html.js';

/**
 * A page that opens without a server: no scripts, nothing fetched, light or dark as the reader's system is.
 * @param sections from the page's first to its last
 */
export function page(title: string, sections: readonly Html[]): string {
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${sections}
</main>
</body>
</html>`}\n`;
}

const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1d2126; --faint: #667080; --rule: #dfe2e6; --raised: #f4f5f6;
  --tone-1: #2c6bd6; --tone-2: #d6762c; --tone-3: #c43c4f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e6e9ed; --faint: #98a2b0; --rule: #30363d; --raised: #1d2126;
    --tone-1: #79a8f5; --tone-2: #f0a35e; --tone-3: #f0788a;
  }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; margin: 3rem 0 0.5rem; }
h3 { font-size: 1.05rem; margin: 2.25rem 0 0.5rem; }
p { max-width: 44rem; margin: 0.5rem 0; }
.lead { font-size: 1.1rem; }
small, caption small, .tick, .label { color: var(--faint); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0; }
.figures div { background: var(--raised); border-radius: 0.5rem; padding: 0.75rem 1rem; }
.figures dt { color: var(--faint); font-size: 0.85rem; }
.figures dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
.chart { margin: 1rem 0; max-width: 44rem; }
.chart .title { margin: 0 0 0.25rem; font-size: 0.9rem; color: var(--faint); }
.chart svg { width: 100%; height: auto; display: block; }
.chart text { font-size: 12px; fill: var(--faint); font-variant-numeric: tabular-nums; }
.pair .chart text { font-size: 14px; }
.chart figcaption { color: var(--faint); font-size: 0.85rem; padding-left: 3.5rem; }
.grid { stroke: var(--rule); } .axis { stroke: var(--faint); }
.line { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke: currentColor; }
.area { fill: currentColor; fill-opacity: 0.35; stroke: currentColor; }
.bar { fill: currentColor; }
.tone-1 { color: var(--tone-1); } .tone-2 { color: var(--tone-2); } .tone-3 { color: var(--tone-3); }
.key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; background: currentColor; margin: 0 0.4em 0 0.8em; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; padding-bottom: 0.35rem; }
th { font-weight: normal; color: var(--faint); text-align: left; padding: 0.25rem 1rem 0.25rem 0; font-size: 0.9rem; }
.examples { display: block; overflow-x: auto; } .abreast caption { white-space: nowrap; }
.numbers td, .numbers th { border-bottom: 1px solid var(--rule); padding: 0.35rem 2rem 0.35rem 0; }
.numbers td:last-child { font-variant-numeric: tabular-nums; }
.numbers td.own { font-weight: 600; } .wide { overflow-x: auto; }
ul.lead { padding-left: 1.2rem; max-width: 44rem; } ul.lead li { margin: 0.35rem 0; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  .chart text, .pair .chart text { font-size: 17px; }
  .stacked tr, .stacked th, .stacked td { display: block; padding-right: 0; }
  .chart figcaption { padding-left: 0; }
  .numbers td, .numbers th { padding-right: 0.75rem; font-size: 0.85rem; }
}
.pixels { image-rendering: pixelated; display: block; max-width: 100%; height: auto; }
`;
