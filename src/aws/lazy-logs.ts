import type { Logs } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** The port whose client is loaded with the first call: a run has launched by then, and a plan makes none. */
export function lazyLogs(clients: Clients): Logs {
  let loading: Promise<Logs> | undefined;
  const loaded = () => {
    loading ??= import('./logs.ts').then(({ logsPort }) => logsPort(clients));
    return loading;
  };
  return { read: async (...input) => (await loaded()).read(...input) };
}
