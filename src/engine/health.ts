import type { Clock } from '../core/base/clock.ts';
import type { ContainerRun } from './containers.ts';
import type { Container, Task } from './model.ts';

/** Interval of health checks during the start period, in milliseconds: Docker's default. */
const STARTING_MS = 5_000;

/**
 * Runs a container's health check until the container ends, as Docker does. The first check runs after one interval.
 * Failures in the start period do not count. After `retries` failures in a row the container is unhealthy. `changed` is
 * called at each change.
 */
export async function watchHealth(run: ContainerRun, clock: Clock, changed: () => void): Promise<void> {
  const { container, running, ended } = run;
  const {
    command = [],
    interval = 30,
    timeout = 5,
    retries = 3,
    startPeriod = 0,
  } = container.definition?.healthCheck ?? {};
  const words = wordsOf(command);
  if (words === undefined || running === undefined) return;
  const startsUntil = clock.now() + startPeriod * 1000;
  const starting = () => container.healthStatus === undefined && clock.now() < startsUntil;
  for (let failures = 0; ; ) {
    await clock.sleep(starting() ? Math.min(interval * 1000, STARTING_MS) : interval * 1000, ended.signal);
    if (ended.isOpen) return;
    const healthy = await checkOnce((signal) => running.check(words, signal), timeout * 1000, clock, ended.signal);
    if (ended.isOpen) return;
    failures = healthy ? 0 : failures + (starting() ? 0 : 1);
    const unhealthy = failures >= retries ? 'UNHEALTHY' : container.healthStatus;
    const next = healthy ? 'HEALTHY' : unhealthy;
    if (next === container.healthStatus) continue;
    container.healthStatus = next;
    if (healthy) run.healthy.open();
    changed();
  }
}

async function checkOnce(
  check: (signal: AbortSignal) => Promise<boolean>,
  timeoutMs: number,
  clock: Clock,
  ended: AbortSignal,
): Promise<boolean> {
  const timeout = new AbortController();
  const finished = new AbortController();
  void clock.sleep(timeoutMs, AbortSignal.any([finished.signal, ended])).then(() => timeout.abort());
  const healthy = await check(timeout.signal).catch(() => false);
  finished.abort();
  return healthy;
}

function wordsOf([form, ...rest]: readonly string[]): readonly string[] | undefined {
  if (form === undefined || form === 'NONE') return undefined;
  return form === 'CMD' ? rest : ['/bin/sh', '-c', rest.join(' ')];
}

/** The health of a task is that of its essential containers with a health check. */
export function taskHealth({ containers }: Task): NonNullable<Container['healthStatus']> | 'UNKNOWN' {
  const checked = containers.filter(
    (container) => container.definition?.essential && container.definition.healthCheck !== undefined,
  );
  if (checked.some((container) => container.healthStatus === 'UNHEALTHY')) return 'UNHEALTHY';
  return checked.length > 0 && checked.every((container) => container.healthStatus === 'HEALTHY')
    ? 'HEALTHY'
    : 'UNKNOWN';
}
