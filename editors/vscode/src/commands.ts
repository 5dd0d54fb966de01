/** The commands of the palette. */
import * as vscode from 'vscode';
import { FIX_ALL } from './documents.ts';
import { RulePages } from './rules.ts';
import type { Server } from './server.ts';
import type { Traces } from './trace.ts';

export function registerCommands(
  server: Server,
  pictures: Traces,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const pages = new RulePages((...args) => server.ask(...args));
  const table: Record<string, (...args: unknown[]) => unknown> = {
    restart: () => server.restart(),
    showOutput: () => {
      log.show();
    },
    fixAll: () => vscode.commands.executeCommand('editor.action.sourceAction', { kind: FIX_ALL, apply: 'first' }),
    explain: (code) => pages.choose(typeof code === 'string' ? code : undefined),
    trace: () => pictures.atCursor(server.running),
  };
  const commands = Object.entries(table).map(([name, run]) =>
    vscode.commands.registerCommand(`tapelint.${name}`, (...args: unknown[]) => run(...args)),
  );
  return vscode.Disposable.from(pages, ...commands);
}
