import type { Logs } from '../core/ports.ts';
import type { Clients } from './clients.ts';

/** The Logs port. Its client is loaded with the first call, so that commands without logs start faster. */
export function lazyLogs(clients: Clients): Logs {
  let loading: Promise<Logs> | undefined;
  const loaded = () => {
    loading ??= import('./logs.ts').then(({ logsPort }) => logsPort(clients));
    return loading;
  };
  return {
    read: async (...input) => (await loaded()).read(...input),
    readMany: async (...input) => (await loaded()).readMany(...input),
  };
}
