import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  INSTALL,
  askVersion,
  candidates,
  ended,
  firstOf,
  namesInstall,
  notFound,
  output,
  spelled,
  versionIn,
  type Program,
  type Wishes,
} from '../src/launch.ts';

const NOTHING: Wishes = { path: '', interpreter: undefined, folder: '/project', home: '/home/me', windows: false };

function tried(wishes: Partial<Wishes>): string[] {
  return candidates({ ...NOTHING, ...wishes }).map(spelled);
}

describe('what is tried', () => {
  test('the program on the path, then its module', () => {
    assert.deepEqual(tried({}), ['tapelint', 'python3 -m tapelint']);
  });

  test('the selected interpreter goes first', () => {
    assert.deepEqual(tried({ interpreter: '/env/bin/python' }), [
      '/env/bin/python -m tapelint',
      'tapelint',
      'python3 -m tapelint',
    ]);
  });

  test('on Windows the interpreter has another name', () => {
    assert.equal(tried({ windows: true }).at(-1), 'python -m tapelint');
  });

  test('the setting is the only candidate', () => {
    assert.deepEqual(tried({ path: '/opt/tapelint', interpreter: '/env/bin/python' }), ['/opt/tapelint']);
  });

  for (const [path, expected] of [
    ['/env/bin/python', '/env/bin/python -m tapelint'],
    ['/env/bin/python3.12', '/env/bin/python3.12 -m tapelint'],
    ['python3', 'python3 -m tapelint'],
    ['/env/bin/python-tapelint', '/env/bin/python-tapelint'],
    ['tapelint', 'tapelint'],
    ['~/env/bin/tapelint', '/home/me/env/bin/tapelint'],
    ['${userHome}/bin/tapelint', '/home/me/bin/tapelint'],
    ['${workspaceFolder}/.venv/bin/python', '/project/.venv/bin/python -m tapelint'],
    ['.venv/bin/tapelint', '/project/.venv/bin/tapelint'],
  ] as const) {
    test(`the setting ${path}`, () => {
      assert.deepEqual(tried({ path: `  ${path} ` }), [expected]);
    });
  }

  test('a path of Windows', () => {
    const path = 'C:\\env\\Scripts\\python.exe';
    assert.deepEqual(tried({ path, windows: true }), [`${path} -m tapelint`]);
  });

  test('a path with a space can be read', () => {
    assert.equal(spelled({ file: '/my env/python', args: ['-m', 'tapelint'] }), '"/my env/python" -m tapelint');
  });
});

describe('which answers', () => {
  const programs: Program[] = ['a', 'b', 'c'].map((file) => ({ file, args: [] }));

  test('the first that does, and no more are asked', async () => {
    const asked: string[] = [];
    const found = await firstOf(programs, (program) => {
      asked.push(program.file);
      return Promise.resolve(program.file === 'a' ? undefined : `1.${program.file}`);
    });
    assert.deepEqual(found, { program: programs[1], version: '1.b' });
    assert.deepEqual(asked, ['a', 'b']);
  });

  test('none', async () => {
    assert.equal(await firstOf(programs, () => Promise.resolve(undefined)), undefined);
  });

  test('a version is read, and nothing else is taken for one', () => {
    assert.equal(versionIn('tapelint 0.1.0\n'), '0.1.0');
    assert.equal(versionIn('tapelint 1.2.0.dev3\r\n'), '1.2.0.dev3');
    assert.equal(versionIn('Python 3.12.1\n'), undefined);
    assert.equal(versionIn('error: tapelint\n'), undefined);
  });

  test('programs are really called', { skip: process.platform === 'win32' }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelint-'));
    const file = join(folder, 'tape lint');
    await writeFile(file, '#!/bin/sh\n[ "$2" = --version ] && echo "tapelint 9.9" || { echo "no" >&2; exit 2; }\n');
    await chmod(file, 0o755);
    const program = { file, args: ['-m'] };
    assert.equal(await askVersion(program, folder), '9.9');
    await assert.rejects(output(program, ['rules'], folder), /^Error: no$/);
    assert.equal(await askVersion({ file: join(folder, 'missing'), args: [] }, folder), undefined);
    await rm(folder, { recursive: true });
  });
});

describe('what is told', () => {
  test('that none was found, what was tried, and what helps', () => {
    const message = notFound(candidates(NOTHING));
    assert.match(message, /`tapelint`, `python3 -m tapelint`/);
    assert.ok(namesInstall(message));
  });

  test('the last words of a server that did not start', () => {
    const words = `error: the language server needs more packages: ${INSTALL}\n`;
    const message = ended({ file: 'tapelint', args: [] }, `Traceback\n${words}`);
    assert.ok(message.endsWith(`did not start: the language server needs more packages: ${INSTALL}`));
    assert.ok(namesInstall(message));
  });

  test('a server without last words', () => {
    const message = ended({ file: 'tapelint', args: [] }, '');
    assert.ok(message.endsWith('did not start: it said nothing'));
    assert.ok(!namesInstall(message));
  });
});
