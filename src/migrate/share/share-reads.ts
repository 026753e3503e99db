import type { Clock } from '../../core/base/clock.ts';
import type { Answer } from '../../core/base/failure.ts';
import type { Aws, SharedCalls } from '../../core/ports.ts';

/** How long an answer about things that hardly change is used again. Milliseconds. */
const HOLDS_MS = 60_000;
/** The gate of a pipeline must be asked close to the launch. Milliseconds. */
const GATE_HOLDS_MS = 4_000;

/**
 * The same AWS ports, where an answer about a cluster, a service or a task definition serves all runs that ask within a
 * minute, and an answer about a pipeline those that ask within seconds. Equal requests at the same time are one call.
 * Failures serve only those who wait for them.
 */
export function shareReads(aws: Aws, clock: Clock): Aws {
  const { tasks, definitions, clusters, services, pipelines } = aws;
  const shared = <I extends unknown[], T>(call: (...input: I) => Promise<Answer<T>>, holdsMs = HOLDS_MS) =>
    remember(call, holdsMs, clock);
  const describe = shared(definitions.describe);
  const register = shared(definitions.register);
  const deregister = shared(definitions.deregister, Number.POSITIVE_INFINITY);
  const forget = () => {
    describe.forget();
    register.forget();
  };
  return {
    ...aws,
    tasks: {
      ...tasks,
      async run(request) {
        const answer = await tasks.run(request);
        // Somebody may have deregistered the revision.
        if (!answer.ok && answer.failure.kind === 'refused') forget();
        return answer;
      },
    },
    definitions: {
      ...definitions,
      describe: describe.call,
      register: register.call,
      deregister(arn) {
        forget();
        return deregister.call(arn);
      },
    },
    clusters: { ...clusters, describe: shared(clusters.describe).call },
    services: { ...services, describe: shared(services.describe).call },
    pipelines: {
      describe: shared(pipelines.describe).call,
      execution: shared(pipelines.execution, GATE_HOLDS_MS).call,
      actions: shared(pipelines.actions, GATE_HOLDS_MS).call,
    },
    registryLogin: shared(aws.registryLogin).call,
  };
}

function remember<I extends unknown[], T>(
  call: (...input: I) => Promise<Answer<T>>,
  holdsMs: number,
  clock: Clock,
): { call: (...input: I) => Promise<Answer<T>>; forget(): void } {
  const known = new Map<string, { at: number; answer: Promise<Answer<T>> }>();
  return {
    forget: () => known.clear(),
    call(...input) {
      const key = JSON.stringify(input);
      const before = known.get(key);
      if (before !== undefined && clock.now() - before.at < holdsMs) return before.answer;
      const entry = { at: clock.now(), answer: call(...input) };
      known.set(key, entry);
      void entry.answer.then(({ ok }) => {
        if (!ok && known.get(key) === entry) known.delete(key);
      });
      return entry.answer;
    },
  };
}

/** See `once` of {@link SharedCalls}. */
export function askOnce(clock: Clock): SharedCalls['once'] {
  const asks = new Map<string, { call: () => Promise<Answer<unknown>> }>();
  return <T>(key: string, ask: () => Promise<Answer<T>>) => {
    const known = asks.get(key) ?? remember<[], unknown>(ask, HOLDS_MS, clock);
    asks.set(key, known);
    return known.call() as Promise<Answer<T>>;
  };
}
