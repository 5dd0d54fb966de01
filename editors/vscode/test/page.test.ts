import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { themed } from '../src/page.ts';

const PAGE = ':root { color-scheme: light dark; } @media (prefers-color-scheme: dark) { body { color: white } }';

test('a page takes the colours of the editor', () => {
  assert.equal(themed(PAGE, true), ':root { color-scheme: dark; } @media all { body { color: white } }');
  assert.equal(themed(PAGE, false), ':root { color-scheme: light; } @media not all { body { color: white } }');
});

test('the pages of the server are of that kind', () => {
  for (const [name, words] of [
    ['page.py', 'color-scheme: light dark'],
    ['theme.py', '(prefers-color-scheme: dark)'],
  ] as const) {
    const source = readFileSync(new URL(`../../../tapelint/picture/${name}`, import.meta.url), 'utf-8');
    assert.ok(source.includes(words), name);
  }
});
