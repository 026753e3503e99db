import type { TaskState } from '../../../src/core/ecs/task.ts';
import { A_FATE, A_PROCESS, A_SCENARIO, type Scenario } from './scenario.ts';

/** The differences of a scenario from a calm one, in one line. */
export function brief(scenario: Scenario): string {
  const { fates, processes, definition, logs, ...rest } = scenario;
  const differences = {
    ...unlike(rest, A_SCENARIO),
    definition: unlike(definition, A_SCENARIO.definition),
    logs: unlike(logs, A_SCENARIO.logs),
    fates: fates.map((fate) => unlike({ ...fate, lines: unlike(fate.lines, A_FATE.lines) }, A_FATE)),
    processes: processes.map((process) => unlike(process, A_PROCESS)),
  };
  return JSON.stringify(differences);
}

function unlike(value: object, calm: object): Record<string, unknown> {
  const usual = new Map(Object.entries(calm).map(([key, member]) => [key, JSON.stringify(member)]));
  return Object.fromEntries(Object.entries(value).filter(([key, member]) => usual.get(key) !== JSON.stringify(member)));
}

const SHOWN_CHARACTERS = 240;

/** A response or an event as one short line. */
export function shorten(value: unknown): string {
  const text = JSON.stringify(value, (_, member) => (isTask(member) ? briefTask(member) : member)) ?? '';
  return text.replaceAll(/arn:aws:ecs:[^"\s]*?task\/sim\/\w*(?=\w{6}\b)/g, '').slice(0, SHOWN_CHARACTERS);
}

function isTask(value: unknown): value is TaskState {
  return typeof value === 'object' && value !== null && 'taskArn' in value && 'lastStatus' in value;
}

function briefTask({ taskArn, lastStatus, desiredStatus, startedAt, stopCode, containers }: TaskState): string {
  const started = startedAt === undefined ? 'not started' : 'started';
  const shown = containers.map(({ name, lastStatus, exitCode }) => `${name} ${lastStatus} ${exitCode ?? ''}`);
  return `${taskArn.slice(-6)} ${lastStatus}, desired ${desiredStatus}, ${started}, ${stopCode ?? ''} [${shown}]`;
}
