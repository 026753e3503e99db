/** Lines of the demo that differ from run to run, or that only repeat what others say. */
const LEFT_OUT = [
  /^A pipeline migrates/,
  /^ecs-migrate: (containers run|running|log of|time:|task:|[A-Z]+:)/,
  /^> (Migrating|- )/,
  /^ {2,4}(at |[a-z]+[A-Za-z]*: |customers|orders|pgmigrations)/,
  /^(The schema now|\}|;|Error executing|-- Up|CREATE TABLE|INSERT INTO)/,
  /^exit code/,
  /^(Now yours| {2}np[mx] )/,
];

const COLUMNS = 104;
const LINE = 20;
const LEFT = 20;
const TOP = 52;
/** Seconds between two lines of the animation. */
const PACE = 0.35;

/** How a line is drawn: the first rule that matches. */
const LOOKS: readonly (readonly [pattern: RegExp, look: string])[] = [
  [/^===|^Release 1 was/, 'heading'],
  [/^\$ /, 'command'],
  [/^\[Deploy\] not|^ecs-migrate: (failed|cause:|next:)/, 'bad'],
  [/^\[Deploy\] reached|^ecs-migrate: (succeeded|done:)/, 'good'],
  [/^\[/, 'stage'],
  [/^ecs-migrate:/, 'ours'],
  [/^(error|Error)/, 'bad'],
];

/** A picture of a terminal in which the demo has run, from what the demo printed. The same text makes the same picture. */
export function drawSession(printed: string): string {
  const lines = selectLines(printed).flatMap((line) => wrap(line).map((text) => ({ text, look: lookOf(line) })));
  const height = TOP + lines.length * LINE + LEFT;
  const width = COLUMNS * 8.43 + 2 * LEFT;
  const drawn = lines.map(
    ({ text, look }, index) =>
      `<text class="${look}" x="${LEFT}" y="${TOP + (index + 1) * LINE}" style="animation-delay:${(index * PACE).toFixed(2)}s">${escapeText(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.round(width)} ${height}" role="img" aria-label="${escapeText(ABOUT)}">
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d0d7de; white-space: pre; opacity: 1; animation: appear 0.2s both; }
.heading { font-weight: bold; fill: #ffffff; }
.stage { font-weight: bold; fill: #a5d6ff; }
.command { fill: #79c0ff; }
.ours { fill: #9da7b3; }
.good { fill: #56d364; }
.bad { fill: #ff7b72; }
@keyframes appear { from { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { text { animation: none; } }
</style>
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<circle cx="24" cy="24" r="6" fill="#ff5f57"/><circle cx="44" cy="24" r="6" fill="#febc2e"/><circle cx="64" cy="24" r="6" fill="#28c840"/>
${drawn.join('\n')}
</svg>
`;
}

const ABOUT = 'The demo: release 1 is migrated and deployed; the migration of release 2 fails, and it is not deployed';

function selectLines(printed: string): string[] {
  const kept = printed
    .split('\n')
    .filter((line) => !LEFT_OUT.some((pattern) => pattern.test(line)))
    .map((line) => line.replace(/task\/default\/[0-9a-f]{32}/, 'task/default/0123456789abcdef0123456789abcdef'))
    // The error stands a second time where node-pg-migrate prints it as an object.
    .filter((line, index, all) => !line.startsWith('error:') || all.indexOf(line) === index);
  return kept.filter((line, index) => line !== '' || (kept[index - 1] ?? '') !== '');
}

/** Breaks a line at spaces, so that it fits. */
function wrap(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const space = line.lastIndexOf(' ', COLUMNS);
  const end = space > 0 ? space : COLUMNS;
  return [line.slice(0, end), ...wrap(`  ${line.slice(end).trimStart()}`)];
}

function lookOf(line: string): string {
  return LOOKS.find(([pattern]) => pattern.test(line))?.[1] ?? 'log';
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
