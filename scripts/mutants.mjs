// npm run mutants [-- FILE...]: changes each decision in the core, one at a time, and checks that a test notices it. A
// change that no test notices must be on the list of survivors, with the reason why this is correct.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const CONFIGURATION = 'test/mutants/stryker.json';
const SURVIVORS = 'test/mutants/survivors.json';

const { fileName } = JSON.parse(readFileSync(CONFIGURATION, 'utf8')).jsonReporter;
const reasons = JSON.parse(readFileSync(SURVIVORS, 'utf8'));
const listed = new Map(Object.entries(reasons).flatMap(([reason, lines]) => lines.map((line) => [line, reason])));

const files = process.argv.slice(2);
const only = files.length === 0 ? [] : ['--mutate', files.join(',')];
rmSync(fileName, { force: true });
const program = 'node_modules/@stryker-mutator/core/bin/stryker.js';
const { status } = spawnSync(process.execPath, [program, 'run', CONFIGURATION, ...only], { stdio: 'inherit' });
if (status !== 0) process.exit(1);

const mutants = Object.entries(JSON.parse(readFileSync(fileName, 'utf8')).files).flatMap(
  ([file, { source, mutants }]) => mutants.map((mutant) => ({ ...mutant, line: describe(file, source, mutant) })),
);
const are = (...states) => mutants.filter(({ status: state }) => states.includes(state));
const survivors = are('Survived', 'NoCoverage');
const strangers = survivors.filter(({ line }) => !listed.has(line));
const living = new Set(survivors.map(({ line }) => line));
const tried = new Set(mutants.map(({ line }) => line));
const left = [...listed.keys()].filter((line) => (files.length === 0 || tried.has(line)) && !living.has(line));

const counted = `${mutants.length - are('Ignored').length} mutants: ${are('Killed').length} killed`;
console.log(`${counted}, ${are('Timeout').length} never came to an end, ${survivors.length} survived`);
for (const [reason, lines] of Object.entries(reasons)) {
  console.log(`${String(lines.filter((line) => living.has(line)).length).padStart(5)}  ${reason}`);
}
for (const line of left) console.log(`does not survive any more, and can leave ${SURVIVORS}: ${line}`);
for (const { line } of strangers) console.error(`survives, and is not in ${SURVIVORS}: ${line}`);
const others = are('RuntimeError', 'CompileError', 'Pending');
for (const { line } of others) console.error(`was not tried: ${line}`);
if (strangers.length + others.length > 0) process.exitCode = 1;

/** Describes a mutant by its effect, because line numbers change. */
function describe(file, source, { location: { start, end }, mutatorName, replacement }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const from = lines[0].slice(start.column - 1);
  const says = lines.length === 1 ? from.slice(0, end.column - start.column) : `${from} …`;
  const short = (text) => text.replace(/\s+/g, ' ').slice(0, 120);
  return `${file}: ${lines[0].trim()} | ${mutatorName}: ${short(says)} => ${short(replacement ?? '')}`;
}
