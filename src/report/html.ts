import { showSetting } from '../core/settings/show-setting.ts';
import { factsOf, remarksOf, subjectOf, wentWell } from './describe.ts';
import { element, type Markup } from './markup.ts';
import type { Report } from './report.ts';

const STYLE = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}',
  'h1{font-size:1.4rem;border-left:.4rem solid #cf222e;padding-left:.8rem}h1.well{border-color:#1a7f37}',
  'th{text-align:left;font-weight:normal;color:#59636e;padding-right:2rem;vertical-align:top}td{overflow-wrap:anywhere}',
  'pre{background:#f6f8fa;padding:1rem;overflow:auto}footer{color:#59636e;font-size:.85rem}',
  '@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}}',
].join('');

/** One small page that needs nothing else and runs nothing. */
export function renderHtml(report: Report): string {
  const well = wentWell(report);
  const title = `${subjectOf(report)}: ${report.outcome} (exit code ${report.exitCode})`;
  const { settings, lastLines, tool } = report;
  const remarks = remarksOf(report);
  const body = element(
    'body',
    {},
    element('h1', { class: well ? 'well' : 'ill' }, title),
    element('p', {}, element('strong', {}, well ? 'Done: ' : 'Cause: '), report.cause),
    ...(report.next === '' ? [] : [element('p', {}, element('strong', {}, 'Next: '), report.next)]),
    table(factsOf(report)),
    ...section('Remarks', remarks.length > 0, () =>
      element('ul', {}, ...remarks.map(([label, text]) => element('li', {}, `${label}: ${text}`))),
    ),
    ...section('The container’s last lines', lastLines.length > 0, () => element('pre', {}, lastLines.join('\n'))),
    ...section('Settings', Object.keys(settings).length > 0, () =>
      table(
        Object.entries(settings).map(([key, { value, origin }]) => [key, `${showSetting(key, value)} (${origin})`]),
      ),
    ),
    element('footer', {}, `${tool.name} ${tool.version}`),
  );
  // Not even a mistake in the escaping could make it run or load anything.
  const policy =
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">';
  const head = `<meta charset="utf-8">${policy}<meta name="viewport" content="width=device-width">`;
  const named = element('title', {}, title).markup;
  return `<!doctype html>\n<html lang="en"><head>${head}${named}<style>${STYLE}</style></head>\n${body.markup}</html>\n`;
}

function section(title: string, isThere: boolean, content: () => Markup): Markup[] {
  return isThere ? [element('h2', {}, title), content()] : [];
}

function table(rows: readonly (readonly [string, string])[]): Markup {
  return element(
    'table',
    {},
    ...rows.map(([name, value]) => element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value))),
  );
}
