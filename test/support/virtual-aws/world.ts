import { createHash } from 'node:crypto';
import { type ClockLead, leadByDate } from '../../../src/core/base/clock-lead.ts';
import type { Answer } from '../../../src/core/base/failure.ts';
import type { ClusterFacts } from '../../../src/core/ecs/cluster.ts';
import type { TaskDefinition } from '../../../src/core/ecs/task-definition.ts';
import type { RunContext } from '../../../src/core/ports.ts';
import type { Resolved } from '../../../src/core/settings/source.ts';
import { shareCalls } from '../../../src/migrate/share/share-calls.ts';
import type { SimulatedDeployments } from './deployments.ts';
import { CLUSTER, DEFINITION_ARN, FAMILY } from './ecs.ts';
import { failureOf, isPerformed } from './failures.ts';
import { LOG_GROUP, STREAM_PREFIX } from './logs.ts';
import type { ProcessRecord, Surroundings } from './process-record.ts';
import { seeded } from './randomness.ts';
import { type Operation, type ProcessPlan, type Scenario, SECRET } from './scenario.ts';
import { MIGRATE, sidecarName } from './timeline.ts';
import { shorten } from './trace.ts';

const SLOW_MS = 8_000;

/** The machine that runs migrations, while it lives. */
export interface Machine {
  isAlive(): boolean;
  /** Called after each call is made. The machine can die at that moment. */
  onCall(operation: Operation, count: number): void;
}

/**
 * The ports of a process: to AWS, to its clock and to the receiver of its events. They stop responding when the machine
 * dies.
 */
export function createWorldOf(
  record: ProcessRecord,
  around: Surroundings,
): (machine: Machine, interrupt: AbortSignal) => RunContext {
  const { plan, index } = record;
  const { scenario, clock, ecs, logs, trace } = around;
  const randomness = seeded(scenario.seed + index * 7919);
  const latencies = seeded(scenario.seed ^ (index + 1));
  const beganAt = clock.now;
  const { aheadMs, driftPpm } = plan.clock;
  /** The time according to the machine. */
  const ownTime = () => clock.now + aheadMs + ((clock.now - beganAt) * driftPpm) / 1e6;

  const moment = () => ({ now: clock.now, launchedAt: ecs.launched[0]?.timeline.createdAt ?? 0 });
  const sinceLaunchMs = () => clock.now - (moment().launchedAt || Number.POSITIVE_INFINITY);

  return ({ isAlive, onCall }, interrupt) => {
    function call<T>(operation: Operation, perform: () => Answer<T>, what: string): Promise<Answer<T>> {
      if (!isAlive()) return NEVER;
      const count = (record.calls[operation] ?? 0) + 1;
      record.calls[operation] = count;
      around.story.onCall?.(operation, moment());
      const told = around.story.failureOf?.(operation, sinceLaunchMs());
      const fault = told ? undefined : around.faultOf(operation, index, clock.now);
      const performed = told === undefined && isPerformed(fault) ? perform() : undefined;
      const failure = told ?? (fault && failureOf(fault, operation));
      const answer: Answer<T> | undefined = failure ? { ok: false, failure } : performed;
      if (trace) trace(index, `${operation} ${what} → ${fault ?? ''} ${answer?.ok ? shorten(answer.value) : ''}`);
      onCall(operation, count);
      const delay = scenario.latencyMs * (0.5 + latencies.next()) + (fault === 'slow' ? SLOW_MS : 0);
      return new Promise((resolve) => {
        const settle = () => isAlive() && answer && resolve(answer);
        if (delay === 0) settle();
        else clock.at(clock.now + delay, settle);
      });
    }

    function played(): SimulatedDeployments {
      if (around.deployments === undefined) throw new Error('no deployments');
      return around.deployments;
    }

    /** `says` receives the number of the call. */
    function askPipeline<T>(operation: Operation, says: ((call: number) => T) | undefined): Promise<Answer<T>> {
      if (says === undefined) throw new Error(`unexpected ${operation}`);
      return call(operation, () => ({ ok: true, value: says(record.calls[operation] ?? 0) }), '');
    }

    /** Adds what the response header `Date` shows about the clock of the process. */
    async function dated<T extends object>(
      ask: (date: (perform: () => Answer<T>) => () => Answer<T>) => Promise<Answer<T>>,
    ): Promise<Answer<T & { lead?: ClockLead }>> {
      const askedAt = ownTime();
      let at = 0;
      const answer = await ask((perform) => () => {
        at = Math.floor(clock.now / 1_000) * 1_000;
        return perform();
      });
      if (!answer.ok || !scenario.dated) return answer;
      return { ok: true, value: { ...answer.value, lead: leadByDate(at, askedAt, ownTime()) } };
    }

    const own: RunContext = {
      region: 'eu-west-1',
      isAmazon: () => true,
      mask: (text) => text,
      tasks: {
        run: (request) => call('RunTask', () => ecs.run(request, index), request.clientToken.slice(0, 6)),
        describe: (_, arns) =>
          dated((date) =>
            call(
              'DescribeTasks',
              date(() => ecs.describe(arns)),
              `${arns.map(tailOf)}`,
            ),
          ),
        list: (_, filter, page) => call('ListTasks', () => ecs.list(filter, page), JSON.stringify(filter)),
        stop: (_, arn, reason) => call('StopTask', () => ecs.stop(arn, reason), tailOf(arn)),
      },
      definitions: {
        describe: () => call('DescribeTaskDefinition', () => ({ ok: true, value: definitionOf(scenario) }), ''),
        register: () => call('RegisterTaskDefinition', () => ({ ok: true, value: definitionOf(scenario) }), ''),
        deregister: () => Promise.reject(new Error('unexpected')),
        preview: () => ({ ...definitionOf(scenario), fingerprint: 'changed' }),
        copy: () => ({ family: FAMILY, containerDefinitions: [] }),
      },
      registryLogin: () => Promise.reject(new Error('nothing is pushed here')),
      clusters: {
        describe: () => call('DescribeClusters', () => ({ ok: true, value: THE_CLUSTER }), ''),
        list: () => Promise.resolve({ ok: true, value: [CLUSTER] }),
      },
      services: {
        describe: () => Promise.reject(new Error('no services')),
        list: () => Promise.reject(new Error('no services')),
      },
      deployed: {
        serviceRevision: () => Promise.reject(new Error('no deployments')),
        containers: () => Promise.reject(new Error('no deployments')),
        digest: () => Promise.reject(new Error('no deployments')),
      },
      serviceDeployments: {
        list: (_, __, statuses) => call('ListServiceDeployments', () => played().list(statuses), ''),
        describe: (arns) =>
          dated((date) =>
            call(
              'DescribeServiceDeployments',
              date(() => played().describe(arns)),
              `${arns.map(tailOf)}`,
            ),
          ),
        continue: (deployment, hook, action) =>
          call('ContinueServiceDeployment', () => played().continue(deployment, hook, action), `${hook} ${action}`),
      },
      session: async () => undefined,
      pipelines: {
        describe: () => Promise.reject(new Error('no pipelines')),
        execution: () => askPipeline('GetPipelineExecution', around.story.execution),
        actions: () => askPipeline('ListActionExecutions', around.story.actions),
      },
      logs: {
        read: (stream, cursor, since = 0) =>
          call('GetLogEvents', () => logs.read(stream, cursor, since), cursor ?? `from ${since}`),
        readMany: (of, next) =>
          call(
            'FilterLogEvents',
            () => logs.readMany(of, next),
            `${of.streams.length} streams, ${next ?? 'first page'}`,
          ),
      },
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      ...(scenario.remembers && plan.turns === null ? { attempts: around.attempts } : {}),
      build: around.story.build ?? {
        build: `build-${plan.build}`,
        ...(plan.execution === null ? {} : { execution: `ex-${plan.execution}` }),
      },
      clock: {
        now: ownTime,
        sleep: (ms, aborted) =>
          new Promise((resolve) => {
            if (aborted?.aborted) return resolve();
            const done = () => {
              aborted?.removeEventListener('abort', done);
              if (isAlive()) resolve();
            };
            clock.at(clock.now + ms, done);
            aborted?.addEventListener('abort', done, { once: true });
          }),
      },
      random: randomness,
      emit: async (event) => {
        if (!isAlive()) return NEVER;
        around.story.onEvent?.(event, moment());
        if (event.type !== 'log') {
          record.events.push(event);
          if (trace && ['status', 'warning', 'launched'].includes(event.type)) trace(index, shorten(event));
          return;
        }
        const { stream, timestamp, message } = event;
        const lines = record.lines.get(stream) ?? [];
        if (lines.length === 0) record.lines.set(stream, lines);
        lines.push({ timestamp, message });
        trace?.(index, `log ${event.container}: ${message}`);
      },
      interrupt,
    };
    return plan.shared ? { ...own, ...shareCalls(own, own).join(NEVER_LIVE) } : own;
  };
}

