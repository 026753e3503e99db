import { BlockList, isIP } from 'node:net';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy that the environment names. */
export interface NamedProxy {
  /** Name of the variable, such as `HTTPS_PROXY`. */
  variable: string;
  /** May contain a user and a password: never show it. */
  url: URL;
}

/** Text that shows a proxy, without its user and password. */
export const shownProxy = ({ variable, url }: NamedProxy): string => `${variable} (${url.protocol}//${url.host})`;

/** Thrown if a variable of the proxy settings is not valid. */
export class BadProxy extends Error {
  override name = 'BadProxy';
}

/**
 * Lower case comes first, as in curl and Python. `ALL_PROXY` applies to a protocol without a variable of its own. An
 * `ALL_PROXY` of another kind, such as socks5://, is ignored, as the AWS CLI does.
 */
const VARIABLES = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
} as const;

/** Whether the environment names any proxy. */
export const namesProxy = (env: Environment): boolean =>
  Object.values(VARIABLES).some((names) => names.some((name) => isSet(name, env)));

function isSet(name: string, env: Environment): boolean {
  const isOfOtherKind = /^all_proxy$/i.test(name) && /^(?!https?:)[a-z0-9+.-]+:\/\//i.test(env[name] ?? '');
  return Boolean(env[name]) && !isOfOtherKind;
}

/**
 * Returns the proxy for requests to a host, or `undefined` for a direct connection. As in Go and curl, a loopback host
 * never has a proxy. `NO_PROXY` lists hosts (with their subdomains), addresses and address blocks (10.0.0.0/8), each
 * with or without a port, or `*`.
 * @throws {BadProxy} If the variable names no proxy over http or https.
 */
export function proxyFor(
  protocol: 'http:' | 'https:',
  host: string,
  port: number,
  env: Environment,
): NamedProxy | undefined {
  const variable = VARIABLES[protocol].find((name) => isSet(name, env));
  if (variable === undefined || isLoopback(host)) return undefined;
  const exempt = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[,\s]+/).filter((entry) => entry !== '');
  if (exempt.some((entry) => covers(entry, host, port))) return undefined;
  return { variable, url: readUrl(variable, env[variable] ?? '') };
}

function readUrl(variable: string, value: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The error does not show the value, because it may contain a password.
  if (url === undefined || url.hostname === '')
    throw new BadProxy(`${variable} is not a URL such as http://proxy.example:3128`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new BadProxy(`${variable} names a ${url.protocol}// proxy, but only http:// and https:// are supported`);
  }
  return url;
}

function isLoopback(host: string): boolean {
  const bare = unbracketed(host);
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    (isIP(bare) === 4 && bare.startsWith('127.'))
  );
}

function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const bare = unbracketed(host);
  if (entry.includes('/')) return inBlock(entry, bare);
  const [, name = '', its] = /^(\[.*\]|[^:]*|[^:]*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (its !== undefined && Number(its) !== port) return false;
  const wanted = unbracketed(name).replace(/^\*?\./, '');
  return wanted !== '' && (bare === wanted || (isIP(bare) === 0 && bare.endsWith(`.${wanted}`)));
}

function inBlock(block: string, address: string): boolean {
  const [base = '', bits = ''] = block.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(base) !== family || !/^\d{1,3}$/.test(bits)) return false;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  try {
    list.addSubnet(base, Number(bits), kind);
  } catch {
    return false; // More bits than an address has.
  }
  return list.check(address, kind);
}

const unbracketed = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();
