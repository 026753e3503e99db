import type { Pipelines } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** The Pipelines port. Its client is loaded with the first call, because most runs make none. */
export function lazyPipelines(clients: Clients): Pipelines {
  let loading: Promise<Pipelines> | undefined;
  const loaded = () => {
    loading ??= import('./pipeline.ts').then(({ pipelinesPort }) => pipelinesPort(clients));
    return loading;
  };
  return {
    describe: async (...input) => (await loaded()).describe(...input),
    execution: async (...input) => (await loaded()).execution(...input),
    actions: async (...input) => (await loaded()).actions(...input),
  };
}