const NEVER_LIVE = new AbortController().signal;

/** A killed process waits forever. All share one promise, so that it costs nothing. */
export const NEVER = new Promise<never>(() => {});

const THE_CLUSTER: ClusterFacts = {
  arn: CLUSTER,
  name: CLUSTER,
  status: 'ACTIVE',
  defaultStrategy: [],
  capacityProviders: [],
  tags: {},
};

export function resolvedOf({ settings, otherCommand, tenant }: ProcessPlan, { definition }: Scenario): Resolved {
  return {
    settings: {
      cluster: CLUSTER,
      taskDefinition: FAMILY,
      container: MIGRATE,
      env: { DB_PASSWORD: SECRET, TENANT: `${tenant}` },
      startTimeout: 10 * 60_000,
      waitTimeout: 30 * 60_000,
      logQuiet: 5_000,
      onTimeout: 'stop',
      onInterrupt: 'stop',
      ...settings,
      ...(otherCommand ? { command: ['migrate', 'check'] } : {}),
      ...(definition.lock ? { lock: 'db' } : {}),
    },
    origins: {},
  };
}

function definitionOf({ definition }: Scenario): TaskDefinition {
  const prefix = definition.streamPrefix ? { 'awslogs-stream-prefix': STREAM_PREFIX } : {};
  const log = { driver: 'awslogs', options: { 'awslogs-group': LOG_GROUP, ...prefix } };
  const migrate = {
    name: MIGRATE,
    image: 'app',
    essential: definition.essential,
    command: ['migrate', 'up'],
    environment: [],
    secrets: [],
    log,
  };
  const sidecars = definition.sidecars.map(({ essential, listedFirst, afterMigrate }, index) => ({
    name: sidecarName(index),
    image: 'side',
    essential,
    listedFirst,
    environment: [],
    secrets: [],
    log,
    ...(afterMigrate ? { dependsOn: [{ container: MIGRATE, condition: 'SUCCESS' }] } : {}),
  }));
  const [first, last] = [sidecars.filter((one) => one.listedFirst), sidecars.filter((one) => !one.listedFirst)];
  return {
    arn: DEFINITION_ARN,
    family: FAMILY,
    revision: 7,
    status: 'ACTIVE',
    requiresCompatibilities: [],
    hasExecutionRole: true,
    tags: {},
    containers: [...first, migrate, ...last],
    fingerprint: '',
  };
}

function tailOf(arn: string): string {
  return arn.slice(-6);
}
