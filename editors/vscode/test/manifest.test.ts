/** The manifest holds what the code and the server know by name. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly default: unknown }> };
  };
}

function text(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf-8');
}

const manifest = JSON.parse(text('package.json')) as Manifest;
const properties = manifest.contributes.configuration.properties;

function camel(option: string): string {
  return option.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The words of a tuple of strings in Python. */
function tuple(source: string, name: string): string[] {
  const inside = new RegExp(`^${name} = \\(([^)]*)\\)`, 'm').exec(source)?.[1] ?? '';
  return [...inside.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
}

describe('the settings', () => {
  const passedOn = tuple(text('../../tapelint/editor/settings.py'), 'PASSED_ON');

  test('the server has some', () => {
    assert.ok(passedOn.includes('select'));
  });

  for (const option of passedOn) {
    test(`${option} can be set, and is not by default`, () => {
      assert.equal(properties[`tapelint.${camel(option)}`]?.default, null);
    });
  }

  test('there is no setting that nobody reads', () => {
    const read = [...passedOn.map(camel), 'configuration', 'inlayHints', 'codeLens', 'path', 'fixOnSave', 'trace.server'];
    assert.deepEqual(Object.keys(properties).sort(), read.map((name) => `tapelint.${name}`).sort());
  });
});

test('every command of the palette is there, and none has the name of a command of the server', () => {
  const table = /table: .*?= \{(.*?)\n {2}\};/s.exec(text('src/commands.ts'))?.[1] ?? '';
  const made = [...table.matchAll(/^ {4}(\w+)[:,]/gm)].map(([, name = '']) => `tapelint.${name}`);
  assert.deepEqual(manifest.contributes.commands.map((each) => each.command).sort(), made.sort());
  assert.ok(!made.includes('tapelint.showTrace'));
});

test('the lockfile names no registry', () => {
  assert.doesNotMatch(text('package-lock.json'), /"resolved"/);
});

test('the version is that of the server', () => {
  const version = /^__version__ = "([^"]+)"/m.exec(text('../../tapelint/__init__.py'))?.[1];
  assert.equal(manifest.version, version);
});
