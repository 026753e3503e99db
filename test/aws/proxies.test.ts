import { describe, expect, test } from 'vitest';
import { BadProxy, proxyFor, shownProxy } from '../../src/aws/proxies.ts';

const HOST = 'ecs.us-east-1.amazonaws.com';
const P = 'http://proxy:3128';

describe('the proxy for a host', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['upper case', { HTTPS_PROXY: P }, 'HTTPS_PROXY (http://proxy:3128)'],
    ['lower case wins', { HTTPS_PROXY: 'http://other', https_proxy: P }, 'https_proxy (http://proxy:3128)'],
    ['for all', { ALL_PROXY: P }, 'ALL_PROXY (http://proxy:3128)'],
    ['its own before that for all', { all_proxy: 'http://other', HTTPS_PROXY: P }, 'HTTPS_PROXY (http://proxy:3128)'],
    ['without a scheme', { HTTPS_PROXY: 'proxy:3128' }, 'HTTPS_PROXY (http://proxy:3128)'],
    ['with TLS', { HTTPS_PROXY: 'https://proxy' }, 'HTTPS_PROXY (https://proxy)'],
    ['user and password are not shown', { HTTPS_PROXY: 'http://u:p@proxy:1' }, 'HTTPS_PROXY (http://proxy:1)'],
    ['an empty variable', { HTTPS_PROXY: '' }, undefined],
    ['of the other protocol', { HTTP_PROXY: P }, undefined],
    ['another kind, for all', { ALL_PROXY: 'socks5://proxy:1080' }, undefined],
  ])('%s', (_, env, shown) => {
    const proxy = proxyFor('https:', HOST, 443, env);
    expect(proxy && shownProxy(proxy)).toBe(shown);
  });

  test.each<[exempt: string, host: string, isProxied: boolean]>([
    ['*', HOST, false],
    ['amazonaws.com', HOST, false],
    ['.amazonaws.com', HOST, false],
    ['*.amazonaws.com', HOST, false],
    [' intern , .AmazonAWS.com', HOST, false],
    ['intern us-east-1.amazonaws.com', HOST, false],
    [`${HOST}:443`, HOST, false],
    [`${HOST}:8443`, HOST, true],
    ['naws.com', HOST, true],
    ['ecs.us-east-1.amazonaws.com.example', HOST, true],
    ['', HOST, true],
    [',', HOST, true],
    ['10.0.0.0/8', '10.1.2.3', false],
    ['10.0.0.0/8', '11.1.2.3', true],
    ['10.0.0.0/99', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.3', false],
    ['2.3', '10.1.2.3', true],
    ['fd00::/8', '[fd00::1]', false],
    ['[fd00::1]:443', '[fd00::1]', false],
    ['fd00::1', '[fd00::1]', false],
    ['', '127.0.0.1', false],
    ['', '127.1.2.3', false],
    ['', 'localhost', false],
    ['', '[::1]', false],
    ['', '127.0.0.1.example', true],
  ])('NO_PROXY=%s, %s', (exempt, host, isProxied) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(proxyFor('https:', host, 443, { HTTPS_PROXY: P, [name]: exempt }) !== undefined).toBe(isProxied);
    }
  });

  test.each(['socks5://u:hunter2@p', 'http://', 'ftp://p', 'http://u:hunter2@', 'http://a b'])(
    '%s is none',
    (value) => {
      const read = () => proxyFor('https:', HOST, 443, { HTTPS_PROXY: value });
      expect(read).toThrow(BadProxy);
      expect(read).toThrow(/^HTTPS_PROXY (?!.*hunter2)/);
    },
  );
});
