// Makes out/: the extension as one file, and its icon. The licence is that of the repository.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { icon } from './icon.mjs';

process.chdir(import.meta.dirname);
await rm('out', { recursive: true, force: true });
await mkdir('out');
await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'out/extension.cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  legalComments: 'inline',
});
await writeFile('out/icon.png', icon(128));
await copyFile('../../LICENSE', 'LICENSE');
