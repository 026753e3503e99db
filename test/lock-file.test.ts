import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const locked: Record<string, LockedPackage> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

/** Node looks for a package in each node_modules folder from the one that asks for it upwards. */
function placesOf(dependency: string, path: string): string[] {
  const parent = path.lastIndexOf('node_modules/');
  const here = `${path === '' ? '' : `${path}/`}node_modules/${dependency}`;
  return parent === -1 ? [here] : [here, ...placesOf(dependency, path.slice(0, parent).replace(/\/$/, ''))];
}

test('the lock file holds the optional packages of every platform, so that npm ci takes it anywhere', () => {
  const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !placesOf(name, path).some((place) => place in locked)),
  );
  expect(missing).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(Object.keys(locked).filter((path) => locked[path]?.resolved !== undefined)).toEqual([]);
});
