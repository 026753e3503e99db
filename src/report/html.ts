import { showSetting } from '../core/settings/show-setting.ts';
import { collectRemarks, factsOf, isSuccess, subjectOf } from './describe.ts';
import { createElement, type Markup } from './markup.ts';
import type { Report } from './report.ts';

const STYLE = [
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}',
  'h1{font-size:1.4rem;border-left:.4rem solid #cf222e;padding-left:.8rem}h1.well{border-color:#1a7f37}',
  'th{text-align:left;font-weight:normal;color:#59636e;padding-right:2rem;vertical-align:top}td{overflow-wrap:anywhere}',
  'pre{background:#f6f8fa;padding:1rem;overflow:auto}footer{color:#59636e;font-size:.85rem}',
  '@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}pre{background:#161b22}}',
].join('');

/** One small page that loads nothing and runs nothing. */
export function renderHtml(report: Report): string {
  const well = isSuccess(report);
  const title = `${subjectOf(report)}: ${report.outcome} (exit code ${report.exitCode})`;
  const { settings, lastLines, tool } = report;
  const remarks = collectRemarks(report);
  const body = createElement(
    'body',
    {},
    createElement('h1', { class: well ? 'well' : 'ill' }, title),
    createElement('p', {}, createElement('strong', {}, well ? 'Done: ' : 'Cause: '), report.cause),
    ...(report.next === '' ? [] : [createElement('p', {}, createElement('strong', {}, 'Next: '), report.next)]),
    table(factsOf(report)),
    ...section('Remarks', remarks.length > 0, () =>
      createElement('ul', {}, ...remarks.map(([label, text]) => createElement('li', {}, `${label}: ${text}`))),
    ),
    ...section('The container’s last lines', lastLines.length > 0, () =>
      createElement('pre', {}, lastLines.join('\n')),
    ),
    ...section('Settings', Object.keys(settings).length > 0, () =>
      table(
        Object.entries(settings).map(([key, { value, origin }]) => [key, `${showSetting(key, value)} (${origin})`]),
      ),
    ),
    createElement('footer', {}, `${tool.name} ${tool.version}`),
  );
  // Even a mistake in the escaping could not make the page run or load anything.
  const policy =
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">';
  const head = `<meta charset="utf-8">${policy}<meta name="viewport" content="width=device-width">`;
  const named = createElement('title', {}, title).markup;
  return `<!doctype html>\n<html lang="en"><head>${head}${named}<style>${STYLE}</style></head>\n${body.markup}</html>\n`;
}

function section(title: string, isThere: boolean, content: () => Markup): Markup[] {
  return isThere ? [createElement('h2', {}, title), content()] : [];
}

function table(rows: readonly (readonly [string, string])[]): Markup {
  return createElement(
    'table',
    {},
    ...rows.map(([name, value]) =>
      createElement('tr', {}, createElement('th', { scope: 'row' }, name), createElement('td', {}, value)),
    ),
  );
}
