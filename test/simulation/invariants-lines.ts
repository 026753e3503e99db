import type { Invariant } from './invariants.ts';
import type { ProcessRecord } from './process.ts';
import { SECRET } from './scenario.ts';

export const everyLineOnce: Invariant = ({ processes, logs }) => {
  for (const process of processes) {
    const streams = new Set([...process.lines.keys(), ...followed(process)]);
    for (const stream of streams) {
      const emitted = process.lines.get(stream) ?? [];
      const written = logs.linesOf(stream)?.all ?? [];
      const wrong = emitted.findIndex((line, index) => {
        return line.message !== written[index]?.message || line.timestamp !== written[index]?.timestamp;
      });
      if (wrong >= 0) return `p${process.index}: line ${wrong} of ${stream} is not what was written there`;
      if (emitted.length < written.length && promisesAll(process)) {
        return `p${process.index}: ${emitted.length} of ${written.length} lines of ${stream}`;
      }
    }
  }
  return undefined;
};

/** The streams of the task that the process ended with, as it announced them. */
function followed({ ran }: ProcessRecord): string[] {
  const ref = ran?.ref;
  if (ref === undefined) return [];
  const id = ref.taskArn.slice(ref.taskArn.lastIndexOf('/') + 1);
  return ref.logs.map(({ stream, container }) => stream ?? `${id}-${container}`);
}

/** A verdict, and nothing said about lines that may be missing. */
function promisesAll({ ran, events }: ProcessRecord): boolean {
  const ending = ran?.ending;
  if (ending?.kind !== 'verdict' || ending.verdict.kind === 'forgotten') return false;
  const said = (code: string) => ['log-incomplete', 'log-unavailable'].includes(code);
  return !events.some((event) => event.type === 'warning' && said(event.code));
}

export const noSecret: Invariant = ({ processes }) => {
  for (const { index, events, outcome } of processes) {
    const told = events.find((event) => event.type === 'warning' && event.text.includes(SECRET));
    if (told !== undefined) return `p${index}: ${JSON.stringify(told)}`;
    const said = `${outcome?.cause} ${outcome?.next}`;
    if (said.includes(SECRET)) return `p${index}: ${said}`;
    const other = events.some((event) => event.type !== 'warning' && JSON.stringify(event).includes(SECRET));
    if (other) return `p${index}: an event`;
  }
  return undefined;
};
