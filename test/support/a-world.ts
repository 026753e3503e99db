import type { RunContext } from '../../src/core/ports.ts';
import { NOON } from './a-task.ts';

/** A port with only some calls expected. Any other call is an error that names it. */
export function onlyWith<Port extends object>(name: string, calls: Partial<Port>): Port {
  return new Proxy(calls as Port, {
    get(target, key) {
      const call = Reflect.get(target, key);
      if (call === undefined) throw new Error(`nobody expected a call of ${name}.${String(key)}`);
      return call;
    },
  });
}

/** Everything that a run can touch. Only the given parts are expected to be touched. */
export function aWorld(expected: Partial<RunContext>): RunContext {
  return {
    region: 'eu-west-1',
    isAmazon: () => false,
    tasks: onlyWith('tasks', {}),
    definitions: onlyWith('definitions', {}),
    clusters: onlyWith('clusters', {}),
    services: onlyWith('services', {}),
    logs: onlyWith('logs', {}),
    pipelines: onlyWith('pipelines', {}),
    deployed: onlyWith('deployed', {}),
    serviceDeployments: onlyWith('serviceDeployments', {}),
    registryLogin: () => Promise.reject(new Error('nobody expected a login')),
    session: () => Promise.reject(new Error('nobody expected to be asked for the session')),
    digest: (text) => text,
    build: {},
    clock: { now: () => NOON, sleep: async () => {} },
    random: { next: () => 0.5, uuid: () => 'u' },
    emit: async () => {},
    mask: (text) => text,
    interrupt: new AbortController().signal,
    ...expected,
  };
}
